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
