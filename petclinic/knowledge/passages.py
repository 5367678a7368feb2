"""The place of an article that says most about a question, in at most 120 characters."""

import re
from collections.abc import Iterator, Mapping
from itertools import accumulate

from petclinic.knowledge.bigrams import bigrams

LONGEST = 120
_MARKS = re.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+|[0-9]+[.)]\s+)|[*`]+|(?<!\w)_+|_+(?!\w)", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,2000}\)")
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]*[”」』）)]*")


def plain(markdown: str) -> str:
    """A Markdown text as it reads, without its marks; lines stay."""
    return _MARKS.sub("", _LINK.sub(r"\1", markdown))


def passage(text: str, weights: Mapping[str, float]) -> str:
    """The neighbouring sentences of a Markdown text with the most weight of different words; the earliest of equals.

    `weights` is the weight of each word that was asked for. A sentence that alone is too long is cut to its best part.
    """
    best, most = "", -1.0
    for window in _windows(sentences(plain(text))):
        weight = sum(weights.get(word, 0.0) for word in {*bigrams(window)})
        if weight > most + 1e-9 or (weight > most - 1e-9 and window.startswith(best)):
            best, most = window, max(weight, most)
    return best if len(best) <= LONGEST else _cut(best, weights)


def sentences(text: str) -> list[str]:
    return [found for found in (part.strip() for part in _SENTENCE.findall(text)) if found]


def _windows(parts: list[str]) -> Iterator[str]:
    """Every run of sentences that fits, and every single one that does not."""
    for first, part in enumerate(parts):
        yield part
        for window in accumulate(parts[first:]):
            if len(window) > LONGEST:
                break
            if window != part:
                yield window


def _cut(sentence: str, weights: Mapping[str, float]) -> str:
    """The best LONGEST characters, with … where something is missing."""
    room = LONGEST - 2
    starts = range(0, max(1, len(sentence) - room + 10), 10)
    best = max(
        starts, key=lambda at: (sum(weights.get(word, 0.0) for word in {*bigrams(sentence[at : at + room])}), -at)
    )
    end = best + room
    return ("…" if best else "") + sentence[best:end] + ("…" if end < len(sentence) else "")
