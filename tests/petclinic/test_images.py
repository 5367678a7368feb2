"""Whatever is sent as a picture comes out as a clean JPEG, or is refused; nothing else happens."""

import io
import subprocess
import sys
import warnings
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from petclinic import images
from petclinic.image_headers import jpeg_layout, sniff, webp_size
from petclinic.images import REFUSAL, TIPS, Picture, Unfit, clean, unfit_for_judging
from tests.petclinic import pictures
from tests.petclinic.pictures import saved

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")
"""As the module itself does; pytest puts its own filters in front of that."""

KINDS = ["JPEG", "PNG", "WEBP", "HEIF"]
SMALL = pictures.disc().resize((320, 240))
WHOLE = {kind: saved(SMALL, kind) for kind in KINDS}
WHOLE["progressive JPEG"] = saved(SMALL, progressive=True)
WHOLE["lossless WEBP"] = saved(SMALL.convert("RGBA"), "WEBP", lossless=True)


def opened(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.jpeg), formats=["JPEG"])


def refused(data: bytes) -> str:
    with pytest.raises(Unfit) as caught:
        clean(data)
    assert caught.value.text == REFUSAL == "图片不符合规范, 请重新上传"
    return caught.value.reason


# --- what is taken


@pytest.mark.parametrize("kind", KINDS)
def test_it_works(kind: str) -> None:
    picture = clean(saved(pictures.disc(), kind))
    assert (picture.format, picture.width, picture.height) == (kind, 1600, 1200)
    image = opened(picture)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (1600, 1200))
    middle, rim = image.getpixel((800, 600)), image.getpixel((5, 5))
    assert isinstance(middle, tuple)
    assert isinstance(rim, tuple)
    assert max(abs(a - b) for a, b in zip(middle, (60, 50, 45), strict=True)) < 6
    assert max(abs(a - b) for a, b in zip(rim, (205, 200, 195), strict=True)) < 6


@pytest.mark.parametrize("kind", KINDS)
def test_a_small_picture_keeps_its_size(kind: str) -> None:
    picture = clean(WHOLE[kind])
    assert (picture.width, picture.height) == (320, 240)


@pytest.mark.parametrize(
    ("size", "wanted"), [((6000, 4000), (1600, 1067)), ((1000, 4000), (400, 1600)), ((8000, 2), (1600, 1))]
)
def test_the_longest_side_is_1600_pixels(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    picture = clean(saved(Image.new("RGB", size, "gray")))
    assert (picture.width, picture.height) == wanted


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "I;16"])
def test_every_mode_of_png_is_taken(mode: str) -> None:
    if mode == "PA":
        image = Image.new("RGBA", (300, 300), "white").quantize(8)
    else:
        image = Image.new(mode, (300, 300), 65_535 if mode.startswith("I") else "white" if mode != "P" else 0)
    if mode == "P":
        image.putpalette([255] * 768)
    assert opened(clean(saved(image, "PNG"))).getpixel((9, 9)) == (255, 255, 255)


def test_grey_of_16_bits_is_scaled_and_not_cut_off() -> None:
    picture = clean(saved(Image.new("I;16", (300, 300), 128 * 256), "PNG"))
    assert round(picture.brightness) == 128


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_every_mode_of_jpeg_is_taken(mode: str) -> None:
    picture = clean(saved(Image.new("RGB", (300, 300), (128, 128, 128)).convert(mode)))
    assert abs(picture.brightness - 128) < 3


def test_what_is_transparent_becomes_white() -> None:
    clear = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    for kind in ("PNG", "WEBP", "HEIF"):
        picture = clean(saved(clear, kind, **({"lossless": True, "exact": True} if kind == "WEBP" else {})))
        assert picture.brightness > 250
    palette = Image.new("P", (300, 300), 3)
    palette.putpalette(bytes(768))
    assert clean(saved(palette, "PNG")).brightness < 5
    assert clean(saved(palette, "PNG", transparency=bytes([255, 255, 255, 0]))).brightness > 250


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_the_first_frame_of_an_animation_is_taken(kind: str) -> None:
    frames = [Image.new("RGB", (300, 300), colour) for colour in ("red", "green", "blue")]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)
    pixel = opened(clean(data)).getpixel((9, 9))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 240 > 30 > max(pixel[1:])


def test_a_second_picture_behind_the_first_is_left_out() -> None:
    image = Image.new("RGB", (300, 300), "white")
    data = saved(image, "MPO", save_all=True, append_images=[Image.new("RGB", (300, 300), "black")])
    assert clean(data).brightness > 250


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_is_turned_as_the_camera_was_held(orientation: int) -> None:
    picture = clean(pictures.oriented(orientation))
    assert (picture.width, picture.height) == ((320, 240) if orientation < 5 else (240, 320))
    image = opened(picture)
    corners = {"tl": (5, 5), "tr": (image.width - 5, 5), "bl": (5, image.height - 5)}
    corners["br"] = (image.width - 5, image.height - 5)
    red = [name for name, at in corners.items() if image.getpixel(at)[1] < 100]  # type: ignore[index]
    assert red == [{1: "tl", 2: "tr", 3: "br", 4: "bl", 5: "tl", 6: "tr", 7: "br", 8: "bl"}[orientation]]


