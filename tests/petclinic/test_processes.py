"""The clinic under kill -9: summaries and reports are finished by the next start, every character once."""

import json
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http import Client
from tests.petclinic.people import V2
from tests.petclinic.test_streams import END, events, said
from tests.ports import free_port
from tests.processes import Installation

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]


@pytest.fixture
def xiliu(tmp_path: Path) -> Iterator[Installation]:
    installation = Installation(tmp_path, OFFLINE_PACE_MS="15").prepare()
    yield installation
    installation.close()


def begin(client: Client) -> dict[str, object]:
    start = {"module_type": 1, "pet_profile_id": 0, "content": "狗狗从昨天开始吐了三次，吐黄水，今天没精神"}
    data = client.post(f"{V2}/session-record/session-start", start).json()["data"]
    return {"pet_profile_id": 0, "session_id": data["session_id"]}


def kill(process: "object") -> None:
    process.send_signal(signal.SIGKILL)  # type: ignore[attr-defined]
    process.wait(10)  # type: ignore[attr-defined]


def test_a_summary_cut_by_kill_9_is_finished_by_the_next_start(xiliu: Installation) -> None:
    port = free_port()
    process = xiliu.start(port)
    xiliu.wait_until_up(port, process)
    client = xiliu.sign_in(port, "alice")
    asked = begin(client)
    stream = client.open("POST", f"{V2}/aidoc/summary?is_sse=true", asked, Accept="text/event-stream")
    stream.read_until("主诉".encode())
    kill(process)
    seen = stream.rest().body
    seen = seen[: seen.rfind(b"\n\n") + 2]
    assert END not in seen
    cursor = re.findall(rb"^id: (.*)$", seen, re.MULTILINE)[-1].decode()

    xiliu.wait_until_up(port, xiliu.start(port))
    ids = {"Accept": "text/event-stream", "Last_Event_ID": cursor}
    rest = client.post(f"{V2}/aidoc/summary?is_sse=true", asked, **ids)
    both = events(seen) + events(rest.body)
    names = [name for name, _value in both]
    assert names.count("start_stream") == names.count("end_stream") == 1
    text = "".join(value["data"] for name, value in both if name == "stream")
    whole = client.get(f"/streams/{stream.id}?dialect=petclinic.lines").body
    assert text == said(whole)
    assert text.startswith("您提到「狗狗从昨天开始吐了三次")


def test_the_dollar_form_goes_on_at_the_byte_where_it_was_cut(xiliu: Installation) -> None:
    port = free_port()
    process = xiliu.start(port)
    xiliu.wait_until_up(port, process)
    client = xiliu.sign_in(port, "alice")
    stream = client.open("POST", f"{V2}/aidoc/summary", begin(client))
    stream.read_until("病情小结".encode())
    kill(process)
    seen = stream.rest().body
    assert not seen.endswith(b"$")
    xiliu.wait_until_up(port, xiliu.start(port))
    rest = client.get(f"/streams/{stream.id}?offset={len(seen)}")
    whole = client.get(f"/streams/{stream.id}?dialect=dollar").body
    assert seen[: len(whole) - len(rest.body)] + rest.body == whole
    assert whole.endswith(b"$")
    assert whole.count(b"$") == 1


def test_a_report_is_built_by_the_servers_own_worker(xiliu: Installation) -> None:
    port = free_port()
    xiliu.wait_until_up(port, xiliu.start(port))
    client = xiliu.sign_in(port, "alice")
    asked = begin(client)
    record = client.post(f"{V2}/medical-session-list", {}).json()["data"]["list"][0]["medical_record_id"]
    assert client.post(f"{V2}/aidoc/report", {"session_id": asked["session_id"]}).text == "true"
    told = {"report_status": 1}
    while told["report_status"] == 1:
        told = client.get(f"{V2}/medical-record?report_id={record}").json()["data"]
    assert told["report_status"] == 2
    report = json.loads(told["report"])  # type: ignore[arg-type]
    assert report["result"]["diagnosis"]["severity_of_the_illness"] == "MediumHigh"
    paper = Client(port).get(told["report_info"]["report_url"].split(str(port))[1] + ".pdf")  # type: ignore[index]
    assert paper.body.startswith(b"%PDF")
