"""What is known of many members at once, from the precomputed days and weeks; one query for each kind of record."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q
from django.utils import timezone

from gym.aggregates import Week, is_stale, week_of
from gym.facts.body import NAMES
from gym.models import Assessment, DailyAggregate, ImportRun, Member, Phase, Summary, WeeklyAggregate

DAYS = 28
WEEKS = 8
LONG_AGO = 365
IMPORT_DAYS = 14


class Day(NamedTuple):
    day: date
    completed: int
    missed: int
    weight_first: float | None
    weight_last: float | None


class Counted(NamedTuple):
    planned: int
    completed: int


@dataclass
class Record:
    """One member as of her gym's `today`.

    `days` are those of the last 28 that have records, oldest first. `weeks` are the whole weeks before this one that
    have records, at most 8. `phases` are those that ended within a year, run or are to come, the one that ends last
    at the end. `body` holds present values of measures, for those whose phase is about to end. Weights in kg.
    """

    member: Member
    today: date
    last_trained: date | None = None
    last_weighed: date | None = None
    days: list[Day] = field(default_factory=list)
    weeks: dict[Week, Counted] = field(default_factory=dict)
    phases: list[Phase] = field(default_factory=list)
    body: dict[str, float] = field(default_factory=dict)
    drafts: int = 0
    failed_import: str = ""
    stale: bool = False

    @property
    def weights(self) -> list[Day]:
        return [day for day in self.days if day.weight_last is not None]

    def between(self, first: int, last: int) -> list[Day]:
        """The days from `first` to `last` days ago, both included."""
        return [day for day in self.days if last <= (self.today - day.day).days <= first]


def load(members: Sequence[Member]) -> list[Record]:
    """A record for each member, in their order."""
    now = timezone.now()
    found = {member.pk: Record(member, member.gym.today(now)) for member in members}
    if not found:
        return []
    _last_days(found)
    _days(found)
    _weeks(found)
    _phases(found)
    _body(found)
    _drafts(found)
    _imports(found, now)
    for pk in is_stale(found):
        found[pk].stale = True
    return list(found.values())


def _since(found: dict[int, Record], days: int) -> date:
    """The earliest of the gyms' days: zones differ by one at most, `between` cuts exactly."""
    return min(record.today for record in found.values()) - timedelta(days=days)


def _last_days(found: dict[int, Record]) -> None:
    rows = (
        DailyAggregate.objects.filter(member__in=found, day__gte=_since(found, LONG_AGO))
        .values("member_id")
        .annotate(trained=Max("day", filter=Q(completed__gt=0)), weighed=Max("day", filter=Q(weigh_ins__gt=0)))
    )
    for row in rows:
        record = found[row["member_id"]]
        record.last_trained, record.last_weighed = row["trained"], row["weighed"]


def _days(found: dict[int, Record]) -> None:
    rows = DailyAggregate.objects.filter(member__in=found, day__gt=_since(found, DAYS)).order_by("day")
    for pk, day, completed, missed, first, last in rows.values_list(
        "member_id", "day", "completed", "missed", "weight_first", "weight_last"
    ):
        if 0 <= (found[pk].today - day).days < DAYS:
            found[pk].days.append(Day(day, completed, missed, _float(first), _float(last)))


def _weeks(found: dict[int, Record]) -> None:
    since = week_of(_since(found, 7 * WEEKS))
    rows = WeeklyAggregate.objects.filter(member__in=found).filter(
        Q(iso_year__gt=since[0]) | Q(iso_year=since[0], iso_week__gte=since[1])
    )
    for pk, year, week, planned, completed in rows.values_list(
        "member_id", "iso_year", "iso_week", "planned", "completed"
    ):
        found[pk].weeks[year, week] = Counted(planned, completed)


def _phases(found: dict[int, Record]) -> None:
    for phase in Phase.objects.filter(member__in=found, end__gte=_since(found, LONG_AGO)).order_by("end", "start"):
        found[phase.member_id].phases.append(phase)


def _body(found: dict[int, Record]) -> None:
    """The last value of each measure; the weight of a weigh-in is newer than that of an assessment."""
    last: dict[int, dict[str, float]] = defaultdict(dict)
    rows = Assessment.objects.filter(member__in=found, date__gte=_since(found, LONG_AGO)).order_by("date")
    for row in rows.values("member_id", *NAMES, "visceral_fat"):
        named = {**{field: name for field, (name, *_units) in NAMES.items()}, "visceral_fat": "visceral_fat"}
        values = {name: float(row[field]) for field, name in named.items() if row[field] is not None}
        last[row["member_id"]].update(values)
    for pk, record in found.items():
        record.body = last[pk]
        if record.weights:
            record.body["weight"] = record.weights[-1].weight_last or 0


def _drafts(found: dict[int, Record]) -> None:
    rows = Summary.objects.filter(member__in=found, review=Summary.Review.DRAFT).order_by()
    for row in rows.values("member_id").annotate(waiting=Count("pk")):
        found[row["member_id"]].drafts = row["waiting"]


def _imports(found: dict[int, Record], now: datetime) -> None:
    """A later run that went well makes up for one that failed."""
    runs: Iterable[tuple[Any, ...]] = (
        ImportRun.objects.filter(member__in=found, dry_run=False, created_at__gte=now - timedelta(days=IMPORT_DAYS))
        .filter(state__in=[ImportRun.State.DONE, ImportRun.State.FAILED])
        .order_by("created_at")
        .values_list("member_id", "state", "name")
    )
    for pk, state, name in runs:
        found[pk].failed_import = name if state == ImportRun.State.FAILED else ""


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
