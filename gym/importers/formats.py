"""The formats that are known. A new one is one file with SOURCE, COLUMNS and `read`, and one line here."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, Literal, Protocol

from django.utils.translation import gettext as _

from gym.importers import base, fitbit, generic, hevy, strong, training
from gym.importers.base import Progress, Report, Weight
from gym.importers.fitbit import people_in
from gym.importers.strong import UnitNeeded
from gym.importers.table import ImportRefused, columns
from gym.importers.training import Gap, Set
from gym.models import Member, Source

__all__ = ["ImportRefused", "UnitNeeded", "import_file", "import_training", "import_weights", "people_in", "recognise"]

AUTO: Literal["auto"] = "auto"
Kind = Literal["training", "weights"]


class Format(Protocol):
    @property
    def SOURCE(self) -> str: ...

    @property
    def COLUMNS(self) -> Sequence[str]: ...


class TrainingFormat(Format, Protocol):
    def read(self, file: BinaryIO, member: Member, report: Report, in_unit: str = "") -> Iterator[Set | Gap]: ...


class WeightFormat(Format, Protocol):
    def read(self, file: BinaryIO, people: Mapping[str, Member], report: Report) -> Iterator[Weight]: ...


TRAINING: dict[str, TrainingFormat] = {"strong": strong, "hevy": hevy}
WEIGHTS: dict[str, WeightFormat] = {"fitbit": fitbit, "generic": generic}
KINDS: dict[Kind, Mapping[str, Format]] = {"training": TRAINING, "weights": WEIGHTS}


def recognise(file: BinaryIO, kind: Kind | Literal["auto"] = AUTO) -> tuple[Kind, str]:
    """The kind and the name of a seekable file's format, by its header. Raises `ImportRefused` for any other kind.

    Training comes first: a workout log has a date and a weight, too, and is no log of body weights.
    """
    there = columns(file)
    for found, formats in KINDS.items():
        for name, form in formats.items():
            if not _missing(form, there):
                if kind not in (AUTO, found):
                    raise ImportRefused(_other_kind(form, found))
                return found, name
    wanted = KINDS.values() if kind == AUTO else [KINDS[kind]]
    raise ImportRefused(_unknown([form for formats in wanted for form in formats.values()], there))


def _missing(form: Format, there: set[str]) -> list[str]:
    return [column for column in form.COLUMNS if column.lower() not in there]


def _other_kind(form: Format, found: Kind) -> str:
    label = Source(form.SOURCE).label
    if found == "training":
        return _("这是 %(format)s 的训练记录，不是体重，请从训练记录那里导入。") % {"format": label}
    return _("这是%(format)s的体重记录，不是训练，请从体重那里导入。") % {"format": label}


def _unknown(formats: list[Format], there: set[str]) -> str:
    """What the nearest format lacks."""
    nearest = min(formats, key=lambda form: (len(_missing(form, there)) / len(form.COLUMNS), len(form.COLUMNS)))
    missing = _missing(nearest, there)
    said = {"format": Source(nearest.SOURCE).label, "columns": ", ".join(missing)}
    if len(missing) < len(nearest.COLUMNS):
        return _("认不出这个文件。它最像%(format)s，但表头缺少这些列：%(columns)s。") % said
    return _("认不出这个文件，表头里没有认识的列。%(format)s需要这些列：%(columns)s。") % said


def import_file(
    file: BinaryIO,
    kind: Kind | Literal["auto"],
    member: Member,
    *,
    people: Mapping[str, Member] | None = None,
    unit: str = "",
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """A seekable file of any known format; `people` maps the ids of a Fitbit file to members, otherwise all is
    `member`'s. Raises `ImportRefused`, and of it `UnitNeeded` where `unit` (kg, lb) would help.
    """
    found, name = recognise(file, kind)
    if found == "training":
        return import_training(file, member, format_name=name, unit=unit, dry_run=dry_run, progress=progress)
    people = {"": member} if people is None else people
    return import_weights(file, people, format_name=name, dry_run=dry_run, progress=progress)


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
    form = TRAINING[recognise(file, "training")[1] if format_name == AUTO else format_name]
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
    form = WEIGHTS[recognise(file, "weights")[1] if format_name == AUTO else format_name]
    return base.import_weights(file, form.read, people, source=form.SOURCE, dry_run=dry_run, progress=progress)
