"""Pictures that would not fit into memory are refused by their header, and the largest that fit stay within bounds."""

import subprocess
import sys
import warnings

import pytest
from PIL import Image

from petclinic.image_headers import jpeg_layout
from petclinic.images import REFUSAL, Unfit, clean
from tests.petclinic import pictures
from tests.petclinic.pictures import saved

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")
"""As the module itself does; pytest puts its own filters in front of that."""

KINDS = ["JPEG", "PNG", "WEBP", "HEIF"]
SMALL = pictures.disc().resize((320, 240))
WHOLE = {kind: saved(SMALL, kind) for kind in KINDS}
WHOLE["progressive JPEG"] = saved(SMALL, progressive=True)
WHOLE["lossless WEBP"] = saved(SMALL.convert("RGBA"), "WEBP", lossless=True)


def refused(data: bytes) -> str:
    with pytest.raises(Unfit) as caught:
        clean(data)
    assert caught.value.text == REFUSAL == "图片不符合规范, 请重新上传"
    return caught.value.reason


BOMBS = {
    "PNG of 20 KB and 400 MB": (pictures.png_bomb(20_480, 20_000), "too_many_pixels"),
    "PNG just long": (pictures.png_bomb(16_385, 8), "too_many_pixels"),
    "JPEG 65500 x 65500": (pictures.jpeg_of_size(65_500, 65_500, WHOLE["JPEG"]), "too_many_pixels"),
    "progressive JPEG 5000 x 5000": (pictures.jpeg_of_size(5000, 5000, WHOLE["progressive JPEG"]), "too_many_pixels"),
    "JPEG of a thousand scans": (pictures.jpeg_of_scans(1000), "too_many_scans"),
    "WebP 16383 x 16383": (pictures.webp_canvas(16_383, 16_383), "too_many_pixels"),
    "WebP 16777216 x 16777216": (pictures.webp_canvas(1 << 24, 1 << 24), "too_many_pixels"),
    "HEIF 16384 x 16384": (pictures.heif_of_size(16_384, 16_384), "too_many_pixels"),
    "HEIF 65535 x 65535": (pictures.heif_of_size(65_535, 65_535), "too_many_pixels"),
    "HEIF that says too little": (pictures.heif_of_size(64, 64, size=(4096, 4096)), "broken"),
    "HEIF that says too much": (pictures.heif_of_size(4999, 4999), "broken"),
}
LARGEST = {
    "JPEG": (saved(Image.new("RGB", (8000, 6250), "gray")), 60),
    "progressive JPEG": (saved(Image.new("RGB", (4123, 4123), "gray"), progressive=True, subsampling=0), 150),
    "PNG": (saved(Image.new("RGBA", (4123, 4123), "gray"), "PNG"), 220),
    "WEBP": (saved(Image.new("RGB", (3605, 3605), "gray"), "WEBP", method=0), 240),
    "HEIF": (saved(Image.new("RGB", (5000, 5000), "gray"), "HEIF"), 220),
}


def memory_of(data: bytes) -> tuple[str, int]:
    """The reason of the refusal, and the peak above the start in MB, in a process of its own."""
    command = [sys.executable, "-W", "error", "-m", "tests.petclinic.memory"]
    done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=60)
    assert not done.stderr
    reason, megabytes = done.stdout.decode().split(",")
    return reason, int(megabytes)


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_by_its_header(name: str) -> None:
    data, wanted = BOMBS[name]
    assert len(data) < 450_000
    reason, megabytes = memory_of(data)
    assert reason == wanted
    assert megabytes < 50


@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_picture_that_is_taken_stays_within_bounds(name: str) -> None:
    data, most = LARGEST[name]
    reason, megabytes = memory_of(data)
    assert not reason
    assert megabytes < most


def test_no_warning_of_a_decompression_bomb_is_given() -> None:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        for data, _reason in BOMBS.values():
            refused(data)
        clean(LARGEST["JPEG"][0])
    assert not seen


def test_what_pillow_says_of_broken_metadata_is_not_heard() -> None:
    """In a process of its own, as pytest has filters of its own; `memory_of` demands that nothing was said."""
    assert memory_of(saved(SMALL, exif=b"Exif\0\0"))[0] == ""


def test_what_lies_behind_a_jpeg_does_not_count_as_its_scans() -> None:
    video = bytes(range(256)) * 2 + b"\xff\xda\x00\x02" * 5000
    assert jpeg_layout(WHOLE["JPEG"] + video).scans == 1
    assert clean(WHOLE["JPEG"] + video).width == 320


def test_a_jpeg_of_one_pass_is_told_from_one_that_is_kept_whole() -> None:
    assert jpeg_layout(WHOLE["JPEG"]).in_one_pass
    assert not jpeg_layout(WHOLE["progressive JPEG"]).in_one_pass
    at = WHOLE["JPEG"].find(b"\xff\xda")
    one_component = WHOLE["JPEG"][: at + 4] + b"\x01" + WHOLE["JPEG"][at + 5 :]
    assert not jpeg_layout(one_component).in_one_pass
    assert jpeg_layout(saved(SMALL.convert("L"))).in_one_pass
