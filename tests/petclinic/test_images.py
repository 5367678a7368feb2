"""Whatever is sent as a picture comes out as a clean JPEG, or is refused; nothing else happens."""

import io

import pytest
from PIL import Image

from petclinic.images import Picture, clean
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


def test_a_heif_is_turned_too() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = clean(saved(SMALL, "HEIF", exif=exif.tobytes()))
    assert (picture.width, picture.height) == (240, 320)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_formats_are_turned_too(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = clean(saved(SMALL, kind, exif=exif.tobytes()))
    assert (picture.width, picture.height) == (240, 320)


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
