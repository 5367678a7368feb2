"""Cut anywhere, in any form, live or later: nothing is lost, nothing comes twice, one ending."""

import json
import re

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from streams.models import Stream
from streams.providers.scripted import Gate, script
from tests.conftest import LiveServer
from tests.http import Client

PIECES = ["本周", "体重", "降了 0.6 公斤，", "训练", "3 次。\n", "继续", "$加油", "😀！"]
WHOLE = "".join(PIECES)

server_properties = hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def finished(server: LiveServer, client: Client, path: str = "/echo") -> Stream:
    script("echo", *PIECES)
    client.post(path, {})
    return Stream.objects.get()


def last_id(body: bytes) -> str:
    """What an SSE client would send: the id of the last whole block."""
    whole = body[: body.rfind(b"\n\n") + 2]
    return str(re.findall(rb"^id: (.*)$", whole, re.MULTILINE)[-1], "ascii")


def canonical(body: bytes) -> list[dict[str, object]]:
    """The canonical events of the whole blocks of a body."""
    whole = body[: body.rfind(b"\n\n") + 2]
    return [json.loads(line[6:]) for line in whole.split(b"\n") if line.startswith(b"data: ")]


def text(events: list[dict[str, object]]) -> str:
    return "".join(str(event["text"]) for event in events if event["type"] == "text")


def test_a_reload_in_the_middle_goes_on(server: LiveServer, alice: User) -> None:
    gate = Gate()
    script("echo", *PIECES[:4], gate, *PIECES[4:])
    client = server.client(alice)
    first = client.open("POST", "/echo", {}, Accept="text/event-stream")
    first.read_until("训练".encode())
    first.read_until(b"\n\n")
    seen = first.body[: first.body.rfind(b"\n\n") + 2]
    first.cut()
    second = client.open("GET", f"/streams/{first.id}", Accept="text/event-stream", Last_Event_ID=last_id(seen))
    gate.open()
    both = seen + second.rest().body
    assert "".join(re.findall("^data: (.+)$", both.decode(), re.MULTILINE)).replace("\n", "") == WHOLE.replace("\n", "")
    assert both.count(b"event: end") == 1


@server_properties
@given(after=st.integers(0, len(PIECES)), dialect=st.sampled_from(["events", "echo"]))
def test_cut_at_every_event_after_the_end(server: LiveServer, alice: User, after: int, dialect: str) -> None:
    client = server.client(alice)
    row = Stream.objects.first() or finished(server, client)
    whole = client.get(f"/streams/{row.pk}?dialect=events").body
    events = canonical(whole)
    rest = canonical(client.get(f"/streams/{row.pk}?dialect=events&after={after}").body)
    assert rest[-1]["type"] == "done"
    assert WHOLE.endswith(text(rest))
    assert text(rest) == "".join(PIECES[after:])
    assert text(events) == WHOLE


@server_properties
@given(cuts=st.lists(st.integers(0, 250), min_size=len(PIECES), max_size=len(PIECES)))
def test_cut_at_any_byte_while_it_is_being_written(server: LiveServer, alice: User, cuts: list[int]) -> None:
    """After each piece the connection is cut at some byte; the next resumes from the last whole block it had."""
    gates = [Gate() for _piece in PIECES]
    script("echo", *[step for pair in zip(gates, PIECES, strict=True) for step in pair])
    client = server.client(alice)
    stream = client.open("POST", "/echo", {"refresh": True}, Accept="text/event-stream")
    stream.cut()
    path = f"/streams/{stream.id}?dialect=events"
    cursor = f"{stream.id}:0"
    seen: list[dict[str, object]] = []
    for gate, cut in zip(gates, cuts, strict=True):
        gate.open()
        reader = client.open("GET", path, Accept="text/event-stream", Last_Event_ID=cursor)
        body = reader.read_until(b'"seq"')[:cut]
        reader.cut()
        seen += canonical(body)
        cursor = last_id(body) if b"\n\n" in body else cursor
    if not seen or seen[-1]["type"] != "done":
        seen += canonical(client.open("GET", path, Accept="text/event-stream", Last_Event_ID=cursor).rest().body)
    assert text(seen) == WHOLE
    assert [event["type"] for event in seen].count("done") == 1
    assert seen[-1]["type"] == "done"


def test_cut_at_every_byte_of_the_dollar_form(server: LiveServer, alice: User) -> None:
    client = server.client(alice)
    row = finished(server, client, "/dollar")
    whole = client.get(f"/streams/{row.pk}").body
    assert whole == (WHOLE.replace("$", "＄") + "$").encode()
    for offset in range(len(whole)):
        start = offset
        while whole[start] & 0xC0 == 0x80:
            start -= 1
        assert client.get(f"/streams/{row.pk}?offset={offset}").body == whole[start:]
    assert client.get(f"/streams/{row.pk}?offset={len(whole)}").status == 204
    assert client.get(f"/streams/{row.pk}?offset={len(whole) + 1}").status == 404


