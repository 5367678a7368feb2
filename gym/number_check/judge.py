"""The verdict on one number: does a fact that the words ask for hold it."""

import re

from gym.number_check.agree import agrees, both_ends
from gym.number_check.candidates import Candidate, Candidates
from gym.number_check.context import Context
from gym.number_check.facts import Index
from gym.number_check.scan import Mention
from gym.number_check.units import INVENTED, UNKNOWN_TO_FACTS
from gym.number_check.words import FOREIGN

Judged = tuple[str, tuple[str, ...], str]
FLAT = 1e-9
NO_CLAIM = ("advice", (), "advice")


def judge(index: Index, mention: Mention, context: Context) -> Judged:
    """Verdict, keys of the facts, and a short reason."""
    if mention.dim in INVENTED and not context.advice:
        return "wrong", (), "no_fact"
    if mention.dim in UNKNOWN_TO_FACTS:
        return _outside(context)
    found = Candidates(index, mention, context).all()
    holding = [c for c in found if agrees(mention, c.value, c.slack)]
    right = [c for c in holding if _same_direction(c, mention, context)]
    if "all" in context.asks and {c.keys[0] for c in right} & {"planned", "completed"} and not context.advice:
        done, planned = index.value("completed"), index.value("planned")
        if done is not None and planned is not None and done != planned and context.when == "cur":
            return "wrong", ("completed", "planned"), "value"
    if right and _turned_round(mention, context):
        return "wrong", right[0].keys, "direction"
    if right:
        return "right", right[0].keys, ""
    if both_ends(mention, [c.value for c in found]):
        return "right", found[0].keys, ""
    if context.advice:
        return NO_CLAIM
    if holding:
        return "wrong", holding[0].keys, "direction"
    if _vague(mention, context, found):
        return "unknown", (), "no_fact"
    if not found:
        return _outside(context) if context.topic == FOREIGN else ("wrong", (), "no_fact")
    return "wrong", _nearest(mention, found), _reason(index, mention, context)


def _outside(context: Context) -> Judged:
    """A measure that no table holds: a claim about the member is invented, anything else claims nothing."""
    if context.advice:
        return NO_CLAIM
    return ("wrong", (), "no_fact") if context.stated or context.topic == FOREIGN else ("unknown", (), "no_fact")


def _same_direction(candidate: Candidate, mention: Mention, context: Context) -> bool:
    if not candidate.signed or abs(candidate.value) < FLAT:
        return True
    said = mention.sign or (context.move.sign if context.move.kind == "change" else 0)
    if context.move.negated:
        return not said or mention.sign != 0
    return not said or (said > 0) == (candidate.value > 0)


def _turned_round(mention: Mention, context: Context) -> bool:
    """从66.7%降到75%: both ends hold, and the word between them does not."""
    before, move = context.before, context.move
    joined = before is not None and before.dim == mention.dim and mention.link == "to" and before.high == before.low
    if not joined or move.kind != "to" or not move.sign or move.negated or before is None:
        return False
    return (mention.low - before.low) * move.sign < 0


def _vague(mention: Mention, context: Context, found: list[Candidate]) -> bool:
    """Spans of days and weeks that name a stretch of time rather than count anything of the member's."""
    if mention.dim == "ratio":
        return context.when != "compare"
    if mention.dim == "weeks" and not mention.ordinal and not context.asks & {"phase", "phase_only", "remain"}:
        return mention.link not in {"slash", "of"}
    if mention.dim in {"days", "weeks"}:
        return bool(context.asks & {"window", "after"}) or context.topic == FOREIGN or not found
    if mention.unit.kind == "piece" and re.match(
        r"\s?(?:动作|数字|指标|部位|肌群|方面|目标|问题|建议|消息|好消息|大?项)", context.tail
    ):
        return True
    return mention.unit.kind == "piece" and not re.search(r"pr_", " ".join((*context.near, *context.topics)))


def _nearest(mention: Mention, found: list[Candidate]) -> tuple[str, ...]:
    return min(found, key=lambda c: abs(abs(c.value) - mention.low)).keys


def _reason(index: Index, mention: Mention, context: Context) -> str:
    before = [fact for fact in index.facts if fact.prev and fact.dim == mention.dim]
    if context.when == "cur" and any(agrees(mention, fact.value, fact.slack) for fact in before):
        return "previous_range"
    return "value"
