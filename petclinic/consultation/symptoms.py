"""Which signs the owner's words speak of, and whether they say that a sign is there, is not there, or is feared."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from petclinic.consultation.catalogue import CATALOGUE, SIGNS
from petclinic.consultation.words import CLAUSE, JOINS, NONE_AFTER, OTHERS, OVER_AFTER, PAST, Words, denied


class Mention(NamedTuple):
    """A sign spoken of at `start`..`end` of a text.

    `how`: "" said plainly, no, not (不是吐), over (不再吐), asked (有没有吐), suspected (是不是中毒). `weak`: only the
    place is named (眼睛), so it counts where nothing plainer is said.
    """

    start: int
    end: int
    name: str
    how: str = ""
    weak: bool = False


LEADS: dict[str, str] = {sign.name: sign.complaint for sign in SIGNS.symptom if sign.complaint}
"""The complaint that a sign leads to, by the sign's name."""
LEADS |= {complaint.symptom: key for key, complaint in CATALOGUE.items()}

_OF = {sign.name: sign.of for sign in SIGNS.symptom if sign.of}
_PLACES = {
    "吐": "vomiting",
    "呕": "vomiting",
    "便": "diarrhoea",
    "屎": "diarrhoea",
    "拉": "diarrhoea",
    "尿": "urinary",
    "咳": "cough",
}
_SAID, _NOT_SO, _WEAK = "said", "not so", "weak"


def _vocabulary() -> Words[tuple[str, str] | None]:
    """Every word: a sign's name and how the word means it; None for words that mean nothing of the kind."""
    words: dict[str, tuple[str, str] | None] = {}
    for complaint in CATALOGUE.values():
        words |= dict.fromkeys(complaint.weak, (complaint.symptom, _WEAK))
    for complaint in CATALOGUE.values():
        words |= dict.fromkeys(complaint.triggers, (complaint.symptom, _SAID))
        words |= dict.fromkeys(complaint.absent, (complaint.symptom, _NOT_SO))
    for sign in SIGNS.symptom:
        words |= dict.fromkeys(sign.words, (sign.name, _SAID)) | dict.fromkeys(sign.absent, (sign.name, _NOT_SO))
        words.setdefault(sign.name, (sign.name, _SAID))
    return Words(words | dict.fromkeys(SIGNS.ignore))


def _topics() -> dict[str, list[tuple[str, bool]]]:
    """The names under which a matter may be praised or complained of: (sign, whether a complaint counts too)."""
    found: dict[str, list[tuple[str, bool]]] = {}
    everything = [(c.symptom, c.topic, c.calm) for c in CATALOGUE.values()]
    for name, topic, calm in [*everything, *((sign.name, sign.topic, sign.calm) for sign in SIGNS.symptom)]:
        for word in topic:
            found.setdefault(word, []).append((name, True))
        for word in calm:
            found.setdefault(word, []).append((name, False))
    return found


def _either(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(set(words), key=lambda word: (-len(word), word))))


_VOCABULARY = _vocabulary()
_TOPICS = _topics()
_TOPIC = re.compile(_either(_TOPICS))
_STATE = re.compile(
    rf"(?P<topics>(?:{_either(_TOPICS)})(?:(?:、|和|跟|与|还有|以及)?(?:{_either(_TOPICS)})){{0,5}})"
    r"(?:方面|状态|状况|情况|上|也|都|还|倒|挺|比较|算是|算|一直|目前|现在|看着|看起来|比平时|有点|有些|最近|基本|是|的|:|各|今天|也还){0,4}"
    rf"(?P<neg>不是很|不算|没那么|不怎么|不是特别|不太)?(?:(?P<bad>{_either(SIGNS.bad)})|(?P<good>{_either(SIGNS.good)}|好))"
)


def mentions(text: str) -> list[Mention]:
    """Every sign that the text (as `words.plain` made it) speaks of, in order."""
    found: list[Mention] = []
    for clause in CLAUSE.finditer(text):
        found += _clause(clause[0], clause.start(), text)
    return found


def _clause(clause: str, offset: int, text: str) -> list[Mention]:
    states, rest = _states(clause)
    raw = [(item.start, item.end, *item.value) for item in _VOCABULARY.find(rest) if item.value]
    if not raw and not states:
        return []
    if PAST.search(clause):
        return []
    aside = OTHERS.search(clause)
    found: list[Mention] = []
    end, how, by_word = 0, "", False
    for start, stop, name, kind in raw:
        if aside and start > aside.start():
            continue
        if by_word and how in {"no", "not"} and JOINS.fullmatch(clause[end:start]):
            pass  # 没有呕吐、腹泻: the denial goes on
        else:
            how = denied(clause, start, end)
            by_word = bool(how)
        found.append(
            Mention(
                start,
                stop,
                _named(name, text, offset + start),
                _meant(how, kind, clause[start:stop], clause[stop:]),
                kind == _WEAK,
            )
        )
        end = stop
    found = _denied_after(clause, found) if found and found[-1].end < len(clause) else found
    return [item._replace(start=item.start + offset, end=item.end + offset) for item in sorted(found + states)]


def _meant(how: str, kind: str, word: str, after: str) -> str:
    """How a word is meant, from the negation before it, its own sense, and 好了 or 了 after it."""
    if kind == _NOT_SO:
        return "" if how in {"no", "not"} else how or "no"
    if OVER_AFTER.match(after) or (how == "no" and "了" in {word[-1:], after[:1]}):
        return "over"
    return how


def _denied_after(clause: str, found: list[Mention]) -> list[Mention]:
    """呕吐腹泻都没有: what stands behind the last sign denies the signs joined to it."""
    if not NONE_AFTER.fullmatch(clause, found[-1].end):
        return found
    result, following = [], len(clause)
    for number, item in enumerate(reversed(found)):
        joined = number == 0 or JOINS.fullmatch(clause[item.end : following])
        if not joined:
            return found[: len(found) - number] + result
        result.insert(0, item._replace(how="no") if not item.how else item)
        following = item.start
    return result


def _states(clause: str) -> tuple[list[Mention], str]:
    """精神食欲都正常, 胃口不太好: signs by what is said of a matter; and the clause with these places blanked."""
    found: list[Mention] = []
    rest = clause
    for match in _STATE.finditer(clause):
        bad = bool(match["bad"]) != bool(match["neg"]) or bool(match["neg"])
        if denied(clause, match.start()) in {"asked", "not"}:
            continue
        for word in _TOPIC.finditer(match["topics"]):
            for name, counts in _TOPICS[word[0]]:
                if counts or not bad:
                    found.append(Mention(match.start(), match.end(), name, "" if bad else "no"))
        rest = rest[: match.start()] + "□" * len(match[0]) + rest[match.end() :]
    return found, rest


def _named(name: str, text: str, at: int) -> str:
    """带血 by where the blood is: the nearest place spoken of before it."""
    of = _OF.get(name)
    if not of:
        return name
    before = text[max(0, at - 30) : at + 6]
    place = max(_PLACES, key=before.rfind)
    return of.get(_PLACES[place], name) if place in before else name


def named_for(name: str, complaint: str) -> str:
    """A sign whose word did not say where (带血), by the complaint it was said of."""
    return _OF.get(name, {}).get(complaint, name)
