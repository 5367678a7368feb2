"""The verdict on one number: what it may stand for, and whether one of these agrees."""

import re
from dataclasses import replace
from typing import NamedTuple

from gym.number_check import words
from gym.number_check.amounts import Mention
from gym.number_check.claims import Claims
from gym.number_check.compare import agrees
from gym.number_check.context import Context
from gym.number_check.facts import Fact, Index
from gym.number_check.units import UNKNOWN_TO_FACTS

RIGHT, WRONG, UNKNOWN, ADVICE = "right", "wrong", "unknown", "advice"

_COUNTED_ONE = re.compile(
    r"(?:完成|称|练|训练|缺席|缺课|缺勤|缺|休息|测|体测|称重|安排|计划|参加|上|错过|只有|仅有?|总共"
    r"|一共|共|剩下?|还剩|(?<!差不)多|少|落下|请假|没来|没去|没练|破|刷新|增加|减少|来|去|做"
    r"|did|missed|skipped|completed|only|just|weighed (?:in|yourself)|lost|gained)(?:了|过|下"
    r"|的)?(?:体重)?(?:只|仅|就|only|just|the)?\s?$"
)
_LASTED = re.compile(r"(?:休息|练|训练|剩下?|还剩|缺|停|只|仅|rested|left|only|just)(?:了|过)?(?:只|仅)?\s?$")
_NEVER_ONE = re.compile(r"(?:没有?|未|不曾|从未|各|每|任何|不是|never|not)[^，。,]{0,4}$")
_NOT_COUNTED = re.compile(r"\s?(?:比|性|不|又|都|也|次|个|就|一|下来|里|内|以来|of the|at a time|more)")
_POINTS_BACK = re.compile(r"(?:这|那|上述|前面的|these|those|that)\s?$")
_PHASE_SPAN = re.compile(r"\s?(?:的|-)?(?:阶段|计划|周期|课程|方案|program|phase|plan|block)")


class Finding(NamedTuple):
    """`verdict` is right, wrong, unknown or advice; `keys` the facts it agrees with or contradicts; `reason` a code."""

    verdict: str
    keys: tuple[str, ...] = ()
    reason: str = ""


class _Said(NamedTuple):
    mention: Mention
    context: Context
    finding: Finding


