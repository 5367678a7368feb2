"""What a call knows: pure values, stored as JSON with the session."""

from typing import Literal

import msgspec

Status = Literal["heard", "confirmed", "corrected", "set"]
"""`set` came through `set_info` or from the workflow behind the call, not from the caller's words."""


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """One collected value, with the caller's exact words, the turn that they stood in, and how sure it is (0 to 1)."""

    value: str
    words: str = ""
    turn: int = 0
    confidence: float = 1.0
    status: Status = "heard"


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """Where the dialogue stands, apart from the collected values."""

    asked: str = ""
    """The key that was asked for last: bare answers are heard as its value."""
    confirming: str = ""
    """The key that was read back and waits for a yes, or `all`."""
    counts: dict[str, int] = {}
    """How often each key was asked."""
    skipped: tuple[str, ...] = ()
    """Keys that the caller does not know, or did not answer."""
    plate: str = ""
    """A number plate that has begun."""
    phone: str = ""
    """A phone number that has begun."""
    last_plate: str = ""
    """The key of the plate that was heard last: corrections mean it."""
    missed: int = 0
    """Turns in a row that could not be understood."""
    silent: int = 0
    """Turns in a row without a word."""
    greeted: bool = False
    confirmed: bool = False
    """The caller has agreed to the read-back of everything."""
    said: str = ""
    """What we said last, to say it again."""
    seed: int = 0
    """Chooses among equal wordings, the same in each replay."""


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A call between two turns: the stage's code, the slots by key, and the memory."""

    stage: str
    slots: dict[str, Slot] = {}
    memory: Memory = Memory()
    turn: int = 0

    def value(self, key: str) -> str:
        slot = self.slots.get(key)
        return slot.value if slot else ""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What one turn leads to: the call after it, and what the rules say."""

    call: Call
    say: str
    why: str
    """The name of the rule that decided: `injury`, `question`, `read_back` ..."""
    forced: bool = False
    """A safety rule or the caller's wish decided: neither the code nor the text is a model's."""
    changes: dict[str, Slot] = {}
    """The slots that this turn heard, confirmed or corrected."""
