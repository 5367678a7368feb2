"""An answer in one JSON body, for clients that do not read streams: the same stream, told when it has ended.

Nothing is sent before the end, so that a failure is still a status code. While a client waits there is neither a
thread nor a database connection for it; when it leaves, the stream goes on.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from streams import opening, worker
from streams.auth import authenticate
from streams.errors import Refusal, Unavailable, Unprocessable
from streams.events import Cancelled, Done, Event, Failed, Refused, Text
from streams.limits import check_open
from streams.live import Reader
from streams.models import Stream
from streams.parameters import View, body_of, refusing
from streams.reader import Source, follow, source
from streams.responses import Receive, Send, StreamResponse, leave_on_disconnect, raw_headers
from streams.worker import Worker

Shape = Callable[[Stream, str], dict[str, Any]]
"""The JSON body from the row (its parameters and inputs) and the whole text."""


def whole_view(name: str, shape: Shape) -> View:
    """A view that starts, joins or replays the answer of that name, as `answer_view` does, and answers at its end.

    An answer that fails, or that somebody stops, is 503 with its plain sentence; one that refuses its input is 422.
    """

    @refusing("GET", "POST")
    async def view(request: HttpRequest) -> HttpResponseBase:
        runner = worker.current()
        row, key = await runner.in_database(_begin, request, name)
        return WholeResponse(row, await source(row, runner.log, 0), key=key, shape=shape)

    return view


def _begin(request: HttpRequest, name: str) -> tuple[Stream, str]:
    principal = authenticate(request, starts=True)
    check_open(principal.key)
    row = opening.start(name, principal, body_of(request), request.headers.get("Idempotency-Key", "").strip())
    if "inputs" in row.get_deferred_fields():
        row.refresh_from_db(fields=["inputs"])  # a joined row comes without them; later there is no database
    return row, principal.key


class WholeResponse(StreamResponse):
    """The JSON body of a stream, sent at its end."""

    def __init__(self, row: Stream, found: Source, *, key: str, shape: Shape) -> None:
        super().__init__(row, found, key=key, dialect=row.dialect, ids=False)
        self.headers["Content-Type"] = "application/json"
        self._row = row
        self._shape = shape
        self._stopped = _("这个回答被停止了，没有写完，请重新请求。")

    async def _content(self) -> AsyncIterator[bytes]:
        runner = worker.current()
        async with Reader(runner.live, self.stream_id, keeps_ids=False) as reader:
            yield await self.whole(runner, reader)

    async def whole(self, runner: Worker, reader: Reader) -> bytes:
        """The body, once the stream has ended; raises `Unavailable` when there is no whole answer."""
        said: list[str] = []
        batches = follow(reader, runner.log, self.found, 0, heartbeat_s=settings.STREAM_HEARTBEAT_S)
        async with aclosing(batches):  # type: ignore[type-var]
            async for batch in batches:
                for _seq, event in batch:
                    if self._ended(event, said):
                        body = self._shape(self._row, "".join(said))
                        return json.dumps(body, ensure_ascii=False).encode()
        raise Unavailable(log=f"{self.stream_id} had not ended")

    def _ended(self, event: Event, said: list[str]) -> bool:
        match event:
            case Text(text):
                said.append(text)
            case Refused(text):
                raise Unprocessable(text, log=f"{self.stream_id}: refused")
            case Failed(code, message):
                raise Unavailable(message, log=f"{self.stream_id}: {code}")
            case Cancelled(by):
                raise Unavailable(self._stopped, log=f"{self.stream_id}: stopped by {by}")
        return isinstance(event, Done)

    async def _write(self, runner: Worker, reader: Reader, receive: Receive, send: Send) -> None:
        listening = asyncio.ensure_future(leave_on_disconnect(receive, reader))
        try:
            body = await self.whole(runner, reader)
        except Refusal:
            if reader.leaving == "gone":
                return
            raise  # nothing has been sent: it becomes a status
        finally:
            listening.cancel()
        headers = [*raw_headers(self), (b"Content-Length", str(len(body)).encode())]
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": headers})
            await send({"type": "http.response.body", "body": body})
            self._received(worker=runner)
        except OSError:
            return  # the client has gone while it was being written
