"""An upstream that misbehaves in every way we know, over a raw socket."""

import asyncio
import json
import threading
from typing import Any

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


def chunk(content: str | None = None, **fields: Any) -> bytes:
    delta = {"content": content} if content is not None else {}
    choice = {"index": 0, "delta": {**delta, **fields.pop("delta", {})}, "finish_reason": fields.pop("finish", None)}
    return sse({"choices": [{**choice, **fields.pop("choice", {})}], **fields})


def sse(value: Any) -> bytes:
    return b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
GOOD = HEAD + chunk("本周") + chunk("很好。") + chunk(finish="stop") + DONE


def chunked(body: bytes) -> bytes:
    """A whole reply after which the connection may be used again."""
    return CHUNKED + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def status(code: int, body: bytes = b'{"error": {"message": "secret internals"}}', **headers: str) -> bytes:
    lines = [
        f"HTTP/1.1 {code} X",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Hang:
    """Say nothing more until the client closes."""


class Drip:
    """This, again and again, until the client closes."""

    def __init__(self, data: bytes, every_s: float = 0.02) -> None:
        self.data = data
        self.every_s = every_s


class Bytewise:
    """This, one byte at a time."""

    def __init__(self, data: bytes) -> None:
        self.data = data


Step = bytes | Hang | Drip | Bytewise


class FaultyUpstream:
    """Serves one reply per request, the last one for ever; runs a loop in a thread of its own.

    `requests` are the bodies that came, `connections` how many there were, `closed` is set when a client has closed
    before we did. A connection stays open after a chunked reply only.
    """

    def __init__(self, *replies: list[Step]) -> None:
        self.replies = list(replies)
        self.requests: list[dict[str, Any]] = []
        self.connections = 0
        self.closed = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> "FaultyUpstream":
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_exc: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self.port: int = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while await self._request(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            self.closed.set()
        finally:
            writer.close()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; whether another may follow."""
        head = await reader.readuntil(b"\r\n\r\n")
        headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
        length = int(headers[b"content-length"])
        self.requests.append(json.loads(await reader.readexactly(length)))
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        for step in reply:
            await self._say(step, reader, writer)
        return isinstance(reply[0], bytes) and reply[0].startswith(CHUNKED)

    async def _say(self, step: Step, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if isinstance(step, Hang):
            await reader.read()
            self.closed.set()
        elif isinstance(step, Drip):
            await self._drip(step, reader, writer)
        elif isinstance(step, Bytewise):
            for index in range(len(step.data)):
                writer.write(step.data[index : index + 1])
                await writer.drain()
                await asyncio.sleep(0)
        else:
            writer.write(step)
            await writer.drain()

    async def _drip(self, step: Drip, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        gone = asyncio.ensure_future(reader.read())
        while not gone.done():
            writer.write(step.data)
            await asyncio.wait([gone], timeout=step.every_s)
        self.closed.set()
