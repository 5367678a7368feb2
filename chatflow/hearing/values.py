"""What is heard in a caller's words: pure values, each with the exact words behind it."""

from typing import Literal

import msgspec

Whose = Literal["own", "other", ""]
Intent = Literal[
    "person",  # wants a human being
    "repeat",  # did not hear us: say it again
    "not_ready",  # cannot talk now, or asks us to wait
    "goodbye",  # ends the call
    "finished",  # has done what was asked of her (photographs taken, papers found)
    "correction",  # says that something is not so
    "yes",
    "no",
    "identity",  # asks whether we are a machine
    "unknown",  # does not know the answer
]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One value in a text. `words` is exactly `text[start:start + len(words)]`; `confidence` is 0 to 1."""

    value: str
    words: str
    start: int
    confidence: float = 1.0


class Plate(Found, frozen=True, kw_only=True):
    """A whole number plate, and whose car the words around it say it is on ("" = they do not say)."""

    whose: Whose = ""


class PlatesHeard(msgspec.Struct, frozen=True, kw_only=True):
    """Whole plates in order, and one that has begun (`沪A89`), to be continued by the next words."""

    plates: tuple[Plate, ...] = ()
    pending: str = ""


class PhoneHeard(msgspec.Struct, frozen=True, kw_only=True):
    """A whole mobile number (11 digits), or the digits of one that has begun."""

    phone: Found | None = None
    pending: str = ""


class Safety(msgspec.Struct, frozen=True, kw_only=True):
    """Who is hurt or trapped, and what is dangerous; None where the words say nothing of it."""

    injured: Found | None = None
    """`有` or `无`."""
    hurt: Found | None = None
    """The number of hurt people, in digits."""
    trapped: Found | None = None
    """`有` or `无`."""
    hazard: Found | None = None
    """Fire, smoke, a leak or dangerous goods, in the caller's words; never present when they deny it."""

    @property
    def urgent(self) -> bool:
        """Whether a person must take over at once."""
        return self.hazard is not None or any(
            found is not None and found.value == "有" for found in (self.injured, self.trapped)
        )
