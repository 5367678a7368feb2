"""The rules of the number check: every fact spoken back is right, another number is wrong, and places are true."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gym.number_check import check, evidence

UNITS = {
    "rate": "kg/week",
    "percent": "%",
    "hours": "h",
    "minutes": "min",
    "days": "天",
    "reps": "次",
    "ins": "次",
    "assessments": "次",
    "planned": "次",
    "completed": "次",
    "missed": "次",
    "done": "次",
    "records": "项",
}


def table(**facts: float | str) -> list[dict[str, Any]]:
    """Rows of a fact table; their units follow from their names."""
    return [{"key": key, "value": value, "unit": unit(key, value)} for key, value in facts.items()]


def unit(key: str, value: float | str) -> str:
    name = key.removesuffix("_prev")
    if isinstance(value, str):
        return "text" if name.endswith("name") else "date"
    if name in {"phase_week", "phase_weeks"}:
        return "周"
    if name.startswith("sets_"):
        return "组"
    if name.startswith(("waist", "chest", "hip")):
        return "cm"
    if name.startswith("bmr"):
        return "kcal"
    if name == "phase_sessions_per_week":
        return "次"
    if name.startswith("body_fat") or name == "completion_rate":
        return "百分点" if name.endswith("change") else "%"
    return UNITS.get(name.rpartition("_")[2], "kg")


SPOKEN = [
    ("weight_start", "周初体重{}公斤。"),
    ("weight_end", "目前体重{}公斤。"),
    ("target_weight", "目标体重{}公斤。"),
    ("trend_weight", "趋势体重{}公斤。"),
    ("body_fat_end", "体脂率现在{}%。"),
    ("fat_mass_end", "体脂肪量{}公斤。"),
    ("muscle_end", "骨骼肌{}公斤。"),
    ("bmr_end", "基础代谢{}千卡。"),
    ("waist_end", "腰围{}厘米。"),
    ("chest_end", "胸围{}厘米。"),
    ("hip_end", "臀围{}厘米。"),
    ("weigh_ins", "本周称重{}次。"),
    ("assessments", "本周体测{}次。"),
    ("planned", "本周计划训练{}次。"),
    ("completed", "本周完成训练{}次。"),
    ("missed", "本周缺席{}次。"),
    ("completed_prev", "上周完成训练{}次。"),
    ("completion_rate", "完成率{}%。"),
    ("training_hours", "合计{}小时。"),
    ("avg_session_minutes", "平均每次{}分钟。"),
    ("longest_session_minutes", "最长的一次{}分钟。"),
    ("rest_days", "休息了{}天。"),
    ("sets_total", "正式组共{}组。"),
    ("sets_chest", "胸部{}组。"),
    ("volume_total", "总容量{}公斤。"),
    ("personal_records", "刷新{}项个人纪录。"),
    ("pr_squat", "深蹲做到{}公斤。"),
    ("phase_week", "现在是第{}周。"),
    ("phase_weeks", "这个阶段一共{}周。"),
    ("phase_sessions_done", "阶段里已完成训练{}次。"),
    ("phase_weight_percent", "体重目标完成{}%。"),
    ("weight_end", "Your weight is now {} kg."),
    ("completed", "You completed {} sessions this week."),
    ("waist_end", "Your waist is now {} cm."),
    ("sets_chest", "You did {} sets for chest."),
    ("training_hours", "You trained for {} hours in total."),
]


@pytest.mark.parametrize(("key", "sentence"), SPOKEN)
@settings(max_examples=40, deadline=None)
@given(value=st.integers(20, 900), other=st.integers(20, 900))
def test_a_fact_spoken_back_is_right_and_another_number_is_wrong(
    key: str, sentence: str, value: int, other: int
) -> None:
    facts = table(start_date="2025-03-23", end_date="2025-03-30", **{key: value})
    (found,) = check(sentence.format(value), facts)
    assert (found.verdict, found.keys) == ("right", (key,))
    if other != value:
        (found,) = check(sentence.format(other), facts)
        assert found.verdict == "wrong"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("体重下降1.2公斤", "right"),
        ("体重下降1.3公斤", "right"),
        ("体重下降1.25公斤", "right"),
        ("体重下降1.1公斤", "wrong"),
        ("体重下降1.4公斤", "wrong"),
        ("体重下降2.5斤", "right"),
        ("体重下降2.7斤", "wrong"),
        ("体重下降1公斤多", "right"),
        ("体重下降不到1.3公斤", "right"),
        ("体重下降不到1.2公斤", "wrong"),
        ("体重下降超过1.3公斤", "wrong"),
        ("体重下降大约1公斤", "right"),
        ("体重变化-1.25公斤", "right"),
        ("体重变化+1.25公斤", "wrong"),
    ],
)
def test_a_number_agrees_with_a_fact_that_rounds_to_it(text: str, verdict: str) -> None:
    (found,) = check(text, table(weight_change=-1.25))
    assert found.verdict == verdict


def test_a_contradiction_says_what_it_is() -> None:
    facts = table(weight_change=-1.2, completed=3, completed_prev=2, body_fat_end=27.4)
    reasons = {
        "体重上升1.2公斤": "direction",
        "体重下降1.8公斤": "value",
        "本周完成2次": "previous_range",
        "腰围80厘米": "no_fact",
    }
    for text, reason in reasons.items():
        (found,) = check(text, facts)
        assert (found.verdict, found.reason) == ("wrong", reason)


def test_places_are_those_of_the_text_that_was_given() -> None:
    text = "😀👍🏽 体重ＤＯＷＮ，下降 １．２ 公斤 🎉"
    (found,) = check(text, table(weight_change=-1.2))
    assert found.span == text[found.start : found.end] == "１．２ 公斤"


def test_lists_become_rows_that_a_date_can_be_held_to() -> None:
    whole = {
        "facts": table(start_date="2025-03-23", end_date="2025-03-30"),
        "weights": [{"date": "2025-03-24", "weight": 72.4}, {"date": "2025-03-28", "weight": 71.9}],
        "sessions": [{"date": "2025-03-25", "duration": 65, "completed": True, "name": "下肢"}],
        "records": [{"exercise": "深蹲", "lift": "squat", "weight": 80, "reps": 5, "date": "2025-03-25"}],
        "assessment": {"date": "2025-03-29", "waist_cm": 78.5, "visceral_fat": 7},
        "phase": {"week": 3, "weeks": 12, "targets": {"weight": {"initial": 75, "target": 68, "percent": 44}}},
    }
    rows = evidence(whole)
    said = {
        "3月24日体重72.4公斤": ["right", "right"],
        "3月28日体重72.4公斤": ["right", "wrong"],
        "3月25日练了65分钟": ["right", "right"],
        "3月26日练了65分钟": ["wrong", "wrong"],
        "深蹲80公斤": ["right"],
        "腰围78.5厘米": ["right"],
        "第3周": ["right"],
    }
    for text, verdicts in said.items():
        assert [found.verdict for found in check(text, rows)] == verdicts, text
