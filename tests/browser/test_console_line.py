"""The console's line: cuts, drafts, words that the server refuses, a sign-in that ends, a list that stays still."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from chatflow import demo
from chatflow.console import acts, consumer
from chatflow.models import AgentMessage, CallSession
from streams.providers.scripted import Gate, script
from tests.browser.conftest import sign_in, visiting
from tests.chatflow.conftest import Caller
from tests.chatflow.test_chat import text_of
from tests.conftest import LiveServer

pytestmark = pytest.mark.browser
KEEP_SOCKETS = """
window.Real = window.WebSocket;
window.sockets = [];
window.WebSocket = class extends window.Real {
  constructor(address) {
    super(window.away ? "ws://127.0.0.1:9/" : address);
    window.sockets.push(this);
  }
};
window.WebSocket.OPEN = 1;
window.cut = () => window.sockets.forEach((socket) => socket.close());
"""
"""So that a test can cut the line, and keep it cut while `away`."""


@pytest.fixture
def desk(chromium: Browser, server: LiveServer, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """Gina at her desk, with the demo's calls, a line that can be cut, and a server that looks often."""
    monkeypatch.setattr(consumer, "LOOK_EVERY_S", 0.05)
    demo.build(timezone.now(), "xiliu-demo")
    with visiting(chromium, server, width=1280) as page:
        page.add_init_script(KEEP_SOCKETS)
        sign_in(page, "gina")
        page.wait_for_url("**/console/")
        expect(page.locator("[data-part=connection]")).to_have_text("已连接")
        yield page


def entry(page: Page, session: str) -> None:
    page.locator(".entry", has_text=session).click()
    expect(page.locator("[data-part=name]")).to_have_text(session)


def take(page: Page, session: str) -> int:
    entry(page, session)
    page.click("[data-act=take]")
    expect(page.locator("#say")).to_be_focused()
    return CallSession.objects.get(session_id=session).pk


def leave(page: Page) -> None:
    page.evaluate("() => { window.away = true; window.cut(); }")
    expect(page.locator("[data-part=strip]")).to_contain_text("连接断开")


def come_back(page: Page) -> None:
    page.evaluate("() => { window.away = false; window.dispatchEvent(new Event('online')); }")
    expect(page.locator("[data-part=connection]")).to_have_text("已连接")


def test_each_call_has_a_draft_of_its_own(desk: Page) -> None:
    take(desk, "demo-1003")
    desk.fill("#say", "给一零零三的话")
    take(desk, "demo-1004")
    expect(desk.locator("#say")).to_have_value("")
    entry(desk, "demo-1003")
    expect(desk.locator("#say")).to_have_value("给一零零三的话")
    desk.reload()
    expect(desk.locator("[data-part=name]")).to_have_text("demo-1003")
    expect(desk.locator("#say")).to_have_value("给一零零三的话")


def test_what_is_typed_without_a_line_is_seen_and_sent_later(desk: Page) -> None:
    call = take(desk, "demo-1003")
    leave(desk)
    expect(desk.locator("[data-act=end]")).to_be_disabled()
    desk.fill("#say", "断线时说的话。")
    desk.press("#say", "Enter")
    expect(desk.locator(".exchange.unsaid")).to_contain_text("连接恢复后自动发送")
    assert not AgentMessage.objects.exists()
    come_back(desk)
    expect(desk.locator(".exchange.unsaid")).to_contain_text("等来电者下一次说话时转达")
    assert AgentMessage.objects.get().session_id == call
    expect(desk.locator(".exchange.unsaid")).to_have_count(1)


def test_what_was_typed_before_a_reload_without_a_line_is_not_lost(desk: Page) -> None:
    take(desk, "demo-1003")
    leave(desk)
    desk.fill("#say", "还没有送到。")
    desk.press("#say", "Enter")
    desk.reload()
    expect(desk.locator(".exchange.unsaid")).to_contain_text("等来电者下一次说话时转达")
    assert AgentMessage.objects.get().text == "还没有送到。"


