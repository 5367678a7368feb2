"""How urgent a case is: the red flags in what the owner said and what pictures showed, by rules alone."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from petclinic.case import TIERS, Case, RaisedFlag, Species, Triage, worst
from petclinic.safety.answers import said_by_answering
from petclinic.safety.counts import hours, times_a_day
from petclinic.safety.facts import facts
from petclinic.safety.patterns import Sign
from petclinic.safety.rules import Rule, default_rules
from petclinic.safety.speech import Speech, standing

LONGEST_WORDS = 60
MOST_PLACES = 200
_CAT = re.compile(r"猫|喵|布偶|英短|美短|橘座|蓝猫|加菲|暹罗")
_DOG = re.compile(r"狗|犬|汪|泰迪|金毛|柯基|哈士奇|二哈|拉布拉多|边牧|比熊|柴犬|萨摩|德牧|法斗|雪纳瑞|博美|吉娃娃|巴哥")
_YOUNG = re.compile(
    r"幼猫|幼犬|奶猫|奶狗|小猫崽|狗崽|猫崽|小小猫|幼崽|没断奶|刚断奶|刚满月|满月|"
    r"(?:[一二两三四五1-5]|两三|三四)个?多?半?月(?:大|的|左右|龄|$)|天大的"
)
PICTURE_TOPICS = {3: "牙龈", 4: "大便", 5: "呕吐物", 6: "皮肤", 7: "耳朵", 8: "眼睛"}
_CLAUSE = re.compile(r"[^,。!?\n]+")


class Told(msgspec.Struct, frozen=True):
    """A sign that was found: the words behind it, and where (statement, place), to order flags by."""

    words: str
    order: tuple[int, int]


def triage(case: Case, rules: Sequence[Rule] | None = None) -> Triage:
    """The red flags of everything that the owner said so far and the pictures showed, the most urgent first.

    `rules` are the enabled ones (`RedFlagRule.objects.rules()`).
    None or no rules at all mean those of the product, too. The same case gives the same triage; another answer can
    add flags, and takes one away only where a rule's `none_of` says so.
    """
    spoken = tuple(Speech.of(text) for text in _statements(case))
    species = case.pet.species or _species(spoken)
    young = any(_YOUNG.search(speech.text) for speech in spoken)
    hearing = Hearing([rule for rule in rules or default_rules() if rule.suits(case.pet, species, young)])
    for speech in spoken:
        hearing.hear(speech)
    flags = hearing.flags()
    return Triage(tier=worst(*(flag.tier for flag in flags)), flags=flags)


def _statements(case: Case) -> Iterator[str]:
    """What the owner said, what she said by answering, and what pictures showed, the pet's name taken out."""
    name = case.pet.name if len(case.pet.name) > 1 else ""
    said = [case.complaint]
    yield _nameless(case.complaint, name)
    question = ""
    for turn in case.turns:
        if turn.role == "ai":
            question = turn.content
            continue
        yield _nameless(turn.content, name)
        yield from (_nameless(text, name) for text in said_by_answering(question, turn.content, " ".join(said[-3:])))
        said.append(turn.content)
    for finding in case.findings:
        text = f"{PICTURE_TOPICS.get(finding.kind, '')}{finding.text}"
        yield from facts(text) if finding.by_model else (text,)


def _nameless(text: str, name: str) -> str:
    """A pet may be called 葡萄 or 巧克力."""
    return text.replace(name, "它") if name else text


def _species(spoken: Iterable[Speech]) -> Species:
    cat = any(_CAT.search(speech.text) for speech in spoken)
    dog = any(_DOG.search(speech.text) for speech in spoken)
    return "" if cat == dog else "cat" if cat else "dog"


