"""Writing workouts and their sets so that the same file twice changes nothing."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from gym.exercises import ExerciseFinder
from gym.importers.base import Progress, Report, batches
from gym.importers.table import ImportRefused
from gym.models import Member, SetRecord, TrainingSession

MOST_WORKOUTS = 50_000
VALUES = ("exercise_id", "weight_kg", "reps", "seconds", "distance_m", "rpe", "is_warmup")


class Workout(NamedTuple):
    start: datetime
    name: str
    minutes: int | None = None
    note: str = ""

    @property
    def key(self) -> tuple[datetime, str]:
        return self.start, self.name


class Set(NamedTuple):
    """One set of a file; without an exercise it only keeps the place of a row that could not be read."""

    row: int
    workout: Workout
    exercise: str
    weight_kg: Decimal | None = None
    reps: int | None = None
    seconds: int | None = None
    distance_m: Decimal | None = None
    rpe: Decimal | None = None
    is_warmup: bool = False


def import_training(
    sets: Callable[[BinaryIO, Member, Report], Iterator[Set]],
    file: BinaryIO,
    member: Member,
    *,
    source: str,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """A member's workouts. A session that a person entered is never changed. Raises `ImportRefused`."""
    report = Report()
    writer = _Writer(member, source, report)
    done = 0
    with transaction.atomic() if dry_run else _each_batch():
        for batch in batches(sets(file, member, report)):
            with transaction.atomic():
                writer.write(batch)
            done += len(batch)
            if progress:
                progress(done)
        if dry_run:
            transaction.set_rollback(True)
    return report


class _each_batch:
    """Every batch is a transaction of its own, so that nobody waits long for the lock."""

    def __enter__(self) -> None: ...

    def __exit__(self, *_exc: object) -> None: ...


class _Writer:
    def __init__(self, member: Member, source: str, report: Report) -> None:
        self.member = member
        self.source = source
        self.report = report
        self.finder = ExerciseFinder()
        self.orders: dict[tuple[datetime, str], int] = {}

    def write(self, batch: list[Set]) -> None:
        sessions = self._sessions({item.workout.key: item.workout for item in batch if item.exercise})
        there = {
            (record.session_id, record.order): record
            for record in SetRecord.objects.filter(session__in=[session.pk for session in sessions.values()])
        }
        fresh = []
        for item in batch:
            order = self._next_order(item.workout)
            session = sessions.get(item.workout.key)
            if item.exercise and session:
                record = self._record(item, session, order, there.get((session.pk, order)))
                if record:
                    fresh.append(record)
        SetRecord.objects.bulk_create(fresh)

    def _next_order(self, workout: Workout) -> int:
        order = self.orders[workout.key] = self.orders.get(workout.key, 0) + 1
        if len(self.orders) > MOST_WORKOUTS:
            raise ImportRefused(_("一个文件里的训练超过 5 万次，请拆开后再导入。"))
        return order

    def _sessions(self, wanted: dict[tuple[datetime, str], Workout]) -> dict[tuple[datetime, str], TrainingSession]:
        starts = [start for start, _name in wanted]
        found = {(s.start, s.name): s for s in self.member.sessions.filter(start__in=starts)}
        for key, workout in wanted.items():
            if key not in found:
                found[key] = TrainingSession.objects.create(
                    member=self.member,
                    start=workout.start,
                    name=workout.name,
                    minutes=workout.minutes,
                    note=workout.note,
                    status=TrainingSession.Status.COMPLETED,
                    source=self.source,
                )
        return found

    def _record(self, item: Set, session: TrainingSession, order: int, there: SetRecord | None) -> SetRecord | None:
        """A new record to create, or None: then what is there has been compared, and corrected if an import made it."""
        record = SetRecord(
            session=session,
            order=order,
            exercise=self.finder.get(item.exercise),
            weight_kg=item.weight_kg,
            reps=item.reps,
            seconds=item.seconds,
            distance_m=item.distance_m,
            rpe=item.rpe,
            is_warmup=item.is_warmup,
        )
        if session.source != self.source:
            self.report.error(item.row, _("同一时间已有手工或其他来源的训练，没有改动"))
        elif there is None:
            self.report.created += 1
            return record
        elif all(getattr(there, name) == getattr(record, name) for name in VALUES):
            self.report.unchanged += 1
        else:
            record.pk = there.pk
            record.save()
            self.report.updated += 1
        return None
