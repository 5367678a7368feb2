"""Hevy's export: one row per set, units in the names of columns, times with the month as a word."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import BinaryIO

from django.utils.translation import gettext as _

from gym.importers.base import Report, usable
from gym.importers.table import Cells, ImportRefused, rows
from gym.importers.training import Gap, Set, Workout, exercise_name, unread
from gym.importers.values import BadValue, lifted, metres, moment, rpe, whole
from gym.models import Member, Source

SOURCE = Source.HEVY
COLUMNS = ("title", "start_time", "end_time", "exercise_title", "set_type")
WEIGHTS = {"weight_kg": "kg", "weight_lbs": "lb", "weight_lb": "lb"}
DISTANCES = {"distance_km": "km", "distance_miles": "mi", "distance_meters": "m"}
KINDS = {"": False, "normal": False, "failure": False, "dropset": False, "drop": False, "warmup": True}
"""The value says whether it is a warm-up."""
FORMATS = (
    *("%d <%m> %Y %H:%M", "%d <%m> %Y %H:%M:%S", "<%m> %d %Y %H:%M", "<%m> %d %Y %H:%M:%S"),
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z"),
    *("%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y年%m月%d日 %H:%M"),
)
MONTHS = {
    beginning: number
    for number, beginnings in enumerate(
        (
            *("jan ene gen", "feb fev", "mar mrz mrt maa", "apr abr avr", "may mai mag mei", "jun juin giu"),
            *("jul juil lug", "aug ago aou", "sep set", "oct okt ott out", "nov", "dec dez dic"),
        ),
        start=1,
    )
    for beginning in beginnings.split()
}
"""How months begin in English, Spanish, Portuguese, French, German, Italian and Dutch: the app follows its language."""
BETWEEN = {"de", "à", "um", "at"}
WORD = re.compile(r"([^\W\d_]+)\.?")


def read(file: BinaryIO, member: Member, report: Report, in_unit: str = "") -> Iterator[Set | Gap]:
    """The sets of the file; its header says the unit, so `in_unit` is not needed. Raises `ImportRefused`."""
    checked = False
    for row in rows(file, COLUMNS):
        if not usable(row, report):
            yield Gap(row.number)
            continue
        if not checked and WEIGHTS.keys().isdisjoint(row.cells):
            raise ImportRefused(_("表头缺少重量一列：weight_kg 或 weight_lbs。"))
        checked = True
        try:
            workout = _workout(row.cells, member.gym.zone)
        except BadValue as error:
            report.error(row.number, str(error))
            yield Gap(row.number)
            continue
        try:
            yield _set(row.number, row.cells, workout)
        except BadValue as error:
            report.error(row.number, str(error))
            yield unread(row.number, workout)


def _workout(cells: Cells, zone: tzinfo) -> Workout:
    start = at(cells["start_time"], zone)
    return Workout.named(cells["title"], start, _minutes(start, cells["end_time"], zone), cells.get("description", ""))


def _minutes(start: datetime, text: str, zone: tzinfo) -> int | None:
    """None without an end, and for an end that is none: before the start, or more than a day later."""
    if not text:
        return None
    end = at(text, zone)
    if end < start:
        end = at(text, zone, fold=1)  # it ended in the second of two equal hours, when the clocks went back
    took = end - start
    return round(took / timedelta(minutes=1)) or None if timedelta(0) <= took <= timedelta(days=1) else None


def at(text: str, zone: tzinfo, fold: int = 0) -> datetime:
    """A time of Hevy's, such as `8 Apr 2026, 16:50`, in UTC. Raises `BadValue`."""
    plain = unicodedata.normalize("NFKC", text)
    if not plain[:4].isdigit():
        plain = re.sub(r"(\d{1,2})\s?[月월]", r"<\1>", plain)
        plain = re.sub(r"^(\d{1,2})\.", r"\1", WORD.sub(_month, plain).strip()).replace(",", " ")
    return moment(plain, FORMATS, zone, fold)


def _month(word: re.Match[str]) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", word[1].lower()) if not unicodedata.combining(c))
    number = MONTHS.get(bare[:4]) or MONTHS.get(bare[:3])
    if number:
        return f"<{number}>"
    return "" if word[1].lower() in BETWEEN else word[0]


def _set(row: int, cells: Cells, workout: Workout) -> Set:
    kind = cells["set_type"].lower()
    if kind not in KINDS:
        raise BadValue(_("不认识的组类型：%(text)s") % {"text": kind[:20]})
    weight, weight_unit = _measure(cells, WEIGHTS, "kg")
    distance, distance_unit = _measure(cells, DISTANCES, "km")
    return Set(
        row=row,
        workout=workout,
        exercise=exercise_name(cells["exercise_title"]),
        weight_kg=lifted(weight, weight_unit, cells.delimiter),
        reps=whole(cells.get("reps", ""), "reps", 10_000, cells.delimiter) or None,
        seconds=whole(cells.get("duration_seconds", ""), "duration_seconds", 86_400, cells.delimiter) or None,
        distance_m=metres(distance, distance_unit, cells.delimiter),
        rpe=rpe(cells.get("rpe", ""), cells.delimiter),
        is_warmup=KINDS[kind],
    )


def _measure(cells: Cells, columns: dict[str, str], otherwise: str) -> tuple[str, str]:
    """The first cell of these columns that is not empty, and its unit."""
    return next(((cells[name], unit) for name, unit in columns.items() if cells.get(name)), ("", otherwise))
