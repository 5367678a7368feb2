"""Streams over HTTP, on the real server."""

from django.contrib.auth.models import User

from streams.models import Stream
from streams.providers.scripted import Gate, script
from tests.conftest import LiveServer


def test_it_works(server: LiveServer, alice: User) -> None:
    script("echo", "本周", "很好。")
    reply = server.client(alice).post("/echo", {"about": "我"})
    assert reply.status == 200
    assert reply.body == "data: 本周\n\ndata: 很好。\n\nevent: end\ndata: \n\n".encode()
    assert reply.whole
    row = Stream.objects.get()
    assert (row.pk, row.state, row.text, row.seq) == (reply.headers["Stream-Id"], "done", "本周很好。", 3)


def test_the_headers_forbid_every_kind_of_holding_back(server: LiveServer, alice: User) -> None:
    script("echo", "好")
    headers = server.client(alice).post("/echo", {}).headers
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert headers["Cache-Control"] == "no-cache, no-transform"
    assert headers["X-Accel-Buffering"] == "no"
    assert headers["Content-Encoding"] == "identity"


def test_a_piece_reaches_the_reader_before_the_next_is_there(server: LiveServer, alice: User) -> None:
    gate = Gate()
    script("echo", "本周", gate, "很好。")
    stream = server.client(alice).open("POST", "/echo", {})
    assert stream.read_until(b"\n\n") == "data: 本周\n\n".encode()
    gate.open()
    assert stream.rest().text.endswith("data: 很好。\n\nevent: end\ndata: \n\n")
