"""A second ear for danger: how urgent a text sounds, by a linear model over its characters.

The lists of `safety.toml` know the words; callers have more ways to tell that somebody is hurt than any list. This model
was trained on `sentences.jsonl` (`python -m chatflow.hearing.alarm.training`) and hears what the lists miss. Of
what they have heard it takes back only what is not plain and means something else: never that somebody is hurt.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from chatflow.hearing.said import Said

FOLDER = Path(__file__).parent
LENGTHS = (1, 2, 3)
WINDOW = 60
"""Characters that are weighed at once: in longer texts, neighbouring clauses."""
SURE = 0.8
"""Log-odds from which a text sounds urgent."""
CERTAIN = 3.0
"""The same, where the words also say that nobody is hurt."""
HARMLESS = -3.0
"""Log-odds below which a word that is not plain must mean something else."""
_SPELLED = re.compile(
    r"[\da-z零〇幺洞拐勾]+(?:[ ,]*[\da-z零〇一二两三四五六七八九幺洞拐勾]+)*|[一二两三四五六七八九](?:[ ,]*[\da-z零〇一二两三四五六七八九幺洞拐勾]+){2,}"
)


def grams(text: str) -> set[str]:
    """All pieces of one to three characters of a text in normal form, its ends marked; numbers and plates as 0."""
    marked = f"^{_SPELLED.sub('0', text)}$"
    return {marked[at : at + length] for length in LENGTHS for at in range(len(marked) - length + 1)}


@cache
def _learned() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "weights.json").read_text(encoding="utf-8"))
    return found


def weights() -> dict[str, int]:
    """Hundredths of log-odds for each piece; "" is what every text begins with."""
    found: dict[str, int] = _learned()["weights"]
    return found


def learned_from() -> str:
    """The fingerprint of the sentences that taught the weights."""
    return str(_learned()["sentences"])


def weigh(text: str) -> float:
    """Log-odds that a text in normal form is urgent: 0 = as likely as not."""
    known = weights()
    return (known[""] + sum(known.get(gram, 0) for gram in grams(text))) / 100


def windows(said: Said) -> list[tuple[int, int]]:
    """The text, or where it is long, each run of neighbouring clauses that fits into a window."""
    if len(said.text) <= WINDOW:
        return [(0, len(said.text))]
    pieces = [(at, min(at + WINDOW, end)) for begin, end in said.clauses() for at in range(begin, end, WINDOW // 2)]
    found = []
    for first, (begin, last) in enumerate(pieces):
        for _begin, end in pieces[first + 1 :]:
            if end - begin > WINDOW:
                break
            last = max(last, end)
        found.append((begin, last))
    return found


def loudest(said: Said) -> tuple[int, int, float]:
    """Where the text sounds most urgent, and how urgent."""
    weighed = [(start, end, weigh(said.text[start:end])) for start, end in windows(said)]
    return max(weighed, key=lambda window: window[2], default=(0, 0, float("-inf")))


def loudest_clause(said: Said, start: int, end: int) -> tuple[int, int]:
    """The clause of a window that sounds most urgent by itself: the words behind the alarm."""
    inside = [(max(start, begin), min(end, last)) for begin, last in said.clauses() if begin < end and last > start]
    return max(inside, key=lambda clause: weigh(said.text[slice(*clause)]), default=(start, end))
