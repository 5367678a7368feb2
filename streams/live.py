"""What has just been accepted, for the readers in this process: a short tail per stream that somebody reads.

A reader has a cursor, not a queue. It is woken, takes what lies between its cursor and the tail's end, and reads
the log when it has fallen behind the tail. A stalled reader costs no growing memory.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from streams.events import Event

TAIL = 32


class Channel:
    """One stream that has readers here. Touched only on the worker's loop; readers elsewhere use the log."""

    __slots__ = ("first", "readers", "tail")

    def __init__(self) -> None:
        self.readers: set[Reader] = set()
        self.tail: deque[tuple[int, Event]] = deque(maxlen=TAIL)
        self.first = 0

    def publish(self, batch: list[tuple[int, Event]]) -> None:
        self.tail.extend(batch)
        self.first = self.tail[0][0]
        for reader in self.readers:
            reader.wake()

    def since(self, cursor: int) -> list[tuple[int, Event]] | None:
        """What follows the cursor; None when the tail does not reach back to it."""
        if not self.tail or cursor + 1 < self.first:
            return None
        skip = cursor + 1 - self.first
        if skip >= len(self.tail):
            return []
        return list(self.tail)[skip:]


class Live:
    """The channels of this process."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._channels: dict[str, Channel] = {}

    def deliver(self, stream: str, batch: list[tuple[int, Event]]) -> None:
        """Show accepted events, in order, to whoever reads them here; on the worker's loop."""
        channel = self._channels.get(stream)
        if channel and batch:
            channel.publish(batch)

    def readers(self) -> "list[Reader]":
        return [reader for channel in self._channels.values() for reader in channel.readers]

    def heard(self, stream: str) -> bool:
        """Whether anybody listens to it here."""
        channel = self._channels.get(stream)
        return channel is not None and any(reader.listens for reader in channel.readers)

    def subscribe(self, reader: "Reader") -> None:
        self._channels.setdefault(reader.stream, Channel()).readers.add(reader)

    def unsubscribe(self, reader: "Reader") -> None:
        channel = self._channels.get(reader.stream)
        if channel:
            channel.readers.discard(reader)
            if not channel.readers:
                del self._channels[reader.stream]

    def since(self, stream: str, cursor: int) -> list[tuple[int, Event]] | None:
        channel = self._channels.get(stream)
        return channel.since(cursor) if channel else None


class Reader:
    """One reader of one stream: it waits, and is woken from the worker's loop.

    `leaving` makes its `follow` end at the next chance (its client has gone, or the server goes away).
    `keeps_ids` says whether its client can resume by itself, `listens` that it is there for the answer, and does not
    only watch over the one who is.
    """

    __slots__ = ("_future", "_loop", "_woken", "keeps_ids", "leaving", "listens", "live", "stream")

    def __init__(self, live: Live, stream: str, *, keeps_ids: bool, listens: bool = True) -> None:
        self.live = live
        self.stream = stream
        self.keeps_ids = keeps_ids
        self.listens = listens
        self.leaving = ""
        self._loop = asyncio.get_running_loop()
        self._woken = False
        self._future: asyncio.Future[None] | None = None

    @property
    def local(self) -> bool:
        """Whether it runs on the worker's loop, where the tail may be read."""
        return self._loop is self.live.loop

    def wake(self) -> None:
        if self.local:
            self._wake()
        else:
            self._loop.call_soon_threadsafe(self._wake)

    def leave(self, why: str) -> None:
        """`gone`: the client has closed; `away`: the server is going away."""
        self.leaving = self.leaving or why
        self.wake()

    def _wake(self) -> None:
        self._woken = True
        if self._future and not self._future.done():
            self._future.set_result(None)

    async def wait(self, deadline: float) -> bool:
        """Until woken, or until `deadline` on the loop's clock; whether it was woken."""
        if not self._woken:
            self._future = self._loop.create_future()
            timer = self._loop.call_at(deadline, self._time_out, self._future)
            try:
                await self._future
            finally:
                timer.cancel()
                self._future = None
        woken, self._woken = self._woken, False
        return woken

    @staticmethod
    def _time_out(future: "asyncio.Future[None]") -> None:
        if not future.done():
            future.set_result(None)

    async def __aenter__(self) -> "Reader":
        await self._on_live_loop(self.live.subscribe)
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self._on_live_loop(self.live.unsubscribe)

    async def _on_live_loop(self, function: Callable[["Reader"], None]) -> None:
        if self.local:
            function(self)
            return

        async def there() -> None:
            function(self)

        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(there(), self.live.loop))
