"""A plain table of one member's weights: `date, weight[, unit][, body_fat]`."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from django.utils.translation import gettext as _

from gym.importers.base import Report, Weight, usable
from gym.importers.table import Cells, ImportRefused, rows
from gym.importers.values import BadValue, body_fat, body_weight, moment, unit
from gym.models import Member, Source

SOURCE = Source.GENERIC
COLUMNS = ("date", "weight")
FORMATS = (
    *("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"),
    *("%Y/%m/%d", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"),
    *("%Y年%m月%d日", "%Y年%m月%d日 %H:%M"),
)


def read(file: BinaryIO, people: Mapping[str, Member], report: Report) -> Iterator[Weight]:
    """`people` has one member, under ""; kg where a row has no unit. Raises `ImportRefused`."""
    if "" not in people:
        raise ImportRefused(_("这种表格只有一个人的数据，请指定一位会员（命令行用 --member）。"))
    for row in rows(file, COLUMNS, ragged=True):
        if not usable(row, report):
            continue
        try:
            yield _weight(row.number, row.cells, people[""])
        except BadValue as error:
            report.error(row.number, str(error))


def _weight(number: int, cells: Cells, member: Member) -> Weight:
    at = moment(cells["date"], FORMATS, member.gym.zone)
    kg = body_weight(cells["weight"], "weight", unit(cells.get("unit", "") or "kg"), cells.delimiter)
    if kg is None:
        raise BadValue(_("没有体重"))
    return Weight(number, "", at, kg, body_fat(cells.get("body_fat", ""), cells.delimiter))
