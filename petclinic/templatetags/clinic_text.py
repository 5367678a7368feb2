"""The little markup that summaries have, as lines; and the signature that lets a page show a picture."""

import re
from dataclasses import dataclass
from typing import Any

from django import template

from petclinic.api.files import signature
from petclinic.models import Picture
from petclinic.signing import name_of

register = template.Library()

STRONG = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Line:
    words: str
    strong: bool = False
    item: bool = False


@register.filter
def light_lines(text: str) -> list[Line]:
    """`**whole lines**` are strong, `- ` begins an item; as static/streams/text-view.js shows them."""
    lines = []
    for words in text.splitlines():
        if not words.strip():
            continue
        bold = STRONG.fullmatch(words.strip())
        item = words.startswith("- ")
        lines.append(Line(bold[1] if bold else words.removeprefix("- ") if item else words, bool(bold), item))
    return lines


@register.filter
def person(user: Any) -> str:
    """陈波, not 波 陈."""
    return name_of(user)


@register.filter
def picture_signature(picture: Picture) -> str:
    return signature(picture)
