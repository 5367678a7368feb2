"""The documents' own clients, as they are printed, against the real server; only the address is put in."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from streams.providers.scripted import script
from tests.chatflow.conftest import Caller
from tests.conftest import LiveServer

CLIENTS = Path(__file__).parents[1] / "clients"
LONG = "请站到护栏外面等候，注意安全。" * 200


def run(server: LiveServer, tmp_path: Path, name: str, *arguments: str) -> list[str]:
    """What the client prints; it must end in order."""
    source = (CLIENTS / name).read_text(encoding="utf-8").replace("http://localhost:8000", server.url)
    file = tmp_path / name
    file.write_text(source, encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, str(file), *arguments],
        capture_output=True, text=True, encoding="utf-8", timeout=60, check=False, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_streaming_client_works_as_printed(caller: Caller, server: LiveServer, tmp_path: Path) -> None:
    told = run(server, tmp_path, "stream_chat.py", "session-001", "发生了交通事故")
    assert told[3] == "Status: 200"
    assert told[5] == '[stage_code] {"nextStageCode": "1002", "nextStage": "通话中"}'
    assert told[6].startswith('[text_delta] {"text": "您好')
    assert told[-1] == '[done] {"status": "completed"}'


@pytest.mark.usefixtures("profiles")
def test_three_thousand_characters_in_one_burst_arrive_whole(
    caller: Caller, server: LiveServer, tmp_path: Path
) -> None:
    assert len(LONG) == 3_000
    script("operator", f"<state>1002</state>{LONG}")
    told = run(server, tmp_path, "stream_chat.py", "session-001", "发生了交通事故")
    pieces = [json.loads(line.removeprefix("[text_delta] ")) for line in told if line.startswith("[text_delta]")]
    assert "".join(piece["text"] for piece in pieces) == LONG
    assert told[-1] == '[done] {"status": "completed"}'


def test_the_plain_client_works_as_printed(caller: Caller, server: LiveServer, tmp_path: Path) -> None:
    told = run(server, tmp_path, "nostream_chat.py", "test-session-123", "发生了交通事故")
    body = json.loads("\n".join(told[5:]))
    assert told[3] == "Status: 200"
    assert (body["sessionId"], body["code"], body["nextStageCode"]) == ("test-session-123", "200", "1002")
    assert "有没有人受伤" in body["text"]
