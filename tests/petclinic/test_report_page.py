"""The report as a page: everything that Alice and Vera need, whatever strangers wrote into it."""

import re

import pytest

from petclinic.case import Pet, Source
from petclinic.report import ReportView, ShownAddendum, ShownPicture, html
from petclinic.report.plain import shown, without_doses
from petclinic.writer import picture_report
from tests.petclinic.told import NOON, view

EVIL = "<script>alert(1)</script>{{ 7|add:7 }}{% now 'Y' %}\u202egnp.exe\u0000 👩‍⚕️𠮷"


def test_it_works() -> None:
    page = html(view())
    for part in ("呕吐问诊报告", "豆豆", "3 岁 2 个月", "近日就医", "急性胃炎", "中等", "由规则生成", "010-1234 5678"):
        assert part in page
    assert "未经兽医签署，仅供参考" in page
    assert "请及时带它去看兽医" in page
    assert "css/clinic-report.css" in page
    assert "<style>" not in page


def test_inline_needs_no_other_file() -> None:
    page = html(view(), inline=True)
    assert "--paper" in page
    assert "<link" not in page
    assert "http" not in re.sub("https://x.test/", "", page)


def test_veras_signature_note_and_addenda_are_shown() -> None:
    page = html(
        view(
            signed_by="Vera",
            signed_at=NOON,
            vet_note="同意。\n阿莫西林 50 毫克，一天两次。",
            written_by="model",
            addenda=(ShownAddendum(author="Vera", text="电话随访，没有再吐。", at=NOON),),
        )
    )
    assert "兽医已签署：Vera，2026-11-21" in page
    assert "50 毫克" in page
    assert "电话随访，没有再吐。" in page
    assert "由AI生成" in page
    assert "仅供参考" not in page


def test_a_note_that_is_not_signed_is_not_shown() -> None:
    assert "同意" not in html(view(vet_note="同意"))


def test_sources_say_whether_a_vet_has_signed_them() -> None:
    page = html(view())
    assert page.index("犬急性胃炎的家庭护理") < page.index("兽医已签署") < page.index("Vomiting dogs")
    assert "未经兽医签署" in page


def test_hostile_text_is_harmless_everywhere() -> None:
    hostile = ReportView(
        number=EVIL,
        title=EVIL,
        built_at=NOON,
        pet=Pet(name=EVIL, breed=EVIL, allergies=(EVIL,), diseases=EVIL),
        summary=EVIL + "\n**" + EVIL + "**\n- " + EVIL,
        report={
            "review": EVIL,
            "result": {"diagnosis": {"suspected": EVIL, "basis": [1], "description": {"a": EVIL}}},
            "advice": EVIL,
            "supplements": [EVIL, None, {"x": 1}],
        },
        flags=(EVIL,),
        pictures=(ShownPicture(url='" onerror="alert(1)', finding=EVIL),),
        sources=(Source(article=1, title=EVIL, passage=EVIL, url="javascript:alert(1)"),),
        emergency_phone=EVIL,
        addenda=(ShownAddendum(author=EVIL, text=EVIL, at=NOON),),
        clinic=EVIL,
    )
    page = html(hostile)
    assert "<script" not in page
    assert " onerror=" not in page.replace("&quot; onerror=&quot;", "")
    assert 'href="javascript' not in page
    assert "\u202e" not in page
    assert "\x00" not in page
    assert "{{ 7|add:7 }}" in page


@pytest.mark.parametrize("report", [{}, {"result": None}, {"recg": []}, {"advice": {"Initial_Treatment": 3}}])
def test_a_report_may_lack_anything(report: dict[str, object]) -> None:
    assert "呕吐问诊报告" in html(view(report=report))


def test_a_picture_report_is_shown_too() -> None:
    page = html(view(report=picture_report(5, "", Pet(), by_model=False), tier=None))
    assert "识别模型" in page
    assert "护理" in page
    assert "近日就医" not in page


@pytest.mark.parametrize(
    "told",
    [
        "口服阿莫西林 50mg，一天两次。",
        "恩诺沙星每公斤体重5毫克。",
        "喂半片止痛药。",
        "地塞米松0.5毫升肌肉注射。",
        "5 mg/kg。",
    ],
)
def test_a_dose_is_not_shown_unless_a_vet_has_signed(told: str) -> None:
    report = {"advice": {"Initial_Treatment": "少量喝水。" + told}}
    page = html(view(report=report))
    assert told not in page
    assert "少量喝水。" in page
    assert "没有兽医签署" in page
    assert told in html(view(report=report, signed_by="Vera", signed_at=NOON))


@pytest.mark.parametrize(
    "told", ["主人喂了半片布洛芬。", "少量多次喝水，每次10毫升。", "体重4.2公斤。", "可以用益生菌。"]
)
def test_history_and_plain_advice_stay(told: str) -> None:
    assert without_doses(told) == told


def test_shown_text_has_an_end() -> None:
    assert len(shown("啊" * 20_000)) == 10_002
    assert shown(None) == shown(["a"]) == shown(True) == ""
