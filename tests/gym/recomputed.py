"""The aggregates by another way: plain Python over the raw records."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from gym.models import DailyAggregate, Member, Muscle, WeeklyAggregate

MUSCLES = [f"sets_{muscle}" for muscle in Muscle.values]
FIELDS = ["weigh_ins", "weight_first", "weight_last", "planned", "completed", "missed", "minutes", "timed", "sets"]
FIELDS += ["volume_kg", *MUSCLES]

Key = tuple[int, date]


def empty() -> dict[str, Any]:
    return dict.fromkeys(FIELDS, 0) | {"weight_first": None, "weight_last": None, "volume_kg": Decimal(0)}


def days() -> dict[Key, dict[str, Any]]:
    found: dict[Key, dict[str, Any]] = defaultdict(empty)
    for member in Member.objects.select_related("gym"):
        for weight in member.weights.order_by("measured_at"):
            row = found[member.pk, weight.measured_at.astimezone(member.gym.zone).date()]
            row["weigh_ins"] += 1
            row["weight_first"] = weight.kg if row["weight_first"] is None else row["weight_first"]
            row["weight_last"] = weight.kg
        for session in member.sessions.prefetch_related("sets__exercise"):
            row = found[member.pk, session.start.astimezone(member.gym.zone).date()]
            row["planned"] += 1
            row["missed"] += session.status == "missed"
            if session.status != "completed":
                continue
            row["completed"] += 1
            row["minutes"] += session.minutes or 0
            row["timed"] += bool(session.minutes)
            for record in session.sets.all():
                if record.is_warmup:
                    continue
                row["sets"] += 1
                row["volume_kg"] += (record.weight_kg or Decimal(0)) * (record.reps or 0)
                primary = record.exercise.primary_muscle
                for muscle in {primary, *record.exercise.secondary_muscles} - {""}:
                    row[f"sets_{muscle}"] += 1 if muscle == primary else 0.5
    return dict(found)


def weeks() -> dict[tuple[int, int, int], dict[str, Any]]:
    found: dict[tuple[int, int, int], dict[str, Any]] = defaultdict(lambda: empty() | {"training_days": 0})
    for (member, day), row in sorted(days().items()):
        week = found[(member, *day.isocalendar()[:2])]
        week["training_days"] += row["completed"] > 0
        for name in FIELDS:
            if name == "weight_first":
                week[name] = row[name] if week[name] is None else week[name]
            elif name == "weight_last":
                week[name] = week[name] if row[name] is None else row[name]
            else:
                week[name] += row[name]
    return dict(found)


def stored_days() -> dict[Key, dict[str, Any]]:
    return {(row.member_id, row.day): _values(row) for row in DailyAggregate.objects.all()}


def stored_weeks() -> dict[tuple[int, int, int], dict[str, Any]]:
    return {
        (row.member_id, row.iso_year, row.iso_week): _values(row) | {"training_days": row.training_days}
        for row in WeeklyAggregate.objects.all()
    }


def _values(row: DailyAggregate | WeeklyAggregate) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}
