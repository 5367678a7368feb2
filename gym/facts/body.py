"""Body measures: what changed over the range, and the latest assessment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gym.facts.table import Table
from gym.models import Assessment, Member

NAMES = {
    "body_fat_percent": ("body_fat", "%", "百分点"),
    "fat_mass_kg": ("fat_mass", "kg", ""),
    "muscle_kg": ("muscle", "kg", ""),
    "bmr_kcal": ("bmr", "kcal", ""),
    "waist_cm": ("waist", "cm", ""),
    "chest_cm": ("chest", "cm", ""),
    "hip_cm": ("hip", "cm", ""),
}
COMPARED = {"weight_kg": ("assessment_weight", "kg", ""), **NAMES, "visceral_fat": ("visceral_fat", "级", "")}


@dataclass
class Assessed:
    latest: dict[str, Any] | None
    current: dict[str, float]


def collect(member: Member, start: date, end: date, fat: list[tuple[date, float]], table: Table) -> Assessed:
    """`fat` are the body-fat values of weigh-ins, used where no assessment has any."""
    assessments = list(member.assessments.filter(date__lte=end).order_by("date"))
    in_range = [a for a in assessments if a.date >= start]
    table.add("assessments", len(in_range), "次")
    if assessments:
        table.add("assessment_date", assessments[-1].date.isoformat(), "date")
    if len(assessments) > 1:
        table.add("prev_assessment_date", assessments[-2].date.isoformat(), "date")
    current: dict[str, float] = {}
    for field, (name, unit, change_unit) in NAMES.items():
        values = [(a.date, float(value)) for a in assessments if (value := getattr(a, field)) is not None]
        if field == "body_fat_percent" and not values:
            values = fat
        first, last = ends(values, start)
        table.change(name, first, last, unit, change_unit)
        if values:
            current[name] = values[-1][1]
    return Assessed(_described(assessments[-1]) if assessments else None, current)


def ends(values: list[tuple[date, float]], start: date) -> tuple[float | None, float | None]:
    """The value that the range began with and the one that it ended with; both None without a value in the range.

    It began with its own first value, or, when it has only one, with the last one before it.
    """
    inside = [value for day, value in values if day >= start]
    before = [value for day, value in values if day < start]
    if not inside:
        return None, None
    if len(inside) > 1:
        return inside[0], inside[-1]
    return (before[-1] if before else None), inside[-1]


def compare(assessments: Sequence[Assessment], table: Table) -> Assessed:
    """All nine measures of the first and the last of these assessments (two at least, by date) and their changes.

    `current` holds the latest value of each measure among them, under the names that targets have.
    """
    first, last = assessments[0], assessments[-1]
    table.add("assessments", len(assessments), "次")
    table.add("first_assessment_date", first.date.isoformat(), "date")
    table.add("prev_assessment_date", assessments[-2].date.isoformat(), "date")
    table.add("assessment_date", last.date.isoformat(), "date")
    table.add("days_between", (last.date - first.date).days, "天")
    current: dict[str, float] = {}
    for field, (name, unit, change_unit) in COMPARED.items():
        values = [value for a in assessments if (value := _value(a, field)) is not None]
        table.change(name, _value(first, field), _value(last, field), unit, change_unit)
        if values:
            current["weight" if name == "assessment_weight" else name] = values[-1]
    return Assessed(_described(last), current)


def _value(assessment: Assessment, field: str) -> float | None:
    value = getattr(assessment, field)
    return None if value is None else float(value)


def _described(assessment: Assessment) -> dict[str, Any]:
    values = {name: _value(assessment, name) for name in Assessment.MEASURES}
    return {
        "date": assessment.date.isoformat(),
        **{name: value for name, value in values.items() if value is not None},
    }
