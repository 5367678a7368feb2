"""Imports from texts and bytes, as the tests of the importers write them."""

import functools
import io

from gym.importers import fitbit, generic, strong
from gym.importers.base import Report, import_weights
from gym.importers.training import Reader, import_training
from gym.models import Member

STRONG_HEADER = "Date,Workout Name,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE"


def read_strong(unit: str) -> Reader:
    return functools.partial(strong.read, in_unit=unit)


def train(alice: Member, text: str | bytes, unit: str = "kg", *, dry_run: bool = False) -> Report:
    data = text.encode() if isinstance(text, str) else text
    return import_training(read_strong(unit), io.BytesIO(data), alice, source="strong", dry_run=dry_run)


def weigh(alice: Member, text: str | bytes, source: str = "generic") -> Report:
    data = text.encode() if isinstance(text, str) else text
    reader = generic.read if source == "generic" else fitbit.read
    return import_weights(io.BytesIO(data), reader, {"": alice}, source=source)


def reasons(report: Report) -> list[tuple[int, str]]:
    return [(error.row, error.reason) for error in report.errors]


GOOD = f"""{STRONG_HEADER}
2026-04-08 18:30:00,"Leg, Day",Squat (Barbell),W,40,10,0,0,,,
2026-04-08 18:30:00,"Leg, Day",Squat (Barbell),1,80,5,0,0,"heavy
today",,8.5
2026-04-08 18:30:00,"Leg, Day",Rest Timer,Rest Timer,0,0,0,90,,,
2026-04-08 18:30:00,"Leg, Day",Squat (Barbell),F,80.5,4,0,0,,,10
2026-04-08 18:30:00,"Leg, Day",倒立行走,1,0,0,0.05,30,,,
2026-04-10 07:00:00,Run,Running,1,0,0,5,1800,,,
"""
