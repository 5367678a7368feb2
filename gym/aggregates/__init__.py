"""Precomputed totals of days and weeks. They always equal what the raw records give.

    a record changes -> a trigger leaves a mark (member, moment) in the same transaction
    `consume`        -> marks become days and weeks, computed from the raw records; the marks go in that transaction
    `catch_up`       -> the same for one member, before his totals are read: what a person sees is never behind
    `close_weeks`    -> on Monday, each gym's last week is summed as a whole, from its days
    `rebuild`        -> everything, from the raw records

A process that dies in between has changed nothing; whoever comes next finds the same marks.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from gym.aggregates import statements
from gym.aggregates.statements import MARKED, RANGED
from gym.days import span
from gym.models import ClosedWeek, DailyAggregate, Gym, Mark, Member, TrainingSession, WeeklyAggregate, WeightRecord

MARKS_AT_ONCE = 2_000
MEMBERS_AT_ONCE = 25_000
DAYS_AT_ONCE = 371
LOCK = 0x786C616767  # one writer of aggregates at a time: an older snapshot must not overwrite a newer result

Progress = Callable[[int, int], None]
Week = tuple[int, int]


def week_of(day: date) -> Week:
    year, week, _weekday = day.isocalendar()
    return year, week


def catch_up(member_id: int) -> None:
    """Bring one member's totals up to date; one query when they are."""
    if Mark.objects.filter(member_id=member_id).exists():
        while _consume(member_id):
            pass


def consume(most: int = 100) -> int:
    """Bring all totals up to date, at most so many batches of marks; how many marks were used."""
    used = 0
    for _batch in range(most):
        count = _consume()
        used += count
        if count < MARKS_AT_ONCE:
            break
    return used


def is_stale(member_ids: Iterable[int]) -> set[int]:
    """Those of the members who have marks that nobody has consumed yet."""
    return set(Mark.objects.filter(member_id__in=list(member_ids)).values_list("member_id", flat=True))


def _consume(member_id: int | None = None) -> int:
    with transaction.atomic():
        _lock()
        marks = Mark.objects.order_by("pk") if member_id is None else Mark.objects.filter(member_id=member_id)
        taken = list(marks.values_list("pk", "member_id", "at")[:MARKS_AT_ONCE])
        if taken:
            _compute_marked({(member, at) for _pk, member, at in taken})
            Mark.objects.filter(pk__in=[pk for pk, _member, _at in taken]).delete()
        return len(taken)


def _compute_marked(moments: set[tuple[int, datetime]]) -> None:
    zones = {
        pk: ZoneInfo(name)
        for pk, name in Member.objects.filter(pk__in={member for member, _at in moments}).values_list(
            "pk", "gym__time_zone"
        )
    }
    days = {(member, at.astimezone(zones[member]).date()) for member, at in moments if member in zones}
    if not days:
        return
    weeks = {(member, *week_of(day)) for member, day in days}
    _run(statements.daily, MARKED, [[member, *_day(day, zones[member])] for member, day in sorted(days)])
    _run(statements.weekly, MARKED, [[member, *_week(year, week)] for member, year, week in sorted(weeks)])
    _drop_empty()


@dataclass(frozen=True)
class Span:
    """The days of a rebuild, whole weeks, in the gyms of one time zone."""

    zone: str
    monday: date
    weeks: int

    def days(self) -> list[list[Any]]:
        zone = ZoneInfo(self.zone)
        return [[self.zone, *_day(self.monday + timedelta(days=n), zone)] for n in range(7 * self.weeks)]

    def rows(self) -> list[list[Any]]:
        mondays = [self.monday + timedelta(weeks=n) for n in range(self.weeks)]
        return [[self.zone, *_week(*week_of(monday))] for monday in mondays]


def _compute_ranged(over: Span, first: int, last: int, *, from_days: bool) -> None:
    with transaction.atomic():
        _lock()
        if not from_days:
            _run(statements.daily, RANGED, over.days(), [first, last] * 3)
        _run(statements.weekly, RANGED, over.rows(), [first, last])
        _drop_empty()


