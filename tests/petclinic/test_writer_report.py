"""The report by rules: the API's shape, suspicions that follow the case, urgency that follows the tier."""

import json
import re

import msgspec
import pytest

from petclinic.case import TIERS, Answered, Case, Pet, Tier, Triage, Understanding
from petclinic.report.plain import without_doses
from petclinic.writer import report
from petclinic.writer.complaint import KEYS, complaint
from petclinic.writer.schema import Report
from tests.petclinic.told import DOUDOU, DOUDOU_UNDERSTOOD, RED, SIGNED, TOMCAT, TOMCAT_UNDERSTOOD

SEVERITIES = {"green": "Slight", "yellow": "Medium", "orange": "MediumHigh", "red": "Severe"}


def suspected(key: str, complaint: str, pet: Pet | None = None, **told: tuple[str, ...]) -> str:
    understanding = Understanding(complaints=(key,), **told)  # type: ignore[arg-type]
    written = report(Case(pet=pet or Pet(), complaint=complaint), understanding, Triage(), ())
    return str(written["result"]["diagnosis"]["suspected"])


def test_it_has_the_documented_names() -> None:
    written = report(DOUDOU, DOUDOU_UNDERSTOOD, Triage(tier="yellow"), (SIGNED,))
    assert list(written) == ["review", "result", "advice", "vet_order", "supplements"]
    assert list(written["review"]) == ["chiefComplaint", "symptoms"]
    assert list(written["result"]) == [
        "diagnosis", "other_suspected_diagnosis", "EssentialCheckItems", "RecommendCheckItems",
    ]  # fmt: skip
    assert list(written["result"]["diagnosis"]) == ["suspected", "description", "basis", "severity_of_the_illness"]
    assert list(written["advice"]) == ["Initial_Treatment", "Persistent_Aggravation", "Intensive_Treatment"]
    assert list(written["vet_order"]) == ["vet_advise", "follow_up"]
    assert "犬急性胃炎的家庭护理" in written["result"]["diagnosis"]["basis"]


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("key", KEYS)
def test_ten_complaints_by_four_tiers_fit_the_schema(key: str, tier: Tier) -> None:
    for case in (DOUDOU, Case(), Case(pet=Pet(species="cat", age_months=3))):
        written = report(case, Understanding(complaints=(key,)), Triage(tier=tier), ())
        assert msgspec.json.decode(json.dumps(written), type=Report).result.diagnosis.severity_of_the_illness
        assert written["result"]["diagnosis"]["severity_of_the_illness"] == SEVERITIES[tier]
        text = json.dumps({**written, "review": {}}, ensure_ascii=False)
        assert not re.search(r"\d", text)
        assert without_doses(text) == text
        assert "兽医" in written["vet_order"]["vet_advise"]


@pytest.mark.parametrize("key", KEYS)
def test_every_complaints_file_is_whole(key: str) -> None:
    about = complaint(key)
    assert len(about.causes) >= 4
    for text in (about.initial, about.persistent, about.intensive, about.vet_advise, about.follow_up):
        assert text.endswith("。")
    for text in (about.sign, about.verb, about.link, about.avoid, about.watch):
        assert text[-1] not in "。，"


@pytest.mark.parametrize(
    ("key", "said", "pet", "expected"),
    [
        ("vomiting", "昨天翻垃圾偷吃了剩饭", Pet(species="dog"), "胃炎"),
        ("vomiting", "没打疫苗，拉稀，血便", Pet(species="dog", age_months=3), "病毒"),
        ("diarrhoea", "刚搬家，洗澡，寄养", Pet(), "应激"),
        ("itching", "圆形掉毛有皮屑", Pet(), "真菌"),
        ("limping", "从高处坠下来，腿变形不敢着地", Pet(), "骨折"),
        ("urinary", "蹲半天尿不出来", Pet(species="cat", sex="male"), "堵塞"),
        ("poisoning", "舔了百合的叶子", Pet(species="cat"), "植物"),
        ("ear", "黑褐色像咖啡渣，流浪猫", Pet(species="cat"), "耳螨"),
        ("cough", "晚上咳，容易累", Pet(species="dog", age_months=140), "心脏"),
    ],
)
def test_suspicions_follow_what_was_said(key: str, said: str, pet: Pet, expected: str) -> None:
    assert expected in suspected(key, said, pet)


def test_what_was_denied_is_no_clue() -> None:
    assert "异物" in suspected("vomiting", "吞了玩具，骨头，塑料")
    assert "异物" not in suspected("vomiting", "没吞玩具，没吃骨头，没有塑料")
    assert "异物" not in suspected("vomiting", "吞了玩具，骨头，塑料", denied=("玩具", "骨头", "塑料"))


def test_a_cats_cause_is_never_suspected_in_a_dog() -> None:
    pet = Pet(species="dog")
    written = report(Case(pet=pet, complaint="吐毛球"), Understanding(complaints=("vomiting",)), Triage(), ())
    assert "毛球" not in json.dumps(written["result"], ensure_ascii=False)


def test_red_goes_to_the_emergency_first() -> None:
    written = report(TOMCAT, TOMCAT_UNDERSTOOD, RED, ())
    assert written["advice"]["Initial_Treatment"].startswith("马上去急诊导尿。现在先不要在家处理")
    assert "公猫尿不出来" in written["result"]["diagnosis"]["basis"]


def test_a_basis_that_is_not_there_is_not_made_up() -> None:
    basis = report(Case(complaint="吐"), Understanding(complaints=("vomiting",)), Triage(), ())["result"]["diagnosis"]
    assert "还不多" in basis["basis"]
    assert "提到" not in basis["basis"]


def test_answers_count_as_clues() -> None:
    told = (Answered(slot="content", label="呕吐物", words="毛", option="毛球"),)
    case = Case(pet=Pet(species="cat"), complaint="吐了")
    written = report(case, Understanding(complaints=("vomiting",), answers=told), Triage(), ())
    assert written["result"]["diagnosis"]["suspected"] == "毛球"


def test_a_models_report_is_checked() -> None:
    good = report(DOUDOU, DOUDOU_UNDERSTOOD, Triage(), ())
    good["result"]["diagnosis"]["severity_of_the_illness"] = "Terrible"
    with pytest.raises(msgspec.ValidationError, match="severity_of_the_illness"):
        msgspec.convert(good, Report)
    with pytest.raises(msgspec.ValidationError, match="chiefComplaint"):
        msgspec.convert({**good, "review": {"symptoms": ""}}, Report)
