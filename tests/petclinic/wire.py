"""Listeners on loopback that answer byte for byte, canaries that must hear nothing, and what this process asked for."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from ipaddress import ip_address
from typing import Any

import pytest

from petclinic.image_fetch import PUBLIC, Reach, fetch
from petclinic.images import REFUSAL, Unfit
from petclinic.public_addresses import Address, is_public
from tests.petclinic.pictures import disc, saved

Handler = Callable[[str, asyncio.StreamWriter], Awaitable[None]]
HOME = "127.0.0.1"
PICTURE = saved(disc().resize((320, 240)))


class Listener:
    """A listener and what it heard: one head of a request for each connection, "" for one that sent nothing."""

    def __init__(self, handler: Handler | None) -> None:
        self._handler = handler
        self.heard: list[str] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        at = len(self.heard)
        self.heard.append("")
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.heard[at] = head
            if self._handler:
                await self._handler(head.split(" ")[1], writer)
            await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def listening(handler: Handler | None = None, host: str = HOME, port: int = 0) -> AsyncIterator[Listener]:
    listener = Listener(handler)
    server = await asyncio.start_server(listener.serve, host, port)
    listener.port = server.sockets[0].getsockname()[1]
    try:
        yield listener
    finally:
        server.close()


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@asynccontextmanager
async def a_canary() -> AsyncIterator[Listener]:
    """Listens at one port on every loopback address, of IPv6 too where there is one; would hand out a fine picture."""
    async with listening(answering(PICTURE), "0.0.0.0") as listener:
        other = await asyncio.start_server(listener.serve, "::1", listener.port) if has_ipv6() else None
        yield listener
        if other:
            other.close()


def head(status: str = "200 OK", **headers: Any) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")


def answering(body: bytes, **headers: Any) -> Handler:
    async def answer(_path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(head(**{"Content_Length": len(body), **headers}) + body)

    return answer


def redirecting(*locations: str) -> Handler:
    """Sends to these places, one for each path /0, /1, ...; any other path begins with the first."""

    async def redirect(path: str, writer: asyncio.StreamWriter) -> None:
        at = int(path[1:]) if path[1:].isdigit() else 0
        writer.write(head("302 Found", Location=locations[at], Content_Length=0))

    return redirect


def only_home(address: Address) -> bool:
    """The strict rule, and the one address that the tests' own server has. 127.0.0.2 and ::1 stay forbidden."""
    return str(address) == HOME or is_public(address)


class Names:
    """A resolver that says what it is told, one answer after the other; the last one stays."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, name: str, port: int) -> Sequence[str]:
        self.asked.append(name)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


def reach(*ports: int, names: Names | None = None, seconds: float = 5, most_bytes: int = 200_000) -> Reach:
    """To the tests' own server and nowhere else; every name stands for it unless `names` says otherwise."""
    return Reach(
        is_allowed=only_home,
        resolve=names or Names([HOME]),
        ports=frozenset(ports),
        most_seconds=seconds,
        most_bytes=most_bytes,
    )


class Asked:
    """What this process asked of the system: addresses it connected to, and names it looked up."""

    def __init__(self) -> None:
        self.on = False
        self.connected: list[str] = []
        self.looked_up: list[str] = []

    def hook(self, event: str, args: tuple[object, ...]) -> None:
        if self.on and event == "socket.connect" and isinstance(args[1], tuple):
            self.connected.append(str(args[1][0]))
        elif self.on and event == "socket.getaddrinfo" and not _is_number(args[0]):
            self.looked_up.append(str(args[0]))


def _is_number(host: object) -> bool:
    try:
        return bool(ip_address(host if isinstance(host, str) else ""))
    except ValueError:
        return host is None


_asked = Asked()
sys.addaudithook(_asked.hook)


@contextmanager
def watching() -> Iterator[Asked]:
    """Python's own audit of every connect and lookup, whoever makes it; a hook can never be taken away, only muted."""
    _asked.connected, _asked.looked_up, _asked.on = [], [], True
    try:
        yield _asked
    finally:
        _asked.on = False


async def refused(url: str, way: Reach = PUBLIC) -> str:
    """The reason why this address was refused; people are told the same in every case."""
    with pytest.raises(Unfit) as caught:
        await fetch(url, way)
    assert caught.value.text == REFUSAL == "图片不符合规范, 请重新上传"
    return caught.value.reason
