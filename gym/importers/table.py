"""Reading a table from bytes of unknown origin, row by row, in bounded memory."""

import codecs
import contextlib
import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _

PIECE = 65_536
LONGEST_LINE = 1_048_576
DELIMITERS = ",;\t"
LINE_ENDS = ("\n", "\r")
ZIP = b"PK\x03\x04"


class Cells(dict[str, str]):
    """A row by column name, in lower case. `delimiter` is the file's, for by it numbers such as `1,000` are read."""

    def __init__(self, cells: dict[str, str], delimiter: str) -> None:
        super().__init__(cells)
        self.delimiter = delimiter


class ImportRefused(Exception):
    """Nothing more of the file can be read; the message is for people."""


class Row(NamedTuple):
    """`number` counts records as a spreadsheet shows them, the header being 1. With a `problem` it is of no use."""

    number: int
    cells: Cells
    problem: str = ""


def rows(file: BinaryIO, required: Sequence[str], *, ragged: bool = False) -> Iterator[Row]:
    """The rows of a seekable CSV file; column names in lower case. Raises `ImportRefused` when it has no such header.

    UTF-8 (with or without BOM), UTF-16 with BOM and GB 18030; separator comma, semicolon or tab. `ragged` allows rows
    that end early, as people type them; in the export of an app such a row has been cut off. The file stays open.
    """
    with _opened(file) as lines:
        delimiter, header = _header(lines, required)
        yield from _body(lines, delimiter, header, ragged)


def columns(file: BinaryIO) -> set[str]:
    """The names in the first line, in lower case, by whichever separator. Raises `ImportRefused` without a line."""
    with _opened(file) as lines:
        line = _first_line(lines)
        return {name for delimiter in DELIMITERS for name in _names(line, delimiter)}


@contextlib.contextmanager
def _opened(file: BinaryIO) -> Iterator["_Lines"]:
    encoding = _encoding(file)
    file.seek(0)
    errors = "replace" if encoding == "utf-16" else "surrogateescape"  # half a UTF-16 unit has no escape
    text = io.TextIOWrapper(file, encoding, errors, newline="")
    try:
        yield _Lines(text)
    finally:
        if not file.closed:
            text.detach()


def _encoding(file: BinaryIO) -> str:
    """By the majority of the lines, so that one bad byte spoils one row and not the meaning of all the others.

    Chinese in GB 18030 is almost never valid UTF-8; the reverse would prove nothing.
    """
    file.seek(0)
    head = file.read(4)
    if head == ZIP:
        raise ImportRefused(_("这是 Excel 工作簿或压缩包，请先解压或另存为 CSV。"))
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    file.seek(0)
    majority = 0
    while line := file.readline(PIECE):
        if not line.isascii():
            majority += 1 if _is_utf8(line) else -1
    return "utf-8" if majority >= 0 else "gb18030"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


class _TooLong(Exception):
    """A line or a record is longer than LONGEST_LINE."""


class _Lines:
    """The lines of a text, of bounded length; those that a broken quote has swallowed can be given back."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._returned: deque[str] = deque()
        self._taken: list[str] = []
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else self._read()
        self._taken.append(line)
        self._size += len(line)
        if self._size > LONGEST_LINE:
            raise _TooLong
        return line

    def _read(self) -> str:
        line = self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) == LONGEST_LINE and not line.endswith(LINE_ENDS):
            while (rest := self._text.readline(LONGEST_LINE)) and not rest.endswith(LINE_ENDS):
                pass
            raise _TooLong
        return line

    def begin(self) -> None:
        """A record begins with the next line."""
        self._taken.clear()
        self._size = 0

    def quote_is_open(self) -> bool:
        """The record runs over several lines, and its quotes are not in pairs: it ended with the file."""
        return len(self._taken) > 1 and sum(line.count('"') for line in self._taken) % 2 == 1

    def give_back(self) -> None:
        """The record's first line is to blame; the others may be good rows."""
        self._returned.extendleft(reversed(self._taken[1:]))


def _header(lines: _Lines, required: Sequence[str]) -> tuple[str, list[str]]:
    missing: list[str] = []
    line = _first_line(lines)
    for delimiter in DELIMITERS:
        names = _names(line, delimiter)
        absent = [name for name in required if name.lower() not in names]
        if not absent:
            return delimiter, names
        if not missing or len(absent) < len(missing):
            missing = absent
    raise ImportRefused(
        _("表头缺少这些列：%(columns)s。列之间应当用逗号、分号或制表符分隔。") % {"columns": ", ".join(missing)}
    )


def _names(line: str, delimiter: str) -> list[str]:
    try:
        return [name.strip().lower() for name in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _first_line(lines: _Lines) -> str:
    try:
        for line in lines:
            if line.strip():
                return line
            lines.begin()
    except _TooLong:
        raise ImportRefused(_("文件开头的一行超过 100 万个字符，这不像是表格，请检查导出的格式。")) from None
    raise ImportRefused(_("文件是空的。"))


def _body(lines: _Lines, delimiter: str, header: list[str], ragged: bool) -> Iterator[Row]:
    number = 1
    nothing = Cells({}, delimiter)
    while True:
        number += 1
        lines.begin()
        try:
            values = next(csv.reader(lines, delimiter=delimiter))
        except StopIteration:
            return
        except (csv.Error, _TooLong):
            values = None
        if values is None or lines.quote_is_open():
            row = Row(number, nothing, _("引号没有成对，或一格内容太长。"))
        elif any(value.strip() for value in values):
            row = _row(number, values, header, delimiter, ragged)
        else:
            continue
        if row.problem:
            lines.give_back()
        yield row


def _row(number: int, values: list[str], header: list[str], delimiter: str, ragged: bool) -> Row:
    filled = dict.fromkeys(header, "") | {name: value.strip() for name, value in zip(header, values, strict=False)}
    cells = Cells(filled, delimiter)
    problem = ""
    if any(value.strip() for value in values[len(header) :]):
        problem = _("这一行的列比表头多，可能是分隔符或引号有误。")
    elif len(values) < len(header) and not ragged:
        problem = _("这一行的列比表头少，文件可能不完整，请重新导出。")
    elif any(_unreadable(value) for value in cells.values()):
        problem = _("这一行含有无法识别的字符。")
    return Row(number, cells, problem)


def _unreadable(value: str) -> bool:
    """NUL, or bytes that were no text in the file's encoding."""
    return "\0" in value or (not value.isascii() and any("\udc80" <= char <= "\udcff" for char in value))
