"""Who answered what: the questions in the assistant's turns, and the parts of the owner's reply that belong to each."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from petclinic.case import Turn
from petclinic.consultation.catalogue import CATALOGUE, SPECIES, Inquiry
from petclinic.consultation.choosing import ALL_FINE, UNKNOWN, Chosen, choose, letters
from petclinic.consultation.words import CLAUSE, Words, plain

CORRECTION = re.compile(
    r"^(?:哦|啊|等等|抱歉|不好意思|等一下)?[,，\s]*(?:不对|说错|我说错|搞错|弄错|更正|我记错|记错|写错|纠正|刚才说错|刚刚说错|应该是|其实是|不是的)"
)
COUNTER = re.compile(
    r"(?:吗|嘛|么|怎么办|怎么样|为什么|多少钱|呢)?[?？]\s*$|(?:怎么办|要不要紧|严重吗|有救吗|去医院吗)[啊呀呢]?$"
)
_NUMBERED = re.compile(r"(?:^|(?<=[\s,，;；。、\n]))[(（]?([1-9])(?:[.．、:：)）]\s*|\s+|(?=[a-h](?![a-z])))")
_COMPACT = re.compile(r"\s*(?:[1-9]\s*[.．、:：)）-]?\s*[a-h]+[\s,，;；、。]*){2,9}")
_PAIR = re.compile(r"([1-9])\s*[.．、:：)）-]?\s*([a-h]+)")
_STRONG = re.compile(r"[;；\n]+")


class Exchange(NamedTuple):
    """A stretch of the owner's turns and the slots that were asked just before; `complaint` is an exchange without any."""

    asked: tuple[str, ...]
    replies: tuple[str, ...]


class Part(NamedTuple):
    """The part of a reply that answers a slot, and what it chooses."""

    slot: str
    words: str
    chosen: Chosen


@cache
def _wordings() -> Words[tuple[tuple[str, tuple[str, ...]], ...]]:
    """Every wording by its longest piece: the slots that use it, each with all the pieces around the pet's name."""
    found: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}
    for inquiry in (SPECIES, *(question for complaint in CATALOGUE.values() for question in complaint.question)):
        for wording in inquiry.ask:
            pieces = tuple(plain(piece) for piece in wording.split("{pet}") if len(piece) > 1)
            longest = max(pieces, key=len)
            entry = (inquiry.slot, pieces)
            if entry not in found.get(longest, ()):
                found[longest] = (*found.get(longest, ()), entry)
    return Words(found)


def asked_in(content: str, inquiries: Sequence[Inquiry]) -> tuple[str, ...]:
    """The slots that a turn of the assistant asks, in order: by the catalogue's wording, else by what it is about."""
    text = plain(content)
    found: dict[str, int] = {}
    spans: list[tuple[int, int]] = []
    for item in _wordings().find(text):
        for slot, pieces in item.value:
            if all(piece in text for piece in pieces):
                found.setdefault(slot, item.start)
                spans.append((item.start, item.end))
                break
    at = 0
    for match in re.finditer(r"[?？\n]", text[:4000]):
        if not any(start < match.end() and at < end for start, end in spans) and match[0] != "\n":
            slot = _about(text[at : match.start()], inquiries, found)
            if slot:
                found[slot] = at
        at = match.end()
    return tuple(sorted(found, key=lambda slot: found[slot]))


def _about(segment: str, inquiries: Sequence[Inquiry], taken: dict[str, int]) -> str:
    """The inquiry that a question in somebody else's wording is about; "" if none is."""
    best, slot = 0, ""
    for inquiry in inquiries:
        if inquiry.slot not in taken:
            longest = max((len(word) for word in inquiry.about if plain(word) in segment), default=0)
            if longest > best:
                best, slot = longest, inquiry.slot
    return slot


def exchanges(turns: Sequence[Turn], inquiries: Sequence[Inquiry]) -> list[Exchange]:
    """The turns as questions and the replies that follow them."""
    found: list[Exchange] = []
    asked: list[str] = []
    replies: list[str] = []
    for turn in turns:
        if turn.role == "user":
            replies.append(turn.content)
            continue
        if replies:
            found.append(Exchange(tuple(dict.fromkeys(asked)), tuple(replies)))
            asked, replies = [], []
        asked += asked_in(turn.content, inquiries)
    if replies or asked:
        found.append(Exchange(tuple(dict.fromkeys(asked)), tuple(replies)))
    return found


