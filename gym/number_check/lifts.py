"""Names of exercises in running text, and the facts that they mean."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

_CATALOGUE = Path(__file__).parents[1] / "data" / "exercises.json"
_SHORT = {
    "推举": "overhead_press",
    "肩推": "overhead_press",
    "ohp": "overhead_press",
    "引体": "pull_up",
    "pull-ups": "pull_up",
    "划船": "barbell_row",
    "下拉": "lat_pulldown",
    "罗硬": "romanian_deadlift",
    "平板卧推": "bench_press",
    "bench": "bench_press",
    "squats": "squat",
    "deadlifts": "deadlift",
    "蹲了": "squat",
    "蹲起": "squat",
}
"""What people say besides the catalogue's names."""
_NO_NAMES = {"good morning", "clean", "row", "rowing", "press", "rack", "正步走", "夹腿"}
_EQUAL = {
    "shoulder": "overhead",
    "military": "overhead",
    "biceps": "bicep",
    "pullup": "pull up",
    "rdl": "romanian deadlift",
}
_IDLE = {"barbell", "cable", "machine", "seated", "standing", "flat", "strict", "the", "plate", "loaded"}


def snake(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


@lru_cache(maxsize=1)
def _by_first() -> dict[str, list[tuple[str, str]]]:
    """{first character: [(name, topic)]}, the longest names first; cardio has no records and is left out."""
    names = {name: f"pr_{key}" for name, key in _SHORT.items()}
    for known in json.loads(_CATALOGUE.read_text(encoding="utf-8")):
        spoken = [name.lower() for name in [known["name"], *known["aliases"]]]
        key = next((snake(name) for name in spoken if name.isascii()), "")
        if known["primary"] and key:
            names |= {name: f"pr_{key}" for name in spoken if name not in _NO_NAMES and name not in names}
    table: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(names, key=len, reverse=True):
        table.setdefault(name[0], []).append((name, names[name]))
    return table


def find(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """(topic, start, end) of each exercise named between `start` and `end`."""
    table = _by_first()
    at = start
    while at < end:
        for name, topic in table.get(text[at], ()):
            stop = at + len(name)
            if text.startswith(name, at) and (not name.isascii() or _is_word(text, at, stop)):
                yield topic, at, stop
                at = stop - 1
                break
        at += 1


def _is_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 2]
    return not (before.isascii() and before.isalnum()) and not re.match(r"[a-rt-z0-9]|s[a-z0-9]", after)


@lru_cache(maxsize=512)
def tokens(topic: str) -> frozenset[str]:
    """What a name comes down to: {bench, press} of pr_bench_press_barbell."""
    words = topic.removeprefix("pr_").split("_")
    plain = " ".join(_EQUAL.get(word, word) for word in words).split()
    return frozenset(plain) - _IDLE or frozenset(words)


def meant(topic: str, known: set[str]) -> set[str]:
    """Those of the `known` topics that a spoken one may mean: its own, else the only one that is more or less exact."""
    if topic in known:
        return {topic}
    spoken = tokens(topic)
    same = {name for name in known if tokens(name) == spoken}
    near = same or {name for name in known if tokens(name) <= spoken or tokens(name) >= spoken}
    return near if len(near) == 1 or same else {name for name in near if name.startswith("pr_exercise_")}
