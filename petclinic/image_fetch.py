"""Fetches a picture from an address that a stranger named, and touches nothing but the public internet for it.

A request is checked in four places, each alone enough for an honest mistake: the written address by a narrow grammar
(`target`), every address that the name stands for (`_CheckedNames`), the very address handed to the socket
(`_checked_socket`), and the peer once connected, before a byte is sent (`_CheckedConnector`). The name is asked for
once per request and nobody asks again, so an answer cannot change between the check and the connection.
"""

import asyncio
import re
import socket
import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import quote, urljoin

import aiohttp
import msgspec
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_reqrep import ClientRequest
from aiohttp.connector import Connection
from aiohttp.tracing import Trace
from yarl import URL

from petclinic.image_headers import sniff
from petclinic.images import MOST_BYTES, Unfit
from petclinic.public_addresses import Address, is_public

__all__ = ["PUBLIC", "Reach", "Unfit", "fetch"]

MOST_REDIRECTS = 3
MOST_URL = 2048
ENOUGH_TO_TELL = 64
HEADERS = {
    "Accept": "image/jpeg,image/png,image/heic,image/heif,image/webp",
    "Accept-Encoding": "identity",
    "User-Agent": "Xiliu/1.0 (pictures of pets)",
}

# One spelling for each thing: a scheme, a host, at most a decimal port. No userinfo, no brackets, no backslash.
_URL = re.compile(r"(?i:(https?))://([A-Za-z0-9._-]+)(?::([1-9][0-9]{0,4}))?(/[^?#]*)?(?:\?([^#]*))?(?:#.*)?")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_KEPT = "%/:@!$&'()*+,;=~?[]|"

_names = ThreadPoolExecutor(4, thread_name_prefix="picture-names")
"""Threads of its own: a slow name server of a stranger must not hold up the lookups of anybody else."""


async def ask_the_system(name: str, port: int) -> list[str]:
    """The addresses of a name. The dot at its end keeps the resolver from trying our own search domains."""
    ask = socket.getaddrinfo
    loop = asyncio.get_running_loop()
    answers = await loop.run_in_executor(_names, lambda: ask(f"{name}.", port, type=socket.SOCK_STREAM))
    return [str(sockaddr[0]) for *_, sockaddr in answers]


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """What a fetch may touch. Only tests make one of their own, to serve from loopback; no setting changes `PUBLIC`."""

    is_allowed: Callable[[Address], bool] = is_public
    resolve: Callable[[str, int], Awaitable[Sequence[str]]] = ask_the_system
    ports: frozenset[int] = frozenset({80, 443})
    most_seconds: float = 10
    most_bytes: int = MOST_BYTES

    def check(self, address: str) -> None:
        """Unfit unless this is the canonical text of an allowed address, without a zone."""
        try:
            parsed = ip_address(address)
        except ValueError as error:
            raise Unfit("address") from error
        if not self.is_allowed(parsed):
            raise Unfit("address")


PUBLIC = Reach()


class Target(msgspec.Struct, frozen=True):
    """One request: the parts as checked. The URL that is asked for is built of them, never of the text once more."""

    scheme: str
    host: str
    port: int
    path: str
    query: str

    @property
    def url(self) -> URL:
        return URL.build(
            scheme=self.scheme, host=self.host, port=self.port, path=self.path, query_string=self.query, encoded=True
        )


async def fetch(url: str, reach: Reach = PUBLIC) -> bytes:
    """The bytes behind an address, at most `MOST_BYTES`, with the magic bytes of a picture; else Unfit, with a reason.

    Reasons: `url` (no plain address) `scheme` `port` `host` `address` `redirect` `timeout` `status` `encoded`
    `too_large` `not_an_image` `connection` (refused, cut, bad certificate, broken HTTP).
    """
    try:
        async with asyncio.timeout(reach.most_seconds):
            return await _follow(target(url, reach), reach)
    except TimeoutError as error:
        raise Unfit("timeout") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise Unfit("connection") from error


async def _follow(first: Target, reach: Reach) -> bytes:
    """Ask, and follow redirects; every one of them is an address of a stranger like the first."""
    asked = first
    for _ in range(1 + MOST_REDIRECTS):
        answer = await _ask(asked, reach)
        if isinstance(answer, bytes):
            return answer
        _only_plain(answer)
        following = target(urljoin(str(asked.url), answer), reach)
        if asked.scheme == "https" and following.scheme == "http":
            raise Unfit(
                "redirect"
            )  # what came over a verified connection is not handed on to one that anybody can write
        asked = following
    raise Unfit("redirect")


# --- the written address


