"""On a phone: Alice logs a weight and a session, imports a file, and opens what stands behind a number."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from config import embedded
from gym.models import Member, SetRecord, TrainingSession
from tests.browser.conftest import sign_in
from tests.conftest import LiveServer

pytestmark = pytest.mark.browser

STRONG = "Date,Workout Name,Exercise Name,Set Order,Weight (kg),Reps,Distance,Seconds\n"
ROWS = "2026-11-02 18:00:00,早课,深蹲,1,60,5,0,0\n2026-11-02 18:00:00,早课,深蹲,2,heavy,5,0,0\n"


def test_alice_logs_a_weight_and_a_session_with_its_sets(page: Page) -> None:
    sign_in(page)
    page.get_by_role("link", name="记录", exact=True).click()
    page.get_by_role("link", name="记体重").click()
    page.get_by_label("体重", exact=True).fill("12")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("应当在 20 到 400 之间")).to_be_visible()
    page.get_by_label("体重", exact=True).fill("125.2")
    page.get_by_label("单位").select_option("jin")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("体重已保存：62.6 公斤。")).to_be_visible()

    page.get_by_role("link", name="记训练").click()
    page.get_by_label("内容").fill("晚课")
    page.locator("[name=sets-0-exercise]").fill("深蹲")
    page.locator("[name=sets-0-weight_kg]").fill("80")
    page.locator("[name=sets-0-reps]").fill("5")
    for _more in range(5):
        page.get_by_role("button", name="再加一组").click()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("训练已保存：晚课。")).to_be_visible()
    session = TrainingSession.objects.get(name="晚课")
    assert [(float(kg or 0), reps) for kg, reps in session.sets.values_list("weight_kg", "reps")] == [(80, 5)] * 6


def test_alice_checks_a_file_and_imports_it(page: Page, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMBEDDED_WORKER = True
    file = tmp_path / "strong.csv"
    file.write_text(STRONG + ROWS)
    embedded.start()
    try:
        sign_in(page)
        page.goto("/gym/imports/")
        page.get_by_label("文件", exact=True).set_input_files(file)
        page.get_by_role("button", name="先检查").click()
        expect(page.get_by_text("检查完了")).to_be_visible(timeout=20_000)
        expect(page.get_by_role("cell", name="heavy")).to_be_visible()
        assert not TrainingSession.objects.filter(name="早课").exists()
        page.get_by_role("button", name="正式导入").click()
        expect(page.get_by_text("导入完成")).to_be_visible(timeout=20_000)
    finally:
        embedded.stop()
    assert SetRecord.objects.filter(session__name="早课").count() == 1


def test_alice_opens_the_records_behind_a_number(page: Page, server: LiveServer) -> None:
    sign_in(page)
    page.get_by_role("button", name="写总结").click()
    number = page.locator(".number.right").first
    expect(number).to_be_visible(timeout=20_000)
    number.click()
    behind = page.locator(".behind:popover-open")
    expect(behind).to_contain_text("和记录一致")
    page.keyboard.press("Escape")
    expect(behind).to_have_count(0)
    server.settle_all()
    assert Member.objects.get(pk=123).summaries.get().numbers_wrong == 0
