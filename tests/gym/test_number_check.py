"""Numbers of a text against the facts: right, wrong, advice; in every spelling; and never a crash."""

import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from gym import demo, writer
from gym.facts import month, stage, weekly_facts
from gym.models import Goal, Member
from gym.number_check import check, evidence
from tests.gym import people

CORPUS = Path(__file__).parent / "corpus"
FACTS: list[dict[str, Any]] = [
    {"key": "start_date", "value": "2025-03-23", "unit": "date"},
    {"key": "end_date", "value": "2025-03-30", "unit": "date"},
    {"key": "weigh_ins", "value": 4, "unit": "次"},
    {"key": "weight_start", "value": 72.4, "unit": "kg"},
    {"key": "weight_end", "value": 71.2, "unit": "kg"},
    {"key": "weight_change", "value": -1.2, "unit": "kg"},
    {"key": "target_weight", "value": 68, "unit": "kg"},
    {"key": "body_fat_start", "value": 28.0, "unit": "%"},
    {"key": "body_fat_end", "value": 27.4, "unit": "%"},
    {"key": "body_fat_change", "value": -0.6, "unit": "百分点"},
    {"key": "hip_end", "value": 95, "unit": "cm"},
    {"key": "waist_end", "value": 80, "unit": "cm"},
    {"key": "planned", "value": 4, "unit": "次"},
    {"key": "completed", "value": 3, "unit": "次"},
    {"key": "missed", "value": 1, "unit": "次"},
    {"key": "completed_prev", "value": 2, "unit": "次"},
    {"key": "planned_prev", "value": 2, "unit": "次"},
    {"key": "completion_rate", "value": 75, "unit": "%"},
    {"key": "training_hours", "value": 2.5, "unit": "h"},
    {"key": "avg_session_minutes", "value": 50, "unit": "min"},
    {"key": "sets_legs", "value": 14, "unit": "组"},
    {"key": "sets_total", "value": 40, "unit": "组"},
    {"key": "volume_total", "value": 12400, "unit": "kg"},
    {"key": "pr_squat", "value": 80, "unit": "kg"},
    {"key": "pr_squat_reps", "value": 5, "unit": "次"},
    {"key": "pr_squat_date", "value": "2025-03-26", "unit": "date"},
    {"key": "phase_week", "value": 3, "unit": "周"},
    {"key": "phase_weeks", "value": 12, "unit": "周"},
]
LETTERS = "体重从到降升了个百分点公斤kg%次周月日0123456789.,，。-~→一二三两半十百万年号组小时分钟 \n😀"


def verdicts(text: str) -> list[tuple[str, str]]:
    return [(found.span, found.verdict) for found in check(text, FACTS)]


def wrong(text: str) -> list[str]:
    return [span for span, verdict in verdicts(text) if verdict == "wrong"]


@pytest.mark.parametrize(
    "text",
    [
        "体重下降1.2公斤",
        "体重下降了2.4斤",
        "体重从72.4公斤降到71.2公斤，下降1.2公斤",
        "体重 72.4→71.2kg",
        "体重变化：-1.2公斤",
        "一点二公斤的体重掉得很稳",
        "体重从七十二点四公斤到七十一点二公斤",
        "距离目标还差3.2公斤",
        "体脂率从28%降到27.4%，下降0.6个百分点",
        "完成训练3次，缺席一次",
        "四次训练完成了三次",
        "完成率75%",
        "合计两个半小时，平均每次50分钟",
        "一共练了150分钟",
        "腿部14组，共40组",
        "总容量1.24万公斤",
        "总容量12,400公斤",
        "深蹲80公斤做了5次，3月26日破的纪录",
        "第3周，共12周",
        "上周完成2次，这周完成3次，多了1次",
        "３月２３日到３月３０日",
        "体重下降约1公斤",
        "You are down 1.2 kg, from 72.4 to 71.2 kg.",
        "You completed 3 of 4 sessions, 2.5 hours in all.",
        "Body fat fell 0.6 percentage points to 27.4%.",
    ],
)
def test_what_the_facts_hold_is_right(text: str) -> None:
    found = verdicts(text)
    assert found
    assert wrong(text) == []
    assert any(verdict == "right" for _span, verdict in found)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("体重下降1.8公斤", ["1.8公斤"]),
        ("体重上升1.2公斤", ["1.2公斤"]),
        ("体重下降1.2斤", ["1.2斤"]),
        ("体重从72.4公斤降到70.2公斤", ["70.2公斤"]),
        ("本周完成训练2次", ["2次"]),
        ("缺席两次", ["两次"]),
        ("完成率85%", ["85%"]),
        ("平均每次50小时", ["50小时"]),
        ("腰围95厘米", ["95厘米"]),
        ("腿部18组", ["18组"]),
        ("深蹲90公斤", ["90公斤"]),
        ("第5周，共12周", ["5周"]),
        ("大腿围减少了3厘米", ["3厘米"]),
        ("静息心率62次/分", ["62次/分"]),
        ("3月27日深蹲破了纪录", ["3月27日"]),
        ("报告从3月22日到3月30日", ["3月22日"]),
        ("You are up 1.2 kg.", ["1.2 kg"]),
        ("You completed 4 of 5 sessions.", ["4 of 5 sessions"]),
    ],
)
def test_what_contradicts_them_is_marked(text: str, marked: list[str]) -> None:
    found = wrong(text)
    assert len(found) >= 1
    assert all(any(span in whole or whole in span for whole in marked) for span in found)


