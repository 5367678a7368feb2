"""Same question, same stream; same key, same stream; two of everything at once."""

from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.models import User

from streams.models import Stream
from streams.providers.scripted import Gate, script
from tests.conftest import LiveServer
from tests.streams.echo import Echo


def test_an_equal_request_joins_while_it_runs(server: LiveServer, alice: User, bob: User) -> None:
    gate = Gate()
    model = script("echo", "好", gate)
    client = server.client(alice)
    first = client.open("POST", "/echo", {"about": "a"})
    second = client.open("POST", "/echo", {"about": "a"})
    other = server.client(bob).open("POST", "/echo", {"about": "a"})
    assert first.id == second.id != other.id
    gate.open()
    assert first.rest().body == second.rest().body
    other.rest()
    assert len(model.calls) == 2


def test_a_finished_answer_is_replayed_as_long_as_the_facts_are_unchanged(
    server: LiveServer, alice: User, monkeypatch: object
) -> None:
    script("echo", "好")
    client = server.client(alice)
    first = client.post("/echo", {"about": "a"}).headers["Stream-Id"]
    assert client.post("/echo", {"about": "a"}).headers["Stream-Id"] == first
    assert client.post("/echo", {"about": "a", "refresh": True}).headers["Stream-Id"] != first
    Echo.facts = "changed"
    try:
        assert client.post("/echo", {"about": "a"}).headers["Stream-Id"] != first
    finally:
        Echo.facts = "same"


def test_a_broken_answer_is_never_replayed(server: LiveServer, alice: User) -> None:
    from streams.errors import UpstreamCut

    script("echo", "好", UpstreamCut())
    client = server.client(alice)
    first = client.post("/echo", {}).headers["Stream-Id"]
    script("echo", "好")
    again = client.post("/echo", {})
    assert again.headers["Stream-Id"] != first
    assert again.text.endswith("event: end\ndata: \n\n")


def test_an_idempotency_key_joins_for_ever_and_conflicts_with_other_parameters(
    server: LiveServer, alice: User, bob: User
) -> None:
    script("echo", "好")
    client = server.client(alice)
    first = client.post("/echo", {"about": "a"}, Idempotency_Key="k").headers["Stream-Id"]
    assert client.post("/echo", {"about": "a"}, Idempotency_Key="k").headers["Stream-Id"] == first
    assert client.post("/echo", {"about": "b"}, Idempotency_Key="k").status == 409
    assert client.post("/echo", {"about": "a"}, Idempotency_Key="other").headers["Stream-Id"] != first
    assert server.client(bob).post("/echo", {"about": "a"}, Idempotency_Key="k").headers["Stream-Id"] != first
    assert client.post("/echo", {}, Idempotency_Key="k" * 129).status == 400


def test_twelve_equal_requests_at_once_are_one_generation(server: LiveServer, alice: User, bob: User) -> None:
    model = script("echo", "好")
    alices, bobs = server.client(alice), server.client(bob)
    with ThreadPoolExecutor(12) as pool:
        keyed = list(pool.map(lambda _n: bobs.post("/echo", {"about": "k"}, Idempotency_Key="k"), range(6)))
        equal = list(pool.map(lambda _n: alices.post("/echo", {"about": "a"}), range(6)))
    assert {reply.status for reply in keyed + equal} == {200}
    assert len({reply.headers["Stream-Id"] for reply in keyed}) == 1
    assert len({reply.headers["Stream-Id"] for reply in equal}) == 1
    assert len(model.calls) == 2
    assert Stream.objects.count() == 2


def test_six_different_requests_at_once_start_no_more_than_two(server: LiveServer, alice: User) -> None:
    gate = Gate()
    script("echo", "好", gate)
    client = server.client(alice)
    with ThreadPoolExecutor(6) as pool:
        streams = list(pool.map(lambda n: client.open("POST", "/echo", {"about": str(n)}), range(6)))
    assert sorted(stream.status for stream in streams) == [200, 200, 429, 429, 429, 429]
    gate.open()
    for stream in streams:
        stream.rest()
