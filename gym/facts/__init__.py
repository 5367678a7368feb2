"""The fact table of a member's range: everything an answer may say, computed from the records, nothing guessed.

`weekly_facts`, and likewise `gym.facts.stage` and `gym.facts.month`, returns JSON values:

    facts       [{"key", "value", "unit"}]: names and units of docs/gym-facts.md; absent rather than null
    basic       kind (weekly, stage, monthly); names of member, coach and gym; goal; both ranges
    weights     [{"date", "weight"}] of the range, one per weigh-in, kg
    trend       [{"date", "weight"}] of the smoothed line over the range, kg
    sessions    [{"date", "time", "duration", "completed", "name", "status"}], duration in minutes
    muscles     {muscle: sets}, half a set for each secondary muscle
    records     [{"exercise", "weight", "reps", "date", "lift"}]
    assessment  the latest one: {"date", measure: value}, or null
    phase       name, goal, start, end, week, weeks, targets, or null
    rate_known  false with fewer than 3 weigh-ins in the 28 days before the end
"""

from datetime import date, timedelta
from typing import Any

from gym.facts import body, phase, training, weight
from gym.facts.body import Assessed
from gym.facts.table import Table
from gym.facts.training import Trained
from gym.facts.weight import Weighed
from gym.models import Member


def weekly_facts(member: Member, start: date, end: date) -> dict[str, Any]:
    """All facts of the days from `start` to `end`, both included, in the gym's zone. About ten queries."""
    table, basic = begin("weekly", member, start, end)
    prev_start = date.fromisoformat(basic["prev_start"])
    weighed = weight.collect(member, start, end, prev_start, table)
    assessed = body.collect(member, start, end, weighed.fat, table)
    trained = training.collect(member, start, end, prev_start, table)
    current = {"weight": weighed.current, **assessed.current}
    in_phase = phase.collect(member, start, end, current, table)
    return together(table, basic, weighed, assessed, trained, in_phase)


def begin(kind: str, member: Member, start: date, end: date) -> tuple[Table, dict[str, Any]]:
    """The table with the facts that every kind has, and `basic`. The previous range is the equal length before."""
    days = (end - start).days + 1
    prev_start, prev_end = start - timedelta(days=days), start - timedelta(days=1)
    table = Table()
    table.add("member_name", member.name, "text")
    table.add("goal", member.goal, "text")
    for key, day in (
        ("start_date", start),
        ("end_date", end),
        ("prev_start_date", prev_start),
        ("prev_end_date", prev_end),
    ):
        table.add(key, day.isoformat(), "date")
    basic = {
        "kind": kind,
        "member": member.name,
        "coach": str(member.coach) if member.coach else "",
        "gym": member.gym.name,
        "goal": member.goal,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "days": days,
        "prev_start": prev_start.isoformat(),
        "prev_end": prev_end.isoformat(),
    }
    return table, basic


def together(
    table: Table,
    basic: dict[str, Any],
    weighed: Weighed,
    assessed: Assessed,
    trained: Trained,
    in_phase: dict[str, Any] | None,
) -> dict[str, Any]:
    """The whole, in the shape that pages, prompts and checks read."""
    return {
        "facts": table.rows,
        "basic": basic,
        "weights": weighed.points,
        "trend": weighed.trend,
        "rate_known": weighed.rate_known,
        "sessions": trained.sessions,
        "muscles": trained.muscles,
        "records": trained.records,
        "assessment": assessed.latest,
        "phase": in_phase,
    }
