"""One per process: the log and its writer, claims, adoption, cancel and drain.

    request thread --wake/cancel (call_soon_threadsafe)--> worker's loop --claim (conditional UPDATE)--> database
    producer --append--> log writer --commit--> log --deliver--> live tail --> readers

Who stops whom: a reader that leaves stops nothing. `cancel` stops one producer, which closes its model's connection,
writes `Cancelled` and finishes the row. `drain` hands over what another process, or the next start, can continue,
and lets the rest end. Tasks here start from an empty context: a task that inherited a request's would keep that
request's thread for ever.
"""

import asyncio
import contextvars
import logging
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from django.conf import settings

from streams.claims import claim, mark_read, purge_rows, without_row
from streams.database_threads import DatabaseThreads
from streams.errors import Unavailable
from streams.lanes import Lanes
from streams.live import Live
from streams.log.base import Append
from streams.log.sqlite import SqliteLog
from streams.log.writer import LogWriter
from streams.models import Stream
from streams.producer import Producer
from streams.providers import profiles

logger = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

SWEEP_S = 1.0
UNCLAIMED_S = 0.02  # how soon to look again at a stream that nobody has claimed yet
PURGE_EVERY = 300
MOST_READ_KEPT = 10_000


class Worker:
    """Lives on one loop from `start` to `stop`. Methods are for that loop, unless they say otherwise."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.log = SqliteLog(settings.STREAM_LOG_FILE)
        self.live = Live(self.loop)
        self.lanes = Lanes()
        self.log_keep_s = settings.STREAM_LOG_KEEP_S
        self.writer: LogWriter
        self.draining = False
        self.producers: dict[str, Producer] = {}
        self._claiming: dict[str, asyncio.Event] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self.read: dict[str, None] = {}
        self._sweeps = 0
        self._database = DatabaseThreads()

    async def start(self) -> None:
        """Open the log (raises `LogBusy`), then adopt whatever an earlier process left unfinished."""
        await self.log.open()
        self.writer = LogWriter(self.log, self._deliver, settings.STREAM_GATHER_MS / 1000)
        self._spawn(self._sweep())

    async def stop(self) -> None:
        """Leave at once: what is unfinished stays in the log for the next start."""
        self.draining = True
        for producer in list(self.producers.values()):
            producer.hand_over()
        if self.producers:
            await asyncio.wait([self._task_of(producer) for producer in self.producers.values()], timeout=5)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await profiles.close()
        await self.log.close()
        self._database.close()

    # --- small helpers

    async def in_database(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function with the ORM on one of the worker's own threads, from any loop."""
        return await self._database.run(function, *args, **kwargs)

    def _spawn(self, coroutine: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        task = self.loop.create_task(coroutine, context=contextvars.Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    @staticmethod
    def _task_of(producer: Producer) -> "asyncio.Task[None]":
        if producer.task is None:
            raise RuntimeError(f"{producer.id} was never started")
        return producer.task

    def _deliver(self, items: list[Append]) -> None:
        by_stream: dict[str, list[tuple[int, Any]]] = {}
        for item in items:
            by_stream.setdefault(item.stream, []).append((item.seq, item.event))
        for stream, batch in by_stream.items():
            self.live.deliver(stream, batch)

    # --- claims

    def wake(self, row: Stream) -> None:
        """From any thread: a row has been committed; claim it now rather than at the next sweep."""
        self.loop.call_soon_threadsafe(lambda: self._spawn(self._claim(row)))

    async def _sweep(self) -> None:
        """Catches what a wake-up missed, and in the embedded form adopts: no other process can be producing."""
        while not self.draining:
            try:
                await self._sweep_once()
            except Exception:
                logger.exception("sweep failed; trying again")
            await asyncio.sleep(SWEEP_S)

    async def _sweep_once(self) -> None:
        """One cycle, for tests too: claim every unfinished row that has no producer here; sometimes tidy up."""
        rows = await self.in_database(lambda: list(Stream.objects.unfinished().exclude(pk__in=list(self.producers))))
        for row in rows:
            await self._claim(row)
        if self._sweeps % PURGE_EVERY == 0:
            await self._tidy()
        self._sweeps += 1

    async def _tidy(self) -> None:
        while await self.log.purge():
            pass
        await self.in_database(purge_rows)
        held = await self.log.streams()
        orphans = await self.in_database(without_row, held)
        await self.log.delete(orphans)

    async def _claim(self, row: Stream) -> None:
        """Raise the row's epoch by a conditional UPDATE and produce; nothing when somebody else was first."""
        if not self.draining:
            await self._claimed(row)

    async def _claimed(self, row: Stream) -> Producer | None:
        if row.pk in self.producers or row.pk in self._claiming:
            return self.producers.get(row.pk)
        decided = self._claiming[row.pk] = asyncio.Event()
        try:
            first_log = "" if row.epoch else self.log.identity
            if await self.in_database(claim, row, first_log):
                return self._produce(row)
        finally:
            del self._claiming[row.pk]
            decided.set()
        return None

    async def _producer_of(self, stream: str) -> Producer | None:
        """Its producer here, once a claim that is under way has been decided."""
        if stream in self._claiming:
            await self._claiming[stream].wait()
        return self.producers.get(stream)

    def _produce(self, row: Stream) -> Producer:
        producer = self.producers[row.pk] = Producer(self, row)
        task = self.loop.create_task(producer.run(), context=contextvars.Context(), name=f"produce {row.pk}")
        producer.task = task
        task.add_done_callback(lambda done: self._produced(row.pk, done))
        return producer

    def _produced(self, stream: str, task: "asyncio.Task[None]") -> None:
        self.producers.pop(stream, None)
        if not task.cancelled() and task.exception():
            logger.error("stream %s: its producer died", stream, exc_info=task.exception())

    # --- cancel and delete

    async def cancel(self, stream: str, by: str) -> None:
        """Stop an answer; returns when its model's connection is closed and its row has ended.

        Without a producer here the stream is taken over first. Does nothing to an ended one.
        """
        producer = await self._producer_of(stream)
        while producer is None:
            row = await self.in_database(lambda: Stream.objects.unfinished().filter(pk=stream).first())
            if row is None:
                return
            producer = await self._claimed(row) or await self._producer_of(stream)
        producer.cancel(by)
        await asyncio.wait([self._task_of(producer)])

    async def forget(self, *streams: str) -> None:
        """Their rows have been deleted: nothing of these streams remains."""
        for stream in streams:
            producer = await self._producer_of(stream)
            if producer:
                producer.cancel("system")
                await asyncio.wait([self._task_of(producer)])
        await self.log.delete(list(streams))

    # --- readers

    def has_been_read(self, stream: str) -> None:
        """On any loop: a reader has received the end. Known here at once, and to everybody a moment later."""
        self.read[stream] = None
        if len(self.read) > MOST_READ_KEPT:
            del self.read[next(iter(self.read))]
        self.loop.call_soon_threadsafe(lambda: self._spawn(self.in_database(mark_read, stream)))

    def left(self, stream: str) -> None:
        """On the worker's loop: somebody has left before the end; an answer that nobody listens to stops."""
        if not self.draining and not self.live.heard(stream):  # while we go away, readers are told to come back
            self._spawn(self.cancel(stream, "user"))

    async def ended(self, stream: str) -> None:
        """From any loop: wait until the stream's producer here has finished its row, a moment when there is none."""
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._until_done(stream), self.loop))

    async def _until_done(self, stream: str) -> None:
        producer = await self._producer_of(stream)
        if producer is None:
            await asyncio.sleep(UNCLAIMED_S)
        else:
            await asyncio.wait([self._task_of(producer)])

    # --- going away

    async def drain(self, most_s: float) -> None:
        """Take no new work; hand over or finish; tell the readers. Returns when all that is done, or after `most_s`.

        A reader that cannot resume by itself is kept to the end of its answer, so its stream is finished here. Of the
        others, streams whose model can continue stay in the log for the next start.
        """
        if self.draining:
            return
        self.draining = True
        deadline = self.loop.time() + most_s
        readers = self.live.readers()
        kept = {reader.stream for reader in readers if not reader.keeps_ids}
        for producer in list(self.producers.values()):
            if producer.continues and producer.id not in kept:
                producer.hand_over()
        for reader in readers:
            producer_here = self.producers.get(reader.stream)
            if reader.keeps_ids and (producer_here is None or producer_here.continues):
                reader.leave("away")
        told_at = min(deadline, self.loop.time() + settings.STREAM_TELL_S)
        await self._wait_for_producers(told_at)
        for reader in self.live.readers():
            if reader.keeps_ids:
                reader.leave("away")
        await self._wait_for_producers(deadline)
        for producer in list(self.producers.values()):
            producer.hand_over()
        for reader in self.live.readers():
            reader.leave("away")

    async def _wait_for_producers(self, until: float) -> None:
        tasks = [self._task_of(producer) for producer in self.producers.values()]
        if tasks and until > self.loop.time():
            await asyncio.wait(tasks, timeout=until - self.loop.time())


# --- the worker of this process

_current: Worker | None = None
_starting: "asyncio.Task[Worker] | None" = None


def current() -> Worker:
    """The running worker; `Unavailable` when there is none (yet), or it is going away."""
    if _current is None:
        raise Unavailable(log="no worker in this process")
    return _current


async def ensure_started() -> Worker:
    """Start the worker on the running loop unless this process has one; raises `LogBusy`."""
    global _starting
    if _current is not None:
        return _current
    starting = _starting
    if starting is None:
        starting = _starting = asyncio.get_running_loop().create_task(_start(), context=contextvars.Context())
    try:
        return await asyncio.shield(starting)
    finally:
        if starting.done():
            _starting = None


async def _start() -> Worker:
    global _current
    worker = Worker()
    await worker.start()
    _current = worker
    return worker


async def shut_down() -> None:
    global _current
    worker, _current = _current, None
    if worker:
        await worker.stop()
