"""The log's contract: an append-only record per stream, fenced by epochs.

*Append* succeeds only if the epoch is the log's current one, seq is exactly last+1 and the log has no terminal.
*Take-over* is one atomic call that refuses a closed log or a newer epoch and makes the given epoch the current one.
Every entry that `commit` has accepted is durable against the death of the process before anybody may see it.
"""

from enum import Enum
from typing import Protocol

import msgspec

from streams.events import Event


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One accepted event as the log keeps it.

    `payload` is the encoded event. `raw` is the provider output it came from (`streams.recording`), None where
    the event itself says it.
    """

    seq: int
    payload: bytes
    raw: bytes | None


class Verdict(Enum):
    OK = "ok"
    ALREADY = "already"
    FENCED = "fenced"
    BEHIND = "behind"


class Appender(Protocol):
    """Whoever appends is told what became of it, in order, on the loop of the log writer."""

    def accepted(self, item: "Append") -> None: ...

    def refused(self, item: "Append", verdict: Verdict) -> None: ...


class Append(msgspec.Struct):
    """One event on its way into the log."""

    stream: str
    epoch: int
    seq: int
    event: Event
    payload: bytes
    raw: bytes | None
    terminal: bool
    appender: Appender


class Head(msgspec.Struct):
    """Where a stream's log stands; `last` is 0 while it is empty."""

    epoch: int
    last: int
    closed: bool


class LogError(Exception):
    """The log did what the contract says: refused."""


class Closed(LogError):
    """The log has a terminal."""


class Fenced(LogError):
    """A newer epoch owns this stream."""


class LogBusy(LogError):
    """Another process holds the embedded log."""


class Log(Protocol):
    """What the producer, the reader and the worker need; every call is safe to repeat."""

    identity: str
    """Changes when the log was lost (a new file, a flushed server): what a row was in, it is not in any more."""

    async def commit(self, batch: list[Append]) -> list[Verdict]:
        """Append in order, in one round trip; a verdict per item. Raises OSError-like errors if nothing was kept."""
        ...

    async def take_over(self, stream: str, epoch: int, resumed: bytes | None) -> int:
        """Make `epoch` current, append `resumed` (an encoded event) unless None, and return the last seq.

        Raises `Closed` or `Fenced`.
        """
        ...

    async def read(self, stream: str, after: int, most: int) -> list[Entry]:
        """The entries after that seq, in order, at most `most` of them."""
        ...

    async def head(self, stream: str) -> Head | None: ...

    async def expire(self, stream: str, after_s: float) -> None:
        """Let the entries of an ended stream go after this time."""
        ...

    async def streams(self) -> list[str]:
        """Every stream that the log holds something of."""
        ...

    async def delete(self, streams: list[str]) -> None: ...

    async def purge(self) -> int:
        """Delete what has expired; how many streams."""
        ...

    async def close(self) -> None: ...
