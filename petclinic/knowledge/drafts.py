"""An article as a file says it, checked: what is wrong with it is one plain sentence."""

import hashlib
import html
import re
from collections.abc import Mapping
from datetime import date
from html.parser import HTMLParser
from urllib.parse import urlsplit

import msgspec
from django.utils.translation import gettext as _

LONGEST_TEXT = 20_000
LONGEST_TITLE = 200
LONGEST_PUBLISHER = 200
LONGEST_SOURCE_TITLE = 300
LONGEST_URL = 1_000
LONGEST_TAG = 30
MOST_TAGS = 40
SPECIES = {
    **dict.fromkeys(("cat", "猫", "猫咪", "cats"), "cat"),
    **dict.fromkeys(("dog", "狗", "犬", "狗狗", "dogs"), "dog"),
    **dict.fromkeys(("both", "", "猫狗", "犬猫", "猫和狗", "狗和猫", "都", "通用", "all"), "both"),
}
_KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_DATE = re.compile(r"([0-9]{4})(?:[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2}))?)?[年月日]?")
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")
_ADDRESS = re.compile(r"<(https?://[^<>\s]{1,2000})>")
_UNSEEN = ("script", "style", "template", "title", "head")


class BadDraft(ValueError):
    """The message says to people what is wrong."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of `Article` that a file can have, all of them checked."""

    key: str
    title: str
    text: str
    species: str
    tags: tuple[str, ...]
    publisher: str
    source_title: str
    url: str
    source_date: str
    retrieved_at: date | None


def draft(fields: Mapping[str, str], stem: str, today: date) -> Draft:
    """`stem` names what has no key of its own; without it the title does. Raises `BadDraft`."""
    title = _line(fields, "title", _("标题"), LONGEST_TITLE, needed=True)
    text = without_html(fields.get("text", "")).strip()
    if not text:
        raise BadDraft(_("没有正文。"))
    if len(text) > LONGEST_TEXT:
        raise BadDraft(_("正文超过 %(most)d 个字，请拆成几篇。") % {"most": LONGEST_TEXT})
    return Draft(
        key=_key(fields.get("key", ""), stem or title),
        title=title,
        text=text,
        species=_species(fields.get("species", "")),
        tags=_tags(fields.get("tags", "")),
        publisher=_line(fields, "publisher", _("来源机构"), LONGEST_PUBLISHER, needed=True),
        source_title=_line(fields, "source_title", _("来源标题"), LONGEST_SOURCE_TITLE),
        url=_url(fields.get("url", "").strip()),
        source_date=partial_date(fields.get("date", ""), today),
        retrieved_at=_day(fields.get("retrieved", ""), today),
    )


def without_html(text: str) -> str:
    """Markdown without HTML: tags are dropped, what only a browser runs goes with them, entities are read.

    A `<` that begins no tag (`<38 ℃`) stays; whatever still looks like a tag afterwards loses its power: `＜`.
    """
    text = _ADDRESS.sub(r"\1", text)
    for _round in range(3):
        if not _TAG.search(text) and html.unescape(text) == text:
            break
        parser = _Text()
        parser.feed(text)
        parser.close()
        text = "".join(parser.parts)
    return re.sub(r"<(?=[A-Za-z/!?])", "＜", text)


class _Text(HTMLParser):
    BREAKS = ("br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN and not self._hidden:
            self._hidden = tag
        elif tag in self.BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden = ""

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def partial_date(said: str, today: date) -> str:
    """`2024`, `2024-06` or `2024-06-09`, as much as was said; "" for nothing. Raises `BadDraft`."""
    said = said.strip()
    if not said:
        return ""
    found = _DATE.fullmatch(said)
    try:
        if not found:
            raise ValueError
        year, month, day = (int(part) if part else 0 for part in found.groups())
        if date(year, month or 1, day or 1) > today or year < 1900:
            raise ValueError
    except ValueError:
        raise BadDraft(
            _("看不懂日期「%(said)s」，请写成 2024、2024-06 或 2024-06-09。") % {"said": said[:20]}
        ) from None
    return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part)])


def _day(said: str, today: date) -> date | None:
    found = partial_date(said, today)
    if found and len(found) < len("2024-06-09"):
        raise BadDraft(_("查阅日期要写到哪一天，例如 2024-06-09。"))
    return date.fromisoformat(found) if found else None


def _line(fields: Mapping[str, str], name: str, label: str, longest: int, *, needed: bool = False) -> str:
    value = " ".join(without_html(fields.get(name, "")).split())
    if needed and not value:
        raise BadDraft(_("没有%(field)s。") % {"field": label})
    if len(value) > longest:
        raise BadDraft(_("%(field)s超过 %(most)d 个字。") % {"field": label, "most": longest})
    return value


def _key(said: str, otherwise: str) -> str:
    said = said.strip().lower()
    if said and (len(said) > 80 or not _KEY.fullmatch(said)):
        raise BadDraft(_("编号「%(said)s」不行，只能用小写字母、数字和连字符，最多 80 个。") % {"said": said[:40]})
    if said:
        return said
    made = otherwise.lower().replace(" ", "-")
    if len(made) <= 80 and _KEY.fullmatch(made):
        return made
    return "a-" + hashlib.sha256(otherwise.encode()).hexdigest()[:12]


def _species(said: str) -> str:
    said = said.strip().lower()
    if said not in SPECIES:
        raise BadDraft(_("适用「%(said)s」不认识，请写 cat、dog 或 both。") % {"said": said[:20]})
    return SPECIES[said]


def _tags(said: str) -> tuple[str, ...]:
    found = dict.fromkeys(tag for part in re.split(r"[,，、;；|\n]", without_html(said)) if (tag := part.strip()))
    if len(found) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in found):
        raise BadDraft(_("标签最多 %(most)d 个，每个最多 %(long)d 个字。") % {"most": MOST_TAGS, "long": LONGEST_TAG})
    return tuple(found)


def _url(said: str) -> str:
    try:
        parts = urlsplit(said)
        good = not said or (parts.scheme in {"http", "https"} and bool(parts.hostname))
    except ValueError:
        good = False
    if not good or len(said) > LONGEST_URL or re.search(r"[\s<>\"]", said):
        raise BadDraft(_("来源网址「%(said)s」不是 http 或 https 地址。") % {"said": said[:60]})
    return said
