"""python -m bench.upstream PORT: an OpenAI-compatible model that says the time, at a rate that its name gives.

The model `r20n200` says 200 tokens at 20 per second; `r0n5` says 5 at once; `r20n0` says one token and then waits for
ever. Each token is the monotonic clock in microseconds and a `;`, so that a reader on this machine sees its age.
"""

import asyncio
import json
import re
import sys
import time

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
TICK_S = 0.005


def frame(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def token(last: bool = False) -> bytes:
    text = f"{time.monotonic_ns() // 1000};"
    finish = '"stop"' if last else "null"
    choice = f'{{"index":0,"delta":{{"content":"{text}"}},"finish_reason":{finish}}}'
    body = f'{{"id":"b","object":"chat.completion.chunk","created":1,"model":"b","choices":[{choice}]}}'
    return frame(f"data: {body}\n\n".encode())


END = frame(b"data: [DONE]\n\n") + b"0\r\n\r\n"


class Stream:
    """One answer on one connection; `due` is when it says its next token."""

    __slots__ = ("due", "gap", "left", "transport")

    def __init__(self, transport: asyncio.Transport, rate: int, count: int) -> None:
        self.transport = transport
        self.gap = 1 / rate if rate else 0.0
        self.left = count
        self.due = time.monotonic() + self.gap


class Upstream:
    def __init__(self) -> None:
        self.streams: set[Stream] = set()

    def open(self, transport: asyncio.Transport, model: str) -> None:
        match = re.fullmatch(r"r(\d+)n(\d+)", model)
        rate, count = (int(match[1]), int(match[2])) if match else (20, 100)
        if not rate:
            transport.write(HEAD + b"".join(token(n == count - 1) for n in range(count)) + END)
            return
        transport.write(HEAD + token())
        if count:
            self.streams.add(Stream(transport, rate, count - 1))

    async def run(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            now = time.monotonic()
            for stream in [stream for stream in self.streams if stream.due <= now]:
                stream.due += stream.gap
                stream.left -= 1
                stream.transport.write(token(stream.left == 0) + (END if stream.left == 0 else b""))
                if stream.left == 0 or stream.transport.is_closing():
                    self.streams.discard(stream)


class Connection(asyncio.Protocol):
    def __init__(self, upstream: Upstream) -> None:
        self.upstream = upstream
        self.held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.held += data
        head, end, body = self.held.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head.lower())
        if end and length and len(body) >= int(length[1]):
            self.held = b""
            self.upstream.open(self.transport, json.loads(body[: int(length[1])])["model"])  # type: ignore[arg-type]


async def main(port: int) -> None:
    upstream = Upstream()
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(upstream), "127.0.0.1", port, backlog=4096
    )
    async with server:
        await upstream.run()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
