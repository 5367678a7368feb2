"""What the bytes of a picture say about themselves, read before anything is decoded.

Every decoder here takes memory in proportion to the size in the header, so that size is looked at first. A file is told
by its content alone: names and content types are the sender's words.
"""

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

Format = Literal["JPEG", "PNG", "WEBP", "HEIF"]

_HEVC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}
_GENERAL_BRANDS = {b"mif1", b"msf1"}
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_ONE_PASS = {0xC0, 0xC1, 0xC9}
_SCAN, _END = 0xDA, 0xD9


class JpegLayout(msgspec.Struct, frozen=True):
    """How a JPEG is built: scans up to its end marker, and whether one pass with a few lines in memory decodes it."""

    scans: int
    in_one_pass: bool


def sniff(data: bytes | bytearray) -> Format | None:
    """The format by the first 64 bytes; None for everything else (GIF, BMP, SVG, AVIF, PDF, HTML, ...)."""
    if data[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR":
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and data[12:16] in (b"VP8 ", b"VP8L", b"VP8X"):
        return "WEBP"
    if data[4:8] == b"ftyp" and _is_hevc(bytes(data[8:64]), int.from_bytes(data[:4])):
        return "HEIF"
    return None


def _is_hevc(brands: bytes, box_bytes: int) -> bool:
    """`mif1` alone may hold any codec (AVIF too), so it counts only beside a brand that says HEVC."""
    major = brands[:4]
    compatible = {brands[at : at + 4] for at in range(8, min(len(brands), box_bytes - 8), 4)}
    return major in _HEVC_BRANDS or (major in _GENERAL_BRANDS and bool(compatible & _HEVC_BRANDS))


def webp_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of the canvas: libwebp allocates it as soon as it is shown the file."""
    kind = data[12:16]
    if kind == b"VP8X" and len(data) >= 30:
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    if kind == b"VP8L" and data[20:21] == b"\x2f":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None


def jpeg_layout(data: bytes) -> JpegLayout:
    """Count the scans of a JPEG. What lies behind the end marker (a second picture, a video, a ZIP) does not count.

    Progressive files, and those with a scan for each component, make libjpeg keep the coefficients of the whole
    picture; each further scan costs a walk over all of them although it may be a hundred bytes long.
    """
    scans, one_pass, components = 0, False, 0
    for marker, body in _segments(data):
        if marker in _FRAMES:
            one_pass, components = marker in _ONE_PASS, data[body + 5] if body + 5 < len(data) else 0
        elif marker == _SCAN:
            scans += 1
            one_pass = one_pass and body < len(data) and data[body] == components
    return JpegLayout(scans, one_pass and scans == 1)


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Each marker up to the end of the picture, and where its content begins (behind the two bytes of length)."""
    at = 2
    while found := _MARKER.search(data, at):
        marker = found[1][0]
        if marker == _END:
            return
        yield marker, found.end() + 2
        alone = marker in (0x01, 0xD8)
        at = found.end() + (0 if alone else max(2, int.from_bytes(data[found.end() : found.end() + 2])))
