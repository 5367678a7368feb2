"""Whatever a stranger's server answers: a picture in time and within bounds, or a refusal."""

import asyncio
import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from petclinic.image_fetch import PUBLIC, Reach, fetch
from petclinic.images import Unfit
from tests.petclinic.wire import (
    PICTURE,
    Handler,
    answering,
    head,
    listening,
    reach,
    redirecting,
    refused,
)


async def dripping(_path: str, writer: asyncio.StreamWriter) -> None:
    writer.write(head(Content_Length=len(PICTURE)))
    for byte in PICTURE:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.01)


async def silent(_path: str, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def dripping_head(_path: str, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(1_000):
        writer.write(b"X-%d: y\r\n" % number)
        await asyncio.sleep(0.01)


async def waiting_for_ever(_path: str, writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(head("100 Continue"))
        await writer.drain()
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("handler", [dripping, silent, dripping_head, waiting_for_ever])
async def test_time_is_up_however_slowly_it_comes(handler: Handler) -> None:
    async with listening(handler) as server:
        started = asyncio.get_running_loop().time()
        assert await refused(f"http://example.com:{server.port}/", reach(server.port, seconds=0.2)) == "timeout"
        assert asyncio.get_running_loop().time() - started < 2


async def test_time_is_up_over_all_redirects_together() -> None:
    async def handler(path: str, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.15)
        await redirecting("/1", "/2", "/3", "/4")(path, writer)

    async with listening(handler) as server:
        assert await refused(f"http://example.com:{server.port}/", reach(server.port, seconds=0.4)) == "timeout"


async def test_time_is_up_for_a_slow_name() -> None:
    async def slow(_name: str, _port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    assert await refused("http://example.com/", Reach(resolve=slow, most_seconds=0.1)) == "timeout"


async def endless(_path: str, writer: asyncio.StreamWriter) -> None:
    writer.write(head() + PICTURE)
    while not writer.is_closing():
        writer.write(bytes(65_536))
        await writer.drain()


async def endless_chunks(_path: str, writer: asyncio.StreamWriter) -> None:
    writer.write(head(Transfer_Encoding="chunked") + b"%x\r\n%b\r\n" % (len(PICTURE), PICTURE))
    while not writer.is_closing():
        writer.write(b"10000\r\n%b\r\n" % bytes(65_536))
        await writer.drain()


@pytest.mark.parametrize(
    "handler", [endless, endless_chunks, answering(PICTURE + bytes(200_000)), answering(b"", Content_Length=10**9)]
)
async def test_what_is_too_large_is_not_read_on(handler: Handler) -> None:
    async with listening(handler) as server:
        assert await refused(f"http://example.com:{server.port}/", reach(server.port)) == "too_large"


async def test_ten_megabytes_are_the_limit() -> None:
    assert PUBLIC.most_bytes == 10 * 1024 * 1024
    assert PUBLIC.most_seconds == 10
    whole = PICTURE + bytes(PUBLIC.most_bytes - len(PICTURE))
    for body, fits in ((whole, True), (whole + b"x", False)):
        async with listening(answering(body)) as server:
            way = reach(server.port, most_bytes=PUBLIC.most_bytes)
            url = f"http://example.com:{server.port}/"
            assert (await fetch(url, way) == body) if fits else (await refused(url, way) == "too_large")


@pytest.mark.parametrize("length", [len(PICTURE) + 1, -1, "many", f"{len(PICTURE)}, 3", 2**70])
async def test_a_length_that_is_a_lie_is_refused(length: object) -> None:
    async with listening(answering(PICTURE, Content_Length=length)) as server:
        assert await refused(f"http://example.com:{server.port}/", reach(server.port)) in ("connection", "too_large")


async def test_what_comes_after_the_promised_length_is_not_taken() -> None:
    async with listening(answering(PICTURE, Content_Length=1000)) as server:
        try:
            taken = await fetch(f"http://example.com:{server.port}/", reach(server.port))
        except Unfit:  # bytes that nobody asked for, in the same packet
            taken = PICTURE[:1000]
    assert taken == PICTURE[:1000]


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "GZIP", "identity, gzip", "x-gzip", "compress"])
async def test_a_packed_body_is_refused_unopened(encoding: str) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    async with listening(answering(bomb, Content_Encoding=encoding)) as server:
        assert await refused(f"http://example.com:{server.port}/", reach(server.port)) == "encoded"


async def test_identity_may_be_named() -> None:
    async with listening(answering(PICTURE, Content_Encoding="Identity")) as server:
        assert await fetch(f"http://example.com:{server.port}/", reach(server.port)) == PICTURE


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xd8", b"<html>", b"GIF89a" + bytes(99), b"root:x:0:0:" * 99, gzip.compress(PICTURE)]
)
async def test_what_is_no_picture_is_refused_whatever_it_is_called(body: bytes) -> None:
    async with listening(answering(body, Content_Type="image/jpeg")) as server:
        assert await refused(f"http://example.com:{server.port}/cat.jpg", reach(server.port)) == "not_an_image"


async def test_what_does_not_begin_like_a_picture_is_not_read_on() -> None:
    async def page(_path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(head() + b"<html>" * 20)
        await asyncio.Event().wait()

    async with listening(page) as server:
        assert await refused(f"http://example.com:{server.port}/", reach(server.port)) == "not_an_image"


@pytest.mark.parametrize("status", ["206 Partial Content", "401 Unauthorized", "403 Forbidden", "404 No", "500 Error"])
async def test_another_status_is_refused(status: str) -> None:
    async def handler(_path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(head(status, Content_Length=len(PICTURE)) + PICTURE)

    async with listening(handler) as server:
        assert await refused(f"http://example.com:{server.port}/", reach(server.port)) == "status"


BROKEN = [
    b"",
    b"\r\n\r\n",
    b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    b"+PONG\r\n",
    b"HTTP/9.9 200 OK\r\n\r\n",
    b"HTTP/1.1 999999 OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX: " + b"y" * 20_000 + b"\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n" + gzip.compress(PICTURE),
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
    b"\x15\x03\x01\x00\x02\x02\x28",
]


async def says(data: bytes) -> str:
    async def handler(_path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(data)

    async with listening(handler) as server:
        return await refused(f"http://example.com:{server.port}/", reach(server.port))


@pytest.mark.parametrize("data", BROKEN)
async def test_broken_answers_are_refused(data: bytes) -> None:
    assert await says(data) in ("connection", "not_an_image", "status")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from([b"HTTP/1.1 ", b"200 OK", b"302 x", b"\r\n", b"\r\n\r\n", b"Location: ", b"Set-Cookie: "])
        | st.sampled_from([b"Content-Length: ", b"Transfer-Encoding: chunked", b"Content-Encoding: ", b"5", b"\x00"])
        | st.binary(max_size=12),
        max_size=14,
    )
)
def test_any_answer_is_a_refusal_and_nothing_else(pieces: list[bytes]) -> None:
    asyncio.run(says(b"HTTP/1.1 200 OK\r\n" * (len(pieces) % 2) + b"".join(pieces)))


async def test_a_closed_door_is_refused() -> None:
    async with listening() as server:
        pass
    assert await refused(f"http://example.com:{server.port}/", reach(server.port)) == "connection"


async def test_a_caller_who_leaves_ends_the_request() -> None:
    async with listening(silent) as server:
        asking = asyncio.create_task(fetch(f"http://example.com:{server.port}/", reach(server.port)))
        while not server.heard:  # noqa: ASYNC110
            await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
