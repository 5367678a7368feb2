"""A server killed in mid-turn before a FastGPT workflow, which cannot continue a text: one ending, nothing twice."""

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.chatflow.conftest import STAMP
from tests.http import Client, Reply
from tests.ports import free_port
from tests.processes import Installation
from tests.upstream.fastgpt import END, Event, FakeFastGPT, words

pytestmark = pytest.mark.processes

BODY = {"sessionId": "kill-3", "timeStamp": STAMP, "text": "没有人受伤"}
SETTINGS = """
from config.settings import *
MODEL_PROFILES["workflow"] = {
    "provider": "fastgpt", "base_url": "%s", "key_variable": "FASTGPT_KEY", "app_id": "app"
}
CALL_PROFILE = "workflow"
"""


class Gateway:
    """A voice gateway, and the server that it speaks to, which may be killed and started again."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.port = free_port()
        self.client = Client(self.port, {"Accept": "text/event-stream"})
        self.start()

    def start(self) -> None:
        self.process = self.installation.start(self.port)
        self.installation.wait_until_up(self.port, self.process)

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def cut_off(self) -> tuple[str, list[tuple[str, dict[str, Any]]]]:
        """A turn whose server is killed after its first words: the cursor, and what came whole."""
        stream = self.client.open("POST", "/chat?stream=true", BODY)
        stream.read_until(b"text_delta")
        self.kill()
        for _chunk in stream.chunks():
            pass
        stream.cut()
        came = stream.body[: stream.body.rfind(b"\n\n") + 2]
        cursors = [line[4:] for line in came.decode().split("\n") if line.startswith("id: ")]
        return cursors[-1], events(came)

    def ask(self, text: str = BODY["text"]) -> Reply:
        return self.client.post("/chat?stream=true", {**BODY, "text": text})


def events(body: bytes) -> list[tuple[str, dict[str, Any]]]:
    """Names and data of blocks that carry ids."""
    found = []
    for block in body.decode().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line and not line.startswith(":"))
        if "data" in lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


def said(told: list[tuple[str, dict[str, Any]]]) -> str:
    return "".join(data["text"] for name, data in told if name == "text_delta")


def names(told: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [name for name, _data in told if name != "text_delta"]


@contextmanager
def workflow(tmp_path: Path, *says: Event) -> Iterator[tuple[FakeFastGPT, Gateway]]:
    with FakeFastGPT(*says) as fake:
        (tmp_path / "workflow_settings.py").write_text(SETTINGS % fake.url)
        environment = {"DJANGO_SETTINGS_MODULE": "workflow_settings", "PYTHONPATH": str(tmp_path)}
        installation = Installation(tmp_path, FASTGPT_KEY=fake.key, **environment).prepare()
        try:
            yield fake, Gateway(installation)
        finally:
            installation.close()


def test_in_mid_sentence_it_ends_as_interrupted_with_what_was_said(tmp_path: Path) -> None:
    pause = threading.Event()
    begun: list[Event] = [("updateVariables", {"bxgs": "人保"}), ("answer", words("<state>1002</state>好的，"))]
    with workflow(tmp_path, *begun, ("answer", pause), ("answer", words("还有吗？"))) as (fake, gateway):
        cursor, before = gateway.cut_off()
        pause.set()
        gateway.start()
        stream = cursor.partition(":")[0]
        resumed = events(gateway.client.get(f"/streams/{stream}", Last_Event_ID=cursor).body)
        assert (said(before), names(before)) == ("好的，", ["stage_code"])
        assert (said(resumed), names(resumed)) == ("", ["error"])
        assert resumed[-1][1]["code"] == "500"
        assert gateway.client.get("/get_info?sessionId=kill-3&timeStamp=1&key=bxgs").json()["value"] == "人保"
        assert len(fake.asked) == 1

        fake.says = [*begun, *END]
        again = events(gateway.ask().body)  # the resumed reader has had the end: this is the next turn
        assert (said(again), names(again)) == ("好的，", ["stage_code", "done"])
        assert len(fake.asked) == 2
        for _turn in range(2):
            assert gateway.client.post("/delete_last_two_chat_records", BODY).status == 200
        assert [record for kept in fake.records.values() for record in kept] == []


def test_asked_again_instead_of_resumed_the_reader_joins_the_turn_that_was_cut(tmp_path: Path) -> None:
    pause = threading.Event()
    begun: list[Event] = [("answer", words("<state>1002</state>好的，"))]
    with workflow(tmp_path, *begun, ("answer", pause)) as (fake, gateway):
        cursor, _before = gateway.cut_off()
        pause.set()
        gateway.start()
        again = gateway.ask()
        assert again.headers["Stream-Id"] == cursor.partition(":")[0]
        assert (said(events(again.body)), names(events(again.body))) == ("好的，", ["stage_code", "error"])
        assert len(fake.asked) == 1


def test_before_its_first_word_the_workflow_is_asked_again_and_says_all_of_it_once(tmp_path: Path) -> None:
    pause = threading.Event()
    with workflow(tmp_path, ("answer", pause), ("answer", words("<state>1002</state>好的。"))) as (fake, gateway):
        stream = gateway.client.open("POST", "/chat?stream=true", BODY)
        assert fake.reached.wait(10)
        gateway.kill()
        stream.cut()
        pause.set()
        gateway.start()
        again = events(gateway.ask().body)
        assert (said(again), names(again)) == ("好的。", ["stage_code", "done"])
        first, second = fake.asked
        assert first["responseChatItemId"] == second["responseChatItemId"]
