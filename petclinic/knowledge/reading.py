"""Drafts of articles out of files of unknown origin: Markdown with front matter, or a CSV table with one to a row."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from petclinic.knowledge.drafts import BadDraft, Draft, draft

DELIMITERS = ",;\t"
LARGEST = 10 * 1024 * 1024
LONGEST_HEAD = 200
NAMES = {
    "编号": "key",
    "标题": "title",
    "正文": "text",
    "内容": "text",
    "适用": "species",
    "物种": "species",
    "标签": "tags",
    "来源": "publisher",
    "来源机构": "publisher",
    "来源标题": "source_title",
    "网址": "url",
    "链接": "url",
    "来源网址": "url",
    "日期": "date",
    "来源日期": "date",
    "查阅日期": "retrieved",
}
NAMES |= {name: name for name in NAMES.values()}


class FileRefused(Exception):
    """Nothing of the file can be read; the message is for people."""


class Read(NamedTuple):
    """What stands from line `line` on: a draft, or in one sentence why it is none."""

    line: int
    draft: Draft | None
    problem: str = ""


def read(name: str, content: bytes, today: date) -> Iterator[Read]:
    """The drafts of one file, by its name's ending. Raises `FileRefused`, perhaps after the first rows."""
    if len(content) > LARGEST:
        raise FileRefused(_("文件超过 10 MB，没有读。"))
    text = _decoded(content)
    if not text.strip():
        raise FileRefused(_("文件是空的。"))
    if name.lower().endswith(".csv"):
        return _table(text, today)
    return iter([_markdown(name, text, today)])


def _decoded(content: bytes) -> str:
    """UTF-8 and UTF-16 with their marks, UTF-8, or else GB 18030."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise FileRefused(_("认不出文件的编码，请另存为 UTF-8。"))


def _markdown(name: str, text: str, today: date) -> Read:
    lines = text.lstrip("\n").split("\n")
    if lines[0].strip() != "---":
        return Read(1, None, _("文件开头没有 --- 包起来的资料。"))
    end = next((at for at, line in enumerate(lines[1:LONGEST_HEAD], 1) if line.strip() == "---"), 0)
    if not end:
        return Read(1, None, _("文件开头的资料没有用 --- 结束。"))
    fields = _front_matter(lines[1:end]) | {"text": "\n".join(lines[end + 1 :])}
    stem = re.split(r"[\\/]", name)[-1].rsplit(".", 1)[0]
    return _draft(1, fields, stem, today)


def _front_matter(lines: list[str]) -> dict[str, str]:
    """`name: value` in each line; a list is in brackets, or in the following lines that begin with a hyphen."""
    fields: dict[str, str] = {}
    last = ""
    for line in lines:
        item = re.match(r"\s*-\s+(.*)", line)
        name, colon, value = line.partition(":")
        if item and last:
            fields[last] = f"{fields[last]},{_unquoted(item[1])}".strip(",")
        elif colon and (known := NAMES.get(name.strip().lower())):
            last = known
            fields[known] = _unquoted(value)
        elif colon or line.strip():
            last = ""
    return fields


def _unquoted(value: str) -> str:
    value = value.strip()
    if value[:1] == "[" and value[-1:] == "]":
        return ",".join(_unquoted(item) for item in value[1:-1].split(","))
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _table(text: str, today: date) -> Iterator[Read]:
    first, _end, _rest = text.partition("\n")
    headers = [
        [NAMES.get(cell.strip().lower(), "") for cell in next(csv.reader([first], delimiter=d))] for d in DELIMITERS
    ]
    header, delimiter = max(zip(headers, DELIMITERS, strict=True), key=lambda found: sum(map(bool, found[0])))
    missing = [name for name in ("title", "text", "publisher") if name not in header]
    if missing:
        raise FileRefused(_("表头缺少这些列：%(columns)s。") % {"columns": ", ".join(missing)})
    return _rows(text, delimiter, header, today)


def _rows(text: str, delimiter: str, header: list[str], today: date) -> Iterator[Read]:
    rows = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    next(rows)
    while True:
        line = rows.line_num + 1
        try:
            values = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield Read(line, None, _("引号没有成对，或一格内容太长。"))
            continue
        if not any(value.strip() for value in values):
            continue
        if len(values) > len(header):
            yield Read(line, None, _("这一行的列比表头多，可能是分隔符或引号有误。"))
            continue
        yield _draft(line, dict(zip(header, values, strict=False)), "", today)


def _draft(line: int, fields: dict[str, str], stem: str, today: date) -> Read:
    try:
        return Read(line, draft(fields, stem, today))
    except BadDraft as error:
        return Read(line, None, str(error))
