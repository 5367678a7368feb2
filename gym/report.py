"""The parts of the report page, made of the facts: muscles against the band, days, the phase, both ranges."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from gym.models import Muscle
from gym.tiles import signed
from gym.writer.words import Facts, muscle, plain

BAND = (10, 20)
"""Weekly sets per muscle group in which most people grow: the usual recommendation for hypertrophy."""
SCALE = 24.0


class MuscleBar(NamedTuple):
    """`share` and the band in units of the bar's scale; `place` is below, inside or above."""

    name: str
    sets: str
    per_week: float
    place: str


def muscle_bars(table: dict[str, Any]) -> list[MuscleBar]:
    """One bar for each muscle group, sets per seven days; empty when nothing was trained."""
    facts = Facts(table)
    if not facts.number("sets_total"):
        return []
    weeks = table["basic"]["days"] / 7
    bars = []
    for name in Muscle.values:
        sets = facts.number(f"sets_{name}")
        weekly = sets / weeks
        place = "below" if weekly < BAND[0] else ("above" if weekly > BAND[1] else "inside")
        bars.append(MuscleBar(muscle(name), plain(sets), min(SCALE, round(weekly, 1)), place))
    return bars


class Day(NamedTuple):
    """`state` is completed, missed, planned, rest, or blank for the days that fill the first week's row."""

    day: date | None
    state: str
    words: str = ""


def days(table: dict[str, Any]) -> list[Day]:
    """The range as rows of weeks that begin on Monday."""
    start, end = (date.fromisoformat(table["basic"][name]) for name in ("start", "end"))
    states: dict[str, set[str]] = {}
    for session in table["sessions"]:
        states.setdefault(session["date"], set()).add(session["status"])
    found = [Day(None, "blank")] * start.weekday()
    for number in range((end - start).days + 1):
        day = start + timedelta(days=number)
        there = states.get(day.isoformat(), set())
        state = next((name for name in ("completed", "planned", "missed") if name in there), "rest")
        found.append(Day(day, state, _state(state)))
    return found


def weekdays() -> list[str]:
    return [_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")]


def _state(state: str) -> str:
    return {
        "completed": _("练了"),
        "planned": _("安排了"),
        "missed": _("缺席"),
        "rest": _("休息"),
    }[state]


class Target(NamedTuple):
    name: str
    initial: str
    current: str
    target: str
    percent: int


def targets(table: dict[str, Any]) -> list[Target]:
    phase = table["phase"] or {"targets": {}}
    names = {
        "weight": _("体重 (kg)"),
        "body_fat": _("体脂率 (%)"),
        "muscle": _("骨骼肌 (kg)"),
        "fat_mass": _("体脂肪量 (kg)"),
        "waist": _("腰围 (cm)"),
        "chest": _("胸围 (cm)"),
        "hip": _("臀围 (cm)"),
        "bmr": _("基础代谢 (kcal)"),
    }
    return [
        Target(
            names.get(name, name),
            plain(progress["initial"]),
            plain(progress["current"]),
            plain(progress["target"]),
            int(progress["percent"]),
        )
        for name, progress in phase["targets"].items()
    ]


class Compared(NamedTuple):
    name: str
    now: str
    before: str
    difference: str


def compared(table: dict[str, Any]) -> list[Compared]:
    """This range beside the one of equal length before; empty when there was nothing in either."""
    facts = Facts(table)
    if not any(facts.number(name) for name in ("planned", "planned_prev", "weigh_ins", "weigh_ins_prev")):
        return []
    rows = [
        (_("完成训练（次）"), "completed"),
        (_("缺席（次）"), "missed"),
        (_("训练时长（小时）"), "training_hours"),
        (_("工作组（组）"), "sets_total"),
        (_("训练量（公斤）"), "volume_total"),
        (_("最近体重（公斤）"), "weight_end"),
    ]
    return [_compare(facts, name, key) for name, key in rows]


def _compare(facts: Facts, name: str, key: str) -> Compared:
    now, before = facts[key], facts[f"{key}_prev"]
    if key not in {"weight_end"}:
        now, before = now or 0, before or 0
    if now is None or before is None:
        return Compared(name, _figure(now), _figure(before), "")
    return Compared(name, _figure(now), _figure(before), signed(round(now - before, 1)))


def _figure(value: float | None) -> str:
    return "–" if value is None else plain(value)
