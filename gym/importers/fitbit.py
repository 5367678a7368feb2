"""Fitbit's weight log: many people in one file, two date formats in one column, month first."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import BinaryIO

from django.utils.translation import gettext as _

from gym.importers.base import Report, Weight, usable
from gym.importers.table import Cells, ImportRefused, rows
from gym.importers.values import BadValue, body_fat, body_weight, moment
from gym.models import Member, Source

SOURCE = Source.FITBIT
COLUMNS = ("Id", "Date", "WeightKg")
FORMATS = ("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y")
MOST_PEOPLE = 1_000
LONGEST_ID = 64


def read(file: BinaryIO, people: Mapping[str, Member], report: Report) -> Iterator[Weight]:
    """Rows of people who are not in `people` are skipped; "" stands for the one person of a file of one person."""
    alone = None
    for row in rows(file, COLUMNS):
        if not usable(row, report):
            continue
        person = row.cells["id"] if row.cells["id"] in people else ""
        if person not in people:
            report.skipped += 1
            continue
        alone = row.cells["id"] if alone is None else alone
        if not person and row.cells["id"] != alone:
            report.error(row.number, _("这一行属于另一个人；文件里有多个人时，请指明各是哪位会员（命令行用 --map）"))
            continue
        try:
            yield _weight(row.number, row.cells, person, people[person])
        except BadValue as error:
            report.error(row.number, str(error))


def _weight(number: int, cells: Cells, person: str, member: Member) -> Weight:
    kg = body_weight(cells["weightkg"], "WeightKg", "kg", cells.delimiter)
    from_pounds = body_weight(cells.get("weightpounds", ""), "WeightPounds", "lb", cells.delimiter)
    if kg and from_pounds and abs(from_pounds - kg) > Decimal("0.5"):
        meant = {"kg": cells["weightkg"][:20], "lb": cells["weightpounds"][:20]}
        raise BadValue(_("公斤和磅两列对不上：%(kg)s 公斤、%(lb)s 磅") % meant)
    weight = kg or from_pounds
    if weight is None:
        raise BadValue(_("没有体重"))
    at = moment(cells["date"], FORMATS, member.gym.zone)
    return Weight(number, person, at, weight, body_fat(cells.get("fat", ""), cells.delimiter))


def people_in(file: BinaryIO) -> dict[str, int]:
    """The people of a seekable file and how many rows each has, in the file's order. Raises `ImportRefused`."""
    counts: dict[str, int] = {}
    for row in rows(file, COLUMNS):
        person = row.cells.get("id", "")
        if row.problem or not person or len(person) > LONGEST_ID:
            continue
        counts[person] = counts.get(person, 0) + 1
        if len(counts) > MOST_PEOPLE:
            raise ImportRefused(_("文件里的人超过 1000 个，请拆成几个文件。"))
    return counts
