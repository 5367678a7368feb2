"""Answers by rules: the app writes the whole text from its facts, and it is told at a reading pace."""

import asyncio
import re
import unicodedata
from collections.abc import AsyncIterator

from django.conf import settings

from streams.errors import Interrupted
from streams.providers.base import Call, Delta, Finish

# A number with its sign and decimals, a Latin word, or two to four other characters with the punctuation after them.
PIECE = re.compile(r"[-+]?\d[\d.,:/-]*|[A-Za-z]+|[^\dA-Za-z]{1,3}?(?=\d|[A-Za-z]|\Z)|[^\dA-Za-z]{2,3}", re.DOTALL)

JOINER = "\u200d"


def pieces(text: str) -> list[str]:
    """The text cut where a reader would not mind: never inside a number, a Latin word or a composed character."""
    cut: list[str] = []
    for piece in PIECE.findall(text):
        if cut and (_combines(piece[0]) or cut[-1].endswith(JOINER)):
            cut[-1] += piece
        else:
            cut.append(piece)
    return cut


def _combines(character: str) -> bool:
    """Whether it belongs to the character before it: an accent, a variation selector, a joiner, a skin tone."""
    category = unicodedata.category(character)
    return category.startswith("M") or character == JOINER or "\U0001f3fb" <= character <= "\U0001f3ff"


class OfflineProvider:
    """Deterministic: asked to continue, it writes the same text again and skips what has been said."""

    async def stream(self, call: Call) -> AsyncIterator[Delta | Finish]:
        if call.offline is None:
            raise Interrupted(log="this answer has no rule-written form")
        text = call.offline()
        if not text.startswith(call.prefix):
            raise Interrupted(log="the rules write something else now than before the restart")
        pace = settings.OFFLINE_PACE_MS / 1000
        for piece in pieces(text[len(call.prefix) :]):
            await asyncio.sleep(pace)
            yield Delta(piece)
        yield Finish("stop")
