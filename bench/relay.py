"""python -m bench.relay PORT UPSTREAM MODEL: the floor. A bare asyncio relay that decodes and re-encodes every event.

It keeps nothing, signs nobody in, and has no framework: one connection in, one out, msgspec in between.
"""

import asyncio
import json
import sys

import msgspec
import uvloop


class Delta(msgspec.Struct):
    content: str = ""


class Choice(msgspec.Struct):
    delta: Delta


class Chunk(msgspec.Struct):
    choices: list[Choice]


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
decoder = msgspec.json.Decoder(Chunk)
encoder = msgspec.json.Encoder()


class ToModel(asyncio.Protocol):
    def __init__(self, client: asyncio.Transport, request: bytes) -> None:
        self.client = client
        self.request = request
        self.held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(self.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        lines = (self.held + data).split(b"\n")
        self.held = lines.pop()
        for line in lines:
            if line.startswith(b"data: {"):
                text = decoder.decode(line[6:]).choices[0].delta.content
                self.client.write(b"data: " + encoder.encode({"text": text}) + b"\n\n")
            elif line.startswith(b"data: [DONE]"):
                self.client.write(b'data: {"text": "", "done": true}\n\n')
                self.client.close()
                self.transport.close()


class FromClient(asyncio.Protocol):
    def __init__(self, upstream: int, model: str) -> None:
        self.upstream = upstream
        body = json.dumps({"model": model, "stream": True, "messages": []}).encode()
        self.request = b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(HEAD)  # type: ignore[attr-defined]
        loop = asyncio.get_running_loop()
        to_model = lambda: ToModel(self.transport, self.request)  # type: ignore[arg-type]  # noqa: E731
        self.task = loop.create_task(loop.create_connection(to_model, "127.0.0.1", self.upstream))


async def main(port: int, upstream: int, model: str) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: FromClient(upstream, model), "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
