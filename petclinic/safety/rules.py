"""Red-flag rules as values, and the ones that come with the product (`red_flags.toml`)."""

import tomllib
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from petclinic.case import Pet, Species, Tier
from petclinic.safety.patterns import PatternError, Sign, signs

DEFAULTS = Path(__file__).parent / "red_flags.toml"


class Reference(msgspec.Struct, frozen=True):
    """A veterinary source that says that this is urgent."""

    publisher: str = ""
    title: str = ""
    url: str = ""


class Rule(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One red flag. `signs` is in the language of `petclinic.safety.patterns`; the rest names its signs.

    It is raised when every sign of `all_of` is told, one of `any_of` (if it names some), and none of `none_of`.
    `sex`, `neutered` and the ages (whole months) keep it from animals that are known to be otherwise; a rule with
    `age_below` needs the animal to be known as young. `behind` are keys of rules that say the same more exactly:
    when one of them is raised, this one is not shown.
    """

    key: str
    name: str
    tier: Tier
    signs: str
    species: Species = ""
    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    sex: Literal["male", "female", ""] = ""
    neutered: bool | None = None
    age_from: int | None = None
    age_below: int | None = None
    behind: tuple[str, ...] = ()
    advice: str = ""
    source: Reference = Reference()
    note: str = ""

    @cached_property
    def looked_for(self) -> tuple[Sign, ...]:
        """Its compiled signs. Raises `PatternError`."""
        return signs(self.signs)

    @property
    def alternatives(self) -> tuple[str, ...]:
        """The signs of which one must be told; a rule that names none at all needs any."""
        return self.any_of or (() if self.all_of else tuple(sign.name for sign in self.looked_for))

    def check(self) -> None:
        """Raise `PatternError` unless the signs compile and the conditions name existing ones."""
        known = {sign.name for sign in self.looked_for}
        for name in (*self.all_of, *self.any_of, *self.none_of):
            if name not in known:
                raise PatternError(f"词条里没有「{name}」")
        if not known:
            raise PatternError("至少要有一行词条")

    def suits(self, pet: Pet, species: Species, young: bool) -> bool:
        """Whether it may be about this animal. What is unknown keeps nothing away, but `age_below` needs youth."""
        if self.species and species and self.species != species:
            return False
        if self.sex and pet.sex and self.sex != pet.sex:
            return False
        if self.neutered is not None and pet.neutered is not None and self.neutered != pet.neutered:
            return False
        if self.age_below is not None:
            return young if pet.age_months is None else pet.age_months < self.age_below
        return self.age_from is None or pet.age_months is None or pet.age_months >= self.age_from


def parse(rows: list[dict[str, Any]]) -> tuple[Rule, ...]:
    """Rules out of TOML tables; raises `msgspec.ValidationError` or `PatternError`."""
    rules = msgspec.convert(rows, tuple[Rule, ...])
    for rule in rules:
        rule.check()
    return rules


@lru_cache(maxsize=1)
def default_rules() -> tuple[Rule, ...]:
    """The rules that come with the product."""
    return parse(tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))["rules"])
