"""The gym document's two browser clients, as they are printed, in a real Chromium."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from gym.models import Member, Summary
from tests.conftest import LiveServer

pytestmark = pytest.mark.browser

CLIENTS = Path(__file__).parents[1] / "clients"


@pytest.mark.parametrize(
    ("file", "function"),
    [("gym_eventsource.js", "streamWeeklySummary"), ("gym_fetch.js", "streamWeeklySummaryWithFetch")],
)
@pytest.mark.parametrize("pace_ms", [0, 5])
def test_the_documents_browser_client_works_as_printed(
    page: Page, server: LiveServer, settings: Settings, file: str, function: str, pace_ms: int
) -> None:
    settings.OFFLINE_PACE_MS = pace_ms
    alice = Member.objects.get(pk=123)
    assert alice.user is not None
    token = server.client(alice.user).headers["Authorization"].removeprefix("Bearer ")
    page.goto("/accounts/login/")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.evaluate("document.body.innerHTML = '<div id=\"result-container\"></div>'")
    source = (CLIENTS / file).read_text()
    call = f"{function}(123, '2025-03-23', '2025-03-30', '{token}')"
    with page.expect_console_message(lambda message: message.text == "生成完成"):
        page.evaluate(f"() => {{ {source}\n {call}; }}")
    expect(page.locator("#result-container")).to_contain_text("接下来")
    server.settle_all()
    assert page.locator("#result-container").inner_text().strip() == Summary.objects.get(member=123).text.strip()
    assert said == ["生成完成"]
