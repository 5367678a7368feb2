"""Drives one answer into the log: replay, then live; fence, cancel, end."""

import asyncio
import logging
import time
from contextlib import aclosing
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError
from django.utils import timezone, translation

from streams import answers, events
from streams.errors import Internal, Interrupted, Interruption
from streams.events import TERMINAL, Cancelled, Done, Event, Failed, Resumed, Terminal, Text
from streams.finishing import finish_row
from streams.log.base import Append, Closed, Entry, Fenced, Verdict
from streams.models import Stream
from streams.providers.profiles import profile as profile_of
from streams.providers.profiles import provider
from streams.recording import Diverged, History, Recorder, recorded

if TYPE_CHECKING:
    from streams.worker import Worker

logger = logging.getLogger(__name__)

MOST_IN_FLIGHT = 256
PAGE = 2_000
FINISH_RETRY_S = 1.0
FINISH_TRIES = 3
"""How often an exception that is no outage of the database is met before the row ends without the app's part."""


class Producer:
    """One claimed stream in this process. It never knows whether anyone reads.

    `row` has been claimed: its epoch is this producer's. `run` ends when the row has followed the log's terminal,
    when another epoch has taken over, or when the worker hands the stream over (`hand_over`).
    """

    def __init__(self, worker: "Worker", row: Stream) -> None:
        self.row = row
        self.id = row.id
        self.continues = False
        self._worker = worker
        self._answer = answers.get(row.answer)
        self._last = 0
        self._journal: list[bytes] = []
        self._in_flight = 0
        self._room = asyncio.Event()
        self._refused: Verdict | None = None
        self._stopped_by = ""
        self._handing_over = False
        self._answering = False
        self.task: asyncio.Task[None] | None = None
        self._first_token_ms: int | None = row.first_token_ms

    # --- from outside, on the worker's loop

    def cancel(self, by: str) -> None:
        """Stop the answer: the model's connection is closed, then `Cancelled` goes into the log."""
        if not self._stopped_by:
            self._stopped_by = by
            self._interrupt()

    def hand_over(self) -> None:
        """Stop producing and leave the stream unfinished, for whoever adopts it."""
        if not self._stopped_by:
            self._handing_over = True
            self._interrupt()

    def _interrupt(self) -> None:
        """Only the answer itself is interrupted, never the calls that move the log and the row together."""
        if self._answering and self.task:
            self.task.cancel()

    # --- the run

    async def run(self) -> None:
        try:
            terminal = await self._produce()
            if terminal is not None:
                await self._end(terminal)
        except Fenced:
            logger.warning("stream %s: another producer took over from epoch %d", self.id, self.row.epoch)
        except asyncio.CancelledError:
            if not self._handing_over:
                raise

    async def _produce(self) -> Terminal | None:
        """The terminal to write; None when the log already has one (then the row has been finished)."""
        try:
            entries = await self._take_over()
            if entries is None:
                return None
            self._answering = True
            if self._stopped_by or self._handing_over:
                raise asyncio.CancelledError
            return await self._answer_events(entries)
        except asyncio.CancelledError:
            if not self._stopped_by:
                raise
            return Cancelled(self._stopped_by)
        except Interruption as error:
            logger.warning("stream %s failed: %s: %s", self.id, error.code, error)
            return self._failed(error)
        except Diverged as error:
            logger.error("stream %s: its replay diverged: %s", self.id, error)
            return self._failed(Interrupted())
        except Fenced:
            raise
        except Exception:
            logger.exception("stream %s: the answer %s failed", self.id, self.row.answer)
            return self._failed(Internal())
        finally:
            self._answering = False

    def _failed(self, error: Interruption) -> Failed:
        with translation.override(self.row.params.get("language")):
            return Failed(error.code, str(error.text))

    async def _take_over(self) -> list[Entry] | None:
        """Make this epoch the log's; what the log holds, or None when it had a terminal (the row is then finished)."""
        attempt = self.row.epoch
        resumed = events.encode(Resumed(attempt)) if attempt > 1 else None
        log = self._worker.log
        try:
            last = await log.take_over(self.id, attempt, resumed)
        except Closed:
            await self._finish(await self._read_all())
            return None
        entries = await self._read_all() if last else []
        self._last = last
        self._journal = [entry.payload for entry in entries]
        if attempt > 1:
            self._worker.live.deliver(self.id, [(entry.seq, events.decode(entry.payload)) for entry in entries[-1:]])
            if self.row.log_id != log.identity:
                raise Interrupted(log="the log that held the beginning is gone")
        return entries

    async def _read_all(self) -> list[Entry]:
        entries: list[Entry] = []
        while page := await self._worker.log.read(self.id, entries[-1].seq if entries else 0, PAGE):
            entries += page
        return entries

    async def _answer_events(self, entries: list[Entry]) -> Terminal:
        chunks = recorded(entries)
        history = History(entries)

        def went_live() -> None:
            if not history.matched:
                raise Diverged("the recording ended before the events that came from it")

        profile = profile_of(self.row.profile)
        self.continues = profile.continuation != "none"
        recorder = Recorder(
            self.row.params,
            self.row.inputs,
            profile=profile,
            provider=provider,
            offline=lambda: self._answer.write_offline(self.row.inputs),
            chunks=chunks,
            went_live=went_live,
        )
        if chunks:
            recorder.replayed_to(chunks[-1].call)
        try:
            async with aclosing(self._answer.produce(recorder)) as produced:  # type: ignore[type-var]
                async for event in produced:
                    fresh = history.rest(event)
                    if fresh is not None:
                        await self._append(fresh, recorder.take_raw(fresh))
        finally:
            await recorder.close()
        went_live()
        return Done(recorder.usage)

    # --- the log

    async def _append(self, event: Event, raw: bytes | None) -> None:
        """Hand one event to the log writer; waits only when too much is on its way. Raises `Fenced`."""
        self._put(event, raw)
        while self._in_flight >= MOST_IN_FLIGHT:
            self._room.clear()
            await self._room.wait()

    def _put(self, event: Event, raw: bytes | None) -> None:
        if self._refused is not None:
            raise Fenced(self.id)
        self._last += 1
        payload = events.encode(event)
        self._journal.append(payload)
        self._in_flight += 1
        terminal = isinstance(event, TERMINAL)
        self._worker.writer.append(Append(self.id, self.row.epoch, self._last, event, payload, raw, terminal, self))

    def accepted(self, item: Append) -> None:
        self._in_flight -= 1
        if self._first_token_ms is None and isinstance(item.event, Text):
            since = time.time() - self.row.created_at.timestamp()
            self._first_token_ms = max(0, round(since * 1000))
        if not self._room.is_set() and (self._in_flight < MOST_IN_FLIGHT or item.terminal):
            self._room.set()

    def refused(self, item: Append, verdict: Verdict) -> None:
        """Another epoch, or a terminal, came first; this producer's word does not count any more."""
        self._in_flight -= 1
        self._refused = verdict
        self._room.set()

    async def _settled(self) -> None:
        """Wait until the log has judged everything; raises `Fenced` when it refused something."""
        while self._in_flight:
            self._room.clear()
            await self._room.wait()
        if self._refused is not None:
            raise Fenced(self.id)

    async def _end(self, terminal: Terminal) -> None:
        """From here on nothing interrupts: the terminal is on its way, and the row must follow the log."""
        if isinstance(terminal, Cancelled):
            said = [events.decode(payload) for payload in self._journal]
            for event in self._answer.last_words(said, terminal.by, self.row.inputs):
                self._put(event, None)
        self._put(terminal, None)
        await self._settled()
        await self._finish([Entry(seq, payload, None) for seq, payload in enumerate(self._journal, 1)])

    async def _finish(self, entries: list[Entry]) -> None:
        """The row follows the log; tried until the database takes it, or this process ends and another adopts it.

        A fault in what the answer saves would keep the next question waiting for ever: then the row ends without it.
        """
        faults = 0
        while True:
            bare = faults >= FINISH_TRIES
            try:
                at = timezone.now()
                await self._worker.in_database(finish_row, self.row, entries, self._first_token_ms, at, bare=bare)
                break
            except Exception as error:
                logger.exception("stream %s: its row could not be finished; trying again", self.id)
                faults += not isinstance(error, OperationalError | InterfaceError)
            await asyncio.sleep(FINISH_RETRY_S)
        if bare:
            logger.error("stream %s: ended, but what %s saves at the end could not be saved", self.id, self.row.answer)
        await self._worker.log.expire(self.id, self._worker.log_keep_s)
