"""The console's WebSocket: the channel layer wakes it, what it shows comes from the log and the database."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from typing import Annotated, Any
from urllib.parse import parse_qs

import msgspec
from channels.layers import get_channel_layer
from django.conf import settings
from django.utils import timezone, translation

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
LOOK_EVERY_S = 5.0
"""How often a console looks by itself: whether anything changed unheard, and whether it may still look."""
FAULT = 1011


Number = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
"""Of a call: what the database can hold."""


class Auth(msgspec.Struct, tag_field="type", tag="auth"):
    token: str


class Watch(msgspec.Struct, tag_field="type", tag="watch"):
    call: Number


class Take(msgspec.Struct, tag_field="type", tag="take"):
    call: Number


class Say(msgspec.Struct, tag_field="type", tag="say"):
    call: Number
    text: str
    ref: str


class HandBack(msgspec.Struct, tag_field="type", tag="hand_back"):
    call: Number


class End(msgspec.Struct, tag_field="type", tag="end"):
    call: Number


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
        self._told_card: dict[str, Any] | None = None
        self._one_card = asyncio.Lock()
        self._queue_changed = asyncio.Event()
        self._call_changed = asyncio.Event()
        translation.activate(language_of(self.scope))  # this socket's own: its tasks inherit it

    async def signed_in(self) -> None:
        """Only who may answer calls; the queue follows at once."""
        if not await self._allowed():
            return
        layer = get_channel_layer()
        self._channel = await layer.new_channel()
        await layer.group_add(notice.QUEUE, self._channel)
        await self.worker.in_database(acts.seen, self.user)
        self._queue_changed.set()
        for task in (self._hear_wake_ups(), self._tell_queue(), self._tell_watched(), self._stay_allowed()):
            self._spawn(task)

    async def disconnect(self, code: int) -> None:
        await super().disconnect(code)
        for task in [*self._tasks, *filter(None, [self._following])]:
            task.cancel()
        if hasattr(self, "_channel"):
            await get_channel_layer().group_discard(notice.QUEUE, self._channel)

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.ensure_future(self._guarded(coroutine))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _guarded(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """A console that has stopped to hear would look calm: after a fault it is closed, and the page comes back."""
        try:
            await coroutine
        except OSError:
            pass  # it has gone
        except Exception:
            logger.exception("console: closed after a fault")
            with suppress(Exception):
                await self.close(FAULT)

    # --- who it is

    async def _allowed(self) -> bool:
        """Whether the sign-in and the permission still hold; the socket is closed when they do not."""
        user, may = await self.worker.in_database(self._who)
        if user is None or not may:
            await self.close(NOT_SIGNED_IN if user is None else FOREIGN_ORIGIN)
            return False
        self.user = user
        return True

    def _who(self) -> tuple[Any, bool]:
        principal = self.still_signed_in()
        if principal is None:
            return None, False
        return principal.user or principal, bool(principal.user and principal.user.has_perm("chatflow.answer_calls"))

    async def _stay_allowed(self) -> None:
        allowed = True
        while allowed:
            await asyncio.sleep(LOOK_EVERY_S)
            allowed = await self._allowed()

    # --- what has changed

    async def _hear_wake_ups(self) -> None:
        layer = get_channel_layer()
        while True:
            message = await layer.receive(self._channel)
            self._queue_changed.set()
            if message.get("call") == self.watched:
                self._call_changed.set()

    async def _tell_queue(self) -> None:
        told: list[dict[str, Any]] | None = None
        while True:
            await _woken(self._queue_changed)
            calls = await self.worker.in_database(shown.queue)
            if calls != told:
                await self.tell({"type": "queue", "now": timezone.now().isoformat(), "calls": calls})
                told = calls
            await asyncio.sleep(QUEUE_EVERY_S)

    async def _tell_watched(self) -> None:
        while True:
            await _woken(self._call_changed)
            if self.watched:
                await self._tell_call()

    async def _tell_call(self) -> None:
        """The watched call as it is now, and the turn that runs, live. One at a time: no older card comes last."""
        async with self._one_card:
            call = self.watched
            card = await self.worker.in_database(shown.card, call, self.user)
            if call != self.watched:
                return  # another one has been opened meanwhile, and is told by itself
            if card is None:
                self.watched = 0
                await self.tell({"type": "gone", "call": call})
                return
            if card != self._told_card:
                await self.tell({"type": "call", **card})
                self._told_card = card
            running = card["running"]["stream"] if card["running"] else ""
            if running and running != self._followed:
                self._follow(call, running)

    def _follow(self, call: int, stream: str) -> None:
        if self._following:
            self._following.cancel()
        self._followed = stream
        self._following = self._spawn(self._forward(call, stream))

    async def _forward(self, call: int, stream: str) -> None:
        """The events of a running turn, from its beginning, with their numbers."""
        row = await self.worker.in_database(Stream.objects.defer("inputs").filter(pk=stream).first)
        if row is None:
            return
        async with Reader(self.worker.live, stream, keeps_ids=True, listens=False) as reader:
            found = await source(row, self.worker.log, 0)
            batches = follow(reader, self.worker.log, found, 0, heartbeat_s=settings.STREAM_HEARTBEAT_S)
            async for batch in batches:
                for seq, event in events.merge(batch):
                    shape = {**msgspec.to_builtins(event), "seq": seq}
                    await self.tell({"type": "event", "call": call, "stream": stream, "event": shape})

    # --- what the person does

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        frame = await self.decoded(_decoder, text_data)
        if frame is None:
            return
        if isinstance(frame, Auth):
            if self.principal is None:
                await self.authorize(frame.token)
        elif not hasattr(self, "user"):
            await self.close(NOT_SIGNED_IN)
        elif await self._allowed():
            await self._act(frame)

    async def _act(self, frame: Watch | Take | Say | HandBack | End | Ping) -> None:
        try:
            match frame:
                case Ping():
                    await self.worker.in_database(acts.seen, self.user)
                    await self.tell({"type": "pong"})
                case Watch(call):
                    await self._watch(call)
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

    async def _watch(self, call: int) -> None:
        """Show this call from now on: from the beginning, whatever was told of it before."""
        if self._following:
            self._following.cancel()
        self.watched, self._followed, self._told_card = call, "", None
        await self.worker.in_database(acts.looked_at, call, self.user)
        await self._tell_call()

    async def _take(self, call: int) -> None:
        """The assistant falls silent before this is acknowledged: its turn has ended by then."""
        running = await self.worker.in_database(acts.take, call, self.user)
        if running:
            await self.worker.cancel(running, "staff")
        await self.tell({"type": "taken", "call": call})


async def _woken(changed: asyncio.Event) -> None:
    """Wait for a wake-up. One may be lost, and time itself changes the queue: so not for ever."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LOOK_EVERY_S):
            await changed.wait()
    changed.clear()


def language_of(scope: dict[str, Any]) -> str:
    """The language of the page that opened this socket: it says so itself, in the query."""
    asked = parse_qs(scope["query_string"].decode("latin1")).get("language", [""])[0]
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