@pytest.mark.parametrize(
    "text",
    [
        "建议每天喝2000毫升水，睡够7到8小时。",
        "接下来每周练4到5次，每组8-12次。",
        "健康的减重速度是每周0.5到1公斤。",
        "1. 一起加油，一直坚持，十分棒！第一次就这么好，二头肌也有感觉。周三晚上7点见。",
        "Aim for 150 g of protein a day and sleep 8 hours.",
        "",
        "😀🏋️‍♀️ 加油",
    ],
)
def test_advice_and_words_that_are_no_numbers_are_not_marked(text: str) -> None:
    assert wrong(text) == []


def test_a_verdict_names_its_facts_its_place_and_its_reason() -> None:
    text = "😀 上周完成2次，本周完成2次，体重上升1.2公斤"
    found = check(text, FACTS)
    assert [(v.span, v.verdict, v.reason) for v in found] == [
        ("2次", "right", ""),
        ("2次", "wrong", "previous_range"),
        ("1.2公斤", "wrong", "direction"),
    ]
    assert found[0].keys == ("completed_prev",)
    assert all(text[v.start : v.end] == v.span for v in found)


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from(
            "体重从到降升了个百分点公斤kg%次周月日0123456789.,，。-~→一二三两半十百万年号组小时分钟 \n😀"
        ),
        max_size=60,
    )
)
def test_any_text_has_verdicts_whose_spans_are_its_own(text: str) -> None:
    for found in check(text, FACTS):
        assert text[found.start : found.end] == found.span
        assert found.span


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=5)), max_size=3))
def test_nothing_makes_it_fail(text: str, facts: list[dict[str, Any]]) -> None:
    check(
        text, [*facts, {"key": "weight_end", "value": "NaN", "unit": "kg"}, {"key": "x", "value": None, "unit": "kg"}]
    )


@given(st.integers(4000, 15000), st.integers(-50, 50))
def test_a_change_spoken_back_is_right_and_another_or_turned_round_is_wrong(start: int, tenths: int) -> None:
    change = tenths / 10
    facts = [
        {"key": "weight_start", "value": start / 100, "unit": "kg"},
        {"key": "weight_end", "value": round(start / 100 + change, 2), "unit": "kg"},
        {"key": "weight_change", "value": change, "unit": "kg"},
    ]
    words = "下降" if change < 0 else "上升"
    other = "上升" if change < 0 else "下降"
    assert [v.verdict for v in check(f"体重{words}{abs(change)}公斤。", facts)] == ["right"]
    assert [v.verdict for v in check(f"体重{words}{abs(change) + 0.3:.1f}公斤。", facts)] == ["wrong"]
    if change:
        assert [v.verdict for v in check(f"体重{other}{abs(change)}公斤。", facts)] == ["wrong"]


def test_a_long_hostile_text_is_read_in_linear_time() -> None:
    pieces = ["1" * 20_000, "1.1公斤，" * 4_000, "从" * 20_000, "一" * 20_000, "3月" * 10_000, "((((" * 5_000]
    for text in pieces:
        check(text, FACTS)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("goal", Goal.values)
