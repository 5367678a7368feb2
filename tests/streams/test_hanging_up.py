"""Where an answer says so, it stops when its last reader hangs up, over either transport."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from streams.models import Stream
from streams.providers.scripted import Gate, script
from tests.conftest import LiveServer
from tests.streams.echo import Echo
from tests.streams.test_resume import text
from tests.streams.test_websocket import Socket, socket


@pytest.fixture(autouse=True)
def _stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Echo, "stops_when_left", lambda _answer: True)


@pytest.fixture
def ws(server: LiveServer, alice: User) -> Iterator[Socket]:
    with socket(server, alice) as opened:
        yield opened


def begun(ws: Socket) -> str:
    """A stream of this socket that has said its first word."""
    ws.say(type="start", ref="a", answer="test.echo")
    stream: str = ws.hear()["stream"]
    assert ws.hear()["event"]["text"] == "一"
    return stream


def test_the_last_reader_closes_its_socket(server: LiveServer, alice: User) -> None:
    model = script("echo", "一", Gate())
    with socket(server, alice) as ws:
        stream = begun(ws)
    assert model.closed.wait(10)
    server.settle(stream)
    row = Stream.objects.get(pk=stream)
    assert (row.state, row.cancelled_by, row.text) == ("cancelled", "user", "一")


def test_the_last_reader_unfollows(server: LiveServer, ws: Socket) -> None:
    model = script("echo", "一", Gate())
    stream = begun(ws)
    ws.say(type="unfollow", stream=stream)
    assert model.closed.wait(10)
    server.settle(stream)
    assert Stream.objects.get(pk=stream).state == "cancelled"


def test_another_reader_keeps_it(server: LiveServer, alice: User) -> None:
    script("echo", "一", gate := Gate(), "二")
    with socket(server, alice) as ws:
        stream = begun(ws)
        other = server.client(alice).open("GET", f"/streams/{stream}")
        other.read_until("一".encode())
    server.wait_for_readers(1)
    gate.open()
    assert other.rest().text.endswith("data: 二\n\nevent: end\ndata: \n\n")


def test_the_last_of_two_over_either_transport_stops_it(server: LiveServer, alice: User) -> None:
    model = script("echo", "一", Gate())
    with socket(server, alice) as ws:
        stream = begun(ws)
        other = server.client(alice).open("GET", f"/streams/{stream}")
        other.read_until("一".encode())
        other.cut()
        server.wait_for_readers(1)
        assert not model.closed.is_set()
    assert model.closed.wait(10)


def test_to_follow_again_on_the_same_socket_is_no_hanging_up(server: LiveServer, ws: Socket) -> None:
    model = script("echo", "一", gate := Gate(), "二")
    stream = begun(ws)
    for _time in range(20):
        ws.say(type="follow", stream=stream, after=1)
    ws.say(type="ping")
    assert ws.hear() == {"type": "pong"}
    server.wait_for_readers(1)
    assert not model.closed.is_set()
    gate.open()
    assert text(ws.events(stream)) == "二"


def test_a_reader_that_has_the_end_has_not_hung_up(server: LiveServer, alice: User) -> None:
    script("echo", "一", gate := Gate(), "二")
    with socket(server, alice) as ws:
        stream = begun(ws)
        gate.open()
        ws.events(stream)
    server.settle(stream)
    assert Stream.objects.get(pk=stream).state == "done"


@pytest.mark.parametrize("drained", [True, False])
def test_a_server_that_goes_away_is_no_hanging_up(
    restart: Callable[[], LiveServer], alice: User, settings: Settings, tmp_path: object, drained: bool
) -> None:
    settings.STREAM_LOG_FILE = f"{tmp_path}/log.sqlite3"
    first = restart()
    script("echo", "一", Gate(), "二")
    with socket(first, alice) as ws:
        stream = begun(ws)
        if drained:
            first.run(first.worker.drain, 1)
        first.stop()
        assert ws.close_code() == 1012
    assert Stream.objects.get(pk=stream).state == "running"
    script("echo", "一", "二")
    assert restart().client(alice).get(f"/streams/{stream}").text.count("event: end") == 1
    assert Stream.objects.get(pk=stream).text == "一二"
