"""Everything that one turn of the caller says, heard in the light of what was asked."""

import unicodedata
from datetime import datetime

import msgspec

from chatflow.call.values import Call
from chatflow.hearing.insurers import hear_insurer
from chatflow.hearing.intents import hear_intents, understandable
from chatflow.hearing.names import hear_name
from chatflow.hearing.phones import hear_phone
from chatflow.hearing.places import hear_place
from chatflow.hearing.plates import hear_plates
from chatflow.hearing.safety import hear_safety
from chatflow.hearing.times import hear_time
from chatflow.hearing.values import Found, Intent, PhoneHeard, PlatesHeard, Safety
from chatflow.hearing.vehicles import hear_damage, hear_movable, hear_vehicle_count

LONGEST = 4_000
"""Characters of a turn that are listened to: some twenty minutes of speech."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """`found` by key; plates and phones apart, because they come in pieces."""

    text: str
    safety: Safety
    plates: PlatesHeard
    phone: PhoneHeard
    found: dict[str, Found]
    intents: frozenset[Intent]
    understandable: bool

    @property
    def silent(self) -> bool:
        return not self.text


def cleaned(text: str) -> str:
    """A turn without control and format characters, with single spaces for any white space."""
    kept = (character if unicodedata.category(character)[0] != "C" else " " for character in text[: LONGEST * 2])
    return " ".join("".join(kept).split())[:LONGEST]


def _safety(text: str, expected: set[str], opening: bool) -> Safety:
    """A bare no in the first turn answers the gateway's own greeting, if any: it is read back before it counts."""
    safety = hear_safety(text, expecting=opening or "sfrs" in expected)
    injured = safety.injured
    if opening and injured and injured.value == "无" and hear_safety(text).injured is None:
        return msgspec.structs.replace(safety, injured=msgspec.structs.replace(injured, confidence=0.6))
    return safety


def listen(text: str, call: Call, now: datetime) -> Heard:
    """Hear a (cleaned) turn; bare answers count for what was asked or read back last."""
    expected = {call.memory.asked, call.memory.confirming}
    opening = not call.memory.greeted
    plate_expected = any(key.startswith("hphm") for key in expected)
    found = {
        "sgsj": hear_time(text, now),
        "sgdd": hear_place(text, expecting="sgdd" in expected),
        "cls": hear_vehicle_count(text, expecting="cls" in expected),
        "nfyd": hear_movable(text, expecting="nfyd" in expected),
        "clss": hear_damage(text, expecting="clss" in expected),
        "xm": hear_name(text, expecting="xm" in expected, asked="xm" in expected),
        "bxgs": hear_insurer(text, expecting="bxgs" in expected),
    }
    if not any(found.values()):
        # An answer to a question that was asked before, or will be: short names are clear enough by themselves.
        found["xm"] = hear_name(text, expecting="xm" not in call.slots)
        found["bxgs"] = hear_insurer(text, expecting="bxgs" not in call.slots)
    return Heard(
        text=text,
        safety=_safety(text, expected, opening),
        plates=hear_plates(text, pending="" if call.memory.phone else call.memory.plate, expecting=plate_expected),
        phone=hear_phone(text, pending=call.memory.phone, expecting="sjhm" in expected),
        found={key: value for key, value in found.items() if value is not None},
        intents=hear_intents(text),
        understandable=understandable(text),
    )
