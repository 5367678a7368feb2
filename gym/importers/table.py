"""Reading a table from bytes of unknown origin, row by row, in bounded memory."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _

HEAD = 65_536
LONGEST_LINE = 1_048_576
DELIMITERS = ",;\t"

Cells = dict[str, str]


class ImportRefused(Exception):
    """Nothing of the file can be read; the message is for people."""


class Row(NamedTuple):
    """`number` counts records as a spreadsheet shows them, the header being 1. `problem` says why it has no cells."""

    number: int
    cells: Cells
    problem: str = ""


def rows(file: BinaryIO, required: Sequence[str]) -> Iterator[Row]:
    """The rows of a CSV file; column names in lower case. Raises `ImportRefused` when it has no such header.

    UTF-8 (with or without BOM), UTF-16 with BOM and GB 18030; separator comma, semicolon or tab.
    """
    lines = _Lines(io.TextIOWrapper(file, encoding=_encoding(file), errors="surrogateescape", newline=""))
    header_line = next((line for line in lines if line.strip()), "")
    if not header_line:
        raise ImportRefused(_("文件是空的。"))
    delimiter, header = _header(header_line, required)
    yield from _body(lines, delimiter, header)


def _encoding(file: BinaryIO) -> str:
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


class _Lines:
    """The lines of a text, none longer than LONGEST_LINE: a file without line ends must not fill the memory."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = "" if self._ended else self._text.readline(LONGEST_LINE)
        if not line:
            if not self._ended:
                self._text.detach()  # the file belongs to the caller
            self._ended = True
            raise StopIteration
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            raise ImportRefused(_("文件里有一行超过 100 万个字符，这不像是表格，请检查导出的格式。"))
        return line


def _header(line: str, required: Sequence[str]) -> tuple[str, list[str]]:
    missing: list[str] = []
    for delimiter in DELIMITERS:
        names = [name.strip().lower() for name in next(csv.reader([line], delimiter=delimiter), [])]
        absent = [name for name in required if name.lower() not in names]
        if not absent:
            return delimiter, names
        if not missing or len(absent) < len(missing):
            missing = absent
    raise ImportRefused(
        _("表头缺少这些列：%(columns)s。列之间应当用逗号、分号或制表符分隔。") % {"columns": ", ".join(missing)}
    )


def _body(lines: _Lines, delimiter: str, header: list[str]) -> Iterator[Row]:
    number = 1
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        number += 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error:
            reader = csv.reader(lines, delimiter=delimiter)
            yield Row(number, {}, _("引号没有成对，或一格内容太长。"))
            continue
        if any(value.strip() for value in values):
            yield _row(number, values, header)


def _row(number: int, values: list[str], header: list[str]) -> Row:
    if len(values) > len(header):
        return Row(number, {}, _("这一行的列比表头多，可能是分隔符或引号有误。"))
    cells = dict.fromkeys(header, "") | {name: value.strip() for name, value in zip(header, values, strict=False)}
    if any(_unreadable(value) for value in cells.values()):
        return Row(number, {}, _("这一行含有无法识别的字符。"))
    return Row(number, cells)


def _unreadable(value: str) -> bool:
    """NUL, or bytes that were no text in the file's encoding."""
    return "\0" in value or (not value.isascii() and any("\udc80" <= char <= "\udcff" for char in value))