def target(url: str, reach: Reach = PUBLIC) -> Target:
    """The parts of an address that is spelt the one way we take; everything cleverer is Unfit."""
    _only_plain(url)
    scheme, colon, _ = url.partition(":")
    if not colon or scheme.lower() not in ("http", "https"):
        raise Unfit("scheme")
    parts = _URL.fullmatch(url)
    if parts is None:
        raise Unfit("host")
    scheme, host = scheme.lower(), parts[2].lower()
    port = int(parts[3] or {"http": 80, "https": 443}[scheme])
    if port not in reach.ports:
        raise Unfit("port")
    _check_host(host, reach)
    return Target(scheme, host, port, quote(parts[4] or "/", safe=_KEPT), quote(parts[5] or "", safe=_KEPT))


def _only_plain(text: str) -> None:
    """No white space, control, format or unassigned character anywhere, no backslash, and a bounded length."""
    if not 0 < len(text) <= MOST_URL or "\\" in text:
        raise Unfit("url")
    if any(unicodedata.category(character)[0] in "CZ" for character in text):
        raise Unfit("url")


def _check_host(host: str, reach: Reach) -> None:
    """A canonical IPv4 address that is allowed, or a name of two labels and more whose last one is no number.

    Resolvers read `127.1`, `2130706433`, `0x7f.1` and `0177.0.0.1` as addresses; here they are nothing. IPv6 addresses
    in brackets are not taken at all: no picture of a pet was ever there.
    """
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        try:
            reach.check(str(IPv4Address(host)))
        except ValueError as error:
            raise Unfit("host") from error
    elif len(labels) < 2 or len(host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise Unfit("host")


# --- the connection


class _CheckedNames(AbstractResolver):
    """Asks once and hands on exactly what it checked. One address that is not public condemns the whole name."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        try:
            addresses = list(dict.fromkeys(await self._reach.resolve(host, port)))
        except (socket.gaierror, UnicodeError) as error:
            raise Unfit("host") from error
        if not addresses:
            raise Unfit("host")
        for address in addresses:
            self._reach.check(address)
        return [_result(host, address, port) for address in addresses]

    async def close(self) -> None:
        pass


def _result(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if isinstance(ip_address(address), IPv6Address) else socket.AF_INET
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST)


class _CheckedConnector(aiohttp.TCPConnector):
    """Connects to nobody but whom the checks let through, and looks at the peer before anything is sent."""

    def __init__(self, reach: Reach) -> None:
        def checked_socket(info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
            reach.check(str(info[4][0]))
            return socket.socket(info[0], info[1], info[2])

        super().__init__(
            resolver=_CheckedNames(reach),
            use_dns_cache=False,
            socket_factory=checked_socket,
            happy_eyeballs_delay=None,
            force_close=True,
            ssl=True,
        )
        self._reach = reach

    async def connect(self, req: ClientRequest, traces: list[Trace], timeout: aiohttp.ClientTimeout) -> Connection:
        connection = await super().connect(req, traces, timeout)
        peer = connection.transport.get_extra_info("peername") if connection.transport else None
        try:
            self._reach.check(str(peer[0] if peer else ""))
        except Unfit:
            connection.close()
            raise
        return connection


def _session(reach: Reach) -> aiohttp.ClientSession:
    """A session for one request: no memory of the last one, nothing from the environment."""
    return aiohttp.ClientSession(
        connector=_CheckedConnector(reach),
        headers=HEADERS,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=reach.most_seconds / 3),
        auto_decompress=False,
        trust_env=False,
        requote_redirect_url=False,
    )


async def _ask(asked: Target, reach: Reach) -> bytes | str:
    """The picture's bytes, or where the answer points to."""
    if (asked.url.scheme, asked.url.raw_host, asked.url.port) != (asked.scheme, asked.host, asked.port):
        raise Unfit("host")  # two readers of one address disagree: that is how guards are passed
    async with _session(reach) as session, session.get(asked.url, allow_redirects=False) as response:
        if response.status in (301, 302, 303, 307, 308) and "Location" in response.headers:
            return response.headers["Location"]
        if response.status != 200:
            raise Unfit("status")
        if any(encoding.strip().lower() != "identity" for encoding in response.headers.getall("Content-Encoding", [])):
            raise Unfit("encoded")
        if (response.content_length or 0) > reach.most_bytes:
            raise Unfit("too_large")
        return await _read(response, reach)


async def _read(response: aiohttp.ClientResponse, reach: Reach) -> bytes:
    """The body, counted as it comes; what does not begin like a picture is not read on."""
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > reach.most_bytes:
            raise Unfit("too_large")
        if len(body) >= ENOUGH_TO_TELL and sniff(body) is None:
            raise Unfit("not_an_image")
    if sniff(body) is None:
        raise Unfit("not_an_image")
    return bytes(body)
