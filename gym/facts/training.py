"""Training: sessions kept and missed, sets and volume per muscle group, personal records."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import FloatField, Max, Q
from django.db.models.functions import Cast

from gym.days import span
from gym.facts.table import Table
from gym.models import Exercise, Member, Muscle, SetRecord, TrainingSession

Status = TrainingSession.Status
MOST_REPS_FOR_ESTIMATE = 12


@dataclass
class Trained:
    sessions: list[dict[str, Any]]
    muscles: dict[str, float]
    records: list[dict[str, Any]]


def collect(member: Member, start: date, end: date, prev_start: date, table: Table) -> Trained:
    zone = member.gym.zone
    since, until = span(prev_start, end, zone)
    sessions = list(member.sessions.filter(start__gte=since, start__lt=until).order_by("start"))
    here = [s for s in sessions if s.start.astimezone(zone).date() >= start]
    before = [s for s in sessions if s.start.astimezone(zone).date() < start]
    _totals(here, "", table)
    _totals(before, "_prev", table)
    days = {s.start.astimezone(zone).date() for s in here if s.status == Status.COMPLETED}
    table.add("rest_days", (end - start).days + 1 - len(days), "天")
    _longest(here, zone, table)
    sets = _sets(member, since, until)
    boundary, _until = span(start, end, zone)
    muscles = _sets_and_volume([s for s in sets if s.session.start >= boundary], "", table)
    _sets_and_volume([s for s in sets if s.session.start < boundary], "_prev", table)
    records = personal_records(member, [s for s in sets if s.session.start >= boundary], boundary)
    table.add("personal_records", len(records), "项")
    for record in records:
        table.add(f"pr_{record['lift']}", record["weight"], "kg")
        table.add(f"pr_{record['lift']}_reps", record["reps"], "次")
        table.add(f"pr_{record['lift']}_date", record["date"], "date")
    return Trained([_described(s, zone) for s in here], muscles, records)


def _totals(sessions: list[TrainingSession], suffix: str, table: Table) -> None:
    """`planned` counts every session of the range, whatever became of it."""
    completed = [s for s in sessions if s.status == Status.COMPLETED]
    minutes = [s.minutes for s in completed if s.minutes]
    table.add(f"planned{suffix}", len(sessions), "次")
    table.add(f"completed{suffix}", len(completed), "次")
    table.add(f"missed{suffix}", sum(s.status == Status.MISSED for s in sessions), "次")
    if sessions:
        table.add(f"completion_rate{suffix}", 100 * len(completed) / len(sessions), "%", 1)
    if minutes:
        table.add(f"training_hours{suffix}", sum(minutes) / 60, "h", 1)
        table.add(f"avg_session_minutes{suffix}", round(sum(minutes) / len(minutes)), "min")


def _longest(sessions: list[TrainingSession], zone: Any, table: Table) -> None:
    timed = [s for s in sessions if s.status == Status.COMPLETED and s.minutes]
    if not timed:
        return
    longest = max(timed, key=lambda s: (s.minutes or 0, s.start))
    table.add("longest_session_minutes", longest.minutes, "min")
    table.add("longest_session_date", longest.start.astimezone(zone).date().isoformat(), "date")
    table.add("longest_session_name", longest.name, "text")


def _sets(member: Member, since: datetime, until: datetime) -> list[SetRecord]:
    """Working sets of completed sessions; warm-ups do not count."""
    return list(
        SetRecord.objects.filter(
            session__member=member,
            session__status=Status.COMPLETED,
            session__start__gte=since,
            session__start__lt=until,
            is_warmup=False,
        ).select_related("exercise", "session")
    )


def _sets_and_volume(sets: list[SetRecord], suffix: str, table: Table) -> dict[str, float]:
    muscles: dict[str, float] = {}
    volume = 0.0
    for record in sets:
        if record.weight_kg is not None and record.reps:
            volume += float(record.weight_kg) * record.reps
        if record.exercise.primary_muscle:
            muscles[record.exercise.primary_muscle] = muscles.get(record.exercise.primary_muscle, 0) + 1
        for muscle in record.exercise.secondary_muscles:
            muscles[muscle] = muscles.get(muscle, 0) + 0.5
    table.add(f"sets_total{suffix}", len(sets), "组")
    for muscle in Muscle.values:
        if muscle in muscles:
            table.add(f"sets_{muscle}{suffix}", float(muscles[muscle]), "组", 1)
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
