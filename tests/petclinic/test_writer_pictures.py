"""Pictures and knowledge by rules: nothing is claimed to be seen, nothing is answered out of nowhere."""

import json
import re

import msgspec
import pytest

from petclinic.case import Pet, Source
from petclinic.writer import knowledge_answer, picture_offline, picture_report
from petclinic.writer.schema import PictureReport
from tests.petclinic.told import SIGNED, UNSIGNED

KINDS = range(1, 9)


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_model_nothing_was_recognised(kind: int) -> None:
    written = picture_report(kind, "看着像胃炎", Pet(name="豆豆"), by_model=False)
    assert written["recg"] == {
        "photo": "", "is_healthy": "", "is_target": "", "report_abnormal": [], "report_normal": [],
    }  # fmt: skip
    assert written["report_risk"] == []
    text = json.dumps(written, ensure_ascii=False)
    assert "胃炎" not in text
    assert "识别模型" in text
    assert "%" not in text
    assert "兽医" in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_models_finding_is_told_without_made_up_percentages(kind: int) -> None:
    written = picture_report(kind, "牙龈发红", Pet(), by_model=True)
    assert written["disease"]["symptom"] == "牙龈发红。"
    assert written["recg"]["is_target"] == "1"
    assert written["recg"]["is_healthy"] == ""
    assert msgspec.to_builtins(msgspec.convert(written, PictureReport)) == msgspec.to_builtins(
        msgspec.convert(json.loads(json.dumps(written)), PictureReport)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_simple_is_three_sentences_at_most_and_has_no_headings(kind: int) -> None:
    text = picture_offline(kind, ("清晰",), True, Pet())
    assert len(re.findall("[。！？]", text)) <= 3
    assert "\n" not in text.strip()
    assert not re.search("[#*【]", text)
    assert "不作任何猜测" in text


def test_a_vomit_picture_asks_for_what_cannot_wait() -> None:
    text = picture_offline(5, ("清晰", "光线足够"), False, Pet(name="豆豆"))
    for word in ("血", "咖啡渣", "两次", "没精神", "公猫", "马上去医院", "清晰、光线足够", "替豆豆"):
        assert word in text


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        picture_offline(9, (), False, Pet())


def test_knowledge_quotes_the_articles_signed_first() -> None:
    text = knowledge_answer("狗吐了怎么办", (UNSIGNED, SIGNED, SIGNED))
    assert text.index("《犬急性胃炎的家庭护理》（兽医已签署）") < text.index("《Vomiting dogs》（来自Example Vet）")
    assert text.count("“先停喂几个小时。”") == 1
    assert "看兽医" in text.strip().split("\n")[-1]


def test_knowledge_without_sources_says_so() -> None:
    text = knowledge_answer("狗吐了怎么办", ())
    assert "没有查到" in text
    assert "换个说法" in text
    assert "看兽医" in text
    assert "看兽医" not in knowledge_answer("怎么教握手", ())


def test_long_passages_are_cut_at_a_sentence() -> None:
    passage = "葡萄会伤肾。" * 100
    text = knowledge_answer("葡萄", (Source(article=1, title="葡萄", passage=passage),))
    assert len(text) < 500
    assert "葡萄会伤肾。”" in text


def test_an_empty_passage_is_no_source() -> None:
    assert "没有查到" in knowledge_answer("葡萄", (Source(article=1, title="葡萄", passage=" \n"),))
