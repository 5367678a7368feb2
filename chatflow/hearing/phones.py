"""Mobile phone numbers in speech: whole, in pieces over several turns, and corrected."""

import re

from chatflow.hearing.corrections import corrected
from chatflow.hearing.spelling import Unit, runs
from chatflow.hearing.values import Found, PhoneHeard

_WHOLE = re.compile(r"1[3-9][0-9]{9}")
_TALK_OF_PHONES = ("电话", "手机", "号码", "联系")
_OTHERS = re.compile(
    r"(?:对方|对面|[他她伊](?:的|那)?|人家的?|别人的?|那个?(?:司机|师傅|人|车主)的?|留了)[^我]{0,14}(?:电话|手机|号码?|联系方式)[^,，。我]{0,5}$"
)
"""Before a number that is not the caller's own."""
_CALL = re.compile(r"打|联系|找|留")
_WRONG = re.compile(r"不对|说错|讲错|错了|应该是|不是")


def valid_phone(value: str) -> bool:
    return _WHOLE.fullmatch(value) is not None


def hear_phone(text: str, *, pending: str = "", expecting: bool = False) -> PhoneHeard:
    """The mobile number of a text. `pending` is what an earlier turn began; `expecting`: we have just asked for it."""
    parts = [part for run in runs(text) for part in _digits(run) if not _others(text, part[0].start)]
    phone = _meant(text, [phone for part in parts if (phone := _whole(part, text))])
    if phone:
        return PhoneHeard(phone=phone)
    units = [unit for part in parts for unit in part]
    said = "".join(unit.char for unit in units)
    if pending:
        return _continued(text, pending, said, units)
    talked_of = expecting or any(word in text for word in _TALK_OF_PHONES)
    if talked_of:
        for part in parts:
            begun = "".join(unit.char for unit in part)
            if 3 <= len(begun) < 11 and re.match(r"1[3-9]", begun):
                return PhoneHeard(pending=said[said.find(begun) :][:11]) if len(said) < 11 else PhoneHeard()
    return PhoneHeard(pending=pending)


def _others(text: str, start: int) -> bool:
    """`对方电话是...`; not `打他的电话...`, which is where we may call back."""
    found = _OTHERS.search(text, 0, start)
    return found is not None and _CALL.search(text, max(0, found.start() - 3), found.start()) is None


def _meant(text: str, phones: list[Found]) -> Found | None:
    """The first number, or the last where the caller says that the first is wrong; with what she corrects behind it."""
    if not phones:
        return None
    first, last = phones[0], phones[-1]
    phone = last if _WRONG.search(text, first.start + len(first.words), last.start) else first
    end = phone.start + len(phone.words)
    fixed = correct_phone(text[end:], phone.value) if _WRONG.search(text, end) else None
    if fixed is None:
        return phone
    words = text[phone.start : end + fixed.start + len(fixed.words)]
    return Found(value=fixed.value, words=words, start=phone.start, confidence=fixed.confidence)


def _digits(run: tuple[Unit, ...]) -> list[tuple[Unit, ...]]:
    """The stretches of a run that are digits alone."""
    parts: list[list[Unit]] = [[]]
    for unit in run:
        if unit.char.isdigit():
            parts[-1].append(unit)
        elif parts[-1]:
            parts.append([])
    return [tuple(part) for part in parts if part]


def _whole(part: tuple[Unit, ...], text: str) -> Found | None:
    said = "".join(unit.char for unit in part)
    match = _WHOLE.search(said)
    if not match or len(said) > 18:
        return None
    start, end = part[match.start()].start, part[match.end() - 1].end
    return Found(value=match[0], words=text[start:end], start=start)


def _continued(text: str, pending: str, said: str, units: list[Unit]) -> PhoneHeard:
    whole = pending + said
    if said and valid_phone(whole):
        start, end = units[0].start, units[-1].end
        return PhoneHeard(phone=Found(value=whole, words=text[start:end], start=start, confidence=0.9))
    if said.startswith(pending) and len(said) < 11:
        return PhoneHeard(pending=said)  # begun once more
    return PhoneHeard(pending=whole if len(whole) < 11 else pending)


def correct_phone(text: str, phone: str) -> Found | None:
    """What a number becomes after `最后一位是6`, `后四位是5678`; None for words that do not correct it."""
    found = corrected(text, phone)
    return found if found and valid_phone(found.value) and found.value != phone else None


def spoken_phone(value: str) -> str:
    """For a voice, in the usual groups: `138，1234，5678`."""
    return f"{value[:3]}，{value[3:7]}，{value[7:]}"
