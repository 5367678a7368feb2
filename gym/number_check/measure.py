"""Measures the check on a corpus of texts whose wrong numbers are known."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from gym.number_check.judge import WRONG, Verdict, check


class BadLine(Exception):
    """A line that is no entry of a corpus; its text names the line."""


@dataclass
class Measured:
    lines: int = 0
    numbers: int = 0
    wrong: int = 0
    found: int = 0
    missed: list[tuple[int, str]] = field(default_factory=list)
    false: list[tuple[int, Verdict]] = field(default_factory=list)
    _not_wrong: int = 0

    @property
    def found_rate(self) -> float:
        """Per cent of the wrong spans; 100 where there is none."""
        return 100 * self.found / self.wrong if self.wrong else 100.0

    @property
    def false_rate(self) -> float:
        """Per cent of the numbers that are not wrong."""
        return 100 * len(self.false) / self._not_wrong if self._not_wrong else 0.0

    def figures(self) -> dict[str, Any]:
        return {
            "lines": self.lines,
            "numbers": self.numbers,
            "wrong": self.wrong,
            "found": self.found,
            "missed": [{"line": line, "span": span} for line, span in self.missed],
            "false": [{"line": line, **verdict._asdict()} for line, verdict in self.false],
            "found_rate": round(self.found_rate, 2),
            "false_rate": round(self.false_rate, 2),
        }

    def add(self, line: int, text: str, verdicts: list[Verdict], listed: list[str]) -> None:
        """A listed span is found where a wrong verdict overlaps any of its occurrences; each counts once."""
        marked = [verdict for verdict in verdicts if verdict.verdict == WRONG]
        places = [(item, place) for item in listed for place in _places(text, item)]
        self.lines += 1
        self.numbers += len(verdicts)
        self.wrong += len(listed)
        for item in listed:
            if any(_overlap(verdict, place) for name, place in places if name == item for verdict in marked):
                self.found += 1
            else:
                self.missed.append((line, item))
        for verdict in verdicts:
            if any(_overlap(verdict, place) for _name, place in places):
                continue
            self._not_wrong += 1
            if verdict.verdict == WRONG:
                self.false.append((line, verdict))


def measure(lines: Iterable[str]) -> Measured:
    """Of the lines of a corpus file; empty lines are passed over. Raises BadLine."""
    measured = Measured()
    for number, line in enumerate(lines, 1):
        if line.strip():
            facts, text, listed = _entry(number, line)
            measured.add(number, text, check(text, facts), listed)
    return measured


def _entry(number: int, line: str) -> tuple[list[dict[str, Any]], str, list[str]]:
    try:
        entry = json.loads(line)
    except ValueError as error:
        raise BadLine(f"第 {number} 行不是 JSON。") from error
    if not isinstance(entry, dict):
        raise BadLine(f"第 {number} 行不是一个 JSON 对象。")
    facts, text, listed = entry.get("facts"), entry.get("text"), entry.get("wrong")
    if not isinstance(facts, list) or not all(
        isinstance(row, dict) and "key" in row and "value" in row for row in facts
    ):
        raise BadLine(f"第 {number} 行缺少 facts，或者其中有一项没有 key 和 value。")
    if not isinstance(text, str):
        raise BadLine(f"第 {number} 行缺少 text。")
    if not isinstance(listed, list) or not all(isinstance(span, str) and span for span in listed):
        raise BadLine(f"第 {number} 行的 wrong 不是一列文字。")
    for span in listed:
        if span not in text:
            raise BadLine(f"第 {number} 行的 wrong 里有“{span}”，text 里没有。")
    return facts, text, listed


def _places(text: str, item: str) -> list[tuple[int, int]]:
    found, at = [], text.find(item)
    while at >= 0:
        found.append((at, at + len(item)))
        at = text.find(item, at + 1)
    return found


def _overlap(verdict: Verdict, place: tuple[int, int]) -> bool:
    return verdict.start < place[1] and place[0] < verdict.end