def test_broken_exif_does_not_spoil_a_good_picture() -> None:
    for exif in (b"Exif\0\0", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"Exif\0\0" + bytes(range(256)) * 8):
        assert clean(saved(SMALL, exif=exif)).width == 320
    image = Image.Exif()
    image[0x0112] = 4711
    assert clean(saved(SMALL, exif=image)).width == 320


def test_nothing_is_left_of_place_time_maker_and_words() -> None:
    data = pictures.with_everything_known(SMALL)
    assert data.count(b"Secret") > 20
    picture = clean(data)
    assert b"Secret" not in picture.jpeg
    assert b"Exif" not in picture.jpeg
    image = opened(picture)
    assert not image.getexif()
    assert not image.getexif().get_ifd(0x8825)
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF"])
def test_nothing_is_left_of_it_in_other_formats(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "SecretTitle"
    exif.get_ifd(0x8825)[1] = "N"
    data = saved(SMALL, kind, exif=exif.tobytes())
    assert b"Secret" in data
    picture = clean(data)
    assert b"Secret" not in picture.jpeg
    assert not opened(picture).getexif()


# --- what is refused


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8",
        b"GIF89a" + bytes(64),
        b"BM" + bytes(64),
        b"%PDF-1.7\n",
        b"<!DOCTYPE html><img src=x>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04" + bytes(64),
        b"II*\0" + bytes(64),
        b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf" + bytes(64),
        b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00avifmif1miaf" + bytes(64),
        b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(64),
        b"RIFF\x00\x00\x00\x00WAVEfmt " + bytes(64),
        b"\x89PNG\r\n\x1a\n" + bytes(64),
    ],
)
def test_other_formats_are_refused(data: bytes) -> None:
    assert refused(data) == "not_an_image"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PPM", "ICO", "JPEG2000", "TGA"])
def test_pictures_of_other_formats_are_refused(kind: str) -> None:
    assert refused(saved(SMALL, kind)) == "not_an_image"


def test_more_than_ten_megabytes_are_refused_unread() -> None:
    assert refused(WHOLE["JPEG"] + bytes(images.MOST_BYTES)) == "too_large"


@pytest.mark.parametrize("kind", WHOLE)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_cut_picture_is_refused_wherever_it_is_cut(kind: str, data: st.DataObject) -> None:
    whole = WHOLE[kind]
    trailer = {"PNG": 28, "JPEG": 2, "progressive JPEG": 2, "HEIF": 1, "WEBP": 1, "lossless WEBP": 1}[kind]
    refused(whole[: data.draw(st.integers(0, len(whole) - trailer - 1))])


@pytest.mark.parametrize("kind", WHOLE)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_spoilt_picture_is_clean_or_refused(kind: str, data: st.DataObject) -> None:
    """Overwritten at a few places, mostly in the head where the sizes and tables are."""
    spoilt = bytearray(WHOLE[kind])
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, 700) | st.integers(0, len(spoilt) - 1)) % len(spoilt)
        spoilt[at] = data.draw(st.integers(0, 255))
    clean_or_refused(bytes(spoilt))


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([b"", *(whole[:size] for whole in WHOLE.values() for size in (3, 12, 16, 30, 200))]),
    st.binary(max_size=400),
)
@example(b"\xff\xd8\xff", b"\xc0\x00\x02")
@example(b"\xff\xd8\xff", b"\xda\xff\xda\xff")
@example(b"RIFF\0\0\0\0WEBPVP8X", b"")
@example(b"\0\0\0\0ftypheic", b"")
def test_random_bytes_are_refused_and_raise_nothing_else(head: bytes, rest: bytes) -> None:
    clean_or_refused(head + rest)
    assert jpeg_layout(head + rest).scans >= 0
    webp_size(head + rest)


def clean_or_refused(data: bytes) -> None:
    try:
        picture = clean(data)
    except Unfit:
        return
    assert sniff(picture.jpeg) == "JPEG"
    assert max(picture.width, picture.height) <= images.LONGEST_SIDE
    assert unfit_for_judging(picture) in ("", *TIPS)


# --- what is something else as well


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


SCRIPT = b"<script>alert(document.cookie)</script>"