def test_words_that_come_too_late_are_given_back(desk: Page) -> None:
    take(desk, "demo-1003")
    leave(desk)
    desk.fill("#say", "我来晚了。")
    desk.press("#say", "Enter")
    CallSession.objects.filter(session_id="demo-1003").update(handled="waiting", agent=None)
    come_back(desk)
    expect(desk.locator(".exchange.failed")).to_contain_text("现在不是您在接听")
    desk.click("[data-take-back]")
    expect(desk.locator(".exchange.failed")).to_have_count(0)
    desk.click("[data-act=take]")
    expect(desk.locator("#say")).to_have_value("我来晚了。")


def test_a_cut_in_mid_sentence_shows_each_word_once(desk: Page, caller: Caller, settings: Settings) -> None:
    scripted = {"provider": "scripted", "continuation": "exact"}
    settings.MODEL_PROFILES, settings.CALL_PROFILE = {**settings.MODEL_PROFILES, "operator": scripted}, "operator"
    gate = Gate()
    script("operator", "<state>1002</state>您好，", gate, "请慢慢说。")
    caller.session = "cut-1"
    turn = caller.open("喂")
    turn.read_until(b"text_delta")
    entry(desk, "cut-1")
    expect(desk.locator(".exchange.live .answer")).to_have_text("您好，")
    leave(desk)
    come_back(desk)
    expect(desk.locator(".exchange.live .answer")).to_have_text("您好，")
    gate.open()
    turn.rest()
    expect(desk.locator(".exchange:not(.live) .answer")).to_have_text("您好，请慢慢说。")


def test_a_sign_in_that_ends_says_so_and_leads_back(desk: Page) -> None:
    entry(desk, "demo-1003")
    Session.objects.all().delete()
    strip = desk.locator("[data-part=strip]")
    expect(strip).to_contain_text("登录已过期")
    desk.reload()
    assert "/accounts/login/" in desk.url


def test_a_session_that_is_gone_before_a_reconnect_says_so_too(desk: Page) -> None:
    leave(desk)
    desk.context.clear_cookies()
    desk.evaluate("() => { window.away = false; window.dispatchEvent(new Event('online')); }")
    strip = desk.locator("[data-part=strip]")
    expect(strip).to_contain_text("登录已过期", timeout=10_000)  # the server waits 5 s for a token
    strip.get_by_role("link").click()
    desk.wait_for_url("**/accounts/login/?next=/console/")


def test_an_entry_stays_under_the_finger_while_the_queue_changes(desk: Page, caller: Caller) -> None:
    wanted = desk.locator(".entry", has_text="demo-1002").element_handle()
    caller.session = "new-1"
    caller.say("喂")
    expect(desk.locator(".entry", has_text="new-1")).to_be_visible()
    assert wanted.evaluate("(node) => node.isConnected")


def test_a_call_that_is_deleted_while_it_is_open_says_so(desk: Page, caller: Caller) -> None:
    caller.session = "gone-1"
    caller.say("喂")
    entry(desk, "gone-1")
    caller.client.open("DELETE", "/delete_session", caller.body()).rest()
    expect(desk.locator("[data-part=none]")).to_have_text("这个通话已被删除。")
    expect(desk.locator(".entry", has_text="gone-1")).to_have_count(0)


def test_the_desk_works_by_keyboard(desk: Page, caller: Caller) -> None:
    desk.focus("[data-act=next]")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-part=name]")).to_have_text("demo-1004")
    desk.keyboard.press("Escape")
    expect(desk.locator(".entry", has_text="demo-1004")).to_be_focused()
    desk.keyboard.press("ArrowDown")
    expect(desk.locator(".entry", has_text="demo-1003")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-part=name]")).to_have_text("demo-1003")
    desk.focus("[data-act=take]")
    desk.keyboard.press("Enter")
    expect(desk.locator("#say")).to_be_focused()
    desk.keyboard.type("您好。")
    desk.keyboard.press("Enter")
    expect(desk.locator(".exchange.unsaid")).to_contain_text("等来电者下一次说话时转达")
    caller.session = "demo-1003"
    assert text_of(caller.say("").body) == "您好。"


def test_a_call_whose_agent_has_gone_stands_among_the_waiting(desk: Page) -> None:
    call = CallSession.objects.filter(session_id="demo-1001")
    call.update(handled="agent", agent=None, agent_seen_at=timezone.now() - acts.AWAY)
    waiting = desk.locator("[data-group=waiting] .entry", has_text="demo-1001")
    expect(waiting).to_contain_text("已离线")
    expect(desk).to_have_title(re.compile(r"^\(3\) 通话台"))
