"""Training: sessions kept and missed, sets and volume per muscle group, personal records."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import FloatField, Max, Q
from django.db.models.functions import Cast

from gym import aggregates
from gym.days import span
from gym.facts.table import Table
from gym.models import DailyAggregate, Exercise, Member, Muscle, SetRecord, TrainingSession

Status = TrainingSession.Status
MOST_REPS_FOR_ESTIMATE = 12


@dataclass
class Trained:
    sessions: list[dict[str, Any]]
    muscles: dict[str, float]
    records: list[dict[str, Any]]


def collect(member: Member, start: date, end: date, prev_start: date, table: Table) -> Trained:
    """Totals come from the precomputed days, which are brought up to date first; sessions and records from the rows."""
    aggregates.catch_up(member.pk)
    zone = member.gym.zone
    since, until = span(start, end, zone)
    sessions = list(member.sessions.filter(start__gte=since, start__lt=until).order_by("start"))
    days = list(member.days.filter(day__range=(prev_start, end)))
    here = [day for day in days if day.day >= start]
    before = [day for day in days if day.day < start]
    _totals(here, "", table)
    _totals(before, "_prev", table)
    table.add("rest_days", (end - start).days + 1 - sum(day.completed > 0 for day in here), "天")
    _longest(sessions, zone, table)
    muscles = _sets_and_volume(here, "", table)
    _sets_and_volume(before, "_prev", table)
    records = personal_records(member, _sets(member, since, until), since)
    table.add("personal_records", len(records), "项")
    for record in records:
        table.add(f"pr_{record['lift']}", record["weight"], "kg")
        table.add(f"pr_{record['lift']}_reps", record["reps"], "次")
        table.add(f"pr_{record['lift']}_date", record["date"], "date")
    return Trained([_described(s, zone) for s in sessions], muscles, records)


def _totals(days: list[DailyAggregate], suffix: str, table: Table) -> None:
    """`planned` counts every session of the range, whatever became of it."""
    planned, completed = sum(day.planned for day in days), sum(day.completed for day in days)
    minutes, timed = sum(day.minutes for day in days), sum(day.timed for day in days)
    table.add(f"planned{suffix}", planned, "次")
    table.add(f"completed{suffix}", completed, "次")
    table.add(f"missed{suffix}", sum(day.missed for day in days), "次")
    if planned:
        table.add(f"completion_rate{suffix}", 100 * completed / planned, "%", 1)
    if timed:
        table.add(f"training_hours{suffix}", minutes / 60, "h", 1)
        table.add(f"avg_session_minutes{suffix}", round(minutes / timed), "min")


def _longest(sessions: list[TrainingSession], zone: Any, table: Table) -> None:
    timed = [s for s in sessions if s.status == Status.COMPLETED and s.minutes]
    if not timed:
        return
    longest = max(timed, key=lambda s: (s.minutes or 0, s.start))
    table.add("longest_session_minutes", longest.minutes, "min")
    table.add("longest_session_date", longest.start.astimezone(zone).date().isoformat(), "date")
    table.add("longest_session_name", longest.name, "text")


def _sets(member: Member, since: datetime, until: datetime) -> list[SetRecord]:
    """Working sets of completed sessions, the earliest first; warm-ups do not count."""
    return list(
        SetRecord.objects.filter(
            session__member=member,
            session__status=Status.COMPLETED,
            session__start__gte=since,
            session__start__lt=until,
            is_warmup=False,
        )
        .select_related("exercise", "session")
        .order_by("session__start", "order")
    )


def _sets_and_volume(days: list[DailyAggregate], suffix: str, table: Table) -> dict[str, float]:
    totals = {muscle: sum(getattr(day, f"sets_{muscle}") for day in days) for muscle in Muscle.values}
    muscles = {muscle: sets for muscle, sets in totals.items() if sets}
    table.add(f"sets_total{suffix}", sum(day.sets for day in days), "组")
    for muscle, sets in muscles.items():
        table.add(f"sets_{muscle}{suffix}", float(sets), "组", 1)
    volume = float(sum(day.volume_kg for day in days))
    if volume:
        table.add(f"volume_total{suffix}", volume, "kg", 0)
    return muscles


def estimated_max(kg: float, reps: int) -> float:
    """The one-repetition maximum by Epley's formula, kg x (1 + reps / 30); a single repetition is itself."""
    return kg if reps == 1 else kg * (1 + reps / 30)


def personal_records(member: Member, sets: list[SetRecord], before: datetime) -> list[dict[str, Any]]:
    """Exercises whose best estimated maximum of the range beats every earlier one; only where there was an earlier."""
    best: dict[int, SetRecord] = {}
    for record in sets:
        if record.weight_kg and record.reps and record.reps <= MOST_REPS_FOR_ESTIMATE:
            held = best.get(record.exercise_id)
            if held is None or _estimate(record) > _estimate(held):
                best[record.exercise_id] = record
    earlier = _earlier_bests(member, list(best), before)
    beaten = [r for r in best.values() if r.exercise_id in earlier and _estimate(r) > earlier[r.exercise_id] + 0.01]
    beaten.sort(key=lambda r: (-_estimate(r) / earlier[r.exercise_id], r.exercise.name))
    zone = member.gym.zone
    return [
        {
            "exercise": r.exercise.name,
            "lift": lift_key(r.exercise),
            "weight": _whole(float(r.weight_kg or 0)),
            "reps": r.reps,
            "date": r.session.start.astimezone(zone).date().isoformat(),
        }
        for r in beaten
    ]


def _estimate(record: SetRecord) -> float:
    return estimated_max(float(record.weight_kg or 0), record.reps or 0)


def _earlier_bests(member: Member, exercises: list[int], before: datetime) -> dict[int, float]:
    kg, reps = Cast("weight_kg", FloatField()), Cast("reps", FloatField())
    rows = (
        SetRecord.objects.filter(
            session__member=member,
            session__status=Status.COMPLETED,
            session__start__lt=before,
            exercise__in=exercises,
            is_warmup=False,
            weight_kg__gt=0,
            reps__range=(1, MOST_REPS_FOR_ESTIMATE),
        )
        .order_by()
        .values_list("exercise")
        .annotate(single=Max(kg, filter=Q(reps=1)), several=Max(kg * (1 + reps / 30.0), filter=Q(reps__gt=1)))
    )
    return {exercise: max(single or 0.0, several or 0.0) for exercise, single, several in rows}


def lift_key(exercise: Exercise) -> str:
    """A key for fact names: the first name or alias in Latin letters, in snake case, else the exercise's number."""
    for name in [exercise.name, *exercise.aliases]:
        if str(name).isascii():
            return re.sub(r"[^a-z0-9]+", "_", str(name).lower()).strip("_")
    return f"exercise_{exercise.pk}"


def _whole(number: float) -> float | int:
    return int(number) if number == int(number) else round(number, 2)


def _described(session: TrainingSession, zone: Any) -> dict[str, Any]:
    local = session.start.astimezone(zone)
    return {
        "date": local.date().isoformat(),
        "time": local.strftime("%H:%M"),
        "duration": session.minutes,
        "completed": session.status == Status.COMPLETED,
        "status": session.status,
        "name": session.name,
    }
