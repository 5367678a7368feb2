"""The portal as a person uses it, on a phone."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from gym.models import Member, Summary
from streams.models import Stream
from tests.browser.conftest import sign_in
from tests.conftest import LiveServer

pytestmark = pytest.mark.browser

ANSWER = "stream-answer"
TEXT = "[data-part=text]"


def state(page: Page, wanted: str) -> None:
    expect(page.locator(ANSWER)).to_have_attribute("data-state", wanted)


def write(page: Page) -> None:
    page.get_by_role("button", name="写总结").click()
    expect(page.locator(TEXT)).to_contain_text("小结")


def shown(page: Page) -> str:
    return "\n".join(page.locator(f"{TEXT} p").all_inner_texts())


def test_alice_watches_her_summary_being_written(page: Page, server: LiveServer) -> None:
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("林悦")
    write(page)
    state(page, "done")
    server.settle_all()
    assert shown(page) == Summary.objects.get(member=123).text
    expect(page.get_by_text("由规则生成")).to_be_visible()
    page.get_by_role("button", name="复制").click()
    assert page.evaluate("navigator.clipboard.readText()") == Summary.objects.get(member=123).text
    page.reload()
    assert shown(page) == Summary.objects.get(member=123).text
    page.get_by_role("link", name="以前的总结").click()
    page.get_by_role("link", name="–").first.click()
    expect(page.locator("article .prose")).to_contain_text("小结")


def test_a_reload_in_the_middle_goes_on_and_a_second_tab_shows_the_same(
    page: Page, server: LiveServer, settings: Settings
) -> None:
    settings.OFFLINE_PACE_MS = 30
    sign_in(page)
    write(page)
    state(page, "writing")
    page.reload()
    expect(page.locator(TEXT)).to_contain_text("小结")
    second = page.context.new_page()
    second.goto("/gym/week/")
    state(page, "done")
    state(second, "done")
    server.settle_all()
    assert shown(page) == shown(second) == Stream.objects.get().text


def test_stop_stops_it_and_keeps_what_was_written(page: Page, settings: Settings) -> None:
    settings.OFFLINE_PACE_MS = 50
    sign_in(page)
    write(page)
    page.get_by_role("button", name="停止").click()
    state(page, "stopped")
    expect(page.get_by_text("已由您停止")).to_be_visible()
    assert 0 < len(shown(page)) < 200
    expect(page.get_by_role("button", name="写总结")).to_be_visible()


def test_offline_it_waits_and_then_goes_on(page: Page, server: LiveServer, settings: Settings) -> None:
    settings.OFFLINE_PACE_MS = 30
    sign_in(page)
    write(page)
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    Stream.objects.get()
    page.context.set_offline(False)
    state(page, "done")
    server.settle_all()
    assert shown(page) == Stream.objects.get().text


def test_a_refusal_is_said_in_the_servers_words(page: Page, settings: Settings) -> None:
    sign_in(page)
    settings.STREAM_RUNNING_LIMIT = 0
    page.get_by_role("button", name="写总结").click()
    state(page, "failed")
    expect(page.get_by_text("您有回答正在生成，请等它完成后再试。")).to_be_visible()
    settings.STREAM_RUNNING_LIMIT = 2
    page.get_by_role("button", name="重试").click()
    state(page, "done")


def test_the_keyboard_is_enough(page: Page) -> None:
    sign_in(page)
    button = page.get_by_role("button", name="写总结")
    for _press in range(40):
        page.keyboard.press("Tab")
        if button.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    state(page, "done")


def test_hostile_text_stays_text(page: Page) -> None:
    Member.objects.filter(pk=123).update(name="<img src=x onerror=alert(1)>")
    sign_in(page)
    write(page)
    state(page, "done")
    assert page.locator(f"{TEXT} img").count() == 0
    assert "<img src=x onerror=alert(1)>" in shown(page)


def test_nothing_to_show_is_said_kindly(page: Page) -> None:
    sign_in(page)
    page.goto("/gym/week/?start_date=2025-07-01&end_date=2025-07-07")
    for words in ("没有称重", "没有安排训练", "这段时间没有训练记录。"):
        expect(page.get_by_text(words).first).to_be_visible()


def test_a_bad_range_is_explained_and_the_page_still_works(page: Page) -> None:
    sign_in(page)
    page.goto("/gym/week/?start_date=2025-07-09&end_date=2025-07-07")
    expect(page.get_by_role("alert")).to_contain_text("开始日期不能晚于结束日期")
    expect(page.get_by_role("button", name="写总结")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_overflows_and_targets_are_large_enough(
    chromium: Browser, server: LiveServer, people: None, scheme: str, width: int
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        base_url=server.url,
    )
    page = context.new_page()
    sign_in(page)
    for path in ("/gym/week/", "/gym/summaries/", "/gym/summaries/999/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        small = page.evaluate(
            """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), summary')]
              .filter(node => node.offsetParent && !node.closest('.skip, p, li'))
              .filter(node => node.getBoundingClientRect().height < 24).map(node => node.outerHTML)"""
        )
        assert small == []
    context.close()
