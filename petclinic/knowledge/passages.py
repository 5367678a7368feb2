"""The place of an article that says most about a question, in at most 120 characters."""

import re
from collections.abc import Mapping

from petclinic.knowledge.bigrams import bigrams

LONGEST = 120
STEP = 30
_MARKS = re.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+|[0-9]+[.)]\s+)|[*`]+|(?<!\w)_+|_+(?!\w)", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,2000}\)")
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]*[”」』）)]*")
_ENDED = "。！？!?；;：:，,、"


def plain(markdown: str) -> str:
    """A Markdown text as it reads, without its marks; lines stay."""
    return _MARKS.sub("", _LINK.sub(r"\1", markdown))


def sentences(text: str) -> list[str]:
    return [found for found in (part.strip() for part in _SENTENCE.findall(text)) if found]


def passage(text: str, weights: Mapping[str, float]) -> str:
    """The neighbouring sentences of a Markdown text that share the most weight of different words; the earliest of
    equals, and as much after it as has room.

    `weights` is the weight of each word that was asked for. A sentence that alone is too long is cut to its best part.
    """
    parts = sentences(plain(text))
    shared = [weights.keys() & bigrams(part) for part in parts]
    best, most = 0, -1.0
    for first in range(len(parts)):
        words: set[str] = set().union(*shared[first : _end(parts, first)])
        weight = _sum(words, weights) if shared[first] else 0.0
        if weight > most + 1e-9:
            best, most = first, weight
    if not parts:
        return ""
    return _cut(parts[best], weights) if len(parts[best]) > LONGEST else _joined(parts[best : _end(parts, best)])


def _end(parts: list[str], first: int) -> int:
    """Behind the last sentence that still has room; at least one."""
    end, length = first + 1, len(parts[first])
    while end < len(parts) and (length := length + len(parts[end]) + 1) <= LONGEST:
        end += 1
    return end


def _joined(parts: list[str]) -> str:
    return "".join(part if part[-1] in _ENDED else part + " " for part in parts).strip()


def _cut(sentence: str, weights: Mapping[str, float]) -> str:
    """The best part, with … where something is missing."""
    room = LONGEST - 2
    starts = range(0, max(1, len(sentence) - room + STEP), STEP)
    best = max(starts, key=lambda at: (_sum({*bigrams(sentence[at : at + room])}, weights), -at))
    end = best + room
    return ("…" if best else "") + sentence[best:end] + ("…" if end < len(sentence) else "")


def _sum(words: set[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(word, 0.0) for word in sorted(words))