class Hearing:
    """What was told so far, by rule and sign. It only grows: each statement is looked at once."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self.heard = 0
        self._told: dict[tuple[str, str], Told] = {}

    def hear(self, speech: Speech) -> None:
        for rule in self.rules:
            for sign in rule.looked_for:
                if (rule.key, sign.name) not in self._told:
                    told = _find(sign, speech, self.heard)
                    if told:
                        self._told[rule.key, sign.name] = told
        self.heard += 1

    def flags(self) -> tuple[RaisedFlag, ...]:
        """The flags that are raised by now, the most urgent first, then in the order of the rules."""
        told = {rule.key: signs for rule in self.rules if (signs := self._behind(rule))}
        raised = {rule.key: rule for rule in self.rules if rule.key in told}
        shown = [rule for rule in raised.values() if not _said_better(rule, raised)]
        shown.sort(key=lambda rule: TIERS.index(rule.tier))
        return tuple(_flag(rule, told[rule.key]) for rule in shown)

    def _behind(self, rule: Rule) -> tuple[Told, ...]:
        """The signs that raise a rule; empty when it is not raised."""
        if any((rule.key, name) in self._told for name in rule.none_of):
            return ()
        found = [self._told.get((rule.key, name)) for name in rule.all_of]
        if rule.alternatives:
            found.append(next(filter(None, (self._told.get((rule.key, name)) for name in rule.alternatives)), None))
        told = tuple(one for one in found if one)
        return told if len(told) == len(found) else ()


def _said_better(rule: Rule, raised: Mapping[str, Rule]) -> bool:
    """Whether a rule that is at least as urgent says the same: the tier never falls by it."""
    urgency = TIERS.index(rule.tier)
    return any(TIERS.index(raised[key].tier) <= urgency for key in rule.behind if key in raised)


def _flag(rule: Rule, told: Iterable[Told]) -> RaisedFlag:
    words = "，".join(dict.fromkeys(one.words for one in sorted(told, key=lambda one: one.order)))
    return RaisedFlag(key=rule.key, name=rule.name, tier=rule.tier, words=words[:LONGEST_WORDS], advice=rule.advice)


def _find(sign: Sign, speech: Speech, number: int) -> Told | None:
    """The first place of a statement where a sign is really told, often or long enough."""
    told: list[tuple[int, int]] = []
    untold = (0, 0)  # what was denied or asked; a part of it (腿无力 in 没有后腿无力) is, too, within its clause
    for start, end in sign.places(speech.text):
        if end <= untold[1] and "," not in speech.text[untold[0] : start]:
            continue
        if standing(speech, start, end) != "told":
            untold = (start, end)
        else:
            told.append((start, end))
            if not sign.least or len(told) == MOST_PLACES:
                break
    if told and (not sign.least or _enough(sign, speech, told)):
        return Told(speech.words(*told[0]), (number, told[0][0]))
    return None


def _enough(sign: Sign, speech: Speech, told: Sequence[tuple[int, int]]) -> bool:
    """Whether the places of one sign add up to the times, or one of them to the hours, that it asks for."""
    if sign.unit == "小时":
        return any(hours(speech.text, *speech.sentence(start)) >= sign.least for start, _end in told)
    clauses: dict[tuple[int, int], float] = {}
    for start, end in told:
        begin, last = speech.clause(start, end)
        if _CLAUSE.match(speech.text, last + 1) and last < len(speech.text) and speech.text[last] == ",":
            last = _counted(speech.text, last)
        clauses[speech.clause(start, end)] = times_a_day(speech.text, start, end, begin, last)
    return sum(clauses.values()) >= sign.least


def _counted(text: str, comma: int) -> int:
    """The end of the next clause when it is only a number of times (吐了, 大概三四次), else the comma."""
    following = _CLAUSE.match(text, comma + 1)
    if following and re.match(
        r"(?:今天|昨晚|一天|已经|大概|差不多|至少|一共|总共|有|得有|都|前后)*[\d一二两三四五六七八九十几好]",
        following.group(),
    ):
        return following.end()
    return comma
