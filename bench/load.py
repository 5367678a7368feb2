"""Readers: raw connections that count the tokens they get and their age."""

import asyncio
import re
import time
from collections.abc import Callable

STAMP = re.compile(rb"(\d{6,});")
OK = b" 200 "


class Load:
    """Opens readers and keeps what they saw: tokens, their ages in ms, the time to the first one, and failures."""

    def __init__(self, port: int, request: Callable[[int], bytes]) -> None:
        self.port = port
        self.request = request
        self.tokens = 0
        self.ages: list[float] = []
        self.first: list[float] = []
        self.failed = 0
        self.finished = 0
        self.readers: list[Reader] = []

    async def open(self, count: int, per_second: float) -> None:
        """Open `count` readers at an even pace."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for n in range(count):
            wait = begun + n / per_second - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
            await self.one(len(self.readers))

    async def one(self, number: int) -> "Reader":
        reader = Reader(self, self.request(number))
        self.readers.append(reader)
        await asyncio.get_running_loop().create_connection(lambda: reader, "127.0.0.1", self.port)
        return reader

    async def all_speaking(self, most_s: float) -> None:
        deadline = time.monotonic() + most_s
        while len(self.first) < len(self.readers) and time.monotonic() < deadline:  # noqa: ASYNC110 (many readers)
            await asyncio.sleep(0.05)

    def forget(self) -> None:
        self.tokens = 0
        self.ages = []

    def close(self) -> None:
        for reader in self.readers:
            reader.transport.close()


class Reader(asyncio.Protocol):
    transport: asyncio.Transport

    def __init__(self, load: Load, request: bytes) -> None:
        self.load = load
        self.request = request
        self.held = b""
        self.spoke = False
        self.started = False
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self.sent_at = time.monotonic()
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns() // 1000
        if not self.started:
            self.started = True
            self.load.failed += OK not in data[:40]
        data = self.held + data
        cut = data.rfind(b";") + 1
        self.held = data[cut:][-40:]
        stamps = STAMP.findall(data[:cut])
        self.load.tokens += len(stamps)
        self.load.ages += [(now - int(stamp)) / 1000 for stamp in stamps]
        if stamps and not self.spoke:
            self.spoke = True
            self.load.first.append((time.monotonic() - self.sent_at) * 1000)
        if b'"done"' in data[cut:]:
            self.finish()

    def connection_lost(self, exc: Exception | None) -> None:
        self.finish()

    def finish(self) -> None:
        if not self.done.done():
            self.done.set_result(None)
            self.load.finished += 1
            self.transport.close()


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")
