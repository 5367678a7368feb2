"""Tickets: 60 s to the first use, then good for that stream alone."""

from datetime import timedelta
from urllib.parse import quote

import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from streams import tickets
from streams.models import Stream
from streams.providers.scripted import script
from tests.conftest import LiveServer
from tests.streams.test_websocket import socket


def issued(server: LiveServer, user: User, body: dict[str, object]) -> str:
    reply = server.client(user).post("/streams/tickets", body)
    assert reply.status == 201
    return quote(reply.json()["ticket"])


def test_a_ticket_for_an_answer_starts_it_once(server: LiveServer, alice: User) -> None:
    model = script("echo", "好")
    ticket = issued(server, alice, {"answer": "test.echo", "params": {"about": "a"}})
    first = server.client().get(f"/echo?ticket={ticket}")
    again = server.client().get(f"/echo?ticket={ticket}&about=else")
    assert first.status == again.status == 200
    assert first.headers["Stream-Id"] == again.headers["Stream-Id"]
    assert len(model.calls) == 1
    resumed = server.client().get(f"/echo?ticket={ticket}", Last_Event_ID=f"{first.headers['Stream-Id']}:2")
    assert resumed.status == 204


def test_a_ticket_for_a_stream_reads_no_other(server: LiveServer, alice: User) -> None:
    script("echo", "好")
    client = server.client(alice)
    one = client.post("/echo", {"about": "1"}).headers["Stream-Id"]
    two = client.post("/echo", {"about": "2"}).headers["Stream-Id"]
    ticket = issued(server, alice, {"stream": one})
    assert server.client().get(f"/streams/{one}?ticket={ticket}").status == 200
    assert server.client().get(f"/streams/{two}?ticket={ticket}").status == 404
    assert server.client().get(f"/echo?ticket={ticket}").status in {200, 404}
    assert Stream.objects.count() == 2


def test_a_ticket_works_on_the_websocket(server: LiveServer, alice: User) -> None:
    script("echo", "好")
    stream = server.client(alice).post("/echo", {}).headers["Stream-Id"]
    with socket(server, query=f"?ticket={issued(server, alice, {'stream': stream})}") as ws:
        ws.say(type="follow", stream=stream)
        assert ws.events(stream)[-1]["type"] == "done"
    query = f"?ticket={issued(server, alice, {'answer': 'test.echo', 'params': {'about': 't'}})}"
    with socket(server, query=query) as ws:
        ws.say(type="start", ref="a", answer="test.echo", params={"about": "ignored"})
        assert ws.hear()["type"] == "started"
    assert Stream.objects.filter(params__about="t").count() == 1


def test_an_unused_ticket_expires_and_a_used_one_lasts_a_while_after_the_end(server: LiveServer, alice: User) -> None:
    script("echo", "好")
    row = Stream.objects.get(pk=server.client(alice).post("/echo", {}).headers["Stream-Id"])
    unused = tickets.issue(row.owner, stream=row.pk)
    used = tickets.issue(row.owner, stream=row.pk)
    tickets.bind(tickets.read(used)[0], row)
    with time_machine.travel(timezone.now() + timedelta(seconds=120)):
        assert server.client().get(f"/streams/{row.pk}?ticket={quote(unused)}").status == 401
        assert server.client().get(f"/streams/{row.pk}?ticket={quote(used)}").status == 200
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert server.client().get(f"/streams/{row.pk}?ticket={quote(used)}").status == 401


def test_a_forged_ticket_or_one_of_a_disabled_user_is_worth_nothing(server: LiveServer, alice: User) -> None:
    script("echo", "好")
    ticket = issued(server, alice, {"answer": "test.echo", "params": {}})
    assert server.client().get(f"/echo?ticket=x{ticket}").status == 401
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert server.client().get(f"/echo?ticket={ticket}").status == 401
    assert not Stream.objects.exists()


def test_a_ticket_needs_a_stream_or_an_answer(server: LiveServer, alice: User) -> None:
    client = server.client(alice)
    for body in ({}, {"answer": 7}, {"answer": "test.echo", "params": []}, {"stream": 7}):
        assert client.post("/streams/tickets", body).status == 400
    assert client.post("/streams/tickets", {"answer": "no.such"}).status == 404
    assert client.post("/streams/tickets", {"stream": "absent"}).status == 404
    assert server.client().post("/streams/tickets", {"answer": "test.echo"}).status == 401


def test_start_answers_at_once_with_the_stream(server: LiveServer, alice: User) -> None:
    script("echo", "好")
    reply = server.client(alice).post("/streams/start", {"answer": "test.echo", "params": {"about": "a"}})
    assert reply.status == 201
    assert server.client(alice).get(f"/streams/{reply.json()['stream']}").text.startswith("data: 好")


def test_login_gives_a_token_and_logout_takes_it(server: LiveServer, alice: User) -> None:
    script("echo", "好")
    anybody = server.client()
    assert anybody.post("/api/auth/login", {"username": "alice"}).status == 400
    for body, kind, status in (
        (b"{", "application/json", 400),
        (b"x", "text/plain", 415),
        (b"[1]", "application/json", 400),
    ):
        refused = anybody.post("/api/auth/login", body, Content_Type=kind)
        assert (refused.status, refused.json()["error"]) == (status, status)
        assert refused.json()["message"]
    assert anybody.post("/api/auth/login", {"username": "alice", "password": "no"}).status == 401
    reply = anybody.post("/api/auth/login", {"username": "alice", "password": "xiliu-demo"})
    assert set(reply.json()) == {"token", "expiry"}
    bearer = f"Bearer {reply.json()['token']}"
    assert anybody.post("/echo", {}, Authorization=bearer).status == 200
    assert anybody.post("/api/auth/logout", Authorization=bearer).status == 204
    assert anybody.post("/echo", {}, Authorization=bearer).status == 401
