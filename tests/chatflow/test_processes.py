"""The calls in the real server: killed in mid-turn, two gateways, a thread for nobody."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chatflow.test_chat import text_of
from tests.http import Client
from tests.ports import free_port
from tests.processes import Installation

pytestmark = pytest.mark.processes
BODY = {"sessionId": "kill-1", "timeStamp": "202503310303", "text": "发生了交通事故"}


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path, OFFLINE_PACE_MS="60").prepare()
    yield made
    made.close()


def test_a_turn_survives_kill_9_with_every_character_once(installation: Installation) -> None:
    port = free_port()
    process = installation.start(port)
    installation.wait_until_up(port, process)
    client = Client(port, {"Accept": "text/event-stream"})
    stream = client.open("POST", "/chat?stream=true", BODY)
    stream.read_until(b"text_delta")
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    for _chunk in stream.chunks():
        pass
    whole_blocks = stream.body[: stream.body.rfind(b"\n\n") + 2]
    cursor = whole_blocks.decode().rsplit("id: ", 1)[1].split("\n", 1)[0]
    stream.cut()

    process = installation.start(port)
    installation.wait_until_up(port, process)
    rest = client.post("/chat?stream=true", BODY, Last_Event_ID=cursor)
    said = _text(whole_blocks) + _text(rest.body)
    again = client.get(f"/streams/{rest.headers['Stream-Id']}")
    assert said == _text(again.body)
    assert said.startswith("您好")
    assert said.endswith("？")
    assert rest.body.count(b"event: done") == 1
    known = client.post("/get_info", {**BODY, "key": ""}).json()
    assert known["code"] == "200"
    second = Client(port).post("/chat?stream=true", {**BODY, "text": "没有人受伤"})
    assert text_of(second.body)


def _text(body: bytes) -> str:
    """The text of blocks that may carry ids."""
    data = [line[6:] for line in body.decode().split("\n") if line.startswith("data: ")]
    return "".join(json.loads(line).get("text", "") for line in data)
