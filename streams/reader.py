"""follow(stream, after) -> batches of (seq, event), from the row, the log and the live tail, without a gap."""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

from streams import events
from streams.errors import CursorUnknown, Gone
from streams.events import TERMINAL, Event
from streams.live import Reader
from streams.log.base import Log
from streams.models import Stream

PAGE = 500


class Cursor(NamedTuple):
    """`<stream id>:<seq>`: what has been received, in every dialect and transport the same."""

    stream: str
    seq: int

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Raises `CursorUnknown` for anything that is not a cursor."""
        stream, colon, seq = text.strip().rpartition(":")
        if not colon or not stream or not (seq.isascii() and seq.isdigit()) or len(seq) > 9:
            raise CursorUnknown(log=f"not a cursor: {text[:64]!r}")
        return cls(stream, int(seq))


class Source(NamedTuple):
    """Where a reader begins: an ended row's events, or the log of a running one."""

    ended: list[tuple[int, Event]] | None
    last: int

    def covers_end(self, after: int) -> bool:
        return self.ended is not None and after >= self.last


async def source(row: Stream, log: Log, after: int) -> Source:
    """Check the cursor while a failure is still a status code. Raises `CursorUnknown` or `Gone`."""
    if row.ended:
        if not row.packed:
            raise Gone(log=f"{row.pk} has no events any more")
        ended = row.events()
        found = Source(ended, ended[-1][0])
    else:
        head = await log.head(row.pk)
        found = Source(None, head.last if head else 0)
    if after > found.last:
        raise CursorUnknown(log=f"cursor {after} is beyond {found.last} of {row.pk}")
    return found


async def follow(
    reader: Reader, log: Log, found: Source, after: int, *, heartbeat_s: float
) -> AsyncIterator[list[tuple[int, Event]]]:
    """Batches of what follows `after`, until the terminal; an empty batch after `heartbeat_s` of silence.

    Returns early when the reader is leaving. The reader must be subscribed. While it runs there is no query.
    """
    if found.ended is not None:
        yield found.ended[after:]
        return
    cursor = after
    clock = asyncio.get_running_loop().time
    quiet_until = clock() + heartbeat_s
    while not reader.leaving:
        batch = await _next(reader, log, cursor)
        if batch:
            cursor = batch[-1][0]
            yield batch
            if isinstance(batch[-1][1], TERMINAL):
                return
        elif await reader.wait(quiet_until):
            continue
        elif await log.head(reader.stream):
            yield batch
        else:
            return  # the log has let go of a stream that ended long ago; its row has it
        quiet_until = clock() + heartbeat_s


async def _next(reader: Reader, log: Log, cursor: int) -> list[tuple[int, Event]]:
    """From the tail where it reaches back to the cursor, else from the log."""
    if reader.local:
        batch = reader.live.since(reader.stream, cursor)
        if batch is not None:
            return batch
    return [(entry.seq, events.decode(entry.payload)) for entry in await log.read(reader.stream, cursor, PAGE)]
