"""The console in a real browser: the queue, a call as it is spoken, taking over, the phone's one-column form."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from chatflow import demo
from chatflow.models import CallSession
from tests.browser.conftest import sign_in, visiting
from tests.chatflow.conftest import Caller
from tests.chatflow.test_chat import text_of
from tests.conftest import LiveServer

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(chromium: Browser, server: LiveServer, caller: Caller) -> Iterator[Page]:
    """Gina at her desk, with the demo's calls."""
    demo.build(timezone.now(), "xiliu-demo")
    with visiting(chromium, server, width=1280) as page:
        sign_in(page, "gina")
        page.wait_for_url("**/console/")
        expect(page.locator("[data-part=connection]")).to_have_text("已连接")
        yield page


def entry(page: Page, session: str) -> None:
    page.locator(".entry", has_text=session).click()
    expect(page.locator("[data-part=name]")).to_have_text(session)


def test_the_most_urgent_call_is_first(desk: Page) -> None:
    first = desk.locator(".entry").first
    expect(first).to_contain_text("demo-1004")
    expect(first).to_contain_text("有人伤转接人工")
    expect(desk.locator(".entry").nth(1)).to_contain_text("demo-1003")
    expect(desk).to_have_title(re.compile(r"^\(2\) 通话台"))


def test_a_call_shows_what_is_known_with_the_words_behind_it(desk: Page) -> None:
    entry(desk, "demo-1004")
    expect(desk.locator("[data-part=urgent]")).to_contain_text("是否人伤：有")
    slot = desk.locator(".slot", has_text="事故地点")
    expect(slot.locator("strong")).to_have_text("人民路和建设路路口")
    expect(desk.locator(".exchange .caller").first).to_contain_text("骑车的人躺在地上")


def test_a_call_is_seen_live_taken_over_and_handed_back(desk: Page, caller: Caller) -> None:
    caller.session = "live-1"
    caller.say("喂")
    entry(desk, "live-1")
    caller.say("没有人受伤")
    expect(desk.locator(".exchange .caller").nth(1)).to_have_text("没有人受伤")
    expect(desk.locator(".slot", has_text="是否人伤").locator("strong")).to_have_text("无")
    desk.click("[data-act=take]")
    expect(desk.locator("[data-part=said]")).to_have_text("您已接听，助手已停止说话。")
    waiting = caller.open("有人吗")
    waiting.read_until(b"stage_code")
    desk.fill("#say", "您好，我是人工坐席。")
    desk.press("#say", "Enter")
    assert text_of(waiting.rest().body) == "您好，我是人工坐席。"
    expect(desk.locator(".answer.agent")).to_contain_text("您好，我是人工坐席。")
    desk.fill("#say", "我请助手继续登记。")
    desk.press("#say", "Enter")
    expect(desk.locator(".exchange.unsaid")).to_contain_text("我请助手继续登记。")
    desk.click("[data-act=hand_back]")
    expect(desk.locator("[data-act=take]")).to_be_visible()
    assert text_of(caller.say("好").body).startswith("我请助手继续登记。")
    expect(desk.locator(".exchange.unsaid")).to_have_count(0)


def test_a_call_is_ended(desk: Page) -> None:
    entry(desk, "demo-1003")
    desk.click("[data-act=take]")
    desk.click("[data-act=end]")
    expect(desk.locator("[data-act=end]")).to_have_text("确定结束？")
    desk.click("[data-act=end]")
    expect(desk.locator("[data-part=said]")).to_have_text("通话已结束。")
    expect(desk.locator(".entry", has_text="demo-1003")).to_have_count(0)
    assert CallSession.objects.get(session_id="demo-1003").handled == "ended"


def test_after_a_reload_the_call_is_still_hers(desk: Page) -> None:
    entry(desk, "demo-1003")
    desk.click("[data-act=take]")
    expect(desk.locator("#say")).to_be_visible()
    desk.reload()
    entry(desk, "demo-1003")
    expect(desk.locator("#say")).to_be_visible()
    expect(desk.locator("[data-part=facts]")).to_contain_text("我在接听")


def test_a_stranger_may_not_open_it(desk: Page, alice: User) -> None:
    desk.context.clear_cookies()
    sign_in(desk)
    reply = desk.request.get("/console/")
    assert reply.status == 403


def test_hostile_text_is_only_text(desk: Page, caller: Caller) -> None:
    caller.session = "<img src=x onerror=alert(1)>"
    caller.say("<script>alert(1)</script> 我叫王建国")
    desk.locator(".entry", has_text="onerror").click()
    expect(desk.locator(".exchange .caller").first).to_contain_text("<script>alert(1)</script>")
    assert desk.locator(".desk img").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out(desk: Page, scheme: str, width: int) -> None:
    desk.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    desk.set_viewport_size({"width": width, "height": 844})
    entry(desk, "demo-1002")
    assert desk.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if width == 390:
        desk.click("[data-act=back]")
        expect(desk.locator(".entry").first).to_be_visible()
