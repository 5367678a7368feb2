"""Writing workouts and their sets so that the same file twice changes nothing."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from gym.exercises import ExerciseFinder, fold
from gym.importers.base import Progress, Report, batches, lock
from gym.importers.table import ImportRefused
from gym.models import Member, SetRecord, TrainingSession

MOST_WORKOUTS = 50_000
MOST_SETS = 1_000  # of one workout
MOST_NEW_EXERCISES = 500
VALUES = ("exercise_id", "weight_kg", "reps", "seconds", "distance_m", "rpe", "is_warmup")


Key = tuple[datetime, str]


class Workout(NamedTuple):
    start: datetime
    name: str
    minutes: int | None = None
    note: str = ""

    @property
    def key(self) -> Key:
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
    """A member's workouts, counted in sets; a corrected duration or note counts as one update.

    A session that a person entered is never changed. Raises `ImportRefused`; the batches before stay.
    """
    report = Report()
    writer = _Writer(member, source, report)
    done = 0
    for batch in batches(sets(file, member, report)):
        with transaction.atomic():  # of its own, in a dry run too, so that nobody waits long for the lock
            writer.write(batch)
            if dry_run:
                transaction.set_rollback(True)
        if dry_run:
            writer.finder = ExerciseFinder()  # the exercises just made are gone again
        done += len(batch)
        if progress:
            progress(done)
    return report


class _Writer:
    def __init__(self, member: Member, source: str, report: Report) -> None:
        self.member = member
        self.source = source
        self.report = report
        self.finder = ExerciseFinder()
        self.orders: dict[Key, int] = {}
        self.new_exercises: set[str] = set()

    def write(self, batch: list[Set]) -> None:
        lock([self.member.pk])
        sessions = self._sessions(batch)
        numbered = [(item, self._next_order(item.workout)) for item in batch]
        orders = [order for _item, order in numbered]
        there = {
            (record.session_id, record.order): record
            for record in SetRecord.objects.filter(
                session__in=[session.pk for session in sessions.values()], order__range=(min(orders), max(orders))
            )
        }
        fresh = []
        for item, order in numbered:
            if item.exercise and self._acceptable(item, order):
                session = sessions[item.workout.key]
                record = self._record(item, session, order, there.get((session.pk, order)))
                if record:
                    fresh.append(record)
        SetRecord.objects.bulk_create(fresh)

    def _next_order(self, workout: Workout) -> int:
        order = self.orders[workout.key] = self.orders.get(workout.key, 0) + 1
        if len(self.orders) > MOST_WORKOUTS:
            raise ImportRefused(_("一个文件里的训练超过 5 万次；前面的已经导入，请把其余的拆成另一个文件。"))
        return order

    def _acceptable(self, item: Set, order: int) -> bool:
        """No real workout or file is beyond these limits; they keep a wrong file from filling memory and tables."""
        if order > MOST_SETS:
            self.report.error(item.row, _("这次训练超过 1000 组，请检查日期和名称"))
            return False
        if not self.finder.knows(item.exercise):
            self.new_exercises.add(fold(item.exercise))
            if len(self.new_exercises) > MOST_NEW_EXERCISES:
                self.new_exercises.discard(fold(item.exercise))
                self.report.error(item.row, _("文件里的新动作超过 500 个，这一行没有导入，请检查动作一列"))
                return False
        return True

    def _sessions(self, batch: list[Set]) -> dict[Key, TrainingSession]:
        wanted: dict[Key, Workout] = {}
        for item in batch:
            if item.exercise:
                wanted.setdefault(item.workout.key, item.workout)
        found = {
            (s.start, s.name): s for s in self.member.sessions.filter(start__in=[start for start, _name in wanted])
        }
        for key, workout in wanted.items():
            if key in found:
                self._correct(found[key], workout)
            else:
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

    def _correct(self, session: TrainingSession, workout: Workout) -> None:
        """Duration and note, as the workout's first row in this file says them; an empty cell says nothing."""
        said = {"minutes": workout.minutes, "note": workout.note}
        other = {name: value for name, value in said.items() if value and value != getattr(session, name)}
        if other and session.source == self.source and workout.key not in self.orders:
            for name, value in other.items():
                setattr(session, name, value)
            session.save(update_fields=list(other))
            self.report.updated += 1

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
