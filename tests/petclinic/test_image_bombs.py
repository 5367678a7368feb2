"""Pictures that would not fit into memory are refused by their header, and the largest that fit stay within bounds."""

import subprocess
import sys
import warnings
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from petclinic import images
from petclinic.image_boxes import bare_heif
from petclinic.image_headers import lay_bare
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
    "JPEG of three hundred scans": (pictures.jpeg_of_scans(300), "too_many_scans"),
    "WebP 16383 x 16383": (pictures.webp_canvas(16_383, 16_383), "too_many_pixels"),
    "WebP 16777216 x 16777216": (pictures.webp_canvas(1 << 24, 1 << 24), "too_many_pixels"),
    "HEIF 16384 x 16384": (pictures.heif_of_size(16_384, 16_384), "too_many_pixels"),
    "HEIF 65535 x 65535": (pictures.heif_of_size(65_535, 65_535), "too_many_pixels"),
    "HEIF that says too little": (pictures.heif_of_size(64, 64, size=(4096, 4096)), "broken"),
    "HEIF that says too much": (pictures.heif_of_size(4999, 4999), "broken"),
}
LARGEST: dict[str, tuple[Callable[[], bytes], int]] = {
    "JPEG": (lambda: saved(Image.new("RGB", (8000, 6250), "gray")), 60),
    "progressive JPEG": (lambda: saved(Image.new("RGB", (4123, 4123), "gray"), progressive=True, subsampling=0), 150),
    "PNG": (lambda: saved(Image.new("RGBA", (4123, 4123), "gray"), "PNG"), 220),
    "WEBP": (lambda: saved(Image.new("RGB", (3605, 3605), "gray"), "WEBP", method=0), 240),
    "HEIF": (lambda: saved(Image.new("RGB", (5000, 5000), "gray"), "HEIF"), 220),
}


def memory_of(data: bytes) -> tuple[str, int]:
    """The reason of the refusal, and the peak above the start in MB, in a process of its own."""
    command = [sys.executable, "-W", "error", "-m", "tests.petclinic.memory"]
    done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=60)
    assert not done.stderr
    reason, megabytes, seconds = done.stdout.decode().split(",")
    assert float(seconds) < 5
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
    make, most = LARGEST[name]
    reason, megabytes = memory_of(make())
    assert not reason
    assert megabytes < most


def test_no_warning_of_a_decompression_bomb_is_given() -> None:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        for data, _reason in BOMBS.values():
            refused(data)
        clean(LARGEST["JPEG"][0]())
    assert not seen


def test_what_pillow_says_of_broken_metadata_is_not_heard() -> None:
    """In a process of its own, as pytest has filters of its own; `memory_of` demands that nothing was said."""
    assert memory_of(saved(SMALL, exif=b"Exif\0\0"))[0] == ""


def test_what_lies_behind_a_jpeg_does_not_count_as_its_scans() -> None:
    video = bytes(range(256)) * 2 + b"\xff\xda\x00\x02" * 5000
    bare = lay_bare(WHOLE["JPEG"] + video, "JPEG")
    assert (bare.scans, bare.data) == (1, WHOLE["JPEG"])
    assert clean(WHOLE["JPEG"] + video).width == 320


def test_a_jpeg_of_one_pass_is_told_from_one_that_is_kept_whole() -> None:
    whole = WHOLE["JPEG"]
    at = whole.find(b"\xff\xda")
    one_component = whole[: at + 4] + b"\x01" + whole[at + 5 :]
    for data, kept in ((whole, False), (WHOLE["progressive JPEG"], True), (one_component, True)):
        assert lay_bare(data, "JPEG").kept_whole is kept
    assert not lay_bare(saved(SMALL.convert("L")), "JPEG").kept_whole


def test_a_heif_is_refused_for_what_is_wrong_with_it() -> None:
    for data, wrong in (
        (pictures.heif_that_repeats_itself(), "more than once"),
        (pictures.heif_with_tables_of(70_000), "large table"),
        (WHOLE["HEIF"] + b"\0\0\0\x08moov", "not one table"),
        (WHOLE["HEIF"] + b"\0\0\0\x07free", "strange box"),
        (WHOLE["HEIF"] + b"\0\0\0\x08free" * 2000, "too many boxes"),
    ):
        with pytest.raises(ValueError, match=wrong):
            bare_heif(data)
    assert bare_heif(WHOLE["HEIF"]) == WHOLE["HEIF"]


BURDENS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a JPEG with a second frame": (lambda: pictures.jpeg_of_two_frames(8000, 6240), "too_many_pixels"),
    "a JPEG of comments": (lambda: WHOLE["JPEG"][:2] + b"\xff\xfe\x00\x02" * 2_000_000 + WHOLE["JPEG"][2:], "broken"),
    "a JPEG whose EXIF holds itself": (lambda: pictures.exif_of_whole_files(), ""),
    "a PNG whose EXIF holds itself": (
        lambda: pictures.png_with(pictures.chunk(b"eXIf", pictures.tags_that_hold_everything(60_000, 4_000_000))),
        "",
    ),
    "a PNG with a profile nine thousand times": (
        lambda: pictures.png_with(pictures.chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(1_000_000), 9)) * 9000),
        "",
    ),
    "a PNG of chunks": (lambda: pictures.png_with(pictures.chunk(b"prVt", b"") * 800_000), "broken"),
    "a HEIF that uses its bytes again and again": (lambda: pictures.heif_that_repeats_itself(), "broken"),
    "a HEIF with large tables": (lambda: pictures.heif_with_tables_of(70_000), "broken"),
}


@pytest.mark.parametrize("name", BURDENS)
def test_a_picture_that_is_built_to_be_a_burden_is_none(name: str) -> None:
    make, wanted = BURDENS[name]
    data = make()
    assert len(data) < images.MOST_BYTES
    reason, megabytes = memory_of(data)
    assert reason == wanted
    assert megabytes < 60
