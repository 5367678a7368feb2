"""The WebSocket: the same events as over SSE, many streams on one socket, and each refusal."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from knox.models import AuthToken
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from streams.models import Stream
from streams.providers.scripted import Gate, script
from tests.conftest import LiveServer
from tests.streams.test_http import session
from tests.streams.test_resume import PIECES, WHOLE, canonical, text


class Socket:
    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def say(self, **frame: Any) -> None:
        self.connection.send(json.dumps(frame))

    def hear(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.connection.recv(timeout=10))
        return found

    def events(self, stream: str) -> list[dict[str, Any]]:
        """The events of a stream up to its terminal."""
        found: list[dict[str, Any]] = []
        while not found or found[-1]["type"] not in {"done", "failed", "cancelled"}:
            frame = self.hear()
            if frame["type"] == "event" and frame["stream"] == stream:
                found.append(frame["event"])
        return found

    def close_code(self) -> int:
        try:
            while True:
                self.hear()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 0


@contextmanager
def socket(server: LiveServer, user: User | None = None, query: str = "", **headers: str) -> Iterator[Socket]:
    if user is not None:
        query = f"?access_token={AuthToken.objects.create(user)[1]}"
    url = f"ws://127.0.0.1:{server.port}/ws/streams/{query}"
    with connect(url, additional_headers=headers, proxy=None) as connection:
        yield Socket(connection)


def test_it_works(server: LiveServer, alice: User) -> None:
    script("echo", *PIECES)
    with socket(server, alice) as ws:
        ws.say(type="start", ref="a", answer="test.echo", params={"about": "x"})
        started = ws.hear()
        assert (started["type"], started["ref"]) == ("started", "a")
        events = ws.events(started["stream"])
        assert text(events) == WHOLE
        assert events[-1] == {"seq": len(PIECES) + 1, "type": "done", "usage": None}
        ws.say(type="ping")
        assert ws.hear() == {"type": "pong"}


hypothesis_server = hypothesis_settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@hypothesis_server
@given(after=st.integers(0, len(PIECES)))
def test_cut_by_sse_resume_by_websocket_the_events_are_equal(server: LiveServer, alice: User, after: int) -> None:
    client = server.client(alice)
    if not Stream.objects.exists():
        script("echo", *PIECES)
        client.post("/echo", {})
    row = Stream.objects.get()
    over_sse = canonical(client.get(f"/streams/{row.pk}?dialect=events&after={after}").body)
    with socket(server, alice) as ws:
        ws.say(type="follow", stream=row.pk, after=after)
        over_socket = ws.events(row.pk)
    assert over_socket == over_sse
    assert text(over_socket) == "".join(PIECES[after:])


def test_many_streams_share_one_socket_and_can_be_left(server: LiveServer, alice: User) -> None:
    gate = Gate()
    script("echo", "一", gate, "二")
    with socket(server, alice) as ws:
        ws.say(type="start", ref="a", answer="test.echo", params={"about": "a"})
        ws.say(type="start", ref="b", answer="test.echo", params={"about": "b"})
        streams: dict[str, str] = {}
        seen = 0
        while len(streams) < 2 or seen < 2:
            frame = ws.hear()
            seen += frame["type"] == "event"
            if frame["type"] == "started":
                streams[frame["ref"]] = frame["stream"]
        ws.say(type="unfollow", stream=streams["a"])
        ws.say(type="ping")
        assert ws.hear()["type"] == "pong"
        gate.open()
        assert text(ws.events(streams["b"])) == "二"
    assert set(Stream.objects.values_list("state", flat=True)) <= {"done", "running"}


def test_cancel_ends_it_for_everybody(server: LiveServer, alice: User) -> None:
    script("echo", "一", Gate())
    with socket(server, alice) as ws:
        ws.say(type="start", ref="a", answer="test.echo", params={})
        stream = ws.hear()["stream"]
        ws.say(type="cancel", stream=stream)
        assert ws.events(stream)[-1]["type"] == "cancelled"
        ws.say(type="cancel", stream=stream)
        ws.say(type="ping")
        assert ws.hear()["type"] == "pong"


def test_refusals_come_as_error_frames(server: LiveServer, alice: User, charlie: User) -> None:
    script("echo", "好")
    stream = server.client(charlie).post("/echo", {}).headers["Stream-Id"]
    own = server.client(alice).post("/echo", {}).headers["Stream-Id"]
    with socket(server, alice) as ws:
        ws.say(type="follow", stream=stream)
        assert ws.hear()["code"] == "not_found"
        for impossible in ("\x00", "x" * 65, "../admin", ""):
            ws.say(type="follow", stream=impossible)
            assert ws.hear()["code"] == "not_found"
        ws.say(type="start", ref="k", answer="test.echo", idempotency_key="\x00")
        assert ws.hear()["code"] == "bad_parameters"
        ws.say(type="start", ref="r", answer="no.such")
        assert ws.hear() == {"type": "error", "ref": "r", "code": "not_found", "message": "没有找到，或您无权查看。"}
        ws.say(type="start", ref="r", answer="test.echo", params={"about": 7})
        assert ws.hear()["code"] == "bad_parameters"
        ws.say(type="follow", stream=own, after=99)
        assert ws.hear() == {"type": "resync", "stream": own}
        ws.say(type="cancel", stream=own)
        assert ws.hear()["code"] == "already_ended"


def test_a_first_frame_may_carry_the_token(server: LiveServer, alice: User) -> None:
    with socket(server) as ws:
        ws.say(type="auth", token=AuthToken.objects.create(alice)[1])
        ws.say(type="ping")
        assert ws.hear() == {"type": "pong"}


def test_our_own_pages_need_no_token(server: LiveServer, alice: User) -> None:
    cookie, _csrf = session(server, alice)
    script("echo", "好")
    with socket(server, Cookie=cookie, Origin=server.url) as ws:
        ws.say(type="start", ref="a", answer="test.echo")
        assert ws.hear()["type"] == "started"


def test_each_refusal_has_its_close_code(server: LiveServer, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie, _csrf = session(server, alice)
    with socket(server, Cookie=cookie, Origin="https://evil.example") as ws:
        assert ws.close_code() == 4403
    with socket(server, query="?access_token=wrong") as ws:
        assert ws.close_code() == 4401
    with socket(server, query="?ticket=wrong") as ws:
        assert ws.close_code() == 4401
    with socket(server, Cookie=cookie) as ws:  # a session without an Origin is not enough
        ws.say(type="start", answer="test.echo")
        assert ws.close_code() == 4401
    monkeypatch.setattr("streams.sockets.AUTH_S", 0.05)
    with socket(server) as ws:
        assert ws.close_code() == 4408


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", 4400),
        ("[]", 4400),
        ('{"type": "dance"}', 4400),
        ('{"type": "follow"}', 4400),
        ('{"type": "follow", "stream": 7}', 4400),
        (b"\x00\x01", 4400),
        ("[" * 30_000, 4400),
        (" " * 65_537, 4413),
        ("好" * 22_000, 4413),
    ],
)
def test_a_bad_frame_closes_the_socket(server: LiveServer, alice: User, frame: str | bytes, code: int) -> None:
    with socket(server, alice) as ws:
        ws.connection.send(frame)
        assert ws.close_code() == code


def test_a_seventh_stream_closes_the_socket(server: LiveServer, alice: User) -> None:
    script("echo", "好", gate := Gate())
    with socket(server, alice) as ws:
        client = server.client(alice)
        readers = [client.open("POST", "/echo", {}) for _n in range(6)]
        for reader in readers:
            reader.read_until(b"\n\n")
        ws.say(type="follow", stream=readers[0].id)
        assert ws.close_code() == 4429
    gate.open()
    for reader in readers:
        reader.rest()


@hypothesis_server
@given(cuts=st.lists(st.booleans(), min_size=len(PIECES), max_size=len(PIECES)))
def test_cut_while_it_is_being_written_and_resumed_nothing_is_lost(
    server: LiveServer, alice: User, cuts: list[bool]
) -> None:
    """After some of the pieces the socket is dropped; the next one follows from the last event that was seen."""
    gates = [Gate() for _piece in PIECES]
    script("echo", *[step for pair in zip(gates, PIECES, strict=True) for step in pair])
    body = {"answer": "test.echo", "params": {"refresh": True}}
    stream = server.client(alice).post("/streams/start", body).json()["stream"]
    seen: list[dict[str, Any]] = []
    for gate, cut in zip(gates, cuts, strict=True):
        gate.open()
        if cut:
            with socket(server, alice) as ws:
                ws.say(type="follow", stream=stream, after=seen[-1]["seq"] if seen else 0)
                frame = ws.hear()
                seen.append(frame["event"])
    if not seen or seen[-1]["type"] != "done":
        with socket(server, alice) as ws:
            ws.say(type="follow", stream=stream, after=seen[-1]["seq"] if seen else 0)
            seen += ws.events(stream)
    assert text(seen) == WHOLE
    assert [event["type"] for event in seen].count("done") == 1
    assert [event["seq"] for event in seen] == sorted({event["seq"] for event in seen})
