"""WebSocket: start, follow and cancel; many streams on one socket, the same canonical events as over SSE."""

import asyncio
import functools
import logging
from typing import Any

import msgspec
from django.conf import settings

from streams import answers, events, opening, tickets
from streams.answers import Answer
from streams.dialects import MOST_IN_EVENT
from streams.errors import AlreadyEnded, CursorUnknown, NotFound, NotSignedIn, Refusal, TooManyOpen
from streams.events import TERMINAL
from streams.limits import opened
from streams.live import Reader
from streams.models import Stream
from streams.reader import Source, follow, source
from streams.sockets import NOT_SIGNED_IN, TOO_MANY, SignedInConsumer
from streams.tickets import Ticket

logger = logging.getLogger(__name__)

GOING_AWAY = 1012
"""The close code of a server that restarts."""


class Auth(msgspec.Struct, tag_field="type", tag="auth"):
    token: str


class Start(msgspec.Struct, tag_field="type", tag="start"):
    answer: str
    params: dict[str, Any] = {}
    ref: str = ""
    idempotency_key: str = ""


class Follow(msgspec.Struct, tag_field="type", tag="follow"):
    stream: str
    after: int = 0


class Unfollow(msgspec.Struct, tag_field="type", tag="unfollow"):
    stream: str


class Cancel(msgspec.Struct, tag_field="type", tag="cancel"):
    stream: str


class Ping(msgspec.Struct, tag_field="type", tag="ping"):
    pass


Frame = Auth | Start | Follow | Unfollow | Cancel | Ping
_decoder: msgspec.json.Decoder[Frame] = msgspec.json.Decoder(Frame)


class StreamConsumer(SignedInConsumer):
    def opened(self) -> None:
        self.ticket: Ticket | None = None
        self.bound: Stream | None = None
        self.following: dict[str, asyncio.Task[bool]] = {}
        self.going_away = False

    async def disconnect(self, code: int) -> None:
        await super().disconnect(code)
        self.going_away = code == GOING_AWAY
        for task in self.following.values():
            task.cancel()

    def use_ticket(self, text: str) -> None:
        self.ticket, self.bound = tickets.read(text)
        self.principal = tickets.principal(self.ticket)

    # --- frames

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        frame = await self.decoded(_decoder, text_data)
        if frame is not None:
            await self._handle(frame)

    async def _handle(self, frame: Frame) -> None:
        name = {"ref": frame.ref} if isinstance(frame, Start) else {"stream": getattr(frame, "stream", "")}
        try:
            if isinstance(frame, Auth):
                await self.authorize(frame.token)
            elif isinstance(frame, Ping):
                await self.tell({"type": "pong"})
            elif self.principal is None:
                await self.close(NOT_SIGNED_IN)
            else:
                await self._act(frame)
        except CursorUnknown:
            await self.tell({"type": "resync", **name})
        except TooManyOpen:
            await self.close(TOO_MANY)
        except Refusal as error:
            logger.info("refused %s on a socket: %s: %s", type(frame).__name__, error.code, error)
            await self.tell({"type": "error", **name, "code": error.code, "message": str(error.text)})

    async def _act(self, frame: Start | Follow | Unfollow | Cancel) -> None:
        match frame:
            case Start():
                row = await self.worker.in_database(self._start, frame)
                await self.tell({"type": "started", "ref": frame.ref, "stream": row.pk})
                await self._follow(row, 0)
            case Follow(stream, after):
                row = await self.worker.in_database(self._owned, stream)
                if after < 0:
                    raise CursorUnknown
                await self._follow(row, after)
            case Unfollow(stream):
                self._stop_following(stream)
            case Cancel(stream):
                await self._cancel(stream)

    # --- on the database's thread

    def _start(self, frame: Start) -> Stream:
        if self.principal is None:
            raise NotSignedIn
        if self.ticket is None:
            return opening.start(frame.answer, self.principal, frame.params, frame.idempotency_key)
        if self.ticket.answer != frame.answer:
            raise NotFound(log="ticket of another answer")
        if self.bound is None:
            key = f"ticket:{self.ticket.nonce}"
            row = opening.start(frame.answer, self.principal, self.ticket.params, key)
            self.bound = tickets.bind(self.ticket, row)
        return self.bound

    def _owned(self, stream: str) -> Stream:
        if self.principal is None:
            raise NotSignedIn
        row = Stream.objects.owned(stream, self.principal.key)
        if self.ticket and self.bound is None and self.ticket.stream:
            self.bound = tickets.bind(self.ticket, row) if self.ticket.stream == stream else None
        if self.ticket and (self.bound is None or self.bound.pk != stream):
            raise NotFound(log="ticket of another stream")
        return row

    # --- following

    async def _follow(self, row: Stream, after: int) -> None:
        found = await source(row, self.worker.log, after)
        self._stop_following(row.pk)
        task = self.following[row.pk] = asyncio.ensure_future(self._forward(row.pk, found, after))
        task.add_done_callback(functools.partial(self._followed, row.pk, answers.get(row.answer)))

    def _followed(self, stream: str, answer: Answer, task: "asyncio.Task[bool]") -> None:
        """Somebody has read to the end, or has left; who only follows from another place has done neither."""
        if self.following.get(stream) is task:
            del self.following[stream]
        if not task.cancelled() and task.result():
            if answer.joins_until_read:
                self.worker.has_been_read(stream)
        elif answer.stops_when_left() and stream not in self.following and not self.going_away:
            self.worker.loop.call_soon_threadsafe(self.worker.left, stream)

    def _stop_following(self, stream: str) -> None:
        task = self.following.pop(stream, None)
        if task:
            task.cancel()

    async def _forward(self, stream: str, found: Source, after: int) -> bool:
        """Whether the end has been sent."""
        key = self.principal.key if self.principal else ""
        try:
            with opened(key):
                async with Reader(self.worker.live, stream, keeps_ids=True) as reader:
                    batches = follow(reader, self.worker.log, found, after, heartbeat_s=settings.STREAM_HEARTBEAT_S)
                    async for batch in batches:
                        for seq, event in events.merge(batch, MOST_IN_EVENT):
                            await self._event(stream, seq, event)
                        if batch and isinstance(batch[-1][1], TERMINAL):
                            return True
        except TooManyOpen:
            await self.close(TOO_MANY)
        except OSError:
            pass  # the client has gone while something was being written
        return False

    async def _event(self, stream: str, seq: int, event: events.Event) -> None:
        payload = events.canonical(seq, events.encode(event)).decode()
        await self.send(text_data=f'{{"type":"event","stream":"{stream}","event":{payload}}}')

    async def _cancel(self, stream: str) -> None:
        row = await self.worker.in_database(self._owned, stream)
        if not row.ended:
            await self.worker.cancel(row.pk, "user")
            row = await self.worker.in_database(self._owned, stream)
        if row.state != Stream.State.CANCELLED:
            raise AlreadyEnded
