"""A server dies in mid-answer; the next one continues it."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from streams.models import Stream
from streams.providers.scripted import Gate, script
from streams.worker import Worker
from tests.conftest import LiveServer
from tests.streams.test_resume import canonical, text

Restart = Callable[[], LiveServer]


@pytest.fixture(autouse=True)
def _own_log(transactional_db: None, settings: Settings, tmp_path: Path) -> None:
    settings.STREAM_LOG_FILE = tmp_path / "log.sqlite3"
    settings.STREAM_DRAIN_S = settings.STREAM_TELL_S = 0.2


def half_written(restart: Restart, user: User, profile: str = "echo") -> str:
    """A stream whose server went away after "本周"."""
    first = restart()
    script(profile, "本周", Gate(), "很好。")
    stream = first.client(user).open("POST", "/echo", {"profile": profile}, Accept="text/event-stream")
    stream.read_until("本周".encode())
    stream.cut()
    first.stop()
    assert Stream.objects.get().state == "running"
    return stream.id


def test_an_answer_is_continued_at_the_next_start(restart: Restart, alice: User) -> None:
    stream = half_written(restart, alice)
    model = script("echo", "本周", "很好。")
    client = restart().client(alice)
    events = canonical(client.get(f"/streams/{stream}?dialect=events").body)
    assert [event["type"] for event in events] == ["text", "resumed", "text", "done"]
    assert text(events) == "本周很好。"
    assert [event["seq"] for event in events] == [1, 2, 3, 4]
    assert model.calls[0].prefix == "本周"
    rest = client.get(f"/streams/{stream}", Last_Event_ID=f"{stream}:1")
    assert rest.text == "data: 很好。\n\nevent: end\ndata: \n\n"
    assert Stream.objects.get().text == "本周很好。"


def test_killed_twice_it_still_has_every_character_once(restart: Restart, alice: User) -> None:
    stream = half_written(restart, alice)
    second = restart()
    script("echo", "本周", "很好", Gate(), "。")
    reader = second.client(alice).open("GET", f"/streams/{stream}?after=2")
    reader.read_until("很好".encode())
    reader.cut()
    second.stop()
    script("echo", "本周", "很好", "。")
    events = canonical(restart().client(alice).get(f"/streams/{stream}?dialect=events").body)
    assert text(events) == "本周很好。"
    assert [event["type"] for event in events].count("done") == 1


def test_a_model_that_cannot_continue_ends_it_as_interrupted_and_keeps_the_text(restart: Restart, alice: User) -> None:
    stream = half_written(restart, alice, "stuck")
    events = canonical(restart().client(alice).get(f"/streams/{stream}?dialect=events").body)
    assert [event["type"] for event in events] == ["text", "resumed", "failed"]
    assert events[-1]["code"] == "interrupted"
    row = Stream.objects.get()
    assert (row.state, row.text) == ("failed", "本周")


def test_before_the_first_word_it_simply_begins_again(restart: Restart, alice: User) -> None:
    first = restart()
    gate = Gate()
    script("stuck", gate, "本周")
    stream = first.client(alice).open("POST", "/echo", {"profile": "stuck"})
    assert gate.reached.wait(5)
    stream.cut()
    first.stop()
    script("stuck", "本周")
    reply = restart().client(alice).get(f"/streams/{stream.id}")
    assert reply.text == "data: 本周\n\nevent: end\ndata: \n\n"


def test_a_lost_log_ends_it_and_never_rewrites_what_was_seen(
    restart: Restart, alice: User, settings: Settings, tmp_path: Path
) -> None:
    stream = half_written(restart, alice)
    settings.STREAM_LOG_FILE = tmp_path / "another.sqlite3"
    client = restart().client(alice)
    events = canonical(client.get(f"/streams/{stream}?dialect=events").body)
    assert [event["type"] for event in events] == ["resumed", "failed"]
    assert client.get(f"/streams/{stream}?after=9").status == 404


def test_a_row_whose_log_has_a_terminal_is_only_finished(restart: Restart, alice: User) -> None:
    first = restart()
    script("echo", "好")
    stream = first.client(alice).post("/echo", {}).headers["Stream-Id"]
    first.stop()
    Stream.objects.update(state="running", text="", packed=b"", ended_at=None)  # as if killed before the commit
    second = restart()
    second.run(second.worker._sweep_once)
    assert second.client(alice).post(f"/streams/{stream}/cancel").status == 409  # waits for its producer
    row = Stream.objects.get(pk=stream)
    assert row.ended
    assert (row.state, row.text, row.epoch) == ("done", "好", 2)
    assert [seq for seq, _event in row.events()] == [1, 2]


def test_what_nobody_has_claimed_is_found(restart: Restart, alice: User) -> None:
    script("echo", "好")
    Stream.objects.create(
        answer="test.echo",
        owner=f"user:{alice.pk}",
        params_hash="x",
        dialect="echo",
        profile="echo",
        inputs={"messages": []},
    )
    reply = restart().client(alice).get(f"/streams/{Stream.objects.get().pk}")
    assert reply.text.endswith("event: end\ndata: \n\n")


def test_an_answer_that_produces_something_else_is_found_out(
    restart: Restart, alice: User, caplog: pytest.LogCaptureFixture
) -> None:
    from streams import events
    from tests.streams.echo import Echo

    stream = half_written(restart, alice)
    produce = Echo.produce

    async def other(self: Echo, run: object):  # type: ignore[no-untyped-def]
        yield events.Text("另一个")

    Echo.produce = other  # type: ignore[method-assign]
    try:
        found = canonical(restart().client(alice).get(f"/streams/{stream}?dialect=events").body)
    finally:
        Echo.produce = produce  # type: ignore[method-assign]
    assert [event["type"] for event in found] == ["text", "resumed", "failed"]
    assert "diverged" in caplog.text


def test_a_reader_without_ids_is_kept_to_the_end_of_its_answer(
    restart: Restart, alice: User, settings: Settings
) -> None:
    """The printed clients cannot resume: while one reads, its answer is finished before the server goes."""
    settings.STREAM_DRAIN_S = 10
    server = restart()
    gate = Gate()
    script("echo", "本周", gate, "很好")
    printed = server.client(alice).open("POST", "/echo", {})
    printed.read_until(b"\n\n")
    drained = server.worker.loop.call_soon_threadsafe(
        lambda: setattr(server, "task", server.worker.loop.create_task(server.worker.drain(10)))
    )
    assert drained is not None
    while not server.worker.draining:
        pass
    assert server.client(alice).post("/echo", {"about": "new"}).status == 503
    gate.open()
    assert printed.rest().text.endswith("data: 很好\n\nevent: end\ndata: \n\n")


def test_a_reader_with_ids_is_told_to_come_back(restart: Restart, alice: User) -> None:
    server = restart()
    script("echo", "本周", Gate())
    reader = server.client(alice).open("POST", "/echo", {}, Accept="text/event-stream")
    reader.read_until("本周".encode())
    server.run(server.worker.drain, 5)
    rest = reader.rest()
    assert rest.whole
    assert rest.text.endswith("retry: 1000\n\n")
    assert Stream.objects.get().state == "running"


def test_a_second_server_is_refused_with_a_sentence(restart: Restart, caplog: pytest.LogCaptureFixture) -> None:
    import asyncio

    from streams.log.base import LogBusy

    restart()

    async def second() -> None:
        worker = Worker()
        with pytest.raises(LogBusy, match="另一个溪流进程"):
            await worker.start()
        await worker.log.close()

    with caplog.at_level(logging.ERROR):
        asyncio.run(second())
