"""What happens to a chat in the world: other tabs, other people, refusals, lost replies."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django import Settings

from chatflow.models import Conversation
from streams.errors import UpstreamCut
from streams.models import Stream
from streams.providers.scripted import Gate, script
from tests.browser.conftest import sign_in, visiting
from tests.browser.test_chat_page import answers, ask, settled
from tests.conftest import LiveServer

pytestmark = pytest.mark.browser

STATUS = "[data-part=status]"


@pytest.fixture(autouse=True)
def _model(settings: Settings) -> None:
    profile = {"provider": "scripted", "continuation": "exact"}
    settings.MODEL_PROFILES = {**settings.MODEL_PROFILES, "kimi": profile}
    settings.CHAT_PROFILE = "kimi"


@pytest.fixture
def chat(chromium: Browser, server: LiveServer, alice: User) -> Iterator[Page]:
    with visiting(chromium, server, 1280) as page:
        sign_in(page)
        page.goto("/talk/")
        yield page


def bubbles(page: Page, role: str) -> list[str]:
    return [one.inner_text() for one in page.locator(f".bubble[data-role={role}] .body").all()]


def look_again(page: Page) -> None:
    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_new_chat_is_in_the_list_and_can_be_renamed_at_once(chat: Page) -> None:
    gate = Gate()
    script("kimi", "好", gate)
    ask(chat, "第一句话")
    expect(chat.locator(".talk-side a[aria-current]")).to_have_text("第一句话")
    expect(chat.locator("h1")).to_have_text("第一句话")
    gate.open()
    settled(chat)
    chat.click(".talk-menu summary")
    chat.fill("#title", "<b>我的</b>聊天")
    chat.get_by_role("button", name="改名").click()
    expect(chat.locator("h1")).to_have_text("<b>我的</b>聊天")
    assert answers(chat) == ["好"]


def test_chats_are_found_by_what_was_said(chat: Page, alice: User, charlie: User) -> None:
    for person, title, said in ((alice, "做菜", "番茄炒蛋"), (alice, "旅行", "去大理"), (charlie, "别人的", "番茄汤")):
        made = Conversation.objects.create(owner=f"user:{person.pk}", title=title)
        made.messages.create(role="user", text=said)
    chat.reload()
    assert chat.locator(".talk-side li").all_inner_texts() == ["旅行", "做菜"]
    chat.fill("#q", "番茄")
    chat.press("#q", "Enter")
    expect(chat.locator(".talk-side li")).to_have_text(["做菜"])
    chat.fill("#q", "%_'\"")
    chat.press("#q", "Enter")
    expect(chat.locator(".talk-side nav")).to_contain_text("没有找到")


def test_a_draft_belongs_to_a_person_and_a_chat(chat: Page, charlie: User) -> None:
    chat.fill("#message", "给自己看的话")
    script("kimi", "好")
    ask(chat, "问")
    settled(chat)
    chat.fill("#message", "第二个问题的开头")
    chat.reload()
    expect(chat.locator("#message")).to_have_value("第二个问题的开头")
    chat.goto("/talk/")
    expect(chat.locator("#message")).to_have_value("")
    chat.fill("#message", "给自己看的话")
    chat.get_by_role("button", name="退出").click()
    chat.wait_for_load_state()
    sign_in(chat, "charlie")
    chat.goto("/talk/")
    expect(chat.locator("#message")).to_have_value("")


def test_a_question_that_is_refused_leaves_everything_as_it_was(chat: Page, settings: Settings) -> None:
    script("kimi", "甲")
    ask(chat, "问")
    settled(chat)
    settings.STREAM_RUNNING_LIMIT = 0
    chat.click(".bubble[data-role=user] [data-act=edit]")
    chat.fill(".editor textarea", "问得更好")
    chat.press(".editor textarea", "Enter")
    expect(chat.locator(STATUS)).to_contain_text("请等它完成")
    expect(chat.locator(".editor textarea")).to_have_value("问得更好")
    chat.press(".editor textarea", "Escape")
    expect(chat.locator(".bubble[data-role=user] [data-act=edit]")).to_be_focused()
    chat.click(".bubble[data-role=assistant] [data-act=regenerate]")
    expect(chat.locator(STATUS)).to_contain_text("请等它完成")
    assert (bubbles(chat, "user"), answers(chat)) == (["问"], ["甲"])


def test_a_lost_reply_asks_only_once(chat: Page) -> None:
    script("kimi", "好")
    lost: list[str] = []

    def lose(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.request.headers["idempotency-key"])
        route.fetch()
        return route.abort()

    chat.route("**/streams/start", lose)
    ask(chat, "问")
    settled(chat)
    assert len(lost) == 1
    assert (bubbles(chat, "user"), answers(chat)) == (["问"], ["好"])
    assert Stream.objects.count() == 1


def test_another_tab_sees_what_was_asked_here(chat: Page) -> None:
    script("kimi", "甲")
    ask(chat, "问")
    settled(chat)
    other = chat.context.new_page()
    other.goto(chat.url)
    gate = Gate()
    script("kimi", "乙，", gate, "丙")
    ask(chat, "再问")
    expect(chat.locator(".prose").last).to_have_text("乙，")
    ask(other, "第三问")
    expect(other.locator(".bubble[data-role=user]")).to_have_count(2)
    expect(other.locator("#message")).to_have_value("第三问")
    expect(other.locator(".prose").last).to_have_text("乙，")
    gate.open()
    settled(other)
    settled(chat)
    assert answers(other) == answers(chat) == ["甲", "乙，丙"]
    script("kimi", "丁")
    other.press("#message", "Enter")
    settled(other)
    look_again(chat)
    expect(chat.locator(".bubble")).to_have_count(6)
    assert bubbles(chat, "user") == ["问", "再问", "第三问"]


def test_a_chat_that_another_tab_deleted_says_so(chat: Page) -> None:
    script("kimi", "甲")
    ask(chat, "问")
    settled(chat)
    Conversation.objects.all().delete()
    ask(chat, "还在吗")
    expect(chat.locator(STATUS)).to_have_text("这个聊天已经不在了。")
    expect(chat.locator("#message")).to_have_value("还在吗")
    assert not Conversation.objects.exists()


def test_whoever_is_signed_out_keeps_her_words(chat: Page) -> None:
    chat.context.clear_cookies()
    ask(chat, "我的话")
    expect(chat.locator(STATUS)).to_contain_text("登录")
    expect(chat.locator("#message")).to_have_value("我的话")


def test_a_reload_while_an_answer_is_written_anew_shows_only_the_new_one(chat: Page) -> None:
    script("kimi", "甲")
    ask(chat, "问")
    settled(chat)
    gate = Gate()
    script("kimi", "乙", gate, "丙")
    chat.click(".bubble[data-role=assistant] [data-act=regenerate]")
    expect(chat.locator(".prose")).to_have_text("乙")
    chat.reload()
    expect(chat.locator(".prose")).to_have_text("乙")
    gate.open()
    settled(chat)
    assert answers(chat) == ["乙丙"]
    expect(chat.locator(".bubble[data-role=assistant] .siblings span")).to_have_text("2 / 2")


def test_an_answer_goes_on_in_its_own_nodes_and_looks_the_same_later(chat: Page) -> None:
    script("kimi", "先**看\n\n```py\nx =", UpstreamCut())
    ask(chat, "写代码")
    expect(chat.locator(".bubble[data-state=failed]")).to_be_visible()
    chat.evaluate("window.kept = [...document.querySelectorAll('.prose > *')]")
    script("kimi", "先**看\n\n```py\nx = 1\n```\n\n完。")
    chat.click(".bubble[data-role=assistant] [data-act=continue]")
    settled(chat)
    assert chat.locator(".code code").inner_text() == "x = 1"
    assert chat.evaluate("window.kept.length && window.kept.every((node) => node.isConnected)")
    live = chat.locator(".prose").inner_html()
    chat.reload()
    expect(chat.locator(".prose > p").last).to_have_text("完。")
    assert chat.locator(".prose").inner_html() == live


def test_an_answer_without_a_word_offers_only_another_try(chat: Page) -> None:
    script("kimi", UpstreamCut())
    ask(chat, "问")
    expect(chat.locator("[data-part=error]").last).to_contain_text("请重试")
    last = chat.locator(".bubble[data-role=assistant]")
    expect(last.locator("[data-act=regenerate]")).to_be_visible()
    expect(last.locator("[data-act=continue]")).to_be_hidden()
    expect(last.locator("[data-act=copy]")).to_be_hidden()


def test_whoever_scrolls_up_a_little_is_left_there(chat: Page) -> None:
    gate, second = Gate(), Gate()
    script("kimi", "一行。\n\n" * 60, gate, "再来一段。\n\n" * 5, second, "完。")
    ask(chat, "写长一点")
    expect(chat.locator(".prose p")).to_have_count(60)
    log = chat.locator(".talk-log")
    log.evaluate("(log) => (log.scrollTop = log.scrollHeight)")
    log.evaluate("(log) => (log.scrollTop -= 20)")
    top = log.evaluate("(log) => new Promise((done) => requestAnimationFrame(() => done(log.scrollTop)))")
    gate.open()
    expect(chat.locator(".talk-chip")).to_be_visible()
    assert log.evaluate("(log) => log.scrollTop") == top
    chat.click(".talk-chip")
    second.open()
    settled(chat)
    expect(chat.locator(".talk-chip")).to_be_hidden()
    expect(chat.locator(".prose p").last).to_be_in_viewport()


def test_the_state_is_told_once_and_not_with_each_word(chat: Page) -> None:
    script("kimi", *("溪水" for _ in range(50)))
    chat.evaluate(
        """() => {
        const status = document.querySelector('[data-part=status]');
        window.told = [];
        new MutationObserver(() => window.told.push(status.textContent)).observe(status, {childList: true});
    }"""
    )
    ask(chat, "问")
    settled(chat)
    told = chat.evaluate("window.told")
    assert len(told) == len(set(told)) <= 4
    assert told[-1] == "回答完了。"


def test_a_model_that_takes_its_time_is_said_to_think(chat: Page) -> None:
    gate = Gate()
    script("kimi", gate, "好")
    chat.fill("#message", "问")
    chat.focus("[data-part=send]")
    chat.keyboard.press("Enter")
    expect(chat.locator(STATUS)).to_have_text("正在思考……")
    expect(chat.locator("#message")).to_be_focused()
    gate.open()
    settled(chat)
    expect(chat.locator(STATUS)).to_have_text("回答完了。")


def test_copying_needs_no_clipboard_permission(chat: Page) -> None:
    chat.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    chat.reload()
    script("kimi", "抄走我")
    ask(chat, "问")
    settled(chat)
    chat.click(".bubble[data-role=assistant] [data-act=copy]")
    expect(chat.locator(".bubble[data-role=assistant] [data-act=copy]")).to_have_text("已复制")


def test_a_browser_that_keeps_nothing_can_chat(chat: Page) -> None:
    chat.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})")
    chat.reload()
    script("kimi", "好")
    ask(chat, "问")
    settled(chat)
    assert answers(chat) == ["好"]


def test_only_the_chat_page_fills_the_screen(chat: Page) -> None:
    assert chat.evaluate("getComputedStyle(document.body).overflow") == "hidden"
    chat.goto("/clinic/")
    chat.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<ol class=\"talk\"></ol>')")
    assert chat.evaluate("getComputedStyle(document.body).overflow") == "visible"
