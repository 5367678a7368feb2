"""Pictures drawn in code: fur and edges to judge, and files that lie about their size."""

import functools
import io
import math
import random
import struct
import zlib
from typing import Any

import pillow_heif
from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
SIZE = (2400, 1800)


@functools.cache
def fur(base: Colour = (150, 110, 80), contrast: int = 50) -> Image.Image:
    """Strokes in one direction, each a little lighter or darker than the coat."""
    chance = random.Random(1)
    image = Image.new("RGB", SIZE, base)
    draw = ImageDraw.Draw(image)
    for _ in range(30_000):
        x, y = chance.random() * SIZE[0], chance.random() * SIZE[1]
        angle, length = math.pi / 3 + chance.gauss(0, 0.3), chance.uniform(20, 80)
        shade = chance.randint(-contrast, contrast)
        colour = tuple(max(0, min(255, part + shade)) for part in base)
        draw.line((x, y, x + length * math.cos(angle), y + length * math.sin(angle)), fill=colour, width=3)
    return image.filter(ImageFilter.GaussianBlur(0.8))


@functools.cache
def disc(radius: float = 0.3, colour: Colour = (60, 50, 45), ground: Colour = (205, 200, 195)) -> Image.Image:
    """One smooth thing on a smooth ground; the radius as a part of the width."""
    image = Image.new("RGB", SIZE, ground)
    x, y, r = SIZE[0] / 2, SIZE[1] / 2, radius * SIZE[0]
    ImageDraw.Draw(image).ellipse((x - r, y - r, x + r, y + r), fill=colour)
    return image.filter(ImageFilter.GaussianBlur(0.8))


@functools.cache
def lone_edge() -> Image.Image:
    """Grey meets a lighter grey along one line: the least that may still be called sharp."""
    image = Image.new("RGB", SIZE, (170, 170, 170))
    width, height = SIZE
    corners = [(0, height * 0.4), (width, height * 0.6), (width, height), (0, height)]
    ImageDraw.Draw(image).polygon(corners, fill=(110, 110, 110))
    return image.filter(ImageFilter.GaussianBlur(0.8))


def blurred(image: Image.Image, radius: float) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(radius))


def noisy(image: Image.Image, levels: float) -> Image.Image:
    """With the grain of a sensor, so many levels strong."""
    grain = Image.effect_noise(image.size, levels)
    return ImageChops.add(image, Image.merge("RGB", [grain] * 3), 1, -128)


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    if kind == "HEIF":
        pillow_heif.from_pillow(image).save(out, quality=options.pop("quality", 50), **options)
    else:
        image.save(out, kind, **options)
    return out.getvalue()


def with_everything_known(image: Image.Image) -> bytes:
    """A JPEG that tells where and by whom it was taken, and holds a comment, a profile and words in XMP."""
    exif = Image.Exif()
    exif[0x010F], exif[0x013B], exif[0x010E] = "SecretMaker", "SecretAlice", "SecretTitle"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 27.0)
    exif.get_ifd(0x8825)[29] = "2026:11:21"
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SecretXmp</x:xmpmeta>"
    return saved(image, exif=exif, comment=b"SecretComment", icc_profile=b"SecretProfile" * 20, xmp=xmp)


def oriented(orientation: int) -> bytes:
    """A red corner at the top left of what the sensor saw, and how the camera was held."""
    image = Image.new("RGB", (320, 240), "white")
    image.paste((255, 0, 0), (0, 0, 80, 60))
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(image, exif=exif, quality=95)


# --- files that promise more than they hold


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_bomb(width: int, height: int) -> bytes:
    """A whole PNG of one colour, grey of one byte a pixel, deflated."""
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(width + 1)) for _ in range(height)) + packer.flush()
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg_of_size(width: int, height: int, data: bytes) -> bytes:
    """The same JPEG with other sides in its frame header."""
    for marker in (b"\xff\xc0", b"\xff\xc2"):
        at = data.find(marker)
        if at > 0:
            return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]
    raise AssertionError("no frame header")


def jpeg_of_scans(times: int) -> bytes:
    """A progressive JPEG whose last scan comes over and over again: a few bytes, a walk over the whole picture each."""
    data = saved(Image.new("RGB", (64, 64), "gray"), progressive=True)
    last = data.rfind(b"\xff\xda")
    return data[:last] + data[last:-2] * times + data[-2:]


def webp_canvas(width: int, height: int) -> bytes:
    """A WebP whose extended header names another canvas."""
    data = saved(Image.new("RGBA", (32, 32), (1, 2, 3, 4)), "WEBP", lossless=True, exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0")
    assert data[12:16] == b"VP8X"
    return data[:24] + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little") + data[30:]


def heif_of_size(width: int, height: int, size: tuple[int, int] = (256, 256)) -> bytes:
    """A HEIF whose properties name other sides than its stream of pixels has."""
    data = saved(Image.new("RGB", size, "gray"), "HEIF")
    real = b"ispe" + bytes(4) + struct.pack(">II", *size)
    assert real in data
    return data.replace(real, b"ispe" + bytes(4) + struct.pack(">II", width, height))