@pytest.mark.django_db
def test_what_the_rules_write_has_no_wrong_number(goal: str, language: str) -> None:
    alice = people.alice(target_weight_kg=60, goal=goal)
    for day, kg in (("2026-10-26", 65.2), ("2026-11-02", 64.4), ("2026-11-05", 64.0), ("2026-11-08", 63.8)):
        people.weigh(alice, day, kg)
    people.assess(alice, "2026-10-20", body_fat_percent=28.0, muscle_kg=25.0, waist_cm=80)
    people.assess(alice, "2026-11-07", body_fat_percent=27.4, muscle_kg=25.2, waist_cm=78.5)
    people.lift(people.train(alice, "2026-10-28"), "深蹲", 60, 5)
    people.lift(people.train(alice, "2026-11-03", minutes=55), "深蹲", 65, 5)
    people.train(alice, "2026-11-05", "背日")
    people.train(alice, "2026-11-07", status="missed")
    member = Member.objects.select_related("gym", "coach__user").get(pk=alice.pk)
    facts = weekly_facts(member, date(2026, 11, 2), date(2026, 11, 8))
    with translation.override(language):
        text = writer.weekly_summary(facts)
    found = check(text, evidence(facts))
    assert [(v.span, v.reason) for v in found if v.verdict == "wrong"] == []
    assert sum(v.verdict == "right" for v in found) > 8


@pytest.mark.parametrize(
    ("name", "least_found", "most_false"),
    [
        ("numbers", 99, 1),
        ("own_numbers", 99, 1),
        ("more_numbers", 96, 6),
        ("late_numbers", 96, 6),
        ("last_numbers", 96, 1),
    ],
)
def test_the_corpora_are_read_as_their_authors_meant_them(name: str, least_found: float, most_false: float) -> None:
    """The last three were never worked on."""
    out = io.StringIO()
    call_command("check_numbers", CORPUS / f"{name}.jsonl", least_found=least_found, most_false=most_false, stdout=out)
    assert "found rate" in out.getvalue()


def test_the_command_counts_what_was_found_missed_and_falsely_marked(tmp_path: Path) -> None:
    file = tmp_path / "corpus.jsonl"
    fact = {"key": "weight_change", "value": -1.2, "unit": "kg"}
    rows = [
        {"facts": [fact], "text": "体重下降1.8公斤", "wrong": ["1.8公斤"]},
        {"facts": [fact], "text": "体重下降1.2公斤", "wrong": ["1.2公斤"]},
        {"facts": [fact], "text": "体重下降1.5公斤", "wrong": []},
        {"facts": [fact], "text": "体重下降1.2公斤", "wrong": []},
    ]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n")
    out = io.StringIO()
    call_command("check_numbers", file, verbose=True, stdout=out)
    assert out.getvalue().splitlines() == [
        "2: missed 1.2公斤: 体重下降1.2公斤",
        "3: false 1.5公斤 (value weight_change): 体重下降1.5公斤",
        "lines 4, numbers 4, wrong 2",
        "found 1, missed 1, false 1",
        "found rate 50.0 %, false rate 33.3 %",
    ]
    with pytest.raises(CommandError, match="没有达到"):
        call_command("check_numbers", file, least_found=99, stdout=out)


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[]",
        '{"text": "x", "wrong": []}',
        '{"facts": [1], "text": "x", "wrong": []}',
        '{"facts": [], "text": 1, "wrong": []}',
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "corpus.jsonl"
    file.write_text('{"facts": [], "text": "", "wrong": []}\n' + line)
    with pytest.raises(CommandError, match="第 2 行"):
        call_command("check_numbers", file)
    with pytest.raises(CommandError, match="打不开"):
        call_command("check_numbers", tmp_path / "nothing")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.django_db
def test_every_summary_that_the_rules_write_of_the_demos_members_holds(language: str) -> None:
    today = date(2026, 11, 20)
    demo.build(today)
    texts = 0
    for member in Member.objects.select_related("gym", "coach__user"):
        tables = [(writer.weekly_summary, weekly_facts(member, today - timedelta(days=7), today))]
        for phase in member.phases.all():
            if len(stage.assessments(phase, today)) > 1:
                tables.append((writer.stage_summary, stage.stage_facts(member, phase, today)))
        for assessment in member.assessments.all():
            if len(month.pair(assessment)) > 1:
                tables.append((writer.monthly_summary, month.monthly_facts(member, month.pair(assessment))))
        for write, facts in tables:
            with translation.override(language):
                text = write(facts)
            odd = [(v.span, v.reason) for v in check(text, evidence(facts)) if v.verdict in {"wrong", "unknown"}]
            assert odd == [], text
            texts += 1
    assert texts > 15
