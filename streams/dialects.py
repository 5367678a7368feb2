"""Wire formats: what an event looks like to a client, and the one encoder that writes every byte of a stream.

A dialect is pure: it maps one event to wire events and remembers nothing. The apps subclass `SseDialect` or
`TextDialect` in their `dialect.py` and register it; the framing (`data:`, `id:`, comments, writes) is here alone.
"""

import abc
from collections.abc import Iterable
from typing import ClassVar

from streams import events
from streams.errors import NotFound
from streams.events import TERMINAL, Event, Failed, Text

WireEvent = tuple[str, str]
"""The name of an SSE event ("" = none) and its data."""

RETRY_MS = 2000
MOST_IN_DOCUMENTED_EVENT = 512
MOST_IN_EVENT = 16_384
MOST_IN_WRITE = 65_536
HEARTBEAT = b":\n\n"


class Dialect(abc.ABC):
    """`name` is what rows and `?dialect=` say."""

    name: ClassVar[str]
    content_type: ClassVar[str] = "text/event-stream; charset=utf-8"
    has_ids: ClassVar[bool]
    first: ClassVar[WireEvent | None] = None
    """What stands before all events."""
    merges: ClassVar[bool] = True
    """Whether adjacent pieces of a backlog may come as one event."""

    @abc.abstractmethod
    def frame(self, event: Event, seq: int, cursor: str = "") -> bytes:
        """The bytes of one event; with a cursor, the last wire event carries it as its id."""

    def breaks(self, event: Event) -> bool:
        """Whether this terminal is told by a connection that closes without a clean end."""
        return False


class SseDialect(Dialect):
    has_ids = True
    text_form: ClassVar[str] = ""
    """The name of the text form of the same answer, in which an offset counts."""

    @abc.abstractmethod
    def wire(self, event: Event, seq: int) -> list[WireEvent]:
        """The wire events of one event, none if this format does not show it."""

    def frame(self, event: Event, seq: int, cursor: str = "") -> bytes:
        wire = self.wire(event, seq)
        last = len(wire) - 1
        return b"".join(sse(data, name, cursor if index == last else "") for index, (name, data) in enumerate(wire))


class TextDialect(Dialect):
    """Text without framing and ids; a broken answer is a connection that does not end cleanly."""

    has_ids = False
    end: ClassVar[str] = ""

    def text(self, event: Event) -> str:
        if isinstance(event, Text | events.Refused):
            return event.text
        return ""

    def frame(self, event: Event, seq: int, cursor: str = "") -> bytes:
        if isinstance(event, TERMINAL):
            return b"" if self.breaks(event) else self.end.encode()
        return self.text(event).encode()

    def breaks(self, event: Event) -> bool:
        return isinstance(event, Failed)


class Canonical(SseDialect):
    """`data: {"seq": 57, "type": "text", "text": "..."}`: what our own pages read."""

    name = "events"

    def wire(self, event: Event, seq: int) -> list[WireEvent]:
        return [("", events.canonical(seq, events.encode(event)).decode())]


class BareText(TextDialect):
    """The text as it comes, and nothing else."""

    name = "text"


class DollarText(TextDialect):
    """The text, then one ASCII `$` as the very last byte; a `$` in the text is sent as `＄`."""

    name = "dollar"
    end = "$"

    def text(self, event: Event) -> str:
        return super().text(event).replace("$", "＄")


def sse(data: str, name: str = "", cursor: str = "", retry_ms: int | None = None) -> bytes:
    """One SSE block; documented clients expect `event:` or `data:` first, so the id comes last."""
    lines = [f"event: {name}"] if name else []
    if data or name:
        lines += [f"data: {line}" for line in data.split("\n")]
    if retry_ms is not None:
        lines.append(f"retry: {retry_ms}")
    if cursor:
        lines.append(f"id: {cursor}")
    return ("\n".join(lines) + "\n\n").encode()


class Encoder:
    """Turns batches of (seq, event) into writes for one reader.

    `ids` adds what real SSE clients can use: a first block at once, an id per event and the heartbeat comment.
    Without it every byte is as documented. A write holds whole events and ends on a character boundary.
    """

    def __init__(self, dialect: Dialect, stream_id: str, *, ids: bool) -> None:
        self.dialect = dialect
        self.stream_id = stream_id
        self.ids = ids and dialect.has_ids
        self.most_in_event = MOST_IN_EVENT if self.ids else MOST_IN_DOCUMENTED_EVENT

    def cursor(self, seq: int) -> str:
        return f"{self.stream_id}:{seq}"

    def opening(self, after: int, *, resumes: bool = False) -> bytes:
        """Sets the last id before any event, so that even the earliest cut resumes.

        A format's first event is in the same block: whoever has the id of the beginning (and `resumes` there) has
        had it.
        """
        name, data = ("", "") if after or resumes else self.dialect.first or ("", "")
        if not (self.ids or name):
            return b""
        return sse(data, name, self.cursor(after) if self.ids else "", RETRY_MS if self.ids else None)

    def heartbeat(self) -> bytes:
        return HEARTBEAT if self.ids else b""

    def goodbye(self, retry_ms: int) -> bytes:
        """Told before the server closes an unfinished stream: come back after this time."""
        return sse("", retry_ms=retry_ms) if self.ids else b""

    def writes(self, batch: list[tuple[int, Event]]) -> Iterable[bytes]:
        """The bytes of a batch in writes of at most about 64 KB, a single larger event alone."""
        if len(batch) == 1:
            seq, event = batch[0]
            frame = self.dialect.frame(event, seq, self.cursor(seq) if self.ids else "")
            return (frame,) if frame else ()
        return self._joined(batch)

    def _joined(self, batch: list[tuple[int, Event]]) -> Iterable[bytes]:
        frames: list[bytes] = []
        size = 0
        for seq, event in events.merge(batch, self.most_in_event) if self.dialect.merges else batch:
            frame = self.dialect.frame(event, seq, self.cursor(seq) if self.ids else "")
            if frames and size + len(frame) > MOST_IN_WRITE:
                yield b"".join(frames)
                frames, size = [], 0
            frames.append(frame)
            size += len(frame)
        if size:
            yield b"".join(frames)


def character_start(body: bytes, offset: int) -> int:
    """`offset` moved back to the start of the character that it points into."""
    while 0 < offset < len(body) and body[offset] & 0xC0 == 0x80:
        offset -= 1
    return offset


_registry: dict[str, Dialect] = {}


def register(dialect: Dialect) -> None:
    if not isinstance(_registry.setdefault(dialect.name, dialect), type(dialect)):
        raise ValueError(f"two dialects are called {dialect.name}")


def get(name: str) -> Dialect:
    """The dialect of that name; `NotFound` when there is none."""
    try:
        return _registry[name]
    except KeyError:
        raise NotFound(log=f"no dialect is called {name!r}") from None


for _dialect in (Canonical(), BareText(), DollarText()):
    register(_dialect)
