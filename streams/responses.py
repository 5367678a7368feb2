"""StreamResponse, and the ASGI handler that takes it over when the request has ended.

Django's own handler keeps a thread, and a database connection if the view used one, for as long as a response
streams. Here the view returns a `StreamResponse`; the handler lets the request finish (signals sent, connections
closed, thread context left) and only then writes the stream from the same ASGI call.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from asgiref.sync import ThreadSensitiveContext
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from streams import answers, envelopes
from streams.dialects import Encoder, character_start, get
from streams.errors import Refusal, TooLarge
from streams.events import TERMINAL, Event
from streams.limits import opened
from streams.live import Reader
from streams.models import Stream
from streams.parameters import body_limit
from streams.reader import Source, follow
from streams.worker import Worker, current, ensure_started

logger = logging.getLogger(__name__)

MOST_DRAINED = 16 * 1024 * 1024
DRAIN_S = 10

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class StreamResponse(StreamingHttpResponse):
    """The answer of a stream in one dialect from one cursor on (`after`), or from a byte of a text form (`offset`).

    Under a plain handler or the test client it is an ordinary streaming response.
    """

    def __init__(
        self,
        row: Stream,
        found: Source,
        *,
        key: str,
        dialect: str,
        ids: bool,
        after: int = 0,
        offset: int = 0,
        resumes: bool = False,
    ) -> None:
        self.stream_id = row.pk
        answer = answers.get(row.answer)
        self._marks_read = answer.joins_until_read and row.read_at is None
        self._stops_when_left = answer.stops_when_left()
        self.found = found
        self.key = key
        self.encoder = Encoder(get(dialect), row.pk, ids=ids)
        self.after = after
        self.offset = offset
        self.resumes = resumes
        super().__init__(self._content(), content_type=self.encoder.dialect.content_type)
        self.headers["Stream-Id"] = row.pk
        self.headers["Cache-Control"] = "no-cache, no-transform"
        self.headers["X-Accel-Buffering"] = "no"
        self.headers["Content-Encoding"] = "identity"

    async def _content(self) -> AsyncIterator[bytes]:
        worker = current()
        async with Reader(worker.live, self.stream_id, keeps_ids=self.encoder.ids) as reader:
            async for body in self.bodies(worker, reader):
                yield body

    async def bodies(self, worker: Worker, reader: Reader) -> AsyncIterator[bytes]:
        """Everything that leaves, in writes; sets `unfinished` when the end must not look like one."""
        self.unfinished = True
        opening = self.encoder.opening(self.after, resumes=self.resumes)
        if opening:
            yield opening
        heartbeat = self.encoder.heartbeat()
        batches = follow(reader, worker.log, self.found, self.after, heartbeat_s=settings.STREAM_HEARTBEAT_S)
        async with aclosing(batches):  # type: ignore[type-var]
            async for batch in batches:
                if not batch and heartbeat:
                    yield heartbeat
                for body in self.encoder.writes(batch):
                    if self.offset:
                        body = self._after_offset(body)
                    if body:
                        yield body
                if batch and self._ends(batch[-1][1]):
                    return
        if reader.leaving == "away":
            yield self.encoder.goodbye(1000)
            self.unfinished = not self.encoder.ids

    def _ends(self, event: Event) -> bool:
        if not isinstance(event, TERMINAL):
            return False
        self.unfinished = self.encoder.dialect.breaks(event)
        return True

    def _after_offset(self, body: bytes) -> bytes:
        """What of a write lies beyond the offset; a cut inside a character moves back to its start."""
        skipped = min(self.offset, len(body))
        self.offset -= skipped
        return body[character_start(body, skipped) :]

    async def stream_to(self, scope: Message, receive: Receive, send: Send) -> None:
        """Write the whole response; the request behind it has ended."""
        self._can_cut = cuts_unfinished(scope)
        try:
            with opened(self.key):
                worker = current()
                async with Reader(worker.live, self.stream_id, keeps_ids=self.encoder.ids) as reader:
                    await self._write(worker, reader, receive, send)
                if self._stops_when_left and reader.leaving == "gone":
                    worker.loop.call_soon_threadsafe(worker.left, self.stream_id)
        except Refusal as error:  # raised before the first byte only: by `opened` and `current`
            await refuse(send, scope["path"], error)

    async def _write(self, worker: Worker, reader: Reader, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": raw_headers(self)})
        listening = asyncio.ensure_future(leave_on_disconnect(receive, reader))
        try:
            async with aclosing(self.bodies(worker, reader)) as bodies:  # type: ignore[type-var]
                async for body in bodies:
                    await send({"type": "http.response.body", "body": body, "more_body": True})
        except OSError:
            reader.leave("gone")  # while something was being written
        finally:
            listening.cancel()
        if reader.leaving == "gone":
            return
        if self.unfinished and self._can_cut:
            return  # the server sees an incomplete body and cuts the connection
        await send({"type": "http.response.body"})
        self._received(worker)

    def _received(self, worker: Worker) -> None:
        if self._marks_read:
            worker.has_been_read(self.stream_id)


async def leave_on_disconnect(receive: Receive, reader: Reader) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    reader.leave("gone")


def cuts_unfinished(scope: Message) -> bool:
    """Whether the server cuts the connection of an unfinished body.

    uvicorn does, and says which version of the ASGI spec it speaks. Daphne does not say, and leaves the client
    hanging: there the body is ended.
    """
    return "spec_version" in scope["asgi"]


def raw_headers(response: HttpResponseBase) -> list[tuple[bytes, bytes]]:
    headers = [(name.encode("ascii"), value.encode("latin1")) for name, value in response.items()]
    headers += [(b"Set-Cookie", cookie.OutputString().encode("ascii")) for cookie in response.cookies.values()]
    return headers


async def refuse(send: Send, path: str, error: Refusal) -> None:
    """A refusal outside of any view, in the envelope of that address."""
    response = envelopes.refuse(path, error)
    response.headers["Content-Length"] = str(len(response.content))
    response.headers["Connection"] = "close"
    await send({"type": "http.response.start", "status": error.status, "headers": raw_headers(response)})
    await send({"type": "http.response.body", "body": response.content})


class _Taken:
    """The `send` of one request: it keeps the stream that the request answers with."""

    __slots__ = ("_send", "response")

    def __init__(self, send: Send) -> None:
        self._send = send
        self.response: StreamResponse | None = None

    async def __call__(self, message: Message) -> None:
        await self._send(message)


class _Received:
    """The `receive` of one request: it bounds the body, and a disconnect once seen is told again."""

    __slots__ = ("_disconnected", "_ended", "_left", "_receive", "too_large")

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit
        self._disconnected = False
        self._ended = False
        self.too_large = False

    async def __call__(self) -> Message:
        if self._disconnected or self.too_large:
            return {"type": "http.disconnect"}
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self._disconnected = True
            return message
        self._ended = not message.get("more_body")
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.too_large = True
            return {"type": "http.disconnect"}
        return message

    async def drain(self) -> None:
        """Take what is still coming of a body that is too large, within reason: a client that is cut off while it
        sends never reads why."""
        left = MOST_DRAINED
        try:
            async with asyncio.timeout(DRAIN_S):
                while left > 0 and not self._ended:
                    message = await self._receive()
                    left -= len(message.get("body", b""))
                    self._ended = not message.get("more_body")
        except TimeoutError:
            return


class StreamingASGIHandler(ASGIHandler):
    """Django's handler, except that streams are written after their request has ended, and bodies are bounded."""

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        await ensure_started()
        limit = body_limit(scope["path"])
        received = _Received(receive, limit)
        taken = _Taken(send)
        received.too_large = _announced(scope) > limit
        async with ThreadSensitiveContext():
            await self.handle(scope, received, taken)
        if received.too_large:
            await received.drain()
            await refuse(send, scope["path"], _too_large(limit))
        elif taken.response is not None:
            await taken.response.stream_to(scope, received, send)

    async def read_body(self, receive: Receive) -> IO[bytes]:
        """As Django's, but nothing stays open when the request is cancelled while its body arrives."""
        body = SpooledTemporaryFile(settings.FILE_UPLOAD_MAX_MEMORY_SIZE)  # noqa: SIM115 (it is what is returned)
        try:
            more = True
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise RequestAborted
                body.write(message.get("body", b""))
                more = message.get("more_body", False)
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return body

    async def send_response(self, response: HttpResponseBase, send: Send) -> None:
        if isinstance(response, StreamResponse) and isinstance(send, _Taken):
            send.response = response
        else:
            await super().send_response(response, send)


def _too_large(limit: int) -> TooLarge:
    if limit == settings.STREAM_BODY_LIMIT:
        return TooLarge()
    if limit < 1_048_576:
        return TooLarge(_("请求内容太大，最多 %(size)s KB。") % {"size": limit // 1024})
    return TooLarge(_("文件太大，最多 %(size)s MB，请拆成几个文件。") % {"size": limit // 1_048_576})


def _announced(scope: Message) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
