"""kill -9, SIGTERM, a second process, and many readers: the real server in processes of its own."""

import json
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.processes import Installation, threads_and_memory

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

PATH = "/gym/member/stream_weekly_summary?member_id=123&start_date=2025-03-23&end_date=2025-03-30"


@pytest.fixture
def xiliu(tmp_path: Path) -> Iterator[Installation]:
    installation = Installation(tmp_path, OFFLINE_PACE_MS="20", STREAM_OPEN_LIMIT="1000").prepare()
    yield installation
    installation.close()


def words(body: str) -> str:
    """The text of the gym's dialect."""
    return "".join(json.loads(data).get("text", "") for data in re.findall(r"^data: (.*)$", body, re.MULTILINE))


def test_kill_9_in_mid_answer_and_the_next_start_finishes_it(xiliu: Installation) -> None:
    port = free_port()
    process = xiliu.start(port)
    xiliu.wait_until_up(port, process)
    client = xiliu.sign_in(port, "alice")
    stream = client.open("GET", PATH, Accept="text/event-stream")
    seen = stream.read_until(1500)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    seen += stream.rest().body[len(seen) :]
    assert not stream.whole
    whole_blocks = seen[: seen.rfind(b"\n\n") + 2].decode()
    cursor = re.findall("^id: (.*)$", whole_blocks, re.MULTILINE)[-1]
    assert '"done"' not in whole_blocks

    xiliu.wait_until_up(port, xiliu.start(port))
    rest = client.get(PATH, Accept="text/event-stream", Last_Event_ID=cursor)
    assert rest.whole
    text = words(whole_blocks) + words(rest.text)
    assert rest.text.count('"done": true') == 1
    replay = client.get(f"/streams/{stream.id}").text
    assert text == words(replay)
    while client.get(f"/streams/{stream.id}/state").json()["state"] != "done":
        pass  # the reader may see the end a moment before the row has it, and until then a question joins
    fresh = client.get(f"{PATH}&refresh=true")
    assert fresh.headers["Stream-Id"] != stream.id
    assert text == words(fresh.text)


def test_a_second_process_is_refused_and_the_first_goes_on(xiliu: Installation) -> None:
    port = free_port()
    xiliu.wait_until_up(port, xiliu.start(port))
    second = xiliu.start(free_port())
    assert second.wait(30) != 0
    assert "另一个溪流进程正在使用" in xiliu.log()
    refused = xiliu.manage("runstreams")
    assert refused.returncode != 0
    assert "REDIS_URL" in refused.stderr
    assert '"done": true' in xiliu.sign_in(port, "alice").get(PATH).text


def test_sigterm_lets_the_printed_client_finish(xiliu: Installation) -> None:
    port = free_port()
    process = xiliu.start(port)
    xiliu.wait_until_up(port, process)
    client = xiliu.sign_in(port, "alice")
    printed = client.open("GET", PATH)
    printed.read_until(500)
    process.send_signal(signal.SIGTERM)
    reply = printed.rest()
    assert reply.whole
    assert reply.text.endswith('data: {"text": "", "done": true}\n\n')
    process.wait(40)


def test_three_hundred_open_readers_need_neither_threads_nor_much_memory(xiliu: Installation) -> None:
    xiliu.environment["OFFLINE_PACE_MS"] = "5000"
    port = free_port()
    process = xiliu.start(port)
    xiliu.wait_until_up(port, process)
    client = xiliu.sign_in(port, "alice")
    first = client.open("GET", PATH, Accept="text/event-stream")
    first.read_until(b":0\n\n")
    threads, memory = threads_and_memory(process.pid)
    readers = [client.open("GET", PATH, Accept="text/event-stream") for _n in range(300)]
    for reader in readers:
        reader.read_until(b":0\n\n")
    more_threads, more_memory = threads_and_memory(process.pid)
    deadline = time.monotonic() + 10
    while more_threads > 10 and time.monotonic() < deadline:  # the thread of a request that has just ended goes, too
        more_threads, more_memory = threads_and_memory(process.pid)
    print(f"300 readers: {more_threads} threads (was {threads}), {(more_memory - memory) / 300:.1f} KB each")  # noqa: T201
    assert more_threads <= 10
    assert (more_memory - memory) / 300 < 60
    for reader in [first, *readers]:
        reader.cut()
