"""What a model claims to have found in a caller's words: taken only where the words really stand there."""

import json
import re
from datetime import datetime
from typing import Any

from chatflow.call.values import Call, Slot
from chatflow.hearing.safety import hear_safety
from chatflow.hearing.times import hear_time
from chatflow.hearing.values import Found
from chatflow.hearing.vehicles import hear_movable, hear_vehicle_count

CONFIDENCE = 0.7
COPIED = ("sgdd", "bxgs", "clss")
CHOICES = ("能", "不能")
COUNT = re.compile(r"[1-9][0-9]?")
MOST_VEHICLES = 50
LONGEST_REPLY = 8_000


def accepted(reply: str, text: str, call: Call, now: datetime) -> dict[str, Slot]:
    """The slots of a JSON reply that are valid, that the caller's text bears out, and that were still empty."""
    found: dict[str, Slot] = {}
    for key, claim in _object(reply).items():
        if key in call.slots or not isinstance(claim, dict):
            continue
        value, words = claim.get("value"), claim.get("words")
        if not (isinstance(value, str) and isinstance(words, str) and words.strip() and words in text):
            continue
        valid = _valid(key, value.strip(), words, now)
        if valid:
            found[key] = Slot(value=valid, words=words, turn=call.turn, confidence=CONFIDENCE)
    return found


def _object(reply: str) -> dict[str, Any]:
    """The JSON object in a reply, with or without a code fence around it; empty for anything else."""
    start, end = reply.find("{"), reply.rfind("}")
    if start < 0 or end < start or len(reply) > LONGEST_REPLY:
        return {}
    try:
        value = json.loads(reply[start : end + 1])
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _valid(key: str, value: str, words: str, now: datetime) -> str:
    """The value in its normal form; "" for one that the words do not bear out."""
    if key in COPIED:
        return words.strip() if value in words else ""
    if key == "nfyd":
        return value if value in CHOICES and _agrees(hear_movable(words, expecting=True), value) else ""
    if key == "cls":
        counted = COUNT.fullmatch(value) and int(value) <= MOST_VEHICLES
        return value if counted and _agrees(hear_vehicle_count(words, expecting=True), value) else ""
    if key == "sgsj":
        heard = hear_time(words, now)
        return heard.value if heard else ""
    if key == "sfrs":
        injured = hear_safety(words, expecting=True).injured
        return injured.value if injured and injured.value == value else ""
    return ""


def _agrees(heard: Found | None, value: str) -> bool:
    """What the rules cannot hear may be so; what they hear otherwise is not."""
    return heard is None or heard.value == value
