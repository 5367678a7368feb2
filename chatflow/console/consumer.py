"""The console's WebSocket: the channel layer wakes it, what it shows comes from the log and the database."""

import asyncio
import logging
from contextlib import suppress
from typing import Any

import msgspec
from channels.layers import get_channel_layer
from django.conf import settings

from chatflow import notice
from chatflow.console import acts, shown
from streams import events
from streams.errors import Refusal
from streams.live import Reader
from streams.models import Stream
from streams.reader import follow, source
from streams.sockets import FOREIGN_ORIGIN, NOT_SIGNED_IN, SignedInConsumer

logger = logging.getLogger(__name__)

QUEUE_EVERY_S = 0.25
"""The queue is sent at most so often, however many calls change."""


class Auth(msgspec.Struct, tag_field="type", tag="auth"):
    token: str


class Watch(msgspec.Struct, tag_field="type", tag="watch"):
    call: int


class Take(msgspec.Struct, tag_field="type", tag="take"):
    call: int


class Say(msgspec.Struct, tag_field="type", tag="say"):
    call: int
    text: str
    ref: str


class HandBack(msgspec.Struct, tag_field="type", tag="hand_back"):
    call: int


class End(msgspec.Struct, tag_field="type", tag="end"):
    call: int


class Ping(msgspec.Struct, tag_field="type", tag="ping"):
    pass


Frame = Auth | Watch | Take | Say | HandBack | End | Ping
_decoder: msgspec.json.Decoder[Frame] = msgspec.json.Decoder(Frame)


class ConsoleConsumer(SignedInConsumer):
    """One console. It watches the queue, and one call at a time."""

    def opened(self) -> None:
        self.watched = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._following: asyncio.Task[None] | None = None
        self._followed = ""
        self._changed = asyncio.Event()

    async def signed_in(self) -> None:
        """Only who may answer calls; the queue follows at once."""
        user = self.principal.user if self.principal else None
        if user is None or not await self.worker.in_database(user.has_perm, "chatflow.answer_calls"):
            await self.close(FOREIGN_ORIGIN)
            return
        self.user = user
        layer = get_channel_layer()
        self._channel = await layer.new_channel()
        await layer.group_add(notice.QUEUE, self._channel)
        self._spawn(self._hear_wake_ups())
        self._spawn(self._tell_queue())
        await self.worker.in_database(acts.seen, user)
        self._changed.set()

    async def disconnect(self, code: int) -> None:
        await super().disconnect(code)
        for task in [*self._tasks, *filter(None, [self._following])]:
            task.cancel()
        if hasattr(self, "_channel"):
            await get_channel_layer().group_discard(notice.QUEUE, self._channel)

    def _spawn(self, coroutine: Any) -> None:
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- what has changed

    async def _hear_wake_ups(self) -> None:
        layer = get_channel_layer()
        while True:
            message = await layer.receive(self._channel)
            self._changed.set()
            if message.get("call") == self.watched:
                await self._tell_call()

    async def _tell_queue(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            with suppress(OSError):
                await self.tell({"type": "queue", "calls": await self.worker.in_database(shown.queue)})
            await asyncio.sleep(QUEUE_EVERY_S)

    async def _tell_call(self) -> None:
        """The watched call as it is now, and the turn that runs, live."""
        card = await self.worker.in_database(shown.card, self.watched, self.user)
        if card is None:
            await self.tell({"type": "gone", "call": self.watched})
            return
        await self.tell({"type": "call", **card})
        running = card["running"]["stream"] if card["running"] else ""
        if running and running != self._followed:
            self._followed = running
            if self._following:
                self._following.cancel()
            self._following = asyncio.ensure_future(self._forward(self.watched, running))

    async def _forward(self, call: int, stream: str) -> None:
        """The events of a running turn, from its beginning."""
        row = await self.worker.in_database(Stream.objects.defer("inputs").get, pk=stream)
        async with Reader(self.worker.live, stream, keeps_ids=True) as reader:
            found = await source(row, self.worker.log, 0)
            batches = follow(reader, self.worker.log, found, 0, heartbeat_s=settings.STREAM_HEARTBEAT_S)
            with suppress(OSError):
                async for batch in batches:
                    for _seq, event in events.merge(batch):
                        shape = msgspec.to_builtins(event)
                        await self.tell({"type": "event", "call": call, "stream": stream, "event": shape})

    # --- what the person does

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        frame = await self.decoded(_decoder, text_data)
        if frame is None:
            return
        if isinstance(frame, Auth):
            await self.authorize(frame.token)
        elif not hasattr(self, "user"):
            await self.close(NOT_SIGNED_IN)
        else:
            await self._act(frame)

    async def _act(self, frame: Watch | Take | Say | HandBack | End | Ping) -> None:
        try:
            match frame:
                case Ping():
                    await self.worker.in_database(acts.seen, self.user)
                    await self.tell({"type": "pong"})
                case Watch(call):
                    self.watched, self._followed = call, ""
                    await self._tell_call()
                case Take(call):
                    await self._take(call)
                case Say(call, text, ref):
                    await self.worker.in_database(acts.say, call, self.user, text, ref)
                    await self.tell({"type": "noted", "call": call, "ref": ref})
                case HandBack(call):
                    await self.worker.in_database(acts.hand_back, call, self.user)
                    await self.tell({"type": "handed_back", "call": call})
                case End(call):
                    await self.worker.in_database(acts.end, call, self.user)
                    await self.tell({"type": "ended", "call": call})
        except Refusal as error:
            ref = frame.ref if isinstance(frame, Say) else ""
            call = getattr(frame, "call", 0)
            logger.info("console: %s refused: %s", type(frame).__name__, error.code)
            told = {"code": error.code, "message": str(error.text), "ref": ref}
            await self.tell({"type": "error", "call": call, **told})

    async def _take(self, call: int) -> None:
        """The assistant falls silent before this is acknowledged: its turn has ended by then."""
        running = await self.worker.in_database(acts.take, call, self.user)
        if running:
            await self.worker.cancel(running, "staff")
        await self.tell({"type": "taken", "call": call})
