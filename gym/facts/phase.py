"""The phase that a range falls into: week n of m, sessions done, progress of each target."""

import math
from datetime import date
from typing import Any

from gym.days import span
from gym.facts.table import Table
from gym.models import Member, Phase, TrainingSession


def collect(
    member: Member, start: date, end: date, current: dict[str, float | None], table: Table
) -> dict[str, Any] | None:
    """`current` holds the present value of each measure that a target may name."""
    phase = member.phases.filter(start__lte=end, end__gte=start).order_by("-start").first()
    if phase is None:
        return None
    until = min(end, phase.end)
    since, before = span(phase.start, until, member.gym.zone)
    done = member.sessions.filter(start__gte=since, start__lt=before, status=TrainingSession.Status.COMPLETED).count()
    weeks = math.ceil(((phase.end - phase.start).days + 1) / 7)
    week = min(weeks, (until - phase.start).days // 7 + 1)
    table.add("phase_name", phase.name, "text")
    table.add("phase_start", phase.start.isoformat(), "date")
    table.add("phase_end", phase.end.isoformat(), "date")
    table.add("phase_week", week, "周")
    table.add("phase_weeks", weeks, "周")
    table.add("phase_sessions_done", done, "次")
    table.add("phase_sessions_planned", phase.sessions_per_week * weeks, "次")
    table.add("phase_sessions_per_week", phase.sessions_per_week, "次")
    targets = _targets(phase, current)
    for name, progress in targets.items():
        table.add(f"phase_{name}_initial", progress["initial"], _unit(name))
        table.add(f"phase_{name}_target", progress["target"], _unit(name))
        table.add(f"phase_{name}_percent", progress["percent"], "%")
    return {
        "name": phase.name,
        "goal": phase.goal,
        "start": phase.start.isoformat(),
        "end": phase.end.isoformat(),
        "week": week,
        "weeks": weeks,
        "sessions_done": done,
        "sessions_planned": phase.sessions_per_week * weeks,
        "sessions_per_week": phase.sessions_per_week,
        "targets": targets,
    }


def _targets(phase: Phase, current: dict[str, float | None]) -> dict[str, dict[str, float]]:
    """What staff typed may be incomplete; a target without both ends, or without a present value, is left out."""
    found = {}
    for name, ends in (phase.targets if isinstance(phase.targets, dict) else {}).items():
        now = current.get(name)
        if now is None or not isinstance(ends, dict):
            continue
        initial, target = _number(ends.get("initial")), _number(ends.get("target"))
        if initial is None or target is None or initial == target:
            continue
        percent = 100 * (now - initial) / (target - initial)
        found[name] = {
            "initial": initial,
            "current": round(now, 2),
            "target": target,
            "percent": round(min(100, max(0, percent))),
        }
    return found


def _number(value: Any) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return value
    return None


def _unit(name: str) -> str:
    return {"body_fat": "%", "waist": "cm", "chest": "cm", "hip": "cm", "bmr": "kcal"}.get(name, "kg")
