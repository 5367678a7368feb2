"""What the bytes of a picture say about themselves, read before anything is decoded, and the same bytes laid bare.

Every decoder takes memory in proportion to the size in the header, and every parser of metadata takes time and memory
that a stranger chooses: profiles inflated nine thousand times, EXIF tags that each hold the whole file. So the size is
looked at first, and no decoder is shown more of a file than what pixels need. Of metadata we want one number, how the
camera was held, and read it ourselves. A file is told by its content alone: names and types are the sender's words.
"""

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from petclinic.image_boxes import bare_heif, is_hevc

Format = Literal["JPEG", "PNG", "WEBP", "HEIF"]
Size = tuple[int, int]

MOST_SEGMENTS = 1000
MOST_CHUNKS = 10_000

_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_ONE_PASS = {0xC0, 0xC1, 0xC9}
_SCAN, _END, _EXIF, _COMMENT = 0xDA, 0xD9, 0xE1, 0xFE
_METADATA = {*range(0xE1, 0xF0), _COMMENT} - {0xEE}  # Adobe's 0xEE says how the colours are meant
_PNG_PIXELS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_ORIENTATION, _SHORT = 0x0112, 3


class Bare(msgspec.Struct, frozen=True, kw_only=True):
    """A file with nothing in it but pixels. `kept_whole`: a JPEG that libjpeg cannot decode with a few lines in memory.

    `size` is the largest that the file names, None where only the decoder can tell; `scans` counts those of a JPEG.
    """

    data: bytes
    size: Size | None = None
    orientation: int = 1
    scans: int = 0
    kept_whole: bool = False


def sniff(data: bytes | bytearray) -> Format | None:
    """The format by the first 64 bytes; None for everything else (GIF, BMP, SVG, AVIF, PDF, HTML, ...)."""
    if data[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR":
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and data[12:16] in (b"VP8 ", b"VP8L", b"VP8X"):
        return "WEBP"
    return "HEIF" if is_hevc(bytes(data[:64])) else None


def lay_bare(data: bytes, kind: Format) -> Bare:
    """What of this file a decoder is shown; ValueError where it is built to be a burden."""
    if kind == "JPEG":
        return _bare_jpeg(data)
    if kind == "PNG":
        return _bare_png(data)
    return Bare(data=data, size=_webp_size(data)) if kind == "WEBP" else Bare(data=bare_heif(data))


def orientation_of(exif: bytes) -> int:
    """How the camera was held, 1 to 8 by EXIF; 1 where it does not say or cannot be read."""
    tiff = exif.removeprefix(b"Exif\0\0")
    order: Literal["little", "big"] = "little" if tiff[:2] == b"II" else "big"
    first = int.from_bytes(tiff[4:8], order)
    tags = min(int.from_bytes(tiff[first : first + 2], order), 200)
    for at in range(first + 2, first + 2 + 12 * tags, 12):
        tag, kind = int.from_bytes(tiff[at : at + 2], order), int.from_bytes(tiff[at + 2 : at + 4], order)
        if (tag, kind) == (_ORIENTATION, _SHORT):
            return int.from_bytes(tiff[at + 8 : at + 10], order)
    return 1


def _webp_size(data: bytes) -> Size:
    """The sides of the canvas: libwebp allocates it as soon as it is shown the file."""
    kind = data[12:16]
    if kind == b"VP8X" and len(data) >= 30:
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    if kind == b"VP8L" and data[20:21] == b"\x2f":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    raise ValueError("no canvas")


def _bare_jpeg(data: bytes) -> Bare:
    """A JPEG without its metadata and without what lies behind its end: a second picture, a video, a ZIP.

    Progressive files, and those with a scan for each component, make libjpeg keep the coefficients of the whole
    picture; each further scan costs a walk over all of them although it may be a hundred bytes long.
    """
    kept, copied, end = bytearray(), 0, len(data)
    size, exif, scans, one_pass, components = (0, 0), b"", 0, True, -1
    for marker, start, body, stop in _segments(data):
        if marker == _END:
            end = body
        elif marker in _FRAMES:
            sides = int.from_bytes(data[body + 3 : body + 5]), int.from_bytes(data[body + 1 : body + 3])
            size = max(size[0], sides[0]), max(size[1], sides[1])
            one_pass = one_pass and marker in _ONE_PASS and components < 0
            components = int.from_bytes(data[body + 5 : body + 6])
        elif marker == _SCAN:
            scans += 1
            one_pass = one_pass and data[body : body + 1] == bytes([max(components, 0)])
        elif marker in _METADATA:
            exif = exif or (data[body:stop] if marker == _EXIF and data[body : body + 4] == b"Exif" else b"")
            kept += data[copied:start]
            copied = stop
    kept += data[copied:end]
    turned = orientation_of(exif)
    return Bare(data=bytes(kept), size=size, orientation=turned, scans=scans, kept_whole=not one_pass or scans != 1)


def _segments(data: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Each marker up to the end of the picture: where it starts, where its content begins and where that ends."""
    at = 2
    for _ in range(MOST_SEGMENTS):
        found = _MARKER.search(data, at)
        if not found:
            return
        marker, after = found[1][0], found.end()
        if marker == _END:
            yield marker, found.start(), after, after
            return
        at = after + (0 if marker in (0x01, 0xD8) else max(2, int.from_bytes(data[after : after + 2])))
        yield marker, found.start(), after + 2, at
    raise ValueError("too many segments")


def _bare_png(data: bytes) -> Bare:
    """A PNG without its metadata: profiles, texts and the further frames of an animation."""
    kept, exif, at = bytearray(data[:8]), b"", 8
    for _ in range(MOST_CHUNKS):
        name, stop = data[at + 4 : at + 8], at + 12 + int.from_bytes(data[at : at + 4])
        if name in _PNG_PIXELS:
            kept += data[at:stop]
        if name == b"eXIf":
            exif = data[at + 8 : stop - 4]
        at = stop
        if name == b"IEND" or at >= len(data):
            size = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
            return Bare(data=bytes(kept), size=size, orientation=orientation_of(exif))
    raise ValueError("too many chunks")
