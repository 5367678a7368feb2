"""The clinic in a real browser: a consultation with a photo to its report, a photo check, a vet who signs."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from gym import demo
from petclinic import demo as clinic
from petclinic import reports
from petclinic.models import Consultation, MedicalRecord
from streams.models import Stream
from tests.browser.conftest import sign_in
from tests.conftest import LiveServer
from tests.petclinic import people

pytestmark = pytest.mark.browser


@pytest.fixture
def pets(people: None, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    clinic.build(date(2026, 11, 20), demo.PASSWORD)


@pytest.fixture
def photo(tmp_path: Path) -> str:
    file = tmp_path / "photo.jpg"
    file.write_bytes(people.photo(900, 700))
    return str(file)


def built() -> None:
    """What the server's own worker would do: the tests run without it."""
    assert reports.build(MedicalRecord.objects.get(report_status=1).pk)


def answer_all(page: Page, photo: str) -> bool:
    """Through every step to the summary; whether a photo was asked for."""
    sent = False
    for _step in range(20):
        now = page.locator(".choice, .ticks, #id_image, stream-answer").first
        expect(now).to_be_visible()
        if page.locator(".choice").count():
            page.locator(".choice").first.click()
        elif page.locator(".ticks").count():
            page.get_by_role("button", name="选好了").click()
        elif page.locator("#id_image").count():
            page.set_input_files("#id_image", photo)
            expect(page.locator("#preview img")).to_be_visible()
            page.get_by_role("button", name="发送照片").click()
            sent = True
        else:
            return sent
        page.wait_for_load_state()
    raise AssertionError("the questions do not end")


def test_a_consultation_with_a_photo_becomes_a_report(page: Page, pets: None, photo: str, server: LiveServer) -> None:
    sign_in(page)
    page.get_by_role("link", name="宠物", exact=True).click()
    page.get_by_role("link", name="开始问诊").first.click()
    page.get_by_label("哪里不舒服").fill("从昨天晚上开始吐了三次，黄水")
    page.get_by_role("button", name="开始", exact=True).click()
    assert answer_all(page, photo)
    expect(page.locator("stream-answer")).to_have_attribute("data-state", "done", timeout=20_000)
    expect(page.locator(".prose strong").first).to_have_text("基本信息:")
    expect(page.locator(".prose")).to_contain_text("吐了三次")
    expect(page.locator(".sources")).to_be_visible()
    server.settle_all()
    consultation = Consultation.objects.exclude(summary="").latest("created_at")
    assert consultation.summary == Stream.objects.get(answer="petclinic.consultation_summary").text
    page.reload()
    expect(page.locator(".prose")).to_contain_text("吐了三次")
    page.get_by_role("button", name="生成报告").click()
    expect(page.get_by_text("报告正在生成")).to_be_visible()
    built()
    expect(page.get_by_role("heading", level=1)).to_have_text("呕吐报告", timeout=10_000)
    expect(page.get_by_text("由规则生成").first).to_be_visible()
    paper = page.request.get(page.get_by_role("link", name="下载 PDF").get_attribute("href") or "")
    assert paper.body().startswith(b"%PDF")


def test_a_reload_in_the_middle_of_the_summary_goes_on(page: Page, pets: None, photo: str, settings: Settings) -> None:
    settings.OFFLINE_PACE_MS = 20
    sign_in(page)
    page.goto("/clinic/consult/")
    page.get_by_label("哪里不舒服").fill("咳嗽一周了")
    page.get_by_role("button", name="开始", exact=True).click()
    page.locator(".choice").first.click()
    page.get_by_role("link", name="不再回答，直接写小结").click()
    expect(page.locator(".prose")).to_contain_text("基本信息")
    page.reload()
    settings.OFFLINE_PACE_MS = 0
    expect(page.locator("stream-answer")).to_have_attribute("data-state", "done", timeout=20_000)
    text = page.locator(".prose").inner_text()
    assert text.count("病情小结") == 1
    assert Stream.objects.filter(answer="petclinic.consultation_summary").count() == 1


def test_a_photo_is_shown_before_it_is_sent_and_a_bad_one_is_refused_with_a_tip(
    page: Page, pets: None, photo: str, tmp_path: Path
) -> None:
    from PIL import Image

    dark = tmp_path / "dark.jpg"
    Image.new("RGB", (640, 480), (4, 4, 4)).save(dark)
    sign_in(page)
    page.goto("/clinic/photo/")
    page.locator(".kinds label", has_text="皮肤检查").click()
    page.set_input_files("#id_image", str(dark))
    page.get_by_role("button", name="检查", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("光线太暗")
    expect(page.locator(".kinds input:checked")).to_have_attribute("value", "6")
    page.set_input_files("#id_image", photo)
    expect(page.locator("#preview img")).to_be_visible()
    page.get_by_role("button", name="检查", exact=True).click()
    expect(page.locator("stream-answer")).to_have_attribute("data-state", "done", timeout=20_000)
    expect(page.locator(".prose")).to_contain_text("模型")
    assert page.locator(".shown img").evaluate("image => image.naturalWidth") > 0


def test_a_question_is_answered_with_its_sources(page: Page, pets: None) -> None:
    sign_in(page)
    page.goto("/clinic/ask/")
    page.get_by_label("想问什么").fill("狗狗呕吐，什么时候要去医院？")
    page.get_by_role("button", name="提问").click()
    expect(page.locator(".turn.ai")).to_contain_text("《", timeout=20_000)
    page.locator(".sources summary").click()
    expect(page.locator(".sources li").first).to_be_visible()


def test_vera_sees_the_most_urgent_first_and_signs(page: Page, pets: None) -> None:
    sign_in(page, "vera")
    expect(page.get_by_role("heading", level=1)).to_have_text("审阅")
    expect(page.locator(".roster > li").first.locator(".tier")).to_have_text("立即就医")
    page.goto("/clinic/queue/?name=耳朵")
    page.locator(".who a").first.click()
    page.get_by_label("兽医意见").fill("先滴耳，三天后复查。")
    page.get_by_role("button", name="签署", exact=True).click()
    expect(page.get_by_text("由 韩薇 于")).to_be_visible()
    page.get_by_label("补充记录").fill("复查好转。")
    page.get_by_role("button", name="写入补充").click()
    page.get_by_role("link", name="看报告").click()
    expect(page.get_by_text("复查好转。")).to_be_visible()


PAGES = [
    "/clinic/",
    "/clinic/pets/1/",
    "/clinic/pets/new/",
    "/clinic/consult/",
    "/clinic/photo/",
    "/clinic/ask/",
    "/clinic/records/",
]


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_overflows_on_any_page(page: Page, pets: None, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page)
    numbers = [f"/clinic/sessions/{one.pk}/" for one in Consultation.objects.filter(owner__user__username="alice")]
    for path in [*PAGES, *numbers]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, path