class NumberJudge:
    """Judges the numbers of a text one after the other; what was said before helps to read what follows."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._text: list[_Said] = []
        self._sentence: list[_Said] = []

    def next_sentence(self) -> None:
        self._text = [*self._text, *self._sentence][-12:]
        self._sentence = []

    def judge(self, mention: Mention, context: Context) -> Finding | None:
        """None for a number that claims nothing, such as 一次 of 每一次."""
        if any(key.startswith("phase_") for said in self._sentence for key in said.finding.keys):
            context.asks |= {"phase"}
        finding = self._pointed_back(mention, context) or self._finding(mention, context)
        if finding is None:
            return None
        if finding.verdict == WRONG and (keys := self._follows(mention, context)):
            finding = Finding(RIGHT, keys)
        self._sentence.append(_Said(mention, context, finding))
        return finding

    def right_keys(self, start: int, end: int) -> set[str]:
        """The facts that numbers of the present sentence between two places were found to agree with."""
        right = [s for s in self._sentence if s.finding.verdict == RIGHT and start <= s.mention.start < end]
        return {key for said in right for key in said.finding.keys}

    def _pointed_back(self, mention: Mention, context: Context) -> Finding | None:
        """这 1.2 公斤 points back to a number said before, and fares as that one did."""
        if not _POINTS_BACK.search(context.lead):
            return None
        for said in reversed([*self._text, *self._sentence]):
            if said.mention.dim == mention.dim and agrees(mention, said.mention.low, said.mention.half):
                return said.finding
        return None

    def _follows(self, mention: Mention, context: Context) -> tuple[str, ...]:
        """The facts behind the difference of the last two right numbers: 74.8公斤，73.4公斤，差了1.4公斤."""
        if "to_target" in context.asks or "还" in context.lead:
            return ()
        if not (context.move.kind == "change" or context.bare):
            return ()
        right = [s for s in self._sentence if s.finding.verdict == RIGHT and s.mention.dim == mention.dim][-2:]
        topics = {said.context.topic for said in right} | {context.topic}
        if len(right) < 2 or len(topics - {None, "week", "rate"}) > 1:
            return ()
        first, second = right
        difference = second.mention.low - first.mention.low
        if second.context.when == "prev" and first.context.when != "prev":
            difference = -difference
        sign = 0 if context.when == "compare" or re.search(r"[快慢]", context.lead) else _wanted_sign(mention, context)
        slack = max(first.mention.half, second.mention.half) / 10
        if sign * difference < 0 or not agrees(mention, difference, slack):
            return ()
        return (*first.finding.keys, *second.finding.keys)

    def _finding(self, mention: Mention, context: Context) -> Finding | None:
        if _is_no_claim(mention, context):
            return None
        before = self._sentence[-1] if self._sentence and self._sentence[-1].mention is context.before else None
        if before and (context.again or context.bare) and agrees(mention, before.mention.low, before.mention.half):
            return before.finding
        if before and context.again:
            context = replace(before.context, lead=context.lead, tail=context.tail, advice=context.advice)
        allowed = Claims(self._index, mention, context).allowed()
        fitting = [fact for fact in allowed if _fits(mention, fact)]
        wanted = _wanted_sign(mention, context)
        right = [fact for fact in fitting if not _opposed(fact, wanted)]
        if right:
            against = self._against_direction(mention, context, right[0], before)
            return Finding(WRONG, against, "direction") if against else Finding(RIGHT, right[0].keys)
        if (context.advice or context.general) and not (allowed and _is_reckoned(context)):
            return Finding(ADVICE)
        if fitting:
            return Finding(WRONG, fitting[0].keys, "direction")
        if (context.move.negated and context.move.kind == "change") or _cannot_be_decided(mention, context):
            return Finding(UNKNOWN, (), "undecided")
        if not allowed:
            return Finding(WRONG, (), "no_fact")
        if other := self._of_other_range(mention, allowed):
            return Finding(WRONG, other.keys, "previous_range")
        return Finding(WRONG, _nearest(mention, allowed).keys, "value")

    def _against_direction(
        self, mention: Mention, context: Context, fact: Fact, before: _Said | None
    ) -> tuple[str, ...]:
        """The facts against 升到 and 降到: the value is right, and it came from the other side."""
        move = context.move
        if move.kind != "to" or not move.sign or move.negated or context.advice or "target" in context.asks:
            return ()
        came = before and mention.link == "to" and before.mention.dim == mention.dim
        if before and came and before.context.move.kind in {"", "from"}:
            return fact.keys if (mention.low - before.mention.low) * move.sign < 0 else ()
        name = fact.keys[0]
        stem = name.removesuffix("_prev").removesuffix("_end")
        known = self._index.get(f"{stem}_change" + ("_prev" if name.endswith("_prev") else ""))
        earlier = self._index.get(f"{name}_prev")
        if known and known.value * move.sign < 0 and name != stem:
            return known.keys
        if earlier and not known and (fact.value - earlier.value) * move.sign < 0:
            return (*fact.keys, *earlier.keys)
        return ()

    def _of_other_range(self, mention: Mention, allowed: list[Fact]) -> Fact | None:
        for fact in allowed:
            for name in (f"{fact.keys[0]}_prev", fact.keys[0].removesuffix("_prev")):
                other = self._index.get(name)
                if other and other.keys != fact.keys and _fits(mention, other):
                    return other
        return None


def _is_reckoned(context: Context) -> bool:
    """再减 2 公斤就到目标 and 阶段目标 70 公斤 sound like advice, and can be computed."""
    if re.search(r"下周|每[周天月日]|小目标|next|week|month", context.lead):
        return False
    if "to_target" in context.asks:
        return re.search(r"(?:还要|还需要?|还得|还差|再)\D{0,4}$|还|to go", context.lead) is not None
    return re.search(r"(?:阶段|最终)目标(?:体重)?(?:是|为)?\s?$", context.lead) is not None


def _is_no_claim(mention: Mention, context: Context) -> bool:
    """Words such as 一次 and 两周后, which count nothing."""
    if re.search(r"每一?\s?$", context.lead) and mention.chinese and mention.low == mention.unit.size:
        return True
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
        if (
            one
            and not mention.ordinal
            and (
                not (_LASTED if mention.dim in {"days", "weeks"} else _COUNTED_ONE).search(context.lead)
                or _NOT_COUNTED.match(context.tail)
                or _NEVER_ONE.search(context.lead)
            )
        ):
            return True
        if "window" in context.asks and mention.dim in {"count", "sets"}:
            return True
    if mention.dim == "days" and re.search(r"隔\s?$", context.lead):
        return True
    if mention.dim == "time" and "after" in context.asks and re.match(r"\s?(?:内|后|前|before|after)", context.tail):
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
    if context.topic == words.FOREIGN and re.search(r"身高|height", context.lead):
        return True
    if "assumed" in context.asks and not re.match(r"的?(?:速度|趋势|节奏)", context.tail):
        return True
    if context.asks & {"denied_bound", "history", "price"}:
        return True
    reckons = re.search(r"[×=]\s?$", context.lead) or re.match(r"\s?[×=]", context.tail)
    if context.topic == "shortest" or (reckons and not (context.topic or "").startswith("pr_")):
        return True
    if mention.low in {24 * 60, 168 * 60} and re.search(r"(?:一|每)(?:天|周)的?\s?$", context.lead):
        return True
    if mention.dim == "days" and context.topic is None and "window" not in context.asks:
        return True
    if mention.dim == "weeks" and "remain" in context.asks and mention.about:
        return True  # an estimate
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


def _nearest(mention: Mention, allowed: list[Fact]) -> Fact:
    return min(allowed, key=lambda fact: abs(abs(fact.value) - mention.low))
