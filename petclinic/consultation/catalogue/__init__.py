"""The catalogue: what a good vet asks about each complaint, read once from the TOML files beside this module.

A complaint is one file here; questions that several complaints ask stand in `../shared.toml`, and the words of all other
signs in `../symptoms.toml`. Wrong data fails at import: unknown keys, a slot with two ids, an `after` that nothing answers.
"""

import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec

HERE = Path(__file__).parent
GENERAL = "general"


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One option of an inquiry, and how to hear it: `says` anywhere, `brief` only in a direct answer.

    `hours` and `times` are half-open and closed ranges of what `Inquiry.reads` finds. `present` and `denied` are the
    signs that follow from choosing it; `told` retells it within a sentence.
    """

    title: str
    says: tuple[str, ...] = ()
    brief: tuple[str, ...] = ()
    hours: tuple[float, float] | None = None
    times: tuple[int, int] | None = None
    present: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    yes: bool = False
    no: bool = False
    unknown: bool = False
    told: str = ""


class Inquiry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to ask. `ask` are its wordings, `about` the words by which another's wording is known.

    Ages are months, `max_age` and `min_age` inclusive; an unknown age passes only `max_age`. `near` are the body's
    places (`PLACES` in reading) that a volunteered answer must speak of; `many`: several options may hold at once.
    """

    id: int
    slot: str
    label: str
    ask: tuple[str, ...]
    options: tuple[Choice, ...]
    about: tuple[str, ...] = ()
    why: str = ""
    required: bool = False
    many: bool = False
    direct: bool = False
    reads: Literal["hours", "times", ""] = ""
    near: tuple[str, ...] = ()
    symptom: str = ""
    species: Literal["cat", "dog", ""] = ""
    sex: Literal["male", "female", ""] = ""
    neutered: bool | None = None
    max_age: int | None = None
    min_age: int | None = None
    unless_known: Literal["species", "sex", "age", "vaccinated", "weight", ""] = ""
    after: dict[str, tuple[str, ...]] = {}


class Cause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A possibility in the owner's language; each sign or answer that fits adds weight to `base`."""

    text: str
    base: int = 0
    signs: tuple[str, ...] = ()
    answers: dict[str, tuple[str, ...]] = {}
    species: Literal["cat", "dog", ""] = ""
    sex: Literal["male", "female", ""] = ""
    max_age: int | None = None
    min_age: int | None = None


class Picture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether a picture helps: `ask` says which (only with a sign of `when`, if any), `none` why not."""

    kind: int = 0
    when: tuple[str, ...] = ()
    ask: str = ""
    none: str = ""


class Complaint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file: a reason to come. `weak` triggers count only where nothing plainer is said; `rank` decides the chief."""

    key: str
    order: int
    keyword: str
    unit: str
    symptom: str
    plain: str
    triggers: tuple[str, ...]
    related: tuple[str, ...]
    watch: tuple[str, ...]
    go: tuple[str, ...]
    picture: Picture
    cause: tuple[Cause, ...]
    question: tuple[Inquiry, ...]
    rank: int = 0
    weak: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    calm: tuple[str, ...] = ()


class Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sign and the words for it; `of` names it by complaint where the word alone does not say (血)."""

    name: str
    words: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    calm: tuple[str, ...] = ()
    complaint: str = ""
    of: dict[str, str] = {}


class Signs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`symptoms.toml`: the signs, the words that praise or complain, and the words that mean nothing of the kind."""

    good: tuple[str, ...]
    bad: tuple[str, ...]
    ignore: tuple[str, ...]
    symptom: tuple[Sign, ...]


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


SIGNS = msgspec.convert(_toml(HERE.parent / "symptoms.toml"), Signs)
_SHARED: dict[str, dict[str, Any]] = {row["slot"]: row for row in _toml(HERE.parent / "shared.toml")["question"]}


def _complaint(path: Path) -> Complaint:
    """A file as a complaint; its `use` rows are completed from the shared questions."""
    data = _toml(path)
    rows = [{**_SHARED[row["use"]], **row} if "use" in row else row for row in data["question"]]
    data["question"] = [{key: value for key, value in row.items() if key != "use"} for row in rows]
    return msgspec.convert(data, Complaint)


def _all() -> dict[str, Complaint]:
    found = sorted((_complaint(path) for path in HERE.glob("*.toml")), key=lambda complaint: complaint.order)
    return {complaint.key: complaint for complaint in found}


CATALOGUE: dict[str, Complaint] = _all()
"""Every complaint by its key, in the order of its file's `order`; `general` is the last."""

SPECIES = msgspec.convert(_SHARED["species"] | {"required": True}, Inquiry)
"""What is asked first when nobody knows the animal."""


def inquiries() -> dict[str, Inquiry]:
    """One inquiry for each slot, whatever complaint asks it."""
    found = {SPECIES.slot: SPECIES}
    for complaint in CATALOGUE.values():
        for inquiry in complaint.question:
            if found.setdefault(inquiry.slot, inquiry).id != inquiry.id:
                raise ValueError(f"{complaint.key}: the slot {inquiry.slot} has two ids")
    return found


INQUIRIES = inquiries()
