"""Strong's export: one row per set, workouts as runs of rows with one date and name."""

from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO

from django.utils.translation import gettext as _

from gym.importers.base import Report, usable
from gym.importers.table import Cells, ImportRefused, rows
from gym.importers.training import Set, Workout
from gym.importers.values import METRES, BadValue, kilograms, minutes, moment, number, rounded, unit, whole
from gym.models import Member, Source

SOURCE = Source.STRONG
COLUMNS = ("Date", "Workout Name", "Exercise Name", "Set Order")
FORMATS = (
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %I:%M:%S %p"),
    *("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M"),  # saved again by a Chinese spreadsheet
)
NO_SETS = {"rest timer", "note"}
KINDS = {"w": True, "f": False, "d": False}
"""Set Order as a word: warm-up, to failure, drop set; the value says whether it is a warm-up."""


def read(file: BinaryIO, member: Member, report: Report, in_unit: str = "") -> Iterator[Set]:
    """The sets of the file. `in_unit` is used where the file does not say. Raises `ImportRefused`."""
    checked = False
    for row in rows(file, COLUMNS):
        if not usable(row, report):
            continue
        if not checked and not (in_unit or _says_unit(row.cells)):
            raise ImportRefused(_("文件没有写明重量单位，请指定 kg 或 lb（命令行用 --unit）。"))
        checked = True
        if row.cells["set order"].lower() in NO_SETS:
            report.skipped += 1
            continue
        try:
            workout = _workout(row.cells, member)
        except BadValue as error:
            report.error(row.number, str(error))
            continue
        try:
            yield _set(row.number, row.cells, workout, in_unit)
        except BadValue as error:
            report.error(row.number, str(error))
            yield Set(row.number, workout, "")  # it keeps its place, so that a corrected file moves nothing


def _says_unit(cells: Cells) -> bool:
    return "weight unit" in cells or bool(_column(cells, "weight")[1])


def _column(cells: Cells, name: str) -> tuple[str, str]:
    """A cell and the unit in its column's name, such as `Weight (kg)` or `Duration (sec)`; "" for what is not there."""
    for column, text in cells.items():
        if column == name or column.startswith(f"{name} ("):
            return text, column[len(name) + 2 : -1]
    return "", ""


def _workout(cells: Cells, member: Member) -> Workout:
    name = cells["workout name"][:128] or _("训练")
    note = cells.get("workout notes", "")
    duration = minutes(_column(cells, "duration")[0] or cells.get("workout duration", ""))
    return Workout(moment(cells["date"], FORMATS, member.gym.zone), name, duration, note)


def _set(row: int, cells: Cells, workout: Workout, in_unit: str) -> Set:
    exercise = cells["exercise name"]
    if not exercise or len(exercise) > 96:
        raise BadValue(_("动作名称是空的，或者太长"))
    order = cells["set order"].lower()
    if order not in KINDS and not order.isdigit():
        raise BadValue(_("不认识的组序号：%(text)s") % {"text": order[:20]})
    value, weight_unit = _weight(cells, in_unit)
    if value is not None and value > 2_000:
        raise BadValue(_("重量超出合理范围：%(text)s") % {"text": value})
    rpe = number(cells.get("rpe", ""), "RPE")
    if rpe is not None and not 1 <= rpe <= 10:
        raise BadValue(_("RPE 应当在 1 到 10 之间：%(text)s") % {"text": rpe})
    return Set(
        row=row,
        workout=workout,
        exercise=exercise,
        weight_kg=kilograms(value, weight_unit) if value else None,
        reps=whole(cells.get("reps", ""), "Reps", 10_000) or None,
        seconds=whole(cells.get("seconds", ""), "Seconds", 86_400) or None,
        distance_m=_metres(cells, weight_unit),
        rpe=rounded(rpe, "0.1") if rpe is not None else None,
        is_warmup=KINDS.get(order, False),
    )


def _weight(cells: Cells, in_unit: str) -> tuple[float | None, str]:
    """The number and its unit; the row's own unit wins over the header's, and that over the option."""
    text, header_unit = _column(cells, "weight")
    said = cells.get("weight unit") or header_unit or in_unit
    value = number(text, "Weight")
    if value and not said:
        raise BadValue(_("这一行没有写明重量单位"))
    return value, unit(said) if said else "kg"


def _metres(cells: Cells, weight_unit: str) -> Decimal | None:
    text, header_unit = _column(cells, "distance")
    value = number(text, "Distance")
    if not value:
        return None
    said = cells.get("distance unit", "").lower() or header_unit or ("mi" if weight_unit == "lb" else "km")
    if said not in METRES:
        raise BadValue(_("不认识的距离单位：%(text)s") % {"text": said[:20]})
    metres = value * METRES[said]
    if metres > 1_000_000:
        raise BadValue(_("距离超出合理范围：%(text)s") % {"text": value})
    return rounded(metres, "0.1")
