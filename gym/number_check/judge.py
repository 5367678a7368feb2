"""The verdict on each number and date of a text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from gym.number_check import dates, words
from gym.number_check.claims import Claims
from gym.number_check.compare import agrees
from gym.number_check.context import Context, Reader
from gym.number_check.datejudge import judge_date
from gym.number_check.facts import Fact, Index
from gym.number_check.scan import Mention, mentions
from gym.number_check.text import readable, sentences
from gym.number_check.units import UNKNOWN_TO_FACTS

RIGHT, WRONG, UNKNOWN, ADVICE = "right", "wrong", "unknown", "advice"

_COUNTED_ONE = re.compile(
    r"(?:完成|称|练|训练|缺席|缺课|缺勤|缺|休息|测|体测|称重|安排|计划|参加|上|错过|只有|仅有?|总共"
    r"|一共|共|剩下?|还剩|多|少|落下|请假|没来|没去|没练|破|刷新|增加|减少|来|去|做"
    r"|did|missed|skipped|completed|only|just|weighed (?:in|yourself)|lost|gained)(?:了|过|下"
    r"|的)?(?:体重)?(?:只|仅|就|only|just|the)?\s?$"
)
_NOT_COUNTED = re.compile(r"\s?(?:比|性|不|又|都|也|次|个|就|一|下来|里|内|以来|of the|at a time|more)")
_PHASE_SPAN = re.compile(r"\s?(?:的|-)?(?:阶段|计划|周期|课程|方案|program|phase|plan|block)")


class Verdict(NamedTuple):
    """`verdict` is right, wrong, unknown or advice; `keys` the facts it agrees with or contradicts; `reason` a code."""

    start: int
    end: int
    span: str
    verdict: str
    keys: tuple[str, ...]
    reason: str


class _Finding(NamedTuple):
    verdict: str
    keys: tuple[str, ...] = ()
    reason: str = ""


def check(text: str, facts: Sequence[Mapping[str, Any]], language: str | None = None) -> list[Verdict]:
    """The verdict on every number with a unit and every date of `text`, in order.

    `facts` are rows {"key", "value", "unit"}, as `evidence` makes them; rows that cannot be read are passed over. Both
    languages are always understood, so `language` is only a hint, and not needed.
    """
    index = Index(facts)
    plain = readable(text)
    said, blanked = dates.find(plain, index)
    numbers = mentions(plain, blanked)
    found: list[Verdict] = []
    reader = Reader(blanked, plain)
    number_at = date_at = 0
    for sentence in sentences(blanked):
        inside = []
        while number_at < len(numbers) and numbers[number_at].start < sentence.end:
            inside.append(numbers[number_at])
            number_at += 1
        days = []
        while date_at < len(said) and said[date_at].start < sentence.end:
            days.append(said[date_at])
            date_at += 1
        contexts = reader.sentence(sentence, inside, list(dates.spans(days)))
        before: tuple[Mention, Context, _Finding] | None = None
        for mention, context in zip(inside, contexts, strict=True):
            finding = _judge(index, mention, context, before)
            if finding:
                before = mention, context, finding
                found.append(Verdict(mention.start, mention.end, text[mention.start : mention.end], *finding))
        for day in days:
            verdict, keys, reason = judge_date(plain, sentence, reader.section, day, index)
            found.append(Verdict(day.start, day.end, text[day.start : day.end], verdict, keys, reason))
    return sorted(found)


def _judge(
    index: Index, mention: Mention, context: Context, before: tuple[Mention, Context, _Finding] | None
) -> _Finding | None:
    if _is_no_claim(mention, context):
        return None
    if before and before[0] is context.before:
        if (context.again or context.bare) and agrees(mention, before[0].low, before[0].half):
            return before[2]
        if context.again:
            context = replace(before[1], lead=context.lead, tail=context.tail, advice=context.advice)
    claims = Claims(index, mention, context)
    allowed = claims.allowed()
    fitting = [fact for fact in allowed if _fits(mention, fact)]
    wanted = _wanted_sign(mention, context)
    right = [fact for fact in fitting if not _opposed(fact, wanted)]
    denied = context.move.negated and context.move.kind == "change"
    if right:
        if against := _against_direction(index, mention, context, right[0]):
            return _Finding(WRONG, against, "direction")
        return _Finding(RIGHT, right[0].keys)
    if context.advice:
        return _Finding(ADVICE)
    if fitting:
        return _Finding(WRONG, fitting[0].keys, "direction")
    if denied or _cannot_be_decided(mention, context):
        return _Finding(UNKNOWN, (), "undecided")
    if not allowed:
        return _Finding(WRONG, (), "no_fact")
    if other := _of_other_range(index, mention, allowed):
        return _Finding(WRONG, other.keys, "previous_range")
    return _Finding(WRONG, _nearest(mention, allowed).keys, "value")


def _is_no_claim(mention: Mention, context: Context) -> bool:
    """Words such as 一次 and 两周后, which count nothing."""
    if mention.dim == "months" or (mention.unit.kind == "piece" and not _counts_pieces(context)):
        return True
    if (
        mention.chinese
        and mention.low == mention.unit.size
        and (mention.dim in UNKNOWN_TO_FACTS or mention.unit.kind == "points" or re.match(r"[都也]?没", context.tail))
    ):
        return True
    if mention.dim in {"count", "sets", "days", "weeks", "records", "time"}:
        one = mention.chinese and mention.low == mention.high == mention.unit.size == 1
        if one and not mention.ordinal and (not _COUNTED_ONE.search(context.lead) or _NOT_COUNTED.match(context.tail)):
            return True
        if "window" in context.asks and mention.dim in {"count", "sets"}:
            return True
    if mention.dim in {"days", "weeks"} and not mention.ordinal:
        return bool(context.asks & {"after"}) and "remain" not in context.asks
    return mention.dim == "weeks" and "window" in context.asks


def _counts_pieces(context: Context) -> bool:
    return context.topic is not None and (context.topic.startswith("pr_") or context.topic == "records")


def _cannot_be_decided(mention: Mention, context: Context) -> bool:
    if (
        mention.dim == "ratio"
        or (mention.dim == "time" and "remain" in context.asks)
        or (context.topic == words.FOREIGN and mention.dim in {"days", "weeks"})
    ):
        return True
    if mention.dim == "weeks" and not mention.ordinal and not context.asks & {"phase", "remain"} and mention.chinese:
        return not _PHASE_SPAN.match(context.tail)
    return mention.dim == "count" and mention.unit.kind == "reps" and context.topic is None


def _fits(mention: Mention, fact: Fact) -> bool:
    return agrees(mention, fact.value, fact.slack)


def _wanted_sign(mention: Mention, context: Context) -> int:
    sign = context.move.sign if context.move.kind == "change" else 0
    if sign and context.move.negated:
        sign = -sign
    return sign or mention.sign


def _opposed(fact: Fact, wanted: int) -> bool:
    return bool(wanted) and fact.role == "change" and fact.value * wanted < 0


def _against_direction(index: Index, mention: Mention, context: Context, fact: Fact) -> tuple[str, ...]:
    """The facts against 升到 and 降到: the value is right, and it came from the other side."""
    move = context.move
    if move.kind != "to" or not move.sign or move.negated or context.advice or "target" in context.asks:
        return ()
    name = fact.keys[0]
    change = index.get(name.removesuffix("_end") + "_change") if name.endswith("_end") else None
    before = index.get(f"{name}_prev")
    difference = change.value if change else fact.value - before.value if before else 0.0
    if difference * move.sign < 0:
        return change.keys if change else (*fact.keys, *(before.keys if before else ()))
    return ()


def _of_other_range(index: Index, mention: Mention, allowed: list[Fact]) -> Fact | None:
    for fact in allowed:
        for name in (f"{fact.keys[0]}_prev", fact.keys[0].removesuffix("_prev")):
            other = index.get(name)
            if other and other.keys != fact.keys and _fits(mention, other):
                return other
    return None


def _nearest(mention: Mention, allowed: list[Fact]) -> Fact:
    return min(allowed, key=lambda fact: abs(abs(fact.value) - mention.low))


def known_to_facts(mention: Mention) -> bool:
    return mention.dim not in UNKNOWN_TO_FACTS


def iterate(verdicts: Sequence[Verdict], verdict: str) -> Iterator[Verdict]:
    return (v for v in verdicts if v.verdict == verdict)
