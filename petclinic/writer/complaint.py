"""What the rules know of each complaint: how it is said, what may be behind it, what to do. One TOML file each."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from petclinic.case import Case, Pet, Tier, Understanding

KEYS = (
    "vomiting", "diarrhoea", "anorexia", "itching", "limping", "cough", "eye", "ear", "urinary", "poisoning", "general",
)  # fmt: skip
_ALSO = {"not_eating": "anorexia", "diarrhea": "diarrhoea", "skin": "itching"}
_NO = re.compile("没|不|无|未|别|否")
_NOT_A_NO = re.compile("不小心|不停|不断|不知道|不清楚|不一会|没多久|没一会|没看住|不少|不久|要不要|是不是|不舒服")


class Cause(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that may be behind a complaint. `weight` is how common it is, `clues` the owner's words for it."""

    name: str
    description: str
    weight: int = 0
    clues: tuple[str, ...] = ()
    species: Literal["cat", "dog", ""] = ""
    sex: Literal["male", "female", ""] = ""
    under_months: int | None = None
    over_months: int | None = None

    def fits(self, pet: Pet) -> bool:
        """Whether nothing known of the animal speaks against it."""
        return (not self.species or pet.species in ("", self.species)) and (not self.sex or pet.sex in ("", self.sex))

    def at_age(self, months: int | None) -> bool | None:
        """Whether it is typical at this age; None when any age will do or the age is unknown."""
        if months is None or (self.under_months is None and self.over_months is None):
            return None
        young = self.under_months is not None and months < self.under_months
        old = self.over_months is not None and months >= self.over_months
        return young or old


class Complaint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How it is said: `symptoms` are its own signs, as the engine names them; `sign` and `verb` stand in sentences."""

    name: str
    symptoms: tuple[str, ...]
    sign: str
    verb: str
    link: str
    home: str
    avoid: str
    watch: str
    essential: tuple[str, ...]
    recommended: tuple[str, ...]
    initial: str
    persistent: str
    intensive: str
    vet_advise: str
    follow_up: str
    supplements: tuple[str, ...]
    causes: tuple[Cause, ...]
    least: Tier = "green"
    """Never say that it can wait longer than this, however little was found."""


class Suspicion(msgspec.Struct, frozen=True, kw_only=True):
    """A cause, and why it stands where it stands."""

    cause: Cause
    score: float
    seen: tuple[str, ...] = ()
    typical_age: bool = False


@cache
def complaint(key: str) -> Complaint:
    """By the key of the engine's catalogue; an unknown one is `general`."""
    key = _ALSO.get(key, key)
    path = Path(__file__).parent / "complaints" / f"{key if key in KEYS else 'general'}.toml"
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Complaint)


def chief(understanding: Understanding) -> Complaint:
    return complaint(understanding.complaints[0] if understanding.complaints else "general")


def suspicions(case: Case, understanding: Understanding) -> list[Suspicion]:
    """What may be behind the chief complaint, the likeliest first; never empty."""
    said, denied = told(case, understanding), "".join(understanding.denied)
    found = [_weighed(cause, case.pet, said, denied) for cause in chief(understanding).causes if cause.fits(case.pet)]
    return sorted(found, key=lambda suspicion: -suspicion.score)


def told(case: Case, understanding: Understanding) -> list[str]:
    """Everything affirmed or denied in this case, cut into clauses."""
    texts = [*case.said_by_owner, *understanding.present]
    texts += [text for answer in understanding.answers for text in (answer.words, answer.option)]
    texts += [finding.text for finding in case.findings if finding.by_model]
    return [part for text in texts for part in re.split(r"[，。；、,.;!?！？\s]+", text) if part]


def _weighed(cause: Cause, pet: Pet, said: list[str], denied: str) -> Suspicion:
    seen = tuple(clue for clue in cause.clues if clue not in denied and any(_says(part, clue) for part in said))
    fitting = cause.at_age(pet.age_months)
    by_age = 0.0 if fitting is None else 1.5 if fitting else -2.0
    near = 0.5 if cause.species and cause.species == pet.species else 0.0
    near += 0.5 if cause.sex and cause.sex == pet.sex else 0.0
    seen = tuple(clue for clue in seen if not any(clue != other and clue in other for other in seen))
    return Suspicion(
        cause=cause, score=cause.weight + 2.0 * min(len(seen), 3) + by_age + near, seen=seen, typical_age=bool(fitting)
    )


def _says(part: str, clue: str) -> bool:
    """Whether this clause affirms the clue: a 没 or 不 in front of it turns it round."""
    at = part.find(clue)
    if at < 0:
        return False
    return bool(_NO.match(clue)) or not _NO.search(_NOT_A_NO.sub("", part[:at]))
