"""Red flags: rules over everything an owner has said, which set how urgent a case is. No text of a model lowers it."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from petclinic.case import Case, Pet, RaisedFlag, Species, Tier, Triage, worst
from petclinic.safety.counting import most_vomits
from petclinic.safety.patterns import said, sentences

DATA = Path(__file__).parent / "red_flags.toml"
MOST_CHARACTERS = 20_000
LONGEST_WORDS = 60


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One red flag. Every group of `signs` must be said; `vomits` is the least number of times, 0 = does not matter."""

    key: str
    name: str
    tier: Tier
    signs: tuple[tuple[str, ...], ...]
    species: Species = ""
    sex: Literal["male", "female", ""] = ""
    max_months: int | None = None
    vomits: int = 0
    advice: str = ""
    source: str = ""

    def fits(self, pet: Pet) -> bool:
        """Whether such an animal can have it; what is not known of it excludes nothing."""
        return (
            (not self.species or pet.species in ("", self.species))
            and (not self.sex or pet.sex in ("", self.sex))
            and (self.max_months is None or (pet.age_months is not None and pet.age_months <= self.max_months))
        )


@lru_cache(maxsize=1)
def default_rules() -> tuple[Rule, ...]:
    """The rules that come with the product."""
    return msgspec.convert(tomllib.loads(DATA.read_text(encoding="utf-8"))["rule"], tuple[Rule, ...])


def triage(case: Case, rules: Sequence[Rule]) -> Triage:
    """What the rules see in everything that the owner said and that pictures showed."""
    told = list(_told(case))
    vomits = max((most_vomits(words) for words in told), default=0)
    flags = [flag for rule in rules if rule.fits(case.pet) and (flag := _raised(rule, told, vomits))]
    return Triage(tier=worst(*(flag.tier for flag in flags)), flags=tuple(flags))


def scan_text(text: str, species: Species, rules: Sequence[Rule] = ()) -> tuple[RaisedFlag, ...]:
    """What a model's text reports as there; advice for the case that something happens is none."""
    told = [sentence for sentence in sentences(text[:MOST_CHARACTERS]) if not ADVICE.search(sentence)]
    vomits = max((most_vomits(words) for words in told), default=0)
    pet = Pet(species=species)
    flags = [flag for rule in rules or default_rules() if rule.fits(pet) and (flag := _raised(rule, told, vomits))]
    return tuple(flags)


ADVICE = re.compile(
    r"如|若|一旦|要是|假如|万一|出现|警惕|注意|观察|避免|防止|可能|风险|请勿|不要|是否|排除|考虑|预防|例如|比如|包括"
)


def _raised(rule: Rule, told: Sequence[str], vomits: int) -> RaisedFlag | None:
    if vomits < rule.vomits:
        return None
    words = [_first(group, told) for group in rule.signs]
    if not all(words):
        return None
    quoted = next(word for word in words if word)
    return RaisedFlag(key=rule.key, name=rule.name, tier=rule.tier, words=quoted[:LONGEST_WORDS], advice=rule.advice)


def _first(group: Iterable[str], told: Sequence[str]) -> str:
    """The sentence that says one of the group's patterns and means it."""
    for sentence in told:
        if any(said(pattern, sentence) for pattern in group):
            return sentence.strip(" ，,。！!？?；;\n")
    return ""


# --- what counts as told

YES = re.compile(r"\s*(?:有(?!没)|是(?!不)|是的|对|嗯|确实|会(?!不)|出现过|有过)")
NO = re.compile(r"\s*(?:没|无|不|否|都没|这些都没|一切正常|正常)")
ASKED = re.compile(r"有没有|有无|是否有?|是不是有?|会不会|[吗呢么]?[？?]|吗")


def _told(case: Case) -> Iterator[str]:
    """Sentences: hers, the questions that she affirms, and what a model saw in a picture; the newest first."""
    room = MOST_CHARACTERS
    question = ""
    spoken: list[str] = []
    for turn in case.turns:
        if turn.role == "ai":
            question = turn.content[:500]
            continue
        spoken += _answer(question, turn.content[:2000])
        question = ""
    spoken += [finding.text for finding in case.findings if finding.by_model]
    for text in [case.complaint[:5000], *reversed(spoken)]:
        room -= len(text)
        if room < 0:
            return
        yield from sentences(text)


def _answer(question: str, reply: str) -> list[str]:
    """The reply, and with it what it answers: a bare yes affirms the question, other words are read beside it."""
    if not question or NO.match(reply):
        return [reply]
    if YES.match(reply) and len(reply) <= 20:
        affirmed = ASKED.sub("有", question)
        return [reply, *(part for part in re.split(r"[，,、]", affirmed) if part), f"{_topic(question)}{reply}"]
    return [reply, f"{_topic(question)}{reply}"] if len(reply) <= 40 else [reply]


def _topic(question: str) -> str:
    """What the question is about, before it asks: `吐出来的东西里`."""
    return ASKED.split(question, maxsplit=1)[0].strip("，,。 ")[-16:]
