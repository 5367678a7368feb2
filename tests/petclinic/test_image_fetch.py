"""A picture is fetched from the public internet or not at all, whatever its address says."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp.abc import ResolveResult

from petclinic import image_fetch
from petclinic.image_fetch import Reach, fetch
from tests.petclinic.hostile_urls import AT_HOME, ELSEWHERE
from tests.petclinic.wire import (
    HOME,
    PICTURE,
    Asked,
    Listener,
    Names,
    a_canary,
    answering,
    head,
    listening,
    reach,
    redirecting,
    refused,
)
from tests.petclinic.wire import watching as watched


@pytest.fixture
async def canary() -> AsyncIterator[Listener]:
    async with a_canary() as listener:
        yield listener


@pytest.fixture
def watching() -> Iterator[Asked]:
    with watched() as asked:
        yield asked


async def test_it_works() -> None:
    async with listening(answering(PICTURE, Content_Type="text/plain")) as server:
        assert (
            await fetch(
                f"http://pictures.example.com:{server.port}/猫 .jpg?x=%2F&a=咪".replace(" ", ""), reach(server.port)
            )
            == PICTURE
        )
    assert server.heard[0].startswith("GET /%E7%8C%AB.jpg?x=%2F&a=%E5%92%AA HTTP/1.1\r\n")


async def test_the_request_tells_nothing_but_what_it_wants() -> None:
    async with listening(answering(PICTURE)) as server:
        await fetch(f"http://pictures.example.com:{server.port}/cat.jpg#part", reach(server.port))
    lines = server.heard[0].strip().split("\r\n")
    assert sorted(line.partition(":")[0] for line in lines[1:]) == [
        "Accept",
        "Accept-Encoding",
        "Connection",
        "Host",
        "User-Agent",
    ]
    assert "Accept-Encoding: identity" in lines
    assert f"Host: pictures.example.com:{server.port}" in lines


async def test_an_address_of_numbers_is_taken_when_it_is_canonical_and_allowed() -> None:
    async with listening(answering(PICTURE)) as server:
        assert await fetch(f"http://{HOME}:{server.port}/", reach(server.port)) == PICTURE


async def test_a_body_in_chunks_and_one_until_the_end_are_taken() -> None:
    async def chunks(_path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(head(Transfer_Encoding="chunked"))
        for at in range(0, len(PICTURE), 700):
            piece = PICTURE[at : at + 700]
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        writer.write(b"0\r\n\r\n")

    async def until_the_end(_path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(head(Connection="close") + PICTURE)

    for handler in (chunks, until_the_end):
        async with listening(handler) as server:
            assert await fetch(f"http://example.com:{server.port}/", reach(server.port)) == PICTURE


async def test_three_redirects_are_followed_and_each_name_is_asked_for_anew() -> None:
    async def handler(path: str, writer: asyncio.StreamWriter) -> None:
        to = {"/a": "b?x=1", "/b?x=1": f"//other.example.com:{server.port}/c", "/c": f"http://{HOME}:{server.port}/d"}
        answer = redirecting(to[path]) if path in to else answering(PICTURE)
        await answer(path, writer)

    names = Names([HOME])
    async with listening(handler) as server:
        assert await fetch(f"http://example.com:{server.port}/a", reach(server.port, names=names)) == PICTURE
    assert len(server.heard) == 4
    assert names.asked == ["example.com", "example.com", "other.example.com"]
    assert not any("Referer" in heard or "Cookie" in heard for heard in server.heard)


async def test_cookies_are_forgotten() -> None:
    async def handler(path: str, writer: asyncio.StreamWriter) -> None:
        if path == "/":
            writer.write(head("302 Found", Location="/next", Set_Cookie="who=alice; Path=/", Content_Length=0))
        else:
            writer.write(head(Content_Length=len(PICTURE)) + PICTURE)

    async with listening(handler) as server:
        await fetch(f"http://example.com:{server.port}/", reach(server.port))
    assert "alice" not in server.heard[1]


# --- between the check and the connection


async def test_a_name_is_asked_once_and_the_answer_is_the_peer(canary: Listener, watching: Asked) -> None:
    """The first answer is allowed, every later one is the canary's: nobody asks a second time."""
    names = Names([HOME], ["127.0.0.2"])
    async with listening(answering(PICTURE)) as server:
        way = reach(server.port, canary.port, names=names)
        assert await fetch(f"http://rebind.example.com:{server.port}/", way) == PICTURE
        assert names.asked == ["rebind.example.com"]
        assert await refused(f"http://rebind.example.com:{canary.port}/", way) == "address"
    assert set(watching.connected) == {HOME}
    assert not canary.heard


async def test_a_redirect_to_the_same_name_is_checked_anew(canary: Listener, watching: Asked) -> None:
    names = Names([HOME], ["127.0.0.2"])
    async with listening(redirecting("/cat.jpg")) as server:
        assert await refused(f"http://rebind.example.com:{server.port}/", reach(server.port, names=names)) == "address"
    assert (len(server.heard), canary.heard, watching.connected) == (1, [], [HOME])


