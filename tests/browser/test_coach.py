"""The coach's side as he uses it, on a phone and at a desk, with the demo's members."""

import pytest
from playwright.sync_api import Browser, Page, expect

from gym import aggregates
from gym.models import CoachNote, Member, Summary
from tests.browser.conftest import sign_in
from tests.conftest import LiveServer

pytestmark = pytest.mark.browser


@pytest.fixture
def counted(people: None) -> None:
    aggregates.consume()


def test_bob_reads_who_needs_him_edits_a_draft_and_approves_it(page: Page, counted: None) -> None:
    sign_in(page, "bob")
    expect(page.get_by_role("heading", level=1)).to_have_text("会员")
    expect(page.locator(".roster > li").first.locator(".reasons li").first).to_be_visible()
    page.get_by_role("link", name="有待审阅的总结").click()
    expect(page.locator(".roster > li")).to_have_count(1)
    page.get_by_role("link", name="看一遍，改好就批准").click()
    page.locator(".rows a").click()
    page.get_by_label("会员将看到的文字").fill("这周练得很稳。\n<b>继续</b>")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("草稿已保存，会员还看不到。")).to_be_visible()
    page.get_by_role("button", name="批准").click()
    expect(page.get_by_text("已批准，会员现在可以看到这份总结。")).to_be_visible()
    approved = Summary.objects.get(review=Summary.Review.APPROVED)
    assert approved.shown_text == "这周练得很稳。\n<b>继续</b>"
    page.goto(f"/gym/review/{approved.pk}/")
    page.get_by_role("button", name="撤回批准").click()
    expect(page.get_by_text("已撤回，会员现在看不到这份总结。")).to_be_visible()
    assert Summary.objects.get(pk=approved.pk).review == Summary.Review.DRAFT


def test_bob_finds_a_member_and_writes_a_note_about_her(page: Page, counted: None) -> None:
    sign_in(page, "bob")
    page.get_by_label("姓名").fill("林")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="林悦").click()
    expect(page.get_by_role("heading", name="最近四周")).to_be_visible()
    page.get_by_label("新的笔记").fill("左膝旧伤，少做跳跃。")
    page.get_by_role("button", name="记下来").click()
    expect(page.get_by_text("左膝旧伤，少做跳跃。")).to_be_visible()
    page.get_by_role("button", name="删除").click()
    expect(page.get_by_text("笔记已删除。")).to_be_visible()
    assert not CoachNote.objects.exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_overflows_and_targets_are_large_enough(
    chromium: Browser, server: LiveServer, counted: None, scheme: str, width: int
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        base_url=server.url,
    )
    page = context.new_page()
    sign_in(page, "bob")
    draft = Summary.objects.get(review=Summary.Review.DRAFT)
    alice = Member.objects.get(user__username="alice")
    numbers = {"members": alice.pk, "review": draft.pk, "summaries": draft.pk}
    paths = ["/gym/members/", "/gym/review/", *(f"/gym/{name}/{number}/" for name, number in numbers.items())]
    for path in [*paths, f"/gym/summaries/{draft.pk}/told/"]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
        small = page.evaluate(
            """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), summary, textarea')]
              .filter(node => node.offsetParent && !node.closest('.skip, p, li, .prose'))
              .filter(node => node.getBoundingClientRect().height < 24).map(node => node.outerHTML)"""
        )
        assert small == [], path
    context.close()
