"""The formats that are known. A new one is one file with SOURCE, COLUMNS and `read`, and one line here."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, Protocol, TypeVar

from gym.importers import base, fitbit, generic, strong, training
from gym.importers.base import Progress, Report, Weight
from gym.importers.table import columns
from gym.importers.training import Set
from gym.models import Member

AUTO = "auto"


class Format(Protocol):
    @property
    def SOURCE(self) -> str: ...

    @property
    def COLUMNS(self) -> Sequence[str]: ...


class TrainingFormat(Format, Protocol):
    def read(self, file: BinaryIO, member: Member, report: Report, in_unit: str = "") -> Iterator[Set]: ...


class WeightFormat(Format, Protocol):
    def read(self, file: BinaryIO, people: Mapping[str, Member], report: Report) -> Iterator[Weight]: ...


TRAINING: dict[str, TrainingFormat] = {"strong": strong}
WEIGHTS: dict[str, WeightFormat] = {"fitbit": fitbit, "generic": generic}

F = TypeVar("F", bound=Format)


def choose(file: BinaryIO, name: str, formats: Mapping[str, F]) -> F:
    """The format of that name; for `auto` the first whose columns the file has, or else the last, to say what lacks."""
    if name != AUTO:
        return formats[name]
    there = columns(file)
    known = list(formats.values())
    return next((form for form in known if there.issuperset(map(str.lower, form.COLUMNS))), known[-1])


def import_training(
    file: BinaryIO,
    member: Member,
    *,
    format_name: str = AUTO,
    unit: str = "",
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """A member's workouts from a seekable file; `unit` (kg, lb) where it does not say. Raises `ImportRefused`."""
    form = choose(file, format_name, TRAINING)
    read = functools.partial(form.read, in_unit=unit)
    return training.import_training(read, file, member, source=form.SOURCE, dry_run=dry_run, progress=progress)


def import_weights(
    file: BinaryIO,
    people: Mapping[str, Member],
    *,
    format_name: str = AUTO,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Weigh-ins from a seekable file; `people` maps its names to members ("" = it has one). Raises `ImportRefused`."""
    form = choose(file, format_name, WEIGHTS)
    return base.import_weights(file, form.read, people, source=form.SOURCE, dry_run=dry_run, progress=progress)
