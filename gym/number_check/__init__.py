"""The number check: every number with a unit, and every date, of a text is held against the facts it was written from.

    text -> `text.readable` (one form of every character, same offsets)
         -> `dates.find`, `scan.mentions`       what is a date, what is a number with a unit
         -> `context.Reader`                    subject, range, direction, advice: from the words around
         -> `candidates` -> `judge`             the values that these words may mean, and whether one agrees

Pure functions over a text and a fact table; docs/number-check.md has the rules.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from gym.number_check import dates, judge, words
from gym.number_check.context import Context, Reader
from gym.number_check.evidence import evidence
from gym.number_check.facts import Index
from gym.number_check.scan import Mention, mentions
from gym.number_check.text import readable, sentences

__all__ = ["Verdict", "check", "evidence"]


class Verdict(NamedTuple):
    """`span` is `text[start:end]`; `verdict` is right, wrong, advice or unknown; `keys` name the facts it was held to.

    `reason` of a wrong one: value, direction, previous_range, weekday, no_fact.
    """

    start: int
    end: int
    span: str
    verdict: str
    keys: tuple[str, ...]
    reason: str


def check(text: str, facts: Iterable[Mapping[str, Any]]) -> list[Verdict]:
    """The verdicts in the order of the text, Chinese or English; never raises on any text."""
    index = Index(facts)
    plain = readable(text)
    days = dates.find(plain, index)
    blanked = _without(plain, days)
    numbers = mentions(plain, blanked)
    lifts = words.lifts(fact.topic for fact in index.facts if fact.topic.startswith("pr_"))
    reader = Reader(blanked, plain, lifts)
    spans = list(dates.spans(days))
    found: list[Verdict] = []
    for sentence in sentences(plain):
        inside = [m for m in numbers if sentence.start <= m.start < sentence.end]
        judged: judge.Judged | None = None
        earlier: list[tuple[Mention, tuple[str, ...]]] = []
        for mention, context in zip(inside, reader.sentence(sentence, inside, spans), strict=True):
            said = judge.judge(index, mention, context)
            if said[0] == "wrong" and judged and _said_again(mention, context.before):
                said = judged
            elif (
                said[0] == "wrong"
                and context.move.kind != "to"
                and "remain" not in context.asks
                and _follows(mention, context, earlier)
            ):
                said = ("right", tuple(key for _m, keys in earlier[-2:] for key in keys), "")
            judged = said
            if said[0] == "right":
                earlier.append((mention, said[1]))
            found.append(_verdict(text, mention.start, mention.end, said))
        before: dates.DateMention | None = None
        for day in days:
            if sentence.start <= day.start < sentence.end:
                found.append(
                    _verdict(text, day.start, day.end, dates.judge(plain, day, before, sentence, index, lifts))
                )
                before = day
    return sorted(found)


def _said_again(mention: Mention, before: Mention | None) -> bool:
    """The number before in another unit: 1.2公斤，也就是2.4斤."""
    if before is None or before.dim != mention.dim or before.unit.size == mention.unit.size:
        return False
    loose = 0.1 * mention.low if mention.about else 0.0
    return mention.start - before.end < 16 and abs(before.low - mention.low) <= before.half + mention.half + loose


def _follows(mention: Mention, context: Context, earlier: list[tuple[Mention, tuple[str, ...]]]) -> bool:
    """What two right numbers of the sentence come to: their difference, or its share of the first."""
    if len(earlier) < 2:
        return False
    (one, _keys), (other, _more) = earlier[-2:]
    if one.dim != other.dim or one.dim not in {"mass", "percent", "length", "energy"} or one.dim == "count":
        return False
    difference = abs(one.low - other.low)
    if mention.dim == one.dim:
        up = other.low > one.low
        same_way = not context.move.sign or (context.move.sign > 0) == up
        near = abs(mention.low - difference) <= min(mention.half, 0.4 * max(mention.low, difference)) + 1e-6
        return difference > 0 and same_way and near
    if mention.dim == "percent" and one.low:
        return abs(mention.low - 100 * difference / one.low) <= mention.half + 0.05
    return False


def _without(text: str, days: list[dates.DateMention]) -> str:
    pieces, at = [], 0
    for day in days:
        pieces += [text[at : day.start], "\x00" * (day.end - day.start)]
        at = day.end
    return "".join([*pieces, text[at:]])


def _verdict(text: str, start: int, end: int, judged: judge.Judged) -> Verdict:
    verdict, keys, reason = judged
    return Verdict(start, end, text[start:end], verdict, keys, reason)
