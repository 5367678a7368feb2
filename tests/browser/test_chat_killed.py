"""The chat page while its server is killed in mid-answer and comes back."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_chat_page import answers, ask, settled
from tests.ports import free_port
from tests.processes import Installation
from tests.upstream.faulty import DONE, HEAD, FaultyUpstream, Hang, Step, chunk

pytestmark = [pytest.mark.browser, pytest.mark.processes]

BEGUN = "从前有座山，**山里"
REST = "有座庙**。\n\n" + "溪水从山上下来。" * 400


@pytest.fixture
def upstream() -> Iterator[FaultyUpstream]:
    begins: list[Step] = [HEAD, chunk(BEGUN[:3]), chunk(BEGUN[3:]), Hang()]
    goes_on: list[Step] = [
        HEAD,
        *(chunk(REST[at : at + 7]) for at in range(0, len(REST), 7)),
        chunk(finish="stop"),
        DONE,
    ]
    with FaultyUpstream(begins, goes_on) as upstream:
        yield upstream


@pytest.fixture
def installation(tmp_path: Path, upstream: FaultyUpstream) -> Iterator[Installation]:
    model = {"LLM_BASE_URL": upstream.url, "LLM_API_KEY": "k", "LLM_MODEL": "m", "LLM_CONTINUATION": "prefix"}
    made = Installation(tmp_path, **model).prepare()
    yield made
    made.close()


def test_the_answer_comes_whole_with_every_character_once(
    chromium: Browser, installation: Installation, upstream: FaultyUpstream
) -> None:
    port = free_port()
    process = installation.start(port)
    installation.wait_until_up(port, process)
    page = chromium.new_page(base_url=f"http://127.0.0.1:{port}")
    page.goto("/talk/")
    page.fill("#id_username", "alice")
    page.fill("#id_password", "xiliu-demo")
    page.press("#id_password", "Enter")
    ask(page, "讲故事")
    expect(page.locator(".prose strong")).to_have_text("山里")
    page.evaluate("window.kept = document.querySelector('.prose strong')")
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    expect(page.locator("[data-part=status]")).to_have_text("连接断开，正在续传……")
    installation.wait_until_up(port, installation.start(port))
    settled(page)
    assert answers(page) == [f"从前有座山，山里有座庙。\n\n{REST.split()[-1]}"]
    assert page.evaluate("window.kept.isConnected && window.kept.textContent") == "山里有座庙"
    assert upstream.requests[1]["messages"][-1]["content"] == BEGUN
    page.close()
