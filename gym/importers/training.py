"""Writing workouts and their sets so that the same file twice changes nothing."""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO, NamedTuple, Self

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gym.exercises import ExerciseFinder, fold
from gym.importers.base import Progress, Report, batches, lock
from gym.importers.table import ImportRefused
from gym.importers.values import BadValue
from gym.models import Member, SetRecord, TrainingSession

MOST_WORKOUTS = 50_000
MOST_SETS = 1_000  # of one workout
MOST_NEW_EXERCISES = 500
LONGEST_NAME = 128  # of a workout
LONGEST_EXERCISE = 96
LONGEST_NOTE = 4_000
VALUES = ("exercise_id", "weight_kg", "reps", "seconds", "distance_m", "rpe", "is_warmup")


Key = tuple[datetime, str]


class Workout(NamedTuple):
    start: datetime
    name: str
    minutes: int | None = None
    note: str = ""

    @classmethod
    def named(cls, name: str, start: datetime, minutes: int | None, note: str) -> Self:
        return cls(start, name[:LONGEST_NAME] or _("训练"), minutes, note[:LONGEST_NOTE])

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


class Gap(NamedTuple):
    """A row of which not even the workout could be read: most likely a set of the workout before it."""

    row: int


Reader = Callable[[BinaryIO, Member, Report], Iterator[Set | Gap]]


def unread(row: int, workout: Workout) -> Set:
    """It keeps its place, so that a corrected file moves nothing."""
    return Set(row, workout, "")


def exercise_name(text: str) -> str:
    if not text or len(text) > LONGEST_EXERCISE:
        raise BadValue(_("动作名称是空的，或者太长"))
    return text


def import_training(
    sets: Reader,
    file: BinaryIO,
    member: Member,
    *,
    source: str,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """A member's workouts, counted in sets; a corrected duration or note counts as one update.

    Afterwards a session of this source that the file names has exactly the file's sets: what is behind its last one
    was deleted in the app, and is removed. A session that a person entered is never changed.
    Raises `ImportRefused`; the batches before stay, and nothing is removed.
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
    for keys in batches(writer.complete()):  # at the end only: a workout may come in several runs of rows
        with transaction.atomic():
            writer.remove_surplus(keys)
            if dry_run:
                transaction.set_rollback(True)
    return report


class _Writer:
    def __init__(self, member: Member, source: str, report: Report) -> None:
        self.member = member
        self.source = source
        self.report = report
        self.finder = ExerciseFinder()
        self.orders: dict[Key, int] = {}
        self.torn: set[Key] = set()
        self.last: Key | None = None
        self.new_exercises: set[str] = set()

    def write(self, batch: list[Set | Gap]) -> None:
        lock([self.member.pk])
        self.finder.refresh()
        sessions = self._sessions(batch)
        numbered = list(self._numbered(batch))
        orders = [order for _item, order in numbered]
        there = {
            (record.session_id, record.order): record
            for record in SetRecord.objects.filter(
                session__in=[session.pk for session in sessions.values()],
                order__range=(min(orders, default=0), max(orders, default=0)),
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

    def complete(self) -> list[Key]:
        """The workouts of which every row could be read, or at least given its place: only these are known in full."""
        return [key for key in self.orders if key not in self.torn]

    def remove_surplus(self, keys: list[Key]) -> None:
        """Delete the sets behind the last one that the file has for each workout, in sessions of this source."""
        lock([self.member.pk])
        wanted = set(keys)
        sessions = self.member.sessions.filter(source=self.source, start__in=[start for start, _name in keys])
        for session in sessions.annotate(most=Max("sets__order")):
            key = (session.start, session.name)
            if key in wanted and (session.most or 0) > self.orders[key]:
                _count, deleted = session.sets.filter(order__gt=self.orders[key]).delete()
                self.report.removed += deleted["gym.SetRecord"]

    def _numbered(self, batch: list[Set | Gap]) -> Iterator[tuple[Set, int]]:
        """Each set with its place in the workout; a gap takes a place, too, as far as one can tell."""
        for item in batch:
            if isinstance(item, Set):
                self.last = item.workout.key
                yield item, self._next_order(self.last)
            elif self.last:
                self._next_order(self.last)
                self.torn.add(self.last)

    def _next_order(self, key: Key) -> int:
        order = self.orders[key] = self.orders.get(key, 0) + 1
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

    def _sessions(self, batch: list[Set | Gap]) -> dict[Key, TrainingSession]:
        wanted: dict[Key, Workout] = {}
        for item in batch:
            if isinstance(item, Set) and item.exercise:
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
