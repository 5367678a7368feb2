"""The chat page in a real browser: streaming Markdown that keeps its nodes, versions, drafts, cuts."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from chatflow.models import Conversation, Message
from streams.errors import UpstreamCut
from streams.providers.base import Delta, Finish
from streams.providers.scripted import Gate, script
from tests.browser.conftest import sign_in, visiting
from tests.conftest import LiveServer

pytestmark = pytest.mark.browser

HOSTILE = (
    '<img src=x onerror="document.title=1">\n\n[点我](javascript:alert(1)) ![图](http://tracker.example/a.png) '
    "[好的](https://example.com) [数据](data:text/html,x)\n"
)


@pytest.fixture
def chat(chromium: Browser, server: LiveServer, alice: User, settings: Settings) -> Iterator[Page]:
    """Alice on a phone, signed in, with a scripted model; the page may log no error and leave the server never."""
    settings.MODEL_PROFILES = {
        **settings.MODEL_PROFILES,
        "kimi": {"provider": "scripted", "continuation": "exact"},
    }
    settings.CHAT_PROFILE = "kimi"
    with visiting(chromium, server) as page:
        sign_in(page)
        page.goto("/talk/")
        yield page


def ask(page: Page, text: str) -> None:
    page.fill("#message", text)
    page.press("#message", "Enter")


def answers(page: Page) -> list[str]:
    return [one.inner_text() for one in page.locator(".bubble[data-role=assistant] .body").all()]


def settled(page: Page) -> None:
    expect(page.locator(".bubble[aria-busy]")).to_have_count(0)
    expect(page.locator(".bubble[data-role=assistant]").last).to_have_attribute("data-state", "done")


def test_the_nodes_are_the_same_before_and_after_the_end(chat: Page) -> None:
    gate = Gate()
    script("kimi", "第一段，**重", "点**。\n\n- 一\n- 二\n\n```py\nprint(1)\n", gate, "```\n\n最后。")
    ask(chat, "你好")
    expect(chat.locator(".prose li").nth(1)).to_have_text("二")
    chat.evaluate("window.kept = [...document.querySelectorAll('.prose p, .prose li, .prose strong, .prose pre')]")
    gate.open()
    settled(chat)
    assert chat.evaluate("window.kept.length") >= 4
    assert chat.evaluate("window.kept.every((node) => node.isConnected)")
    assert chat.locator(".prose strong").inner_text() == "重点"
    assert chat.locator(".prose p").last.inner_text() == "最后。"
    chat.reload()
    expect(chat.locator(".prose strong")).to_have_text("重点")


def test_code_is_copied(chat: Page) -> None:
    script("kimi", "```py\nprint('你好')\n```\n")
    ask(chat, "写代码")
    settled(chat)
    chat.click(".code button")
    expect(chat.locator(".code button")).to_have_text("已复制")
    assert chat.evaluate("navigator.clipboard.readText()").strip() == "print('你好')"


def test_hostile_text_does_nothing(chat: Page) -> None:
    script("kimi", *HOSTILE)
    ask(chat, "<img src=x onerror=alert(1)><b>粗</b>")
    settled(chat)
    assert chat.locator(".bubble img").count() == 0
    assert chat.locator(".bubble b").count() == 0
    links = {link.inner_text(): link.get_attribute("href") for link in chat.locator(".prose a").all()}
    assert links["好的"] == "https://example.com"
    assert list(links) == ["图", "好的"]
    assert "[点我](javascript:alert(1))" in answers(chat)[0]
    assert links["图"] == "http://tracker.example/a.png"
    assert "onerror" in answers(chat)[0]
    assert "溪流" in chat.title()


def test_enter_respects_an_input_method(chat: Page) -> None:
    script("kimi", "好")
    chat.fill("#message", "ni hao")
    chat.evaluate(
        """() => {
        const box = document.getElementById("message");
        for (const how of [{isComposing: true}, {keyCode: 229}])
            box.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true, ...how}));
    }"""
    )
    assert chat.locator(".bubble").count() == 0
    chat.press("#message", "Shift+Enter")
    assert chat.locator(".bubble").count() == 0
    chat.press("#message", "Enter")
    settled(chat)


def test_a_draft_survives_a_reload(chat: Page) -> None:
    chat.fill("#message", "还没写完")
    chat.reload()
    expect(chat.locator("#message")).to_have_value("还没写完")


def test_a_reload_in_mid_answer_shows_the_whole_of_it(chat: Page) -> None:
    gate = Gate()
    script("kimi", Delta("", "想一想"), "从前", gate, "有座山。")
    ask(chat, "讲故事")
    expect(chat.locator(".prose")).to_contain_text("从")
    expect(chat.locator("[data-part=thinking]").last).not_to_have_attribute("open", "")
    chat.reload()
    expect(chat.locator(".prose")).to_contain_text("从")
    expect(chat.locator("[data-part=stop]")).to_be_visible()
    gate.open()
    settled(chat)
    assert answers(chat) == ["从前有座山。"]


def test_versions_and_edits_keep_everything(chat: Page) -> None:
    script("kimi", "甲")
    ask(chat, "问")
    settled(chat)
    script("kimi", "乙")
    chat.click(".bubble[data-role=assistant] [data-act=regenerate]")
    settled(chat)
    expect(chat.locator(".bubble[data-role=assistant] .siblings span")).to_have_text("2 / 2")
    chat.click(".bubble[data-role=assistant] [data-act=previous]")
    expect(chat.locator(".bubble[data-role=assistant] .body")).to_have_text("甲")
    script("kimi", "丙")
    chat.click(".bubble[data-role=user] [data-act=edit]")
    chat.fill(".editor textarea", "问得更好")
    chat.click(".editor .button:not(.quiet)")
    settled(chat)
    assert answers(chat) == ["丙"]
    expect(chat.locator(".bubble[data-role=user] .siblings span")).to_have_text("2 / 2")
    chat.click(".bubble[data-role=user] [data-act=previous]")
    assert answers(chat) == ["乙"]
    assert Message.objects.count() == 5


def test_a_stopped_answer_is_kept_and_can_go_on(chat: Page) -> None:
    script("kimi", "从前", Gate())
    ask(chat, "讲故事")
    expect(chat.locator(".prose")).to_contain_text("从")
    chat.click("[data-part=stop]")
    expect(chat.locator(".bubble[data-state=cancelled]")).to_be_visible()
    expect(chat.locator("[data-part=status]")).to_have_text("已停止。")
    script("kimi", "从前有座山。")
    chat.click(".bubble[data-role=assistant] [data-act=continue]")
    settled(chat)
    assert Message.objects.get(role="assistant").text == "从前有座山。"


def test_what_the_models_limit_cut_says_so_and_can_go_on(chat: Page) -> None:
    script("kimi", "从前有", Finish("length"))
    ask(chat, "讲故事")
    told = chat.locator(".bubble[data-role=assistant] [data-part=cut]")
    expect(told).to_have_text("没有说完：到了模型一次能写的长度。")
    expect(told).to_be_visible()
    expect(chat.locator("[data-part=status]")).to_have_text("没有说完：到了模型一次能写的长度。")
    chat.reload()
    expect(told).to_be_visible()
    script("kimi", "从前有座山。")
    chat.click(".bubble[data-role=assistant] [data-act=continue]")
    settled(chat)
    assert answers(chat) == ["从前有座山。"]
    expect(told).to_be_hidden()


def test_a_broken_answer_says_so_in_words(chat: Page) -> None:
    script("kimi", "从前", UpstreamCut())
    ask(chat, "讲故事")
    expect(chat.locator(".bubble[data-state=failed] [data-part=error]")).to_contain_text("请重试")
    expect(chat.locator(".bubble[data-role=assistant] [data-act=continue]")).to_be_visible()


def test_the_page_follows_only_at_the_end(chat: Page) -> None:
    gate = Gate()
    script("kimi", "一行。\n\n" * 60, gate, "再来一段。\n\n" * 5)
    ask(chat, "写长一点")
    expect(chat.locator(".prose p").nth(40)).to_be_attached()
    chat.evaluate("document.querySelector('.talk-log').scrollTop = 0")
    chat.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(chat.locator(".talk-chip")).to_be_hidden()
    gate.open()
    settled(chat)
    expect(chat.locator(".talk-chip")).to_be_visible()
    assert chat.evaluate("document.querySelector('.talk-log').scrollTop") == 0
    chat.click(".talk-chip")
    assert chat.evaluate(
        "(log => log.scrollHeight - log.scrollTop - log.clientHeight < 50)(document.querySelector('.talk-log'))"
    )


def test_a_refusal_gives_the_words_back(chat: Page, settings: Settings) -> None:
    settings.STREAM_RUNNING_LIMIT = 0
    ask(chat, "你好")
    expect(chat.locator("[data-part=status]")).to_contain_text("请等它完成")
    expect(chat.locator("#message")).to_have_value("你好")


def test_conversations_are_renamed_and_deleted(chat: Page) -> None:
    script("kimi", "好")
    ask(chat, "第一句话")
    settled(chat)
    chat.reload()
    chat.click(".talk-menu:not(.talk-list) summary")
    chat.fill("#title", "我的聊天")
    chat.get_by_role("button", name="改名").click()
    expect(chat.locator("h1")).to_have_text("我的聊天")
    chat.click(".talk-menu:not(.talk-list) summary")
    chat.get_by_role("button", name="删除这个聊天").click()
    expect(chat.locator(".talk-empty")).to_be_visible()
    assert not Conversation.objects.exists()


def test_without_a_model_it_says_so(chat: Page, settings: Settings) -> None:
    settings.CHAT_PROFILE = "offline"
    chat.goto("/talk/")
    expect(chat.locator(".talk-empty")).to_contain_text("聊天还没有开通")
    expect(chat.locator("#message")).to_be_disabled()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out(chat: Page, scheme: str, width: int) -> None:
    script(
        "kimi",
        Delta("", "先想想怎么说。"),
        "## 三步做番茄炒蛋\n\n1. 番茄切块，鸡蛋打散。\n2. **先炒蛋**，盛出。\n3. 炒番茄，倒回鸡蛋。\n\n",
        "```python\nfor step in range(3):\n    print('翻炒', step, '" + "很" * 60 + "')\n```\n\n",
        "| 料 | 量 |\n|---|---|\n| 蛋 | 3 个 |\n",
    )
    chat.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    chat.set_viewport_size({"width": width, "height": 844})
    ask(chat, "番茄炒蛋怎么做？")
    settled(chat)
    assert chat.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert chat.locator("#message").bounding_box()["y"] < 844  # type: ignore[index]
    figure = chat.locator(".code").bounding_box()
    assert figure
    assert figure["x"] + figure["width"] <= width
