"""The rule-written summary: true, readable, and different for different weeks."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from gym import writer
from gym.facts.table import Table
from gym.models import Goal, Muscle
from gym.tiles import tiles

START = date(2025, 3, 23)
NUMBER = re.compile(r"\d+(?:\.\d+)?")

kilograms = st.floats(40, 130, allow_nan=False).map(lambda kg: round(kg, 1))
counts = st.integers(0, 9)


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    """Fact tables of every shape that `weekly_facts` can return."""
    days = draw(st.integers(1, 60))
    end = START + timedelta(days=days - 1)
    table = Table()
    goal = draw(st.sampled_from(Goal.values))
    for key, value, unit in (
        ("member_name", "林悦", "text"),
        ("goal", goal, "text"),
        ("start_date", START.isoformat(), "date"),
        ("end_date", end.isoformat(), "date"),
    ):
        table.add(key, value, unit)
    known = _weights(draw, table, end)
    if draw(st.booleans()):
        table.add("assessments", 1, "次")
        for name, low, high in (("body_fat", 8, 45), ("muscle", 20, 45), ("waist", 55, 120)):
            first = draw(st.none() | st.floats(low, high).map(lambda v: round(v, 1)))
            table.change(name, first, draw(st.floats(low, high).map(lambda v: round(v, 1))), "x")
    records = _training(draw, table)
    drawn = draw(st.none() | st.fixed_dictionaries({"week": st.integers(1, 12), "sessions_done": counts}))
    phase: dict[str, Any] | None = None
    if drawn is not None:
        phase = {**drawn, "name": "阶段一", "weeks": 12}
        table.add("phase_week", phase["week"], "周")
        table.add("phase_weeks", 12, "周")
        table.add("phase_sessions_done", phase["sessions_done"], "次")
        table.add("phase_weight_percent", draw(st.none() | st.integers(0, 100)), "%")
    basic = {
        "kind": "weekly",
        "member": "林悦",
        "goal": goal,
        "start": START.isoformat(),
        "end": end.isoformat(),
        "days": days,
    }
    return {"facts": table.rows, "basic": basic, "records": records, "phase": phase, "rate_known": known}


def _weights(draw: st.DrawFn, table: Table, end: date) -> bool:
    count = draw(st.integers(0, 8))
    table.add("weigh_ins", count, "次")
    table.add("target_weight", draw(st.none() | kilograms), "kg")
    if not count:
        return False
    first, last = draw(kilograms), draw(kilograms)
    table.add("weight_start", first, "kg")
    table.add("weight_end", last, "kg")
    table.add("last_weigh_in_date", end.isoformat(), "date")
    if count > 1:
        table.add("weight_change", last - first, "kg")
    if count > 2:
        table.add("trend_weight", last, "kg")
        table.add("trend_rate", draw(st.floats(-3, 3).map(lambda v: round(v, 2))), "kg/week")
    return count > 2


def _training(draw: st.DrawFn, table: Table) -> list[dict[str, Any]]:
    completed, missed = draw(counts), draw(counts)
    table.add("planned", completed + missed, "次")
    table.add("completed", completed, "次")
    table.add("missed", missed, "次")
    table.add("completed_prev", draw(counts), "次")
    if not completed:
        return []
    minutes = draw(st.none() | st.integers(10, 180))
    if minutes:
        table.add("training_hours", completed * minutes / 60, "h", 1)
        table.add("avg_session_minutes", minutes, "min")
        table.add("longest_session_minutes", minutes, "min")
        table.add("longest_session_date", START.isoformat(), "date")
        table.add("longest_session_name", "下肢", "text")
    table.add("sets_total", draw(st.integers(0, 60)), "组")
    for muscle in draw(st.sets(st.sampled_from(Muscle.values))):
        table.add(f"sets_{muscle}", draw(st.integers(1, 40)) / 2, "组", 1)
    records = draw(st.integers(0, 3))
    kg: list[dict[str, Any]] = [
        {"exercise": "深蹲", "weight": draw(kilograms), "reps": draw(st.integers(1, 12))} for _n in range(records)
    ]
    for record in kg:
        table.add("pr_squat", record["weight"], "kg")
        table.add("pr_squat_reps", record["reps"], "次")
    return kg


def sayable(table: dict[str, Any]) -> set[str]:
    """Every number that the facts hold, as the text may round it; the numbers of a list of three points."""
    numbers = {"1", "2", "3"}
    for row in table["facts"]:
        value = row["value"]
        if row["unit"] == "date":
            numbers |= {str(int(part)) for part in value.split("-")}
        elif isinstance(value, int | float):
            numbers |= {f"{abs(value):.1f}".removesuffix(".0"), str(abs(value))}
    return numbers


many = hypothesis_settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@many
@given(tables())
def test_every_number_stands_in_the_facts_and_nothing_reads_like_a_machine(table: dict[str, Any]) -> None:
    text = writer.weekly_summary(table)
    assert set(NUMBER.findall(text)) <= sayable(table)
    for wrong in ("None", "nan", "-0", "%(", "  ", "。。", "，。", "、。", "！。", "<", "**", "#", "()", "（）"):
        assert wrong not in text
    for line in text.split("\n"):
        assert line.strip() == line
        assert line[-1] in "。：！"


@many
@given(tables())
def test_the_same_facts_give_the_same_text_and_tiles(table: dict[str, Any]) -> None:
    assert writer.weekly_summary(table) == writer.weekly_summary(table)
    shown = tiles(table)
    assert len(shown) == 6
    assert all(tile.value or tile.note for tile in shown)


def table_with(goal: str, *rows: tuple[str, Any], days: int = 8) -> dict[str, Any]:
    table = Table()
    end = START + timedelta(days=days - 1)
    for key, value in (
        ("member_name", "林悦"),
        ("start_date", START.isoformat()),
        ("end_date", end.isoformat()),
        *rows,
    ):
        table.add(key, value, "x")
    basic = {
        "kind": "weekly",
        "member": "林悦",
        "goal": goal,
        "start": START.isoformat(),
        "end": end.isoformat(),
        "days": days,
    }
    return {"facts": table.rows, "basic": basic, "records": [], "phase": None, "rate_known": True}


WEIGHED = (
    ("weigh_ins", 5),
    ("weight_start", 70.0),
    ("weight_end", 69.0),
    ("weight_change", -1.0),
    ("trend_weight", 69.3),
)


@pytest.mark.parametrize(
    ("goal", "rate", "said"),
    [
        ("fat_loss", -1.2, "偏快"),
        ("fat_loss", 0.01, "平台|不动"),
        ("fat_loss", 0.5, "方向反了"),
        ("muscle_gain", 0.2, "正好"),
        ("muscle_gain", 0.8, "偏快"),
        ("muscle_gain", -0.4, "反而在掉"),
        ("shaping", 0.05, "围度"),
        ("fitness", 0.0, "平稳"),
        ("rehab", 0.0, "好消息"),
    ],
)
def test_the_same_rate_is_read_for_the_goal(goal: str, rate: float, said: str) -> None:
    assert re.search(said, writer.weekly_summary(table_with(goal, *WEIGHED, ("trend_rate", rate))))


def test_rehabilitation_is_always_told_to_be_careful() -> None:
    text = writer.weekly_summary(table_with("rehab", ("planned", 3), ("completed", 3), ("sets_total", 30)))
    assert re.search("疼", text)
    assert "排进去" not in text


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((), "还没有任何记录"),
        ((("weigh_ins", 1), ("weight_end", 70.0), ("last_weigh_in_date", "2025-03-24")), "只称了一次"),
        ((("weigh_ins", 2), ("weight_start", 70.0), ("weight_end", 69.0), ("weight_change", -1.0)), "先不谈趋势"),
        ((("planned", 2), ("completed", 0)), "都没有成行"),
        ((("planned", 1), ("completed", 1)), "一次训练完成了"),
        (WEIGHED, "没有训练记录"),
        ((("planned", 2), ("completed", 2)), "没有称重记录"),
    ],
)
def test_a_thin_week_says_what_is_missing(rows: tuple[tuple[str, Any], ...], said: str) -> None:
    assert said in writer.weekly_summary(table_with("fat_loss", *rows))


def test_different_weeks_are_said_differently() -> None:
    texts = set()
    for weigh_ins in range(3, 9):
        rows = [row for row in WEIGHED if row[0] != "weigh_ins"]
        table = table_with(
            "fat_loss", ("weigh_ins", weigh_ins), *rows, ("trend_rate", -0.5), ("planned", 3), ("completed", 3)
        )
        texts.add(NUMBER.sub("", writer.weekly_summary(table)))
    assert len(texts) > 2
