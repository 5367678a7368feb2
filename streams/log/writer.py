"""Group commit: while one round trip to the log is in flight, everything that arrives goes in the next."""

import asyncio
import logging
from collections.abc import Callable

from streams.log.base import Append, Log, Verdict

logger = logging.getLogger(__name__)

RETRY_S = 0.5
MOST_TRIES = 20


class LogWriter:
    """One per process, on the worker's loop.

    At low load an event leaves at once. When commits follow each other closely, the next one waits until `gather_s`
    after the start of the last: the cost per event falls with the load. `deliver` is called with what was accepted,
    after the commit and before the appenders hear of it.
    """

    def __init__(self, log: Log, deliver: Callable[[list[Append]], None], gather_s: float) -> None:
        self._log = log
        self._deliver = deliver
        self._gather_s = gather_s
        self._loop = asyncio.get_running_loop()
        self._pending: list[Append] = []
        self._flushing = False
        self._started_at = 0.0
        self._task: asyncio.Task[None] | None = None

    def append(self, item: Append) -> None:
        self._pending.append(item)
        if not self._flushing:
            self._flushing = True
            wait = self._started_at + self._gather_s - self._loop.time()
            if wait > 0:
                self._loop.call_later(wait, self._start)
            else:
                self._loop.call_soon(self._start)

    def _start(self) -> None:
        self._task = self._loop.create_task(self._flush())

    async def _flush(self) -> None:
        while self._pending:
            self._started_at = self._loop.time()
            batch, self._pending = self._pending, []
            verdicts = await self._commit(batch)
            try:
                self._tell(batch, verdicts)
            except Exception:  # whatever a reader does, the writing of all goes on
                logger.exception("telling of %d entries failed", len(batch))
            wait = self._started_at + self._gather_s - self._loop.time()
            if self._pending and wait > 0:
                await asyncio.sleep(wait)
        self._flushing = False

    async def _commit(self, batch: list[Append]) -> list[Verdict]:
        """Tried again while the log is out of reach; then everything in the batch is refused as fenced, and
        whoever adopts the streams later continues them from what the log holds."""
        for attempt in range(1, MOST_TRIES + 1):
            try:
                return await self._log.commit(batch)
            except Exception:
                logger.exception("log commit of %d entries failed, attempt %d", len(batch), attempt)
                await asyncio.sleep(RETRY_S)
        return [Verdict.FENCED] * len(batch)

    def _tell(self, batch: list[Append], verdicts: list[Verdict]) -> None:
        kept = [item for item, verdict in zip(batch, verdicts, strict=True) if verdict in (Verdict.OK, Verdict.ALREADY)]
        self._deliver(kept)
        for item, verdict in zip(batch, verdicts, strict=True):
            try:
                if verdict in (Verdict.OK, Verdict.ALREADY):
                    item.appender.accepted(item)
                else:
                    item.appender.refused(item, verdict)
            except Exception:  # one appender's fault must not stop the writing of all
                logger.exception("stream %s: its producer failed on a verdict", item.stream)

    async def drained(self) -> None:
        """Wait until everything appended so far is in the log."""
        while self._flushing:
            if self._task and not self._task.done():
                await asyncio.wait([self._task])
            else:
                await asyncio.sleep(0)