async def test_an_answer_with_one_private_address_is_refused_whole(watching: Asked) -> None:
    names = Names([HOME, "127.0.0.2"])
    async with listening(answering(PICTURE)) as server:
        assert await refused(f"http://example.com:{server.port}/", reach(server.port, names=names)) == "address"
    assert not watching.connected


async def test_the_socket_checks_once_more(monkeypatch: pytest.MonkeyPatch, canary: Listener, watching: Asked) -> None:
    """As if the check of names and of the written address had been forgotten."""
    monkeypatch.setattr(image_fetch, "_check_host", lambda host, reach: None)
    names = Names(["127.0.0.2"])

    class Unchecked(image_fetch._CheckedNames):
        async def resolve(self, host: str, port: int = 0, family: object = 0) -> list[ResolveResult]:
            return [image_fetch._result(host, "127.0.0.2", port)]

    monkeypatch.setattr(image_fetch, "_CheckedNames", Unchecked)
    for host in ("example.com", "127.0.0.2"):
        way = reach(canary.port, names=names)
        assert await refused(f"http://{host}:{canary.port}/", way) == "address"
    assert not canary.heard
    assert not watching.connected


async def test_the_peer_is_looked_at_before_anything_is_sent(canary: Listener) -> None:
    """As if the connection had gone elsewhere than where it was sent: allowed twice, then not any more."""
    times = iter([True, True, False])
    way = Reach(is_allowed=lambda address: next(times), resolve=Names([HOME]), ports=frozenset({canary.port}))
    assert await refused(f"http://example.com:{canary.port}/", way) == "address"
    assert canary.heard in ([], [""])


async def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch, canary: Listener) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        for spelt in (name, name.upper()):
            monkeypatch.setenv(spelt, f"http://127.0.0.1:{canary.port}")
    async with listening(answering(PICTURE)) as server:
        assert await fetch(f"http://example.com:{server.port}/", reach(server.port)) == PICTURE
    assert not canary.heard


async def test_a_netrc_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secrets = tmp_path / "netrc"
    secrets.write_text("default login alice password secret\n")
    monkeypatch.setenv("NETRC", str(secrets))
    async with listening(answering(PICTURE)) as server:
        await fetch(f"http://example.com:{server.port}/", reach(server.port))
    assert "Authorization" not in server.heard[0]


# --- redirects


@pytest.mark.parametrize("location", ELSEWHERE)
async def test_a_redirect_into_the_house_is_not_followed(location: str, canary: Listener, watching: Asked) -> None:
    async with listening(redirecting(location.replace("{port}", str(canary.port)))) as server:
        await refused(f"http://example.com:{server.port}/", reach(server.port, canary.port))
    assert len(server.heard) == 1
    assert watching.connected == [HOME]
    assert not canary.heard


@pytest.mark.parametrize("location", AT_HOME)
async def test_a_redirect_without_a_host_stays_where_it_was(location: str, canary: Listener, watching: Asked) -> None:
    async with listening(redirecting(location.replace("{port}", str(canary.port)))) as server:
        await refused(f"http://example.com:{server.port}/", reach(server.port, canary.port))
    assert set(watching.connected) == {HOME}
    assert not canary.heard


async def test_a_fourth_redirect_is_not_followed() -> None:
    async with listening(redirecting("/1", "/2", "/3", "/4", "/5")) as server:
        assert await refused(f"http://example.com:{server.port}/", reach(server.port)) == "redirect"
    assert len(server.heard) == 4


async def test_a_circle_of_redirects_ends() -> None:
    async with listening(redirecting("/0")) as server:
        assert await refused(f"http://example.com:{server.port}/0", reach(server.port)) == "redirect"
    assert len(server.heard) == 4


async def test_a_verified_connection_does_not_hand_on_to_an_open_one(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask(asked: image_fetch.Target, way: Reach) -> str:
        return "http://example.com/cat.jpg"

    monkeypatch.setattr(image_fetch, "_ask", ask)
    assert await refused("https://example.com/") == "redirect"


@pytest.mark.parametrize("status", ["302 Found", "304 Not Modified", "300 Multiple Choices", "204 No Content"])
async def test_a_redirect_to_nowhere_is_refused(status: str) -> None:
    async def handler(_path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(head(status, Content_Length=0))

    async with listening(handler) as server:
        assert await refused(f"http://example.com:{server.port}/", reach(server.port)) == "status"


# --- certificates


@pytest.fixture(scope="module")
def self_made(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]
    subject = ["-subj", "/CN=example.com", "-addext", "subjectAltName=DNS:example.com"]
    try:
        subprocess.run([*command, "-keyout", key, "-out", certificate, *subject], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("needs the openssl command")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


async def test_a_certificate_that_nobody_signed_is_refused(self_made: ssl.SSLContext) -> None:
    listener = Listener(answering(PICTURE))
    server = await asyncio.start_server(listener.serve, HOME, 0, ssl=self_made)
    port = server.sockets[0].getsockname()[1]
    assert await refused(f"https://example.com:{port}/", reach(port)) == "connection"
    assert not any(listener.heard)
    server.close()
