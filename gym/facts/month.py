"""The fact table from one assessment to the next: what they say, and what was done between them."""

from datetime import date
from typing import Any

from gym.facts import begin, body, phase, together, training, weight
from gym.models import Assessment, Member


def pair(assessment: Assessment) -> list[Assessment]:
    """The member's assessment before this one, where there is one, and this one."""
    earlier = assessment.member.assessments.filter(date__lt=assessment.date).order_by("-date")
    return [*earlier[:1], assessment]


def monthly_facts(member: Member, compared: list[Assessment]) -> dict[str, Any]:
    """All facts from the day of the earlier assessment to that of the later, in the shape of `weekly_facts`."""
    start, end = compared[0].date, compared[-1].date
    table, basic = begin("monthly", member, start, end)
    prev_start = date.fromisoformat(basic["prev_start"])
    weighed = weight.collect(member, start, end, prev_start, table)
    assessed = body.compare(compared, table)
    trained = training.collect(member, start, end, prev_start, table)
    current: dict[str, float | None] = {**assessed.current}
    if weighed.points:
        current["weight"] = weighed.points[-1]["weight"]
    in_phase = phase.collect(member, start, end, current, table)
    return together(table, basic, weighed, assessed, trained, in_phase)
