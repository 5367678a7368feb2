"""Stopping an answer: the model's connection is closed first, then everybody is told, once."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User

from streams import worker
from streams.claims import claim
from streams.models import Stream
from streams.providers.scripted import Gate, script
from tests.conftest import LiveServer


def test_it_works(server: LiveServer, alice: User) -> None:
    model = script("echo", "本周", Gate(), "很好")
    client = server.client(alice)
    stream = client.open("POST", "/echo", {})
    stream.read_until(b"\n\n")
    reply = client.post(f"/streams/{stream.id}/cancel")
    assert (reply.status, reply.json()["state"]) == (200, "cancelled")
    assert model.closed.is_set()
    assert stream.rest().text == "data: 本周\n\nevent: end\ndata: \n\n"
    row = Stream.objects.get()
    assert (row.state, row.text, row.cancelled_by) == ("cancelled", "本周", "user")


def test_a_repeated_cancel_is_as_good(server: LiveServer, alice: User) -> None:
    script("echo", "本周", Gate())
    client = server.client(alice)
    stream = client.open("POST", "/echo", {})
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _n: client.post(f"/streams/{stream.id}/cancel"), range(4)))
    assert {reply.status for reply in replies} == {200}
    assert client.post(f"/streams/{stream.id}/cancel").status == 200
    stream.rest()


def test_what_has_ended_by_itself_cannot_be_stopped(server: LiveServer, alice: User) -> None:
    script("echo", "好")
    client = server.client(alice)
    stream = client.post("/echo", {}).headers["Stream-Id"]
    assert client.post(f"/streams/{stream}/cancel").status == 409


def test_a_reader_that_leaves_stops_nothing(server: LiveServer, alice: User) -> None:
    gate = Gate()
    model = script("echo", "本周", gate, "很好")
    client = server.client(alice)
    stream = client.open("POST", "/echo", {})
    stream.read_until(b"\n\n")
    stream.cut()
    gate.open()
    assert client.get(f"/streams/{stream.id}").text.endswith("event: end\ndata: \n\n")
    assert not model.closed.is_set()
    assert Stream.objects.get().text == "本周很好"


def test_without_a_producer_the_caller_takes_over_and_ends_it(server: LiveServer, alice: User) -> None:
    script("echo", Gate())
    row = Stream.objects.create(
        answer="test.echo", owner=f"user:{alice.pk}", params_hash="x", dialect="echo", profile="echo",
        inputs={"messages": []},
    )  # fmt: skip
    assert server.client(alice).post(f"/streams/{row.pk}/cancel").status == 200
    row.refresh_from_db()
    assert row.state == "cancelled"


class SlowClaim:
    """A claim that is held up after it has been decided, and before its producer exists."""

    def __init__(self) -> None:
        self.decided, self.go_on = threading.Event(), threading.Event()

    def __call__(self, row: Stream, first_log: str) -> bool:
        won = claim(row, first_log)
        self.decided.set()
        assert self.go_on.wait(10)
        return won


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowClaim]:
    held = SlowClaim()
    monkeypatch.setattr(worker, "claim", held)
    yield held
    held.go_on.set()


def test_what_is_just_being_claimed_is_stopped_when_cancel_returns(
    server: LiveServer, alice: User, slow: SlowClaim
) -> None:
    script("echo", "本周", Gate())
    stream = server.client(alice).open("POST", "/echo", {})
    assert slow.decided.wait(10)
    stopping = asyncio.run_coroutine_threadsafe(server.worker.cancel(stream.id, "user"), server.worker.loop)
    server.run(asyncio.sleep, 0)
    assert not stopping.done()
    slow.go_on.set()
    stopping.result(10)
    assert Stream.objects.get().state == "cancelled"
    stream.rest()


def test_what_is_deleted_while_it_is_being_claimed_leaves_nothing(
    server: LiveServer, alice: User, slow: SlowClaim
) -> None:
    script("echo", "本周", Gate())
    stream = server.client(alice).open("POST", "/echo", {})
    assert slow.decided.wait(10)
    Stream.objects.all().delete()
    forgotten = asyncio.run_coroutine_threadsafe(server.worker.forget(stream.id), server.worker.loop)
    server.run(asyncio.sleep, 0)
    slow.go_on.set()
    forgotten.result(10)
    assert server.run(server.worker.log.head, stream.id) is None
    assert stream.id not in server.worker.producers
    stream.cut()


def test_deleting_the_row_leaves_nothing_and_tells_the_reader(server: LiveServer, alice: User) -> None:
    model = script("echo", "本周", Gate())
    client = server.client(alice)
    stream = client.open("POST", "/echo", {})
    stream.read_until(b"\n\n")
    Stream.objects.all().delete()
    assert stream.rest().text.count("event: end") == 1
    assert model.closed.wait(5)
    server.run(server.worker.forget, stream.id)
    assert server.run(server.worker.log.head, stream.id) is None
    assert client.get(f"/streams/{stream.id}").status == 404
