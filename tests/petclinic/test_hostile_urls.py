"""An address that a stranger wrote is read in one way or refused, and never asked unless it is public."""

import socket
from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_address

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from petclinic import image_fetch
from petclinic.image_fetch import Reach, target
from petclinic.images import Unfit
from petclinic.public_addresses import Address, is_public
from tests.petclinic.hostile_urls import HOSTILE, NOT_PUBLIC, PUBLIC_ADDRESSES
from tests.petclinic.wire import Asked, Listener, Names, a_canary, refused
from tests.petclinic.wire import watching as watched


@pytest.fixture
async def canary() -> AsyncIterator[Listener]:
    async with a_canary() as listener:
        yield listener


@pytest.fixture
def watching() -> Iterator[Asked]:
    with watched() as asked:
        yield asked


def test_there_are_many_hostile_addresses() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) > 250


@pytest.mark.parametrize("url", HOSTILE)
async def test_a_hostile_address_is_never_asked(url: str, canary: Listener, watching: Asked) -> None:
    """With the rule of production; and with a resolver that says loopback and a rule that lets the canary's port by."""
    written = url.replace("{port}", str(canary.port))
    await refused(written)
    for answer in (["127.0.0.1"], ["::1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:127.0.0.1"], ["10.0.0.1"]):
        await refused(written, Reach(resolve=Names(answer), ports=frozenset({80, 443, canary.port})))
    assert not canary.heard
    assert not watching.connected
    assert not [name for name in watching.looked_up if "example.com" in name]


@pytest.mark.parametrize("address", NOT_PUBLIC)
async def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not is_public(ip_address(address))
    assert await refused("http://example.com/", Reach(resolve=Names([address]))) == "address"
    assert await refused("http://example.com/", Reach(resolve=Names(["8.8.8.8", address, "1.1.1.1"]))) == "address"


@pytest.mark.parametrize("address", PUBLIC_ADDRESSES)
def test_a_public_address_is_not_refused(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses())
@example(ip_address("2a00::1"))
def test_the_rule_is_never_wider_than_python_s_own(address: Address) -> None:
    assert address.is_global or not is_public(address)


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://img.example.com", ("https", "img.example.com", 443, "/", "")),
        ("HTTPS://IMG.Example.COM:443/A.jpg", ("https", "img.example.com", 443, "/A.jpg", "")),
        (
            "http://a_b.example.com:80/x//y/../z?q=1&r=a%20b#f",
            ("http", "a_b.example.com", 80, "/x//y/../z", "q=1&r=a%20b"),
        ),
        (
            "https://xn--fsqu00a.xn--fiqs8s/猫.jpg?名=咪",
            ("https", "xn--fsqu00a.xn--fiqs8s", 443, "/%E7%8C%AB.jpg", "%E5%90%8D=%E5%92%AA"),
        ),
        ("http://8.8.8.8/?http://127.0.0.1/@x:y", ("http", "8.8.8.8", 80, "/", "http://127.0.0.1/@x:y")),
        (
            "https://a.cn/b?OSSAccessKeyId=x&Signature=a%2Bb%3D",
            ("https", "a.cn", 443, "/b", "OSSAccessKeyId=x&Signature=a%2Bb%3D"),
        ),
    ],
)
def test_an_honest_address_is_read_as_written(url: str, wanted: tuple[str, str, int, str, str]) -> None:
    read = target(url)
    assert (read.scheme, read.host, read.port, read.path, read.query) == wanted
    assert (read.url.scheme, read.url.raw_host, read.url.port) == wanted[:3]


@settings(max_examples=500)
@given(st.text("htps:/\\@[]#?.%127x0aA-_ \t。１é\u200b", max_size=40).map("http://".__add__) | st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read = target(text)
    except Unfit:
        return
    assert read.url.raw_host == read.host
    assert read.port in (80, 443)
    assert str(read.url).isascii()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.com/", "scheme"),
        ("http://example.com:8080/", "port"),
        ("http://user@example.com/", "host"),
        ("http://localhost/", "host"),
        ("http://127.1/", "host"),
        ("http://127.0.0.1/", "address"),
        ("http://example.com/a b", "url"),
        ("http://example.com\\/", "url"),
    ],
)
async def test_the_reason_says_what_was_wrong(url: str, reason: str) -> None:
    assert await refused(url) == reason


async def test_a_name_that_nobody_knows_is_refused() -> None:
    async def nobody(_name: str, _port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    async def nothing(_name: str, _port: int) -> list[str]:
        return []

    for resolve in (nobody, nothing):
        assert await refused("http://example.com/", Reach(resolve=resolve)) == "host"


async def test_the_system_is_asked_for_the_whole_name(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def answer(*args: object, **_kwargs: object) -> list[object]:
        seen.append(args)
        return [(socket.AF_INET, 1, 6, "", ("127.0.0.1", 80)), (socket.AF_INET6, 1, 6, "", ("::1", 80, 0, 0))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    assert await image_fetch.ask_the_system("example.com", 80) == ["127.0.0.1", "::1"]
    assert await refused("http://example.com/") == "address"
    assert seen == [("example.com.", 80)] * 2
