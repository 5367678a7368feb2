"""Strong's export: one row per set, workouts as runs of rows with one date and name."""

from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from gym.importers.base import Report, usable
from gym.importers.table import Cells, ImportRefused, rows
from gym.importers.training import Gap, Set, Workout, exercise_name, unread
from gym.importers.values import BadValue, lifted, metres, minutes, moment, rpe, unit, whole
from gym.models import Member, Source

SOURCE = Source.STRONG
COLUMNS = ("Date", "Workout Name", "Exercise Name", "Set Order")
FORMATS = (
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"),
    *("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M"),  # saved again by a Chinese spreadsheet
)
NO_SETS = {"rest timer", "note"}
KINDS = {"w": True, "f": False, "d": False}
"""Set Order as a word: warm-up, to failure, drop set; the value says whether it is a warm-up."""


class UnitNeeded(ImportRefused):
    """The file does not say whether its weights are kg or lb."""


def read(file: BinaryIO, member: Member, report: Report, in_unit: str = "") -> Iterator[Set | Gap]:
    """The sets of the file. `in_unit` is used where the file does not say. Raises `ImportRefused`."""
    checked = False
    for row in rows(file, COLUMNS):
        if not usable(row, report):
            yield Gap(row.number)
            continue
        if not checked and not (in_unit or _says_unit(row.cells)):
            raise UnitNeeded(_("文件没有写明重量单位，请指定 kg 或 lb（命令行用 --unit）。"))
        checked = True
        if row.cells["set order"].lower() in NO_SETS:
            report.skipped += 1
            continue
        try:
            workout = _workout(row.cells, member)
        except BadValue as error:
            report.error(row.number, str(error))
            yield Gap(row.number)
            continue
        try:
            yield _set(row.number, row.cells, workout, in_unit)
        except BadValue as error:
            report.error(row.number, str(error))
            yield unread(row.number, workout)


def _says_unit(cells: Cells) -> bool:
    return "weight unit" in cells or bool(_column(cells, "weight")[1])


def _column(cells: Cells, name: str) -> tuple[str, str]:
    """A cell and the unit in its column's name, such as `Weight (kg)` or `Duration (sec)`; "" for what is not there."""
    for column, text in cells.items():
        if column == name or column.startswith(f"{name} ("):
            return text, column[len(name) + 2 : -1]
    return "", ""


def _workout(cells: Cells, member: Member) -> Workout:
    duration = minutes(_column(cells, "duration")[0] or cells.get("workout duration", ""))
    start = moment(cells["date"], FORMATS, member.gym.zone)
    return Workout.named(cells["workout name"], start, duration, cells.get("workout notes", ""))


def _set(row: int, cells: Cells, workout: Workout, in_unit: str) -> Set:
    order = cells["set order"].lower()
    if order not in KINDS and not order.isdigit():
        raise BadValue(_("不认识的组序号：%(text)s") % {"text": order[:20]})
    weight, weight_unit = _weight(cells, in_unit)
    distance, distance_unit = _distance(cells, weight_unit)
    return Set(
        row=row,
        workout=workout,
        exercise=exercise_name(cells["exercise name"]),
        weight_kg=lifted(weight, weight_unit, cells.delimiter),
        reps=whole(cells.get("reps", ""), "Reps", 10_000, cells.delimiter) or None,
        seconds=whole(cells.get("seconds", ""), "Seconds", 86_400, cells.delimiter) or None,
        distance_m=metres(distance, distance_unit, cells.delimiter),
        rpe=rpe(cells.get("rpe", ""), cells.delimiter),
        is_warmup=KINDS.get(order, False),
    )


def _weight(cells: Cells, in_unit: str) -> tuple[str, str]:
    """The cell and its unit; the row's own unit wins over the header's, and that over the option."""
    text, header_unit = _column(cells, "weight")
    said = cells.get("weight unit") or header_unit or in_unit
    if not said and text.strip("0.,"):
        raise BadValue(_("这一行没有写明重量单位"))
    return text, unit(said) if said else "kg"


def _distance(cells: Cells, weight_unit: str) -> tuple[str, str]:
    """Where neither row nor header says it, miles go with pounds and kilometres with kilograms."""
    text, header_unit = _column(cells, "distance")
    return text, cells.get("distance unit", "").lower() or header_unit or ("mi" if weight_unit == "lb" else "km")
