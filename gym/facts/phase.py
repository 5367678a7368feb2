"""A phase: week n of m, sessions done, progress of each target."""

import math
from datetime import date
from typing import Any

from gym.days import span
from gym.facts.table import Table
from gym.models import Member, Phase, TrainingSession

MEASURES = {
    "weight": "kg",
    "body_fat": "%",
    "fat_mass": "kg",
    "muscle": "kg",
    "bmr": "kcal",
    "waist": "cm",
    "chest": "cm",
    "hip": "cm",
    "visceral_fat": "级",
}


def collect(
    member: Member, start: date, end: date, current: dict[str, float | None], table: Table
) -> dict[str, Any] | None:
    """The phase that the range falls into. `current` holds the present value of each measure that a target may name."""
    phase = member.phases.filter(start__lte=end, end__gte=start).order_by("-start").first()
    return describe(phase, member, min(end, phase.end), current, table) if phase else None


def describe(
    phase: Phase, member: Member, until: date, current: dict[str, float | None], table: Table
) -> dict[str, Any]:
    """The phase as it stands at the end of the day `until`, which is one of its days."""
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
    targets, unmeasured = _targets(phase, current)
    for name, progress in targets.items():
        table.add(f"phase_{name}_initial", progress["initial"], MEASURES[name])
        table.add(f"phase_{name}_current", progress["current"], MEASURES[name])
        table.add(f"phase_{name}_target", progress["target"], MEASURES[name])
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
        "unmeasured": unmeasured,
    }


def _targets(phase: Phase, current: dict[str, float | None]) -> tuple[dict[str, dict[str, float]], list[str]]:
    """The progress of each target, and the names of those without a present value.

    What staff typed may be incomplete: a target without both ends, or with equal ones, is no target.
    """
    found: dict[str, dict[str, float]] = {}
    unmeasured: list[str] = []
    for name, ends in (phase.targets if isinstance(phase.targets, dict) else {}).items():
        if name not in MEASURES or not isinstance(ends, dict):
            continue
        initial, target = _number(ends.get("initial")), _number(ends.get("target"))
        if initial is None or target is None or initial == target:
            continue
        now = current.get(name)
        if now is None:
            unmeasured.append(name)
            continue
        percent = 100 * (now - initial) / (target - initial)
        found[name] = {
            "initial": initial,
            "current": round(now, 2),
            "target": target,
            "percent": round(min(100, max(0, percent))),
        }
    return found, unmeasured


def _number(value: Any) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return value
    return None
