"""The race for a call: whatever comes at the same moment, after the acknowledgement the assistant says nothing."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connections
from pytest_django import Settings
from websockets.sync.client import connect

from chatflow.models import AgentMessage, CallSession, CallTurn
from streams.models import Stream
from streams.providers.scripted import Gate, script
from tests.chatflow.conftest import Caller, Open
from tests.chatflow.consoles import Console
from tests.chatflow.test_chat import text_of
from tests.conftest import LiveServer
from tests.http import Client, Reply
from tests.ports import free_port
from tests.processes import Installation

ROUNDS = 25


def together(*acts: Callable[[], None]) -> None:
    """Do all of it at the same moment, and wait for the end of all."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        start.wait()
        act()
        connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)


def bot_words(call: int) -> tuple[int, str]:
    """How many of the assistant's turns still run, and all that they have said to the end."""
    streams = Stream.objects.filter(subject=f"chatflow.call:{call}").exclude(profile="agent")
    running = streams.unfinished().count()
    return running, "|".join(streams.order_by("created_at").values_list("text", flat=True))


def say(desk: Console, call: int, text: str, ref: str) -> None:
    desk.send(type="say", call=call, text=text, ref=ref)
    desk.next("noted")


@pytest.mark.usefixtures("profiles")
@pytest.mark.parametrize("busy", ["wait", "interrupt"])
def test_in_mid_sentence_and_with_the_next_turn_at_the_same_moment(
    caller: Caller, opened: Open, gina: User, server: LiveServer, settings: Settings, busy: str
) -> None:
    settings.CALL_WHEN_BUSY = busy
    console = opened(gina)
    for number in range(ROUNDS):
        gate = Gate()
        script("operator", "<state>1002</state>您好，", gate, *[f"{piece}，" for piece in range(60)])
        caller.session = f"race-{number}"
        turn = caller.open("喂")
        turn.read_until(b"text_delta")
        call = CallSession.objects.get(session_id=caller.session).pk
        then: list[tuple[int, str]] = []
        replies: list[Reply] = []

        def take(call: int = call, then: list[tuple[int, str]] = then) -> None:
            console.take(call)
            then.append(bot_words(call))
            say(console, call, "我是人工坐席。", "1")

        def speak(number: int = number, replies: list[Reply] = replies) -> None:
            replies.append(Caller(caller.client, f"race-{number}").say("你听得到吗"))

        together(take, speak, gate.open)
        first = turn.rest()
        server.settle_all()
        assert then[0][0] == 0, "an assistant's turn was still running after the acknowledgement"
        assert bot_words(call) == then[0], "the assistant went on speaking"
        assert text_of(first.body).startswith("您好，")
        heard = [text_of(reply.body) for reply in (first, *replies)]
        unsaid = AgentMessage.objects.filter(session=call, said_in="").count()
        assert "".join(heard).count("我是人工坐席。") + unsaid == 1
        assert CallTurn.objects.filter(session=call).exclude(by="agent").count() <= 2


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path, OFFLINE_PACE_MS="0").prepare()
    yield made
    made.close()


class Killed:
    """A server that is killed and started again, as a caller and a console know it."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.port = free_port()
        self.start()
        self.token = installation.sign_in(self.port, "gina").headers["Authorization"].removeprefix("Bearer ")
        self.caller = Caller(Client(self.port), "kill-2")

    def start(self) -> None:
        self.process = self.installation.start(self.port)
        self.installation.wait_until_up(self.port, self.process)

    def kill_and_start(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        self.start()

    @contextmanager
    def desk(self) -> Iterator[tuple[Console, int]]:
        with connect(f"ws://127.0.0.1:{self.port}/ws/console/?token={self.token}") as socket:
            console = Console(socket)
            queue = console.next("queue")["calls"]
            yield console, next(entry["call"] for entry in queue if entry["session"] == self.caller.session)


@pytest.mark.processes
@pytest.mark.timeout(180)
def test_what_was_typed_survives_kill_9_and_is_said_once(installation: Installation) -> None:
    """Killed while a message waits for its turn, then again while a turn waits for a message."""
    server = Killed(installation)
    caller = server.caller
    caller.say("转人工")
    with server.desk() as (desk, call):
        desk.take(call)
        say(desk, call, "第一句。", "1")
    server.kill_and_start()
    with server.desk() as (desk, call):
        say(desk, call, "第一句。", "1")
    assert text_of(caller.say("").body) == "第一句。"
    waiting = caller.open("在吗")
    waiting.read_until(b"stage_code")
    server.kill_and_start()
    waiting.cut()
    with server.desk() as (desk, call):
        say(desk, call, "第二句。", "2")
    again = caller.say("在吗")
    assert text_of(again.body) == "第二句。"
    assert again.body.count(b"event: done") == 1
