"""Who waits for a lane: what takes one answer at a time (a call) takes the next ones in the order of their arrival."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Lanes:
    """Queues by the lane's name; each exists while somebody stands in it. They belong to one loop."""

    def __init__(self) -> None:
        self._queues: dict[str, tuple[asyncio.Lock, list[None]]] = {}

    @asynccontextmanager
    async def turn(self, lane: str) -> AsyncIterator[None]:
        """Stand in the lane's queue; the block runs at its head, and nobody else's does meanwhile."""
        lock, standing = self._queues.setdefault(lane, (asyncio.Lock(), []))
        standing.append(None)
        try:
            async with lock:
                yield
        finally:
            standing.pop()
            if not standing:
                del self._queues[lane]

    def standing(self, lane: str) -> int:
        """From any thread: how many stand there, the one at the head among them."""
        return len(self._queues[lane][1]) if lane in self._queues else 0