def test_an_offset_works_while_it_is_being_written(server: LiveServer, alice: User) -> None:
    gate = Gate()
    script("echo", "本周", gate, "很好")
    client = server.client(alice)
    first = client.open("POST", "/dollar", {})
    first.read_until("本周".encode())
    assert client.get(f"/streams/{first.id}?offset=7").status == 404
    second = client.open("GET", f"/streams/{first.id}?offset=4")
    second.read_until("周".encode())
    gate.open()
    assert second.rest().text == "周很好$"
    assert first.rest().text == "本周很好$"


def test_the_same_request_with_a_last_event_id_resumes_and_starts_nothing(server: LiveServer, alice: User) -> None:
    client = server.client(alice)
    row = finished(server, client)
    reply = client.open("GET", "/echo?about=else", Accept="text/event-stream", Last_Event_ID=f"{row.pk}:7").rest()
    assert "".join(re.findall("^data: (.+)$", reply.text, re.MULTILINE)) == PIECES[7]
    assert Stream.objects.count() == 1


def test_a_cursor_that_covers_the_end_gets_204(server: LiveServer, alice: User) -> None:
    client = server.client(alice)
    row = finished(server, client)
    assert client.get(f"/streams/{row.pk}?after={row.seq}").status == 204
    assert client.get("/echo", Last_Event_ID=f"{row.pk}:{row.seq}").status == 204


@pytest.mark.parametrize(
    "cursor",
    ["nonsense", "{id}", "{id}:", "{id}:x", "{id}:-1", "{id}:99", "{id}:9999999999", "{id}:٣", "other:1"],
)
def test_a_cursor_that_is_unknown_is_told(server: LiveServer, alice: User, cursor: str) -> None:
    client = server.client(alice)
    row = finished(server, client)
    for path in (f"/streams/{row.pk}", "/echo"):
        last = cursor.format(id=row.pk).encode().decode("latin1")
        assert client.get(path, Last_Event_ID=last).status == 404
    assert Stream.objects.count() == 1


@pytest.mark.parametrize("query", ["after=-1", "after=x", "offset=1.5", "after=1e3", "offset=٣"])
def test_a_malformed_number_is_refused(server: LiveServer, alice: User, query: str) -> None:
    client = server.client(alice)
    row = finished(server, client)
    from urllib.parse import quote

    assert client.get(f"/streams/{row.pk}?{quote(query, safe='=')}").status == 400


def test_an_unknown_dialect_is_not_found(server: LiveServer, alice: User) -> None:
    client = server.client(alice)
    row = finished(server, client)
    assert client.get(f"/streams/{row.pk}?dialect=klingon").status == 404


def test_after_the_retention_time_it_is_gone(server: LiveServer, alice: User) -> None:
    from streams.claims import purge_rows

    client = server.client(alice)
    row = finished(server, client)
    Stream.objects.update(expires_at=timezone.now())
    assert purge_rows() == 1
    assert client.get(f"/streams/{row.pk}").status == 410
    assert client.post("/echo", {}).headers["Stream-Id"] != row.pk


def test_charlie_sees_nothing_of_alice(server: LiveServer, alice: User, charlie: User) -> None:
    row = finished(server, server.client(alice))
    stranger = server.client(charlie)
    for reply in (
        stranger.get(f"/streams/{row.pk}"),
        stranger.get("/streams/absent-absent-ab"),
        stranger.get(f"/streams/{row.pk}/state"),
        stranger.post(f"/streams/{row.pk}/cancel"),
        stranger.post("/streams/tickets", {"stream": row.pk}),
        stranger.get("/echo", Last_Event_ID=f"{row.pk}:0"),
    ):
        assert reply.status == 404
    assert server.client().get(f"/streams/{row.pk}").status == 401
    assert stranger.open("HEAD", f"/streams/{row.pk}").rest().status == 405


def test_the_state_tells_how_far_it_is(server: LiveServer, alice: User) -> None:
    gate = Gate()
    script("echo", "本周", gate, "很好")
    client = server.client(alice)
    stream = client.open("POST", "/echo", {})
    stream.read_until(b"\n\n")
    state = client.get(f"/streams/{stream.id}/state").json()
    assert (state["state"], state["seq"], state["characters"], state["answer"]) == ("running", 1, 2, "test.echo")
    gate.open()
    stream.rest()
    state = client.get(f"/streams/{stream.id}/state").json()
    assert (state["state"], state["seq"], state["characters"], state["error"]) == ("done", 3, 4, None)
    assert state["first_token_ms"] >= 0


def test_a_stalled_reader_catches_up_in_few_frames(server: LiveServer, alice: User, settings: Settings) -> None:
    gate = Gate()
    script("echo", "开", gate, *["字" * 100] * 2_000)
    client = server.client(alice)
    stalled = client.open("POST", "/echo", {}, Accept="text/event-stream")
    stalled.read_until("开".encode())
    gate.open()
    client.post("/echo", {})  # another reader of the same stream sees it end
    body = stalled.rest().text
    assert body.count("字") == 200_000
    assert body.count("event: end") == 1
