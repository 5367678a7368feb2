"""An answer in one JSON body: the same stream, told at its end, without anything held for who waits."""

import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import StreamingHttpResponse
from django.test import AsyncRequestFactory
from django.urls import clear_url_caches, re_path
from knox.models import AuthToken
from pytest_django import Settings

from streams.errors import UpstreamCut
from streams.models import Stream
from streams.providers.base import Delta
from streams.providers.scripted import Gate, script
from streams.whole import whole_view
from tests.conftest import LiveServer
from tests.streams import conftest


def shape(stream: Stream, text: str) -> dict[str, Any]:
    return {"about": stream.params["about"], "asked": stream.inputs["messages"][0]["content"], "text": text}


urlpatterns = [re_path(r"^whole$", whole_view("test.echo", shape)), *conftest.urlpatterns]


@pytest.fixture(autouse=True)
def _whole(_echo: None, settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.streams.test_whole"
    clear_url_caches()


def ask(server: LiveServer, user: User, path: str = "/whole") -> socket.socket:
    """A request whose answer nobody reads yet."""
    _instance, token = AuthToken.objects.create(user)
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    return connection


def test_it_works(server: LiveServer, alice: User) -> None:
    script("echo", Delta(reasoning="想"), "本周", "很好。")
    reply = server.client(alice).post("/whole", {"about": "我"})
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/json")
    assert reply.body == '{"about": "我", "asked": "我", "text": "本周很好。"}'.encode()
    assert reply.headers["Content-Length"] == str(len(reply.body))
    assert reply.headers["Stream-Id"] == Stream.objects.get().pk
    assert reply.headers["Cache-Control"] == "no-cache, no-transform"


def test_two_readers_and_a_stream_are_one_generation(server: LiveServer, alice: User) -> None:
    gate = Gate()
    model = script("echo", "本周", gate, "很好。")
    client = server.client(alice)
    stream = client.open("POST", "/echo", {"about": "a"})
    stream.read_until(b"\n\n")
    with ThreadPoolExecutor(2) as pool:
        replies = [pool.submit(client.post, "/whole", {"about": "a"}) for _n in range(2)]
        server.wait_for_readers(3)
        gate.open()
        bodies = {reply.result().body for reply in replies}
    assert bodies == {'{"about": "a", "asked": "a", "text": "本周很好。"}'.encode()}
    assert {reply.result().headers["Stream-Id"] for reply in replies} == {stream.id}
    assert "很好。" in stream.rest().text
    assert len(model.calls) == 1


def test_what_has_ended_is_told_at_once(server: LiveServer, alice: User) -> None:
    model = script("echo", "好")
    client = server.client(alice)
    first = client.post("/echo", {"about": "a"}).headers["Stream-Id"]
    reply = client.get("/whole?about=a")
    assert (reply.headers["Stream-Id"], reply.json()["text"]) == (first, "好")
    assert len(model.calls) == 1


def test_a_failure_is_a_status_with_its_sentence(server: LiveServer, alice: User) -> None:
    script("echo", "本周", UpstreamCut())
    reply = server.client(alice).post("/whole", {})
    assert (reply.status, reply.headers["Retry-After"]) == (503, "5")
    assert reply.json() == {"error": 503, "message": str(UpstreamCut.text)}
    server.settle(Stream.objects.get().pk)
    assert (Stream.objects.get().state, Stream.objects.get().text) == ("failed", "本周")


def test_a_stopped_answer_is_no_whole_one(server: LiveServer, alice: User) -> None:
    script("echo", "本周", Gate())
    client = server.client(alice)
    stream = client.open("POST", "/echo", {})
    stream.read_until(b"\n\n")
    with ThreadPoolExecutor(1) as pool:
        reply = pool.submit(client.post, "/whole", {})
        server.wait_for_readers(2)
        client.post(f"/streams/{stream.id}/cancel")
        assert reply.result().status == 503
        assert reply.result().json() == {"error": 503, "message": "这个回答被停止了，没有写完，请重新请求。"}
    stream.rest()


def test_a_client_that_leaves_stops_nothing(server: LiveServer, alice: User) -> None:
    gate = Gate()
    model = script("echo", "本周", gate, "很好。")
    connection = ask(server, alice)
    server.wait_for_readers(1)
    connection.close()
    server.wait_for_readers(0)
    assert not model.closed.is_set()
    gate.open()
    assert server.client(alice).post("/whole", {}).json()["text"] == "本周很好。"
    assert len(model.calls) == 1


def test_thirty_waiting_clients_need_no_thread(server: LiveServer, alice: User, settings: Settings) -> None:
    settings.STREAM_OPEN_LIMIT = 30
    gate = Gate()
    script("echo", "好", gate)
    client = server.client(alice)
    client.open("GET", "/echo").cut()
    threads = threading.active_count()
    connections = [ask(server, alice) for _n in range(30)]
    server.wait_for_readers(30)
    assert threading.active_count() <= threads + 2
    assert client.get("/whole").status == 429
    gate.open()
    for connection in connections:
        said = b""
        while not said.endswith(b"}"):
            said += connection.recv(65_536)
        connection.close()
        assert json.loads(said.partition(b"\r\n\r\n")[2])["text"] == "好"


def test_it_refuses_as_the_stream_does(server: LiveServer, alice: User) -> None:
    script("echo", "好")
    client = server.client(alice)
    for method, path, body in (("POST", "/whole", {"about": 1}), ("DELETE", "/whole", None), ("POST", "/whole", [1])):
        refused, same = client.open(method, path, body).rest(), client.open(method, "/echo", body).rest()
        assert refused.status == same.status >= 400
        assert refused.body == same.body
    assert server.client().get("/whole").status == 401
    assert client.post("/whole", {"about": "a"}, Idempotency_Key="k").status == 200
    assert client.post("/whole", {"about": "b"}, Idempotency_Key="k").status == 409


def test_a_server_that_goes_away_says_so(server: LiveServer, alice: User) -> None:
    script("echo", "本周", Gate())
    client = server.client(alice)
    with ThreadPoolExecutor(1) as pool:
        reply = pool.submit(client.post, "/whole", {})
        server.wait_for_readers(1)
        server.run(server.worker.drain, 0.05)
        assert (reply.result().status, reply.result().headers["Retry-After"]) == (503, "5")


def test_under_a_plain_handler_it_is_an_ordinary_response(server: LiveServer, alice: User) -> None:
    script("echo", "好")
    _instance, token = AuthToken.objects.create(alice)
    request = AsyncRequestFactory().get("/whole", headers={"Authorization": f"Bearer {token}"})

    async def respond() -> bytes:
        response = await whole_view("test.echo", shape)(request)
        assert isinstance(response, StreamingHttpResponse)
        return b"".join([part async for part in response])

    assert json.loads(server.run(respond))["text"] == "好"
