"""WebSocket: start, follow and cancel; many streams on one socket, the same canonical events as over SSE."""

import asyncio
import logging
from http.cookies import SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from streams import events, opening, tickets
from streams.auth import QUERY_NAMES, Principal, of_token, one_token
from streams.dialects import MOST_IN_EVENT
from streams.errors import AlreadyEnded, CursorUnknown, NotFound, NotSignedIn, Refusal, TooManyOpen
from streams.limits import opened
from streams.live import Reader
from streams.models import Stream
from streams.reader import Source, follow, source
from streams.tickets import Ticket
from streams.worker import Worker, ensure_started

logger = logging.getLogger(__name__)

MOST_BYTES = 65_536
AUTH_S = 5.0
BAD_FRAME, NOT_SIGNED_IN, FOREIGN_ORIGIN, AUTH_TOO_LATE, FRAME_TOO_LARGE, TOO_MANY = 4400, 4401, 4403, 4408, 4413, 4429


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
_encoder = msgspec.json.Encoder()


class StreamConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """One socket. It is accepted first, so that a refusal reaches the client as a close code."""

    channel_layer_alias = ""  # tokens never pass through a channel layer

    async def connect(self) -> None:
        self.worker: Worker = await ensure_started()
        self.principal: Principal | None = None
        self.ticket: Ticket | None = None
        self.bound: Stream | None = None
        self.following: dict[str, asyncio.Task[None]] = {}
        self.late: asyncio.TimerHandle | None = None
        await self.accept()
        try:
            await self._sign_in()
        except NotSignedIn:
            await self.close(NOT_SIGNED_IN)
        except Refusal:
            await self.close(BAD_FRAME)

    async def disconnect(self, code: int) -> None:
        if self.late:
            self.late.cancel()
        for task in self.following.values():
            task.cancel()

    # --- who it is

    async def _sign_in(self) -> None:
        query = parse_qs(self.scope["query_string"].decode("latin1"))
        token = one_token(self._header(b"authorization"), [v for name in QUERY_NAMES for v in query.get(name, [])])
        if query.get("ticket"):
            await self.worker.in_database(self._use_ticket, query["ticket"][0])
        elif token:
            self.principal = await self.worker.in_database(of_token, token)
        elif not (origin := self._header(b"origin")):
            self._wait_for_auth()
        elif not self._own(origin):
            await self.close(FOREIGN_ORIGIN)
        else:
            self.principal = await self.worker.in_database(self._session_principal)
            if self.principal is None:
                self._wait_for_auth()

    def _wait_for_auth(self) -> None:
        late = lambda: self.worker_task(self.close(AUTH_TOO_LATE))  # noqa: E731 (a callback for the timer)
        self.late = asyncio.get_running_loop().call_later(AUTH_S, late)

    def worker_task(self, coroutine: Any) -> None:
        self._closing = asyncio.ensure_future(coroutine)

    def _header(self, name: bytes) -> str:
        return next((value.decode("latin1") for key, value in self.scope["headers"] if key == name), "")

    def _own(self, origin: str) -> bool:
        return urlsplit(origin).netloc == self._header(b"host") or origin in settings.CSRF_TRUSTED_ORIGINS

    def _session_principal(self) -> Principal | None:
        cookies = SimpleCookie(self._header(b"cookie"))
        if settings.SESSION_COOKIE_NAME not in cookies:
            return None
        request = HttpRequest()
        engine = import_module(settings.SESSION_ENGINE)
        request.session = engine.SessionStore(cookies[settings.SESSION_COOKIE_NAME].value)
        user = get_user(request)
        return Principal.of_user(user) if user.is_authenticated else None

    def _use_ticket(self, text: str) -> None:
        self.ticket, self.bound = tickets.read(text)
        self.principal = tickets.principal(self.ticket)

    # --- frames

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if text_data is None:
            await self.close(BAD_FRAME)
            return
        if len(text_data) > MOST_BYTES or len(text_data.encode()) > MOST_BYTES:
            await self.close(FRAME_TOO_LARGE)
            return
        try:
            frame = _decoder.decode(text_data)
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
            await self.close(BAD_FRAME)
            return
        await self._handle(frame)

    async def _handle(self, frame: Frame) -> None:
        name = {"ref": frame.ref} if isinstance(frame, Start) else {"stream": getattr(frame, "stream", "")}
        try:
            if isinstance(frame, Auth):
                await self._auth(frame)
            elif isinstance(frame, Ping):
                await self._tell({"type": "pong"})
            elif self.principal is None:
                await self.close(NOT_SIGNED_IN)
            else:
                await self._act(frame)
        except CursorUnknown:
            await self._tell({"type": "resync", **name})
        except TooManyOpen:
            await self.close(TOO_MANY)
        except Refusal as error:
            logger.info("refused %s on a socket: %s: %s", type(frame).__name__, error.code, error)
            await self._tell({"type": "error", **name, "code": error.code, "message": str(error.text)})

    async def _act(self, frame: Start | Follow | Unfollow | Cancel) -> None:
        match frame:
            case Start():
                row = await self.worker.in_database(self._start, frame)
                await self._tell({"type": "started", "ref": frame.ref, "stream": row.pk})
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

    async def _auth(self, frame: Auth) -> None:
        if self.late:
            self.late.cancel()
        try:
            self.principal = await self.worker.in_database(of_token, frame.token)
        except NotSignedIn:
            await self.close(NOT_SIGNED_IN)

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
        task.add_done_callback(lambda done: self._unlist(row.pk, done))

    def _unlist(self, stream: str, task: "asyncio.Task[None]") -> None:
        if self.following.get(stream) is task:
            del self.following[stream]

    def _stop_following(self, stream: str) -> None:
        task = self.following.pop(stream, None)
        if task:
            task.cancel()

    async def _forward(self, stream: str, found: Source, after: int) -> None:
        key = self.principal.key if self.principal else ""
        try:
            with opened(key):
                async with Reader(self.worker.live, stream, keeps_ids=True) as reader:
                    batches = follow(reader, self.worker.log, found, after, heartbeat_s=settings.STREAM_HEARTBEAT_S)
                    async for batch in batches:
                        for seq, event in events.merge(batch, MOST_IN_EVENT):
                            await self._event(stream, seq, event)
        except TooManyOpen:
            await self.close(TOO_MANY)
        except OSError:
            return  # the client has gone while something was being written

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

    async def _tell(self, message: dict[str, Any]) -> None:
        await self.send(text_data=_encoder.encode(message).decode())
