"""What every importer shares: the report, the batches, and writing records so that nothing is there twice."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO, NamedTuple, Self, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from gym.importers.table import ImportRefused, Row
from gym.models import Member, Source, WeightRecord

BATCH = 500
MOST_KEPT_ERRORS = 1_000
MOST_REMEMBERED = 20_000

Progress = Callable[[int], None]
T = TypeVar("T")


class RowError(NamedTuple):
    row: int
    reason: str


@dataclass
class Report:
    """What an import did, in rows. `errors` keeps the first thousand; `failed` counts all.

    `removed` counts what is no row any more: sets that an import wrote and that a later file does not have.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    skipped: int = 0
    failed: int = 0
    errors: list[RowError] = field(default_factory=list)

    def error(self, row: int, reason: str) -> None:
        self.failed += 1
        if len(self.errors) < MOST_KEPT_ERRORS:
            self.errors.append(RowError(row, reason))

    def as_dict(self) -> dict[str, Any]:
        """For JSON; `from_dict` makes the same report of it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, saved: dict[str, Any]) -> Self:
        return cls(**{**saved, "errors": [RowError(row, reason) for row, reason in saved["errors"]]})


class Weight(NamedTuple):
    """One weigh-in of a file: whose (a name within the file, "" for a file of one person), when, and how much."""

    row: int
    person: str
    measured_at: datetime
    kg: Decimal
    body_fat: Decimal | None


Moment = tuple[int, datetime]
Seen = OrderedDict[Moment, tuple[Decimal, Decimal | None]]
"""What this file has said of (member, moment); of a very long file the last twenty thousand."""

WeightReader = Callable[[BinaryIO, Mapping[str, Member], Report], Iterator[Weight]]


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def usable(row: Row, report: Report) -> bool:
    if row.problem:
        report.error(row.number, row.problem)
    return not row.problem


def import_weights(
    file: BinaryIO,
    read: WeightReader,
    people: Mapping[str, Member],
    *,
    source: str = Source.FITBIT,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Weigh-ins of the people that the file names; `people` maps its names to members, "" = a file of one person.

    A moment that is there already is left alone when it says the same, corrected when an import wrote it, and
    reported when a person did. Of a moment that the file has twice, the first counts: so the same file again changes
    nothing. Raises `ImportRefused`.
    """
    report = Report()
    seen: Seen = OrderedDict()
    done = 0
    for batch in batches(read(file, people, report)):
        with transaction.atomic():
            _write_weights(_first_of_each(batch, people, seen, report), people, report, source)
            if dry_run:
                transaction.set_rollback(True)
        done += len(batch)
        if progress:
            progress(done)
    return report


def lock(members: Iterable[int]) -> None:
    """Two imports for one member wait for each other, until the transaction ends. Raises `ImportRefused`."""
    wanted = set(members)
    there = Member.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    if set(there.values_list("pk", flat=True)) != wanted:
        raise ImportRefused(_("会员已经不在了，导入停在这里。"))


def _first_of_each(batch: list[Weight], people: Mapping[str, Member], seen: Seen, report: Report) -> list[Weight]:
    first = []
    for weight in batch:
        key, value = (people[weight.person].pk, weight.measured_at), (weight.kg, weight.body_fat)
        if key not in seen:
            seen[key] = value
            first.append(weight)
        elif seen[key] == value:
            report.unchanged += 1
        else:
            report.error(weight.row, _("同一时刻在文件里不止一次，数值也不同，只取了第一次的"))
    while len(seen) > MOST_REMEMBERED:
        seen.popitem(last=False)
    return first


def _write_weights(batch: list[Weight], people: Mapping[str, Member], report: Report, source: str) -> None:
    members = {people[weight.person].pk for weight in batch}
    lock(members)
    there = {
        (record.member_id, record.measured_at): record
        for record in WeightRecord.objects.filter(
            member__in=members, measured_at__in={weight.measured_at for weight in batch}
        )
    }
    fresh: list[WeightRecord] = []
    for weight in batch:
        key = (people[weight.person].pk, weight.measured_at)
        record = there.get(key)
        if record is None:
            values = {"kg": weight.kg, "body_fat_percent": weight.body_fat}
            fresh.append(WeightRecord(member_id=key[0], measured_at=weight.measured_at, source=source, **values))
            report.created += 1
        elif (record.kg, record.body_fat_percent) == (weight.kg, weight.body_fat):
            report.unchanged += 1
        elif record.source == Source.MANUAL:
            report.error(weight.row, _("同一时刻已有另一条记录，没有覆盖"))
        else:
            record.kg, record.body_fat_percent = weight.kg, weight.body_fat
            record.save(update_fields=["kg", "body_fat_percent"])
            report.updated += 1
    WeightRecord.objects.bulk_create(fresh)
