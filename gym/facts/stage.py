"""The fact table of a phase as a whole: its plan, its assessments, its weights and how steadily it was trained."""

import itertools
from datetime import date, timedelta
from typing import Any

from gym.facts import begin, body, phase, together, training, weight
from gym.facts.table import Table
from gym.models import Assessment, Member, Phase


def until(stage: Phase, today: date) -> date:
    """The last day to look at: the phase's end, or today while it runs."""
    return min(stage.end, today)


def assessments(stage: Phase, today: date) -> list[Assessment]:
    """Those of the phase up to today, by date."""
    return list(stage.member.assessments.filter(date__range=(stage.start, until(stage, today))).order_by("date"))


def stage_facts(member: Member, stage: Phase, today: date) -> dict[str, Any]:
    """All facts of the phase up to today, in the shape of `weekly_facts`; it needs two assessments at least."""
    end = until(stage, today)
    table, basic = begin("stage", member, stage.start, end)
    prev_start = date.fromisoformat(basic["prev_start"])
    weighed = weight.collect(member, stage.start, end, prev_start, table)
    assessed = body.compare(assessments(stage, today), table)
    trained = training.collect(member, stage.start, end, prev_start, table)
    current: dict[str, float | None] = {**assessed.current}
    if weighed.points:
        current["weight"] = weighed.points[-1]["weight"]
    described = phase.describe(stage, member, end, current, table)
    described["days_left"] = (stage.end - end).days
    table.add("phase_days_left", described["days_left"], "天")
    _adherence(described, basic["days"], table)
    done = [date.fromisoformat(session["date"]) for session in trained.sessions if session["completed"]]
    _steadiness(done, stage, end, table)
    _days(sorted(set(done)), table)
    return together(table, basic, weighed, assessed, trained, described)


def _adherence(described: dict[str, Any], days: int, table: Table) -> None:
    """Sessions done in per cent of those that the plan holds up to now; above 100 when there were more."""
    due = described["sessions_planned"]
    if described["days_left"]:
        due = min(due, round(described["sessions_per_week"] * days / 7))
    if due:
        table.add("phase_sessions_due", due, "次")
        table.add("phase_adherence", round(100 * described["sessions_done"] / due), "%")


def _steadiness(done: list[date], stage: Phase, end: date, table: Table) -> None:
    """Of the phase's own weeks, seven days each: how many are past, how many had their sessions, the fullest one."""
    past = ((end - stage.start).days + 1) // 7
    counts = [0] * ((end - stage.start).days // 7 + 1)
    for day in done:
        counts[(day - stage.start).days // 7] += 1
    if past and stage.sessions_per_week:
        table.add("phase_weeks_past", past, "周")
        table.add("phase_weeks_kept", sum(count >= stage.sessions_per_week for count in counts[:past]), "周")
    if sum(count > 0 for count in counts) > 1:
        best = max(range(len(counts)), key=lambda week: counts[week])
        table.add("best_week_start", (stage.start + timedelta(weeks=best)).isoformat(), "date")
        table.add("best_week_sessions", counts[best], "次")


def _days(days: list[date], table: Table) -> None:
    """The last day with training, and the most days without it between two that have it."""
    if days:
        table.add("last_session_date", days[-1].isoformat(), "date")
    breaks = [(after - before).days - 1 for before, after in itertools.pairwise(days)]
    if breaks:
        table.add("longest_break_days", max(breaks), "天")
