"""A second ear for danger: how urgent a text sounds, by a linear model over its characters.

The lists of `safety.toml` know the words; callers have more ways to tell that somebody is hurt than any list. This model
was trained on `sentences.jsonl` (`python -m chatflow.hearing.alarm.training`): it hears what the lists miss, and
doubts them where their words mean something else.
"""

import json
import re
from functools import cache
from pathlib import Path

from chatflow.hearing.said import Said

FOLDER = Path(__file__).parent
LENGTHS = (1, 2, 3)
WINDOW = 60
"""Characters that are weighed at once: in longer texts, neighbouring clauses."""
SURE = 1.0
"""Log-odds from which a text sounds urgent."""
DOUBTFUL = -3.0
"""Log-odds below which the words of the lists must mean something else."""
_DIGIT = re.compile(r"\d")


def grams(text: str) -> set[str]:
    """All pieces of one to three characters of a text in normal form, its ends marked, any digit as 0."""
    marked = f"^{_DIGIT.sub('0', text)}$"
    return {marked[at : at + length] for length in LENGTHS for at in range(len(marked) - length + 1)}


@cache
def weights() -> dict[str, int]:
    """Hundredths of log-odds for each piece; "" is what every text begins with."""
    found: dict[str, int] = json.loads((FOLDER / "weights.json").read_text(encoding="utf-8"))
    return found


def weigh(text: str) -> float:
    """Log-odds that a text in normal form is urgent: 0 = as likely as not."""
    known = weights()
    return (known[""] + sum(known.get(gram, 0) for gram in grams(text))) / 100


def windows(said: Said) -> list[tuple[int, int]]:
    """The text, or where it is long, each run of neighbouring clauses that fits into a window."""
    if len(said.text) <= WINDOW:
        return [(0, len(said.text))]
    pieces = [
        (at, min(at + WINDOW, end)) for begin, end in said.clauses() for at in range(begin, end, WINDOW // 2)
    ]
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


def around(said: Said, start: int, end: int) -> float:
    """How urgent the windows sound that hold what stands at `start:end`."""
    holding = [(begin, last) for begin, last in windows(said) if begin <= start and end <= last]
    return max((weigh(said.text[begin:last]) for begin, last in holding), default=0.0)