def close_weeks(now: datetime | None = None) -> list[ClosedWeek]:
    """Sum the last ISO week of every gym whose Monday has begun, once; safe to call at any time, and again."""
    consume()
    closed = []
    for zone in _zones():
        today = (now or timezone.now()).astimezone(ZoneInfo(zone)).date()
        monday = today - timedelta(days=today.weekday() + 7)
        year, week = week_of(monday)
        gyms = Gym.objects.filter(time_zone=zone).exclude(closed_weeks__iso_year=year, closed_weeks__iso_week=week)
        if not gyms.exists():
            continue
        recompute(Span(zone, monday, 1), from_days=True)
        closed += [
            row
            for gym in gyms
            for row, created in [ClosedWeek.objects.get_or_create(gym=gym, iso_year=year, iso_week=week)]
            if created
        ]
    return closed


def recompute(over: Span, progress: Progress | None = None, *, from_days: bool = False) -> None:
    """Days and weeks of a span from the raw records, for all members of its zone, a range of members at a time.

    `from_days` computes the weeks alone, from the days as they are stored.
    """
    ranges = list(_member_ranges(over.zone))
    for done, (first, last) in enumerate(ranges, 1):
        _compute_ranged(over, first, last, from_days=from_days)
        if progress:
            progress(done, len(ranges))


def rebuild(progress: Progress | None = None) -> None:
    """Everything from the raw records; may be stopped and begun again at any point."""
    spans = [part for zone in _zones() for part in _all(zone)]
    for done, part in enumerate(spans, 1):
        recompute(part)
        if progress:
            progress(done, len(spans))


def _zones() -> list[str]:
    return list(Gym.objects.values_list("time_zone", flat=True).distinct().order_by())


def _all(zone: str) -> Iterator[Span]:
    """The whole time in which the zone's members have records or totals, in pieces of about a year."""
    days: list[date] = []
    for records, name in ((TrainingSession.objects, "start"), (WeightRecord.objects, "measured_at")):
        bounds = records.filter(member__gym__time_zone=zone).aggregate(a=Min(name), z=Max(name))
        days += [moment.astimezone(ZoneInfo(zone)).date() for moment in bounds.values() if moment]
    known = DailyAggregate.objects.filter(member__gym__time_zone=zone).aggregate(a=Min("day"), z=Max("day"))
    days += [day for day in known.values() if day]
    if not days:
        return
    monday, last = min(days) - timedelta(days=min(days).weekday()), max(days)
    most = DAYS_AT_ONCE // 7
    while monday <= last:
        weeks = min(most, (last - monday).days // 7 + 1)
        yield Span(zone, monday, weeks)
        monday += timedelta(weeks=weeks)


def _member_ranges(zone: str) -> Iterator[tuple[int, int]]:
    """Ranges of numbers that hold MEMBERS_AT_ONCE members of the zone each."""
    numbers = Member.objects.filter(gym__time_zone=zone).order_by("pk").values_list("pk", flat=True)
    first = numbers.first()
    while first is not None:
        rest = numbers.filter(pk__gte=first)
        following = rest[MEMBERS_AT_ONCE : MEMBERS_AT_ONCE + 1].first()
        last = following - 1 if following is not None else (numbers.last() or first)
        yield first, last
        first = following


def _run(statement: Callable[..., str], source: str, scope: list[list[Any]], members: Iterable[int] = ()) -> None:
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    values = [value for row in scope for value in row]
    with connection.cursor() as cursor:
        cursor.execute(statement(len(scope), source, differs=differs), [*values, *members, _moment(timezone.now())])


def _drop_empty() -> None:
    with connection.cursor() as cursor:
        for model in (DailyAggregate, WeeklyAggregate):
            cursor.execute(statements.empty(model._meta.db_table))


def _lock() -> None:
    """SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _day(day: date, zone: tzinfo) -> list[Any]:
    since, until = span(day, day, zone)
    return [connection.ops.adapt_datefield_value(day), _moment(since), _moment(until)]


def _week(year: int, week: int) -> list[Any]:
    adapt = connection.ops.adapt_datefield_value
    return [adapt(date.fromisocalendar(year, week, 1)), adapt(date.fromisocalendar(year, week, 7)), year * 100 + week]


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
