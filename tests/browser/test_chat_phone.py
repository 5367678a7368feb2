"""The chat page on a phone: fingers, and a keyboard without Shift."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, expect
from pytest_django import Settings

from chatflow.models import Message
from streams.providers.scripted import script
from tests.browser.conftest import sign_in, visiting
from tests.browser.test_chat_page import settled
from tests.conftest import LiveServer

pytestmark = pytest.mark.browser


def test_enter_is_a_new_line_on_a_phone(chromium: Browser, server: LiveServer, alice: User, settings: Settings) -> None:
    settings.MODEL_PROFILES = {**settings.MODEL_PROFILES, "kimi": {"provider": "scripted"}}
    settings.CHAT_PROFILE = "kimi"
    with visiting(chromium, server) as page:
        sign_in(page)
        state = page.context.storage_state()
    context = chromium.new_context(
        base_url=server.url, storage_state=state, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    phone = context.new_page()
    phone.goto("/talk/")
    phone.tap("#message")
    phone.keyboard.type("一\n二")
    expect(phone.locator("#message")).to_have_value("一\n二")
    script("kimi", "好")
    phone.tap("[data-part=send]")
    settled(phone)
    phone.tap(".talk-open")
    expect(phone.locator(".talk-side li a")).to_have_text(["一"])
    phone.keyboard.press("Escape")
    expect(phone.locator(".talk-side")).to_be_hidden()
    assert Message.objects.filter(role="user").get().text == "一\n二"
    context.close()
