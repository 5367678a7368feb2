"""A case as plain values: the pet, what was said, what was seen. Everything that reasons about a case takes these.

No database, no clock: whoever gathers a case (`petclinic/gathering.py`) counts the pet's age for the day.
"""

from typing import Literal

import msgspec

Species = Literal["cat", "dog", ""]
Tier = Literal["red", "orange", "yellow", "green"]
TIERS: tuple[Tier, ...] = ("red", "orange", "yellow", "green")
"""The most urgent first: go now, go today, go in the next days, watch at home."""


def worst(*tiers: Tier) -> Tier:
    """The most urgent of these tiers; `green` when there is none."""
    return min(tiers, key=TIERS.index, default="green")


class Pet(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the animal; an empty text, None = unknown. `age_months` is whole months, `weight_kg` in kg."""

    name: str = ""
    species: Species = ""
    breed: str = ""
    sex: Literal["male", "female", ""] = ""
    neutered: bool | None = None
    age_months: int | None = None
    weight_kg: float | None = None
    allergies: tuple[str, ...] = ()
    diseases: str = ""
    vaccinated: bool | None = None


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said, in order; `ai` asks, `user` answers."""

    role: Literal["user", "ai"]
    content: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a picture showed, in words; `kind` is a key of `petclinic.models.PICTURE_KINDS`, 0 = unspecified."""

    kind: int = 0
    text: str = ""
    by_model: bool = False


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One consultation so far. `complaint` is the owner's first sentence, in her own words."""

    pet: Pet = Pet()
    complaint: str = ""
    turns: tuple[Turn, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def said_by_owner(self) -> tuple[str, ...]:
        """The complaint and every answer of the owner, in order."""
        return (self.complaint, *(turn.content for turn in self.turns if turn.role == "user"))


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that the owner told: `label` names it (`呕吐次数`), `words` are hers, `option` the title she chose."""

    slot: str
    label: str
    words: str
    option: str = ""


class Understanding(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules read out of a case. `complaints` are keys of the catalogue, the chief one first.

    `missing` are slots that ought to be known and are not, `unknown` what they are called.
    """

    complaints: tuple[str, ...] = ()
    keyword: str = ""
    unit: str = ""
    answers: tuple[Answered, ...] = ()
    present: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    enough: bool = False


class RaisedFlag(msgspec.Struct, frozen=True, kw_only=True):
    """A red flag that a rule saw: its key, what it is called, the owner's words behind it, and what to do."""

    key: str
    name: str
    tier: Tier
    words: str
    advice: str = ""


class Triage(msgspec.Struct, frozen=True, kw_only=True):
    """How urgent a case is by rules; no text of a model can lower it."""

    tier: Tier = "green"
    flags: tuple[RaisedFlag, ...] = ()


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """An article that an answer used, with the passage; `signed` = a vet has signed it, so it counts as 医疗报告."""

    article: int
    title: str
    passage: str
    publisher: str = ""
    url: str = ""
    date: str = ""
    signed: bool = False