def parts(inquiries: Sequence[Inquiry], replies: Sequence[str]) -> list[Part]:
    """The replies shared out over the inquiries that they answer."""
    asked = list(inquiries)
    if not asked or not replies:
        return []
    if len(asked) == len(replies) > 1 and not any(CORRECTION.match(reply) for reply in replies):
        return [part for inquiry, reply in zip(asked, replies, strict=True) for part in _whole(inquiry, reply)]
    first = replies[0]
    if CORRECTION.match(first) or (COUNTER.search(first) and len(replies) == 1):
        return []
    reply = "\n".join(replies)
    return _whole(asked[0], reply) if len(asked) == 1 else _shared(asked, reply)


def _whole(inquiry: Inquiry, reply: str) -> list[Part]:
    if COUNTER.search(reply) or not reply.strip():
        return []
    return [Part(inquiry.slot, reply.strip(), choose(inquiry, reply) or Chosen(sure=False))]


def _shared(asked: list[Inquiry], reply: str) -> list[Part]:
    text = plain(reply).strip()
    pieces = _numbered(text, len(asked)) or _lettered(asked, text) or _lines(text, len(asked))
    if pieces:
        return [
            Part(asked[place].slot, piece, choose(asked[place], piece) or Chosen(sure=False))
            for place, piece in pieces.items()
            if piece.strip()
        ]
    if UNKNOWN.search(text) and len(text) <= 12:
        return [Part(inquiry.slot, text, choose(inquiry, text) or Chosen(unknown=True)) for inquiry in asked]
    return _by_sense(asked, text)


def _numbered(text: str, count: int) -> dict[int, str]:
    """1A 2B; 1. 昨天 2. 三次: the pieces by the place of their question."""
    if _COMPACT.fullmatch(text):
        return {int(number) - 1: chosen for number, chosen in _PAIR.findall(text) if int(number) <= count}
    marks = list(_NUMBERED.finditer(text))
    numbers = [int(mark[1]) for mark in marks]
    if len(marks) < 2 or marks[0].start() > 1 or numbers != list(range(1, len(marks) + 1)) or len(marks) > count:
        return {}
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return {
        int(mark[1]) - 1: text[mark.end() : end].strip(" ,，;；。、\n") for mark, end in zip(marks, ends, strict=True)
    }


def _lettered(asked: list[Inquiry], text: str) -> dict[int, str]:
    """A C B: one letter each; more letters than questions go to the last, groups (A、C；B) to one question each."""
    groups = [group for group in _STRONG.split(text) if group.strip()]
    if len(groups) == len(asked) and all(letters(group) for group in groups):
        return dict(enumerate(groups))
    spaced = text.split()
    if len(spaced) == len(asked) and all(letters(group) for group in spaced):
        return dict(enumerate(spaced))
    chosen = [chr(ord("a") + place) for place in letters(text)]
    if not chosen:
        return {}
    last = len(asked) - 1
    pieces = dict(enumerate(chosen[:last]))
    if chosen[last:]:
        pieces[last] = "、".join(chosen[last:])
    return pieces


def _lines(text: str, count: int) -> dict[int, str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return dict(enumerate(lines)) if len(lines) == count else {}


def _by_sense(asked: list[Inquiry], text: str) -> list[Part]:
    """Free talk: each question takes the clause in its place if that answers it, then any clause left that does."""
    clauses = [clause[0] for clause in CLAUSE.finditer(text[:600])]
    taken: dict[int, tuple[str, Chosen]] = {}
    left = dict(enumerate(clauses))
    if len(clauses) == len(asked):
        for place, clause in enumerate(clauses):
            if chosen := choose(asked[place], clause):
                taken[place] = (left.pop(place), chosen)
    for place, inquiry in enumerate(asked):
        for number, clause in list(left.items()) if place not in taken else ():
            chosen = choose(inquiry, clause)
            if chosen and (not _bare(clause) or number >= place):
                taken[place] = (clause if _sweeping(clause) else left.pop(number), chosen)
                break
    if not taken and len(clauses) and not CORRECTION.match(text):
        return [Part(asked[0].slot, text[:200], Chosen(sure=False))]
    return [Part(asked[place].slot, words, chosen) for place, (words, chosen) in sorted(taken.items())]


def _bare(clause: str) -> bool:
    """没有, 是的: an answer by its place alone."""
    return len(clause) <= 3


def _sweeping(clause: str) -> bool:
    """都没有, 都正常: one clause answers every question that is left."""
    return bool(ALL_FINE.match(clause))
