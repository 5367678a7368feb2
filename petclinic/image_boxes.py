"""The boxes of a HEIF file (ISO/IEC 14496-12 and 23008-12): just enough to refuse those that are built to be a burden.

A HEIF is a table of items that point into the file. Nothing keeps a stranger from pointing at the same ten megabytes a
thousand times, so here no byte may be used twice, the tables are small, and what describes a picture is not attached.
"""

from collections.abc import Iterator

MOST_TABLES = 64 * 1024
"""Bytes of all the tables together; those of phones take four to ten thousand."""
MOST_BOXES = 1000

_HEVC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}
_GENERAL_BRANDS = {b"mif1", b"msf1"}


def is_hevc(data: bytes) -> bool:
    """By its brands. `mif1` alone may hold any codec (AVIF too), so it counts only beside a brand that says HEVC."""
    if data[4:8] != b"ftyp":
        return False
    stop = min(len(data), int.from_bytes(data[:4]))
    compatible = {data[at : at + 4] for at in range(16, stop, 4)}
    return data[8:12] in _HEVC_BRANDS or (data[8:12] in _GENERAL_BRANDS and bool(compatible & _HEVC_BRANDS))


def bare_heif(data: bytes) -> bytes:
    """The file with EXIF and XMP detached; ValueError for films, large tables, and bytes that are used twice."""
    tables = [(start, stop) for name, start, stop in _boxes(data, 0, len(data)) if name in (b"meta", b"moov")]
    if len(tables) != 1 or data[tables[0][0] - 4 : tables[0][0]] != b"meta":
        raise ValueError("not one table of items")
    start, stop = tables[0]
    if stop - start > MOST_TABLES:
        raise ValueError("a large table")
    places = [(at, end) for name, at, end in _boxes(data, start + 4, stop) if name == b"iloc"]
    if len(places) != 1 or sum(_lengths(data[slice(*places[0])], len(data))) > len(data):
        raise ValueError("bytes used more than once")
    # A `cdsc` reference attaches a description to a picture; a reference of an unknown kind is passed over.
    return data[:start] + data[start:stop].replace(b"cdsc", b"none") + data[stop:]


def _boxes(data: bytes, at: int, stop: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, begin and end of the content of each box; sizes of 64 bits, and 0 for all the rest, are for media data."""
    for _ in range(MOST_BOXES):
        if at + 8 > stop:
            return
        size, name, head = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16]), 16
        size = size or stop - at
        if size < head or (head == 16 and name in (b"meta", b"moov", b"iloc")):
            raise ValueError("a strange box")
        yield name, at + head, min(at + size, stop)
        at += size
    raise ValueError("too many boxes")


def _lengths(box: bytes, most: int) -> Iterator[int]:
    """The length of each piece that an item consists of; 0 in the file means all of it."""
    version = box[0]
    if version > 2:
        raise ValueError("an unknown table of places")
    offset_bytes, length_bytes, base_bytes, index_bytes = box[4] >> 4, box[4] & 15, box[5] >> 4, box[5] & 15
    index_bytes = index_bytes if version else 0
    at, number_bytes = 6, 4 if version == 2 else 2
    items, at = int.from_bytes(box[at : at + number_bytes]), at + number_bytes
    for _ in range(items):
        at += number_bytes + (2 if version else 0) + 2 + base_bytes
        pieces, at = int.from_bytes(box[at : at + 2]), at + 2
        for _ in range(pieces):
            at += index_bytes + offset_bytes
            yield int.from_bytes(box[at : at + length_bytes]) or most
            at += length_bytes
        if at > len(box):
            raise ValueError("a table that is cut")
