"""The plain chat document's page code, as it is printed, from a page of another origin."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pytest_django import Settings

from streams.providers.scripted import script
from tests.conftest import LiveServer

pytestmark = pytest.mark.browser

SOURCE = (Path(__file__).parents[1] / "clients" / "plain_chat.js").read_text(encoding="utf-8")
LONG = "你好，我是溪流。" * 375


@pytest.mark.parametrize("said", [["你好，", "我是", "溪流。"], [LONG]])
def test_the_documents_page_works_as_printed(
    chromium: Browser, server: LiveServer, settings: Settings, tmp_path: Path, said: list[str]
) -> None:
    settings.MODEL_PROFILES = {**settings.MODEL_PROFILES, "kimi": {"provider": "scripted"}}
    settings.CHAT_PROFILE = "kimi"
    settings.CHATFLOW_TRUSTED_NETWORKS = ["loopback=127.0.0.0/8"]
    settings.CORS_ALLOWED_ORIGIN_REGEXES = [r"^null$"]
    script("kimi", *said)
    code = SOURCE.replace("http://localhost:5000", server.url)
    file = tmp_path / "page.html"
    file.write_text(
        '<!doctype html><meta charset="utf-8"><div id="chatDisplay"><p id="message"></p></div>'
        f'<script>{code}\nfetchServerResponse("你好", document.getElementById("message"));</script>',
        encoding="utf-8",
    )
    page = chromium.new_page()
    page.goto(file.as_uri())
    expect(page.locator("#message")).to_have_text("".join(said))
    page.close()
    server.settle_all()