@pytest.mark.parametrize(
    "data",
    [
        WHOLE["JPEG"] + zipped("evil.class", b"\xca\xfe\xba\xbe" * 9),
        WHOLE["PNG"] + zipped("evil.php", SCRIPT),
        WHOLE["JPEG"] + SCRIPT,
        saved(SMALL, comment=SCRIPT + b"*/=alert(1)/*"),
        WHOLE["JPEG"][:2] + b"\xff\xe0\x2f\x2a" + bytes(0x2F2A - 2) + WHOLE["JPEG"][2:] + b"*/=alert(1)/*" + SCRIPT,
        WHOLE["PNG"][:-12] + pictures.chunk(b"tEXt", b"k\0" + SCRIPT) + WHOLE["PNG"][-12:],
        WHOLE["WEBP"] + SCRIPT,
        WHOLE["HEIF"] + b"\0\0\0\x08free" + SCRIPT,
        WHOLE["JPEG"] + b"%PDF-1.7\n1 0 obj" + SCRIPT,
    ],
    ids=["zip", "php", "html behind", "html in it", "script", "text chunk", "webp", "heif", "pdf"],
)
def test_what_is_also_something_else_comes_out_as_a_picture_alone(data: bytes) -> None:
    picture = clean(data)
    assert b"script" not in picture.jpeg
    assert b"alert" not in picture.jpeg
    assert picture.jpeg.startswith(b"\xff\xd8\xff")
    assert picture.jpeg.endswith(b"\xff\xd9")
    assert not zipfile.is_zipfile(io.BytesIO(picture.jpeg))


@pytest.mark.parametrize("head", [b"GIF89a", b"\xca\xfe\xba\xbe", b"PK\x03\x04", b"<html>", b"\n"])
def test_a_picture_behind_another_head_is_refused(head: bytes) -> None:
    assert refused(head + WHOLE["JPEG"]) == "not_an_image"


# --- what would not fit into memory


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


# --- what a vet could judge by


SHARP = {
    "fur": pictures.fur(),
    "a black cat": pictures.fur((40, 37, 35), 35),
    "a white cat": pictures.fur((225, 222, 218), 14),
    "a smooth thing": pictures.disc(),
    "a tick on smooth skin": pictures.disc(0.04),
    "a lone edge": pictures.lone_edge(),
}


def verdict(image: Image.Image) -> str:
    return unfit_for_judging(clean(saved(image, quality=90)))


@pytest.mark.parametrize("name", SHARP)
def test_a_sharp_picture_passes(name: str) -> None:
    assert not verdict(SHARP[name])
    assert not verdict(pictures.noisy(SHARP[name], 4))


@pytest.mark.parametrize("name", SHARP)
def test_a_little_softness_passes(name: str) -> None:
    assert not verdict(pictures.blurred(SHARP[name], 3))


@pytest.mark.parametrize("name", SHARP)
@pytest.mark.parametrize("noise", [0, 4])
def test_a_blurred_picture_does_not(name: str, noise: int) -> None:
    image = pictures.blurred(SHARP[name], 10)
    assert verdict(pictures.noisy(image, noise) if noise else image) in ("blurred", "dark")


@pytest.mark.parametrize("light", [0.02, 0.1, 0.25])
def test_a_dark_picture_does_not(light: float) -> None:
    assert verdict(pictures.fur().point(lambda value: value * light)) == "dark"


def test_a_burnt_out_picture_does_not() -> None:
    assert verdict(pictures.fur().point(lambda value: min(255, value * 4))) == "bright"
    assert verdict(Image.new("RGB", (800, 600), "white")) == "bright"


def test_a_picture_of_nothing_does_not() -> None:
    assert verdict(Image.new("RGB", (800, 600), "gray")) == "blurred"
    assert verdict(Image.radial_gradient("L").resize((800, 600))) == "blurred"


def test_a_dim_picture_passes_as_long_as_something_is_lit() -> None:
    dim = pictures.fur().point(lambda value: value * 0.4)
    assert not verdict(dim)


@pytest.mark.parametrize("size", [(199, 2000), (2000, 199), (64, 64), (1, 1), (8000, 3)])
def test_a_small_picture_does_not(size: tuple[int, int]) -> None:
    assert verdict(pictures.fur().resize(size)) == "too_small"


def test_a_picture_of_200_pixels_passes() -> None:
    assert not verdict(pictures.fur().resize((267, 200)))


def test_the_size_of_the_file_does_not_change_the_verdict() -> None:
    values = [clean(saved(pictures.fur().resize(size))).sharpness for size in ((2400, 1800), (1600, 1200), (800, 600))]
    assert max(values) < 1.3 * min(values)


def test_each_reason_has_a_tip_of_its_own() -> None:
    assert set(TIPS) == {"too_small", "blurred", "dark", "bright"}
    assert len(set(TIPS.values())) == 4
    assert all("请" in tip for tip in TIPS.values())
