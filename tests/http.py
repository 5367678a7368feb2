"""A small HTTP client for byte-exact tests: it shows what came, when it came, and whether it ended cleanly."""

import http.client
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any


@dataclass
class Reply:
    status: int
    headers: Message
    body: bytes
    whole: bool

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


class Stream:
    """An open response. `read_until` waits for bytes to arrive, `rest` for the end, `cut` closes at once."""

    def __init__(
        self,
        connection: http.client.HTTPConnection,
        response: http.client.HTTPResponse,
        settle: Callable[[str], None] | None,
    ) -> None:
        self._connection = connection
        self._settle = settle
        self._response = response
        self.status = response.status
        self.headers: Message = response.headers
        self.body = b""
        self.whole = True

    @property
    def id(self) -> str:
        return self.headers["Stream-Id"]

    def chunks(self) -> Iterator[bytes]:
        while True:
            try:
                chunk: bytes = self._response.read1(65_536)
            except (http.client.IncompleteRead, ConnectionError):
                self.whole = False
                return
            if not chunk:
                return
            self.body += chunk
            yield chunk

    def read_until(self, wanted: bytes | int) -> bytes:
        """Until the body contains these bytes, or is this long; the body so far."""
        chunks = self.chunks()
        while not (wanted in self.body if isinstance(wanted, bytes) else len(self.body) >= wanted):
            if next(chunks, None) is None:
                break
        return self.body

    def rest(self) -> Reply:
        """Read to the end; then the row has followed the log, too (readers see the end a moment before it)."""
        for _chunk in self.chunks():
            pass
        self.cut()
        if self._settle and "Stream-Id" in self.headers:
            self._settle(self.id)
        return Reply(self.status, self.headers, self.body, self.whole)

    def cut(self) -> None:
        self._response.close()
        self._connection.close()


class Client:
    """Requests to one server, with headers of its own."""

    def __init__(
        self, port: int, headers: Mapping[str, str] | None = None, settle: Callable[[str], None] | None = None
    ) -> None:
        self.port = port
        self._settle = settle
        self.headers = dict(headers or {})

    def open(self, method: str, path: str, body: Any = None, **headers: str) -> Stream:
        """Send and return as soon as the head has come. A dict goes as JSON; header names use `_` for `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if isinstance(body, dict | list):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        connection.request(method, path, body, sent)
        return Stream(connection, connection.getresponse(), self._settle)

    def get(self, path: str, **headers: str) -> Reply:
        return self.open("GET", path, **headers).rest()

    def post(self, path: str, body: Any = None, **headers: str) -> Reply:
        return self.open("POST", path, body, **headers).rest()
