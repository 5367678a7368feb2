"""The number check on stored summaries: verdicts when a text is written or edited, and the text in parts for a page."""

import logging
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import Avg, Count, QuerySet, Sum

from gym import evidence
from gym.models import Summary
from gym.number_check import check
from gym.number_check import evidence as fact_rows

logger = logging.getLogger(__name__)

LONGEST = 6_000
"""Characters that are checked: four times a usual summary, and a second of work at the very worst."""
SHOWN = {"right", "wrong", "unknown"}
"""Verdicts that a page marks; numbers of advice claim nothing about the records."""


class Part(NamedTuple):
    """A piece of a paragraph. Plain text has no verdict; a number has one, and the rows behind it."""

    text: str
    verdict: str = ""
    facts: tuple[evidence.Fact, ...] = ()
    rows: tuple[str, ...] = ()
    id: str = ""


def judge(summary: Summary) -> None:
    """Set the verdicts on the numbers of `shown_text`; the caller saves. A fault of the check never costs a text."""
    try:
        verdicts = check(summary.shown_text[:LONGEST], fact_rows(summary.facts))
    except Exception:
        logger.exception("The numbers of summary %s could not be checked", summary.stream_id)
        verdicts = []
    kept = [verdict for verdict in verdicts if verdict.verdict in SHOWN]
    summary.checks = [
        {
            "start": verdict.start,
            "end": verdict.end,
            "verdict": verdict.verdict,
            "keys": list(verdict.keys),
            "reason": verdict.reason,
        }
        for verdict in kept
    ]
    summary.numbers = len(kept)
    summary.numbers_wrong = sum(verdict.verdict != "right" for verdict in kept)


def check_summary(summary: Summary) -> None:
    """Judge anew and save, after the text was edited."""
    judge(summary)
    summary.save(update_fields=["checks", "numbers", "numbers_wrong"])


def paragraphs(summary: Summary) -> list[list[Part]]:
    """The shown text, line by line, cut at the numbers that have verdicts."""
    behind = evidence.Rows(summary)
    found = []
    offset = 0
    for line in summary.shown_text.splitlines(keepends=True):
        inside = [row for row in summary.checks if offset <= row["start"] and row["end"] <= offset + len(line.rstrip())]
        if line.strip():
            found.append(list(_parts(line.rstrip(), offset, inside, behind)))
        offset += len(line)
    return found


def _parts(line: str, offset: int, rows: list[Mapping[str, Any]], behind: evidence.Rows) -> Iterator[Part]:
    cuts = [0, *(cut - offset for row in rows for cut in (row["start"], row["end"])), len(line)]
    verdicts = iter(rows)
    for number, (start, end) in enumerate(pairwise(cuts)):
        if number % 2 == 0:
            if end > start:
                yield Part(line[start:end])
            continue
        row = next(verdicts)
        keys = tuple(row["keys"])
        yield Part(
            text=line[start:end],
            verdict=row["verdict"],
            facts=tuple(behind.fact(key) for key in keys),
            rows=tuple(behind.rows(keys)),
            id=f"number-{row['start']}",
        )


def rates(summaries: "QuerySet[Summary]") -> list[dict[str, Any]]:
    """For each kind and prompt version: texts, numbers in them, how many of these hold, and how people rated them."""
    rows = (
        summaries.order_by()
        .values("kind", "prompt_version")
        .annotate(
            texts=Count("pk"),
            all_numbers=Sum("numbers"),
            wrong=Sum("numbers_wrong"),
            rating=Avg("rating"),
        )
        .order_by("kind", "-texts")
    )
    names = dict(Summary.Kind.choices)
    return [
        {
            **row,
            "kind": names[row["kind"]],
            "rate": 100 * (row["all_numbers"] - row["wrong"]) / row["all_numbers"] if row["all_numbers"] else None,
        }
        for row in rows
    ]
