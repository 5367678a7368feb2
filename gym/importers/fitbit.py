"""Fitbit's weight log: many people in one file, two date formats in one column, month first."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from django.utils.translation import gettext as _

from gym.importers.base import Report, Weight, usable
from gym.importers.table import Cells, rows
from gym.importers.values import BadValue, body_fat, body_weight, kilograms, moment, number
from gym.models import Member, Source

SOURCE = Source.FITBIT
COLUMNS = ("Id", "Date", "WeightKg")
FORMATS = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y")


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


def _weight(number_: int, cells: Cells, person: str, member: Member) -> Weight:
    kg = number(cells["weightkg"], "WeightKg")
    pounds = number(cells.get("weightpounds", ""), "WeightPounds")
    if kg is None and pounds is not None:
        kg = float(kilograms(pounds, "lb"))
    if kg is not None and pounds is not None and abs(float(kilograms(pounds, "lb")) - kg) > 0.5:
        raise BadValue(_("公斤和磅两列对不上：%(kg)s 公斤、%(lb)s 磅") % {"kg": kg, "lb": pounds})
    at = moment(cells["date"], FORMATS, member.gym.zone)
    return Weight(number_, person, at, body_weight(kg, "kg"), body_fat(cells.get("fat", "")))
