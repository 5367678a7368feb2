"""The number check: every number with a unit, and every date, of a finished text is held against the facts.

    text -> `text.readable`                 one form of every character, each in its place
         -> `dates.find`, `scan.mentions`   what is a date, what is a number with a unit
         -> `context.Reader`                subject, range, direction, advice: from the words around
         -> `claims.Claims`                 the facts, and what follows from them, that these words may mean
         -> `judge`, `datejudge`            whether one of them agrees

Pure functions over a text and the rows that it was written from; docs/number-check.md states the rules.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from gym.number_check import dates
from gym.number_check.context import Reader
from gym.number_check.datejudge import DateJudge
from gym.number_check.evidence import evidence
from gym.number_check.facts import Index
from gym.number_check.judge import NumberJudge
from gym.number_check.scan import mentions
from gym.number_check.text import readable, sentences

__all__ = ["Verdict", "check", "evidence"]


class Verdict(NamedTuple):
    """`span` is `text[start:end]`; `verdict` is right, wrong, unknown or advice; `keys` name facts it was held to.

    `reason` of a wrong one: value, direction, previous_range, weekday, no_fact.
    """

    start: int
    end: int
    span: str
    verdict: str
    keys: tuple[str, ...]
    reason: str


def check(text: str, facts: Iterable[Mapping[str, Any]], language: str | None = None) -> list[Verdict]:
    """The verdict on every number with a unit and every date of `text`, in order; it never raises.

    `facts` are rows {"key", "value", "unit"}, as `evidence` makes them; rows that cannot be read are passed over.
    Chinese and English are always both understood, so `language` is not needed.
    """
    index = Index(facts)
    plain = readable(text)
    days, blanked = dates.find(plain, index)
    numbers = mentions(plain, blanked)
    reader, judge = Reader(blanked, plain, index.prev_days), NumberJudge(index)
    found: list[Verdict] = []
    number_at = day_at = 0
    for sentence in sentences(blanked):
        number_end, day_end = number_at, day_at
        while number_end < len(numbers) and numbers[number_end].start < sentence.end:
            number_end += 1
        while day_end < len(days) and days[day_end].start < sentence.end:
            day_end += 1
        inside, here = numbers[number_at:number_end], days[day_at:day_end]
        number_at, day_at = number_end, day_end
        for mention, context in zip(inside, reader.sentence(sentence, inside, list(dates.spans(here))), strict=True):
            finding = judge.judge(mention, context)
            if finding:
                found.append(Verdict(mention.start, mention.end, text[mention.start : mention.end], *finding))
        if here:
            date_judge = DateJudge(plain, sentence, reader.section, index, judge)
            found += [Verdict(d.start, d.end, text[d.start : d.end], *date_judge.judge(d)) for d in here]
        judge.next_sentence()
    return sorted(found)
