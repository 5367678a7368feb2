"""The rule-written stage and monthly summaries: true, readable, and different for different people."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from gym import writer
from gym.facts.body import COMPARED
from gym.facts.phase import MEASURES
from gym.facts.table import Table
from gym.models import Goal
from tests.gym.test_writer import NUMBER, START, _training, _weights, many, sayable

WRITERS = {"stage": writer.stage_summary, "monthly": writer.monthly_summary}


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@st.composite
def tables(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """Fact tables of every shape that `stage_facts` or `monthly_facts` can return."""
    days = draw(st.integers(2, 366))
    table, basic = begun(kind, draw(st.sampled_from(Goal.values)), days)
    end = date.fromisoformat(basic["end"])
    known = _weights(draw, table, end - timedelta(days=draw(st.sampled_from((0, days - 1)))))
    for name, _unit, _change in COMPARED.values():
        first, last = (draw(st.none() | st.floats(20, 90).map(lambda v: round(v, 1))) for _end in range(2))
        table.change(name, first, last, "x")
    records = _training(draw, table)
    phase = _phase(draw, table, days) if kind == "stage" or draw(st.booleans()) else None
    return {"facts": table.rows, "basic": basic, "records": records, "phase": phase, "rate_known": known}


def begun(kind: str, goal: str, days: int, name: str = "林悦") -> tuple[Table, dict[str, Any]]:
    table = Table()
    end = (START + timedelta(days=days - 1)).isoformat()
    for key, value in (
        ("member_name", name),
        ("start_date", START.isoformat()),
        ("end_date", end),
        ("assessments", 2),
        ("first_assessment_date", START.isoformat()),
        ("prev_assessment_date", START.isoformat()),
        ("assessment_date", end),
        ("days_between", days - 1),
    ):
        table.add(key, value, "date" if key.endswith("_date") else "x")
    return table, {"kind": kind, "member": name, "goal": goal, "start": START.isoformat(), "end": end, "days": days}


def _phase(draw: st.DrawFn, table: Table, days: int) -> dict[str, Any]:
    week, left, often = -(-days // 7), draw(st.integers(0, 60)), draw(st.integers(0, 6))
    weeks = week + -(-left // 7)
    values = {row["key"]: row["value"] for row in table.rows}
    done, due = values["completed"], draw(st.none() | st.integers(1, 200))
    table.add("phase_name", "阶段一", "text")
    table.add("phase_week", week, "周")
    table.add("phase_weeks", weeks, "周")
    table.add("phase_days_left", left, "天")
    table.add("phase_sessions_per_week", often, "次")
    table.add("phase_sessions_done", done, "次")
    if due:
        table.add("phase_sessions_due", due, "次")
        table.add("phase_adherence", round(100 * done / due), "%")
        table.add("phase_weeks_past", week, "周")
        table.add("phase_weeks_kept", draw(st.integers(0, week)), "周")
    if done:
        table.add("last_session_date", draw(st.sampled_from([values["start_date"], values["end_date"]])), "date")
        table.add("longest_break_days", draw(st.integers(0, days)), "天")
        table.add("best_week_start", values["start_date"], "date")
        table.add("best_week_sessions", draw(st.integers(1, 7)), "次")
    targets: dict[str, dict[str, float]] = {}
    for name in draw(st.lists(st.sampled_from(list(MEASURES)), max_size=4, unique=True)):
        initial, current, way = (round(draw(st.floats(20, 90)), 1) for _n in range(3))
        target = round(initial - way / 2, 1)
        percent = draw(st.integers(0, 100))
        targets[name] = {"initial": initial, "current": current, "target": target, "percent": percent}
        for key, value in targets[name].items():
            table.add(f"phase_{name}_{key}", value, "x")
    unmeasured = draw(st.lists(st.sampled_from(list(MEASURES)), max_size=3, unique=True))
    return {
        "name": "阶段一",
        "week": week,
        "weeks": weeks,
        "sessions_done": done,
        "sessions_per_week": often,
        "targets": targets,
        "unmeasured": [name for name in unmeasured if name not in targets],
        "days_left": left,
    }


@pytest.mark.parametrize("kind", list(WRITERS))
@many
@given(data=st.data())
def test_every_number_stands_in_the_facts_and_nothing_reads_like_a_machine(kind: str, data: st.DataObject) -> None:
    table = data.draw(tables(kind))
    text = WRITERS[kind](table)
    assert set(NUMBER.findall(text)) <= sayable(table)
    for wrong in ("None", "nan", "-0", "%(", "  ", "。。", "，。", "、。", "！。", "<", "**", "#", "()", "（）"):
        assert wrong not in text
    for line in text.split("\n"):
        assert line.strip() == line
        assert line[-1] in "。：！"
    assert WRITERS[kind](table) == text


@pytest.mark.parametrize("kind", list(WRITERS))
@many
@given(data=st.data())
def test_advice_holds_no_number_and_rehabilitation_a_caution(kind: str, data: st.DataObject) -> None:
    table = data.draw(tables(kind))
    lines = WRITERS[kind](table).split("\n")
    advice = [line for line in lines if re.match(r"[123]\. ", line)]
    assert 1 <= len(advice) <= 3
    assert not [
        line
        for line in advice
        if re.search(r"\d|(?<!下)[一二两三四五六七八九十半](次|天|周|月|组|公斤|小时|分钟)", line[3:])
    ]
    if table["basic"]["goal"] == "rehab":
        assert "疼" in advice[0]
        assert re.search("医生|康复师", advice[0])


def stage(*rows: tuple[str, Any], goal: str = "fat_loss", days: int = 28, **phase: Any) -> str:
    return writer.stage_summary(stage_table(*rows, goal=goal, days=days, **phase))


def stage_table(
    *rows: tuple[str, Any], goal: str = "fat_loss", days: int = 28, name: str = "林悦", **phase: Any
) -> dict[str, Any]:
    table, basic = begun("stage", goal, days, name)
    given_rows = {
        "phase_name": "减脂第一阶段",
        "phase_week": days // 7,
        "phase_weeks": 12,
        "phase_days_left": 56,
        "phase_sessions_per_week": 3,
        **dict(rows),
    }
    for key, value in given_rows.items():
        table.add(key, value, "x")
    whole = {"name": "减脂第一阶段", "week": days // 7, "weeks": 12, "sessions_per_week": 3} | phase
    whole = {"targets": {}, "unmeasured": []} | whole
    return {"facts": table.rows, "basic": basic, "records": [], "phase": whole, "rate_known": True}


def progress(initial: float, current: float, target: float) -> dict[str, float]:
    percent = round(min(100, max(0, 100 * (current - initial) / (target - initial))))
    return {"initial": initial, "current": current, "target": target, "percent": percent}


TRAINED = (("planned", 12), ("completed", 12), ("phase_sessions_done", 12), ("phase_sessions_due", 12))


@pytest.mark.parametrize(
    ("rows", "phase", "said"),
    [
        ((), {}, "没有定下可以量的目标"),
        ((), {"unmeasured": ["waist", "body_fat"]}, "腰围和体脂率定了目标，但没有可以对照的测量"),
        ((), {"targets": {"weight": progress(70, 66, 66)}}, "现在 66 公斤，已经"),
        ((), {"targets": {"weight": progress(70, 60, 66)}}, "不用再往前赶"),
        ((), {"targets": {"weight": progress(70, 69.9, 66)}}, "还在起点附近"),
        ((), {"targets": {"weight": progress(70, 70.1, 66)}}, "还在起点附近"),
        ((), {"targets": {"weight": progress(70, 71, 66)}}, "起点 70 公斤，现在 71 公斤，离目标反而远了"),
        ((), {"targets": {"body_fat": progress(30, 28, 26)}}, "体脂率的目标是 26%，起点 30%，现在 28%，完成了 50%"),
        ((), {"targets": {"weight": progress(70, 67, 66)}}, "走在了计划前面"),
        ((), {"targets": {"weight": progress(70, 69.5, 66)}}, "比计划慢一些"),
        ((("phase_days_left", 0),), {"targets": {"weight": progress(70, 67, 66)}}, "只剩最后一小段"),
        ((("phase_days_left", 0),), {"targets": {"weight": progress(70, 69, 66)}}, "下一阶段的起点"),
        ((("phase_days_left", 0),), {}, "到 4 月 19 日就走完了"),
        ((("phase_week", 1),), {}, "才刚开始"),
        ((), {}, "第 4 周（共 12 周）"),
        ((), {}, "这个阶段没有训练记录"),
        ((), {}, "这个阶段几乎没有称重"),
        (
            (("assessment_weight_start", 70), ("assessment_weight_end", 69), ("assessment_weight_change", -1)),
            {},
            "先是",
        ),
        ((), {}, "身体成分的变化就先不评"),
        ((*TRAINED, ("phase_adherence", 100), ("phase_weeks_past", 4), ("phase_weeks_kept", 4)), {}, "周周都练够了"),
        ((*TRAINED, ("phase_adherence", 80), ("phase_weeks_past", 4), ("phase_weeks_kept", 0)), {}, "还没有哪周"),
        ((*TRAINED, ("phase_adherence", 80), ("phase_weeks_past", 4), ("phase_weeks_kept", 3)), {}, "有 3 周练够了"),
        ((*TRAINED, ("phase_adherence", 40)), {}, "差得有点多"),
        ((*TRAINED, ("phase_adherence", 40), ("last_session_date", "2025-03-24")), {}, "训练记录停在 3 月 24 日"),
        ((*TRAINED, ("phase_adherence", 80), ("longest_break_days", 12)), {}, "中间最长停了 12 天"),
        ((("planned", 3), ("completed", 0), ("missed", 3)), {}, "都没有成行"),
        ((("planned", 3), ("completed", 3)), {"sessions_per_week": 0}, "全部完成|一次不落"),
        ((*TRAINED, ("best_week_start", "2025-03-30"), ("best_week_sessions", 5)), {}, "3 月 30 日开始.*练了 5 次"),
        (
            (
                ("weigh_ins", 6),
                ("weight_start", 70),
                ("weight_end", 69),
                ("weight_change", -1),
                ("trend_weight", 69),
                ("trend_rate", -0.5),
                ("last_weigh_in_date", "2025-03-28"),
            ),
            {},
            "最近一次称重停在 3 月 28 日",
        ),
    ],
)
def test_a_stage_says_what_was_and_what_is_missing(
    rows: tuple[tuple[str, Any], ...], phase: dict[str, Any], said: str
) -> None:
    assert re.search(said, stage(*rows, **phase))


def test_the_next_stage_is_told_what_to_weigh() -> None:
    over = ("phase_days_left", 0)
    reached = {"weight": progress(70, 66, 66)}
    assert "下一阶段：" in stage(over)
    assert "接下来：" in stage()
    assert "把它守住" in stage(over, targets=reached)
    assert "先和教练一起找原因" in stage(targets={"waist": progress(80, 82, 76)})
    assert "一起定个量得出来的目标" in stage(over)
    assert "把腰围也量上" in stage(unmeasured=["waist"])
    assert "先把动作做得更稳" in stage(over, *TRAINED, goal="rehab", targets=reached)


def test_two_people_with_the_same_stage_are_told_it_differently() -> None:
    rows = (*TRAINED, ("phase_adherence", 95), *ends("fat_mass", 20, 18.5), *ends("muscle", 26, 26))
    told = {
        writer.stage_summary(stage_table(*rows, name=name)).replace(name, "")
        for name in ("林悦", "赵晨", "周岚", "吴迪", "许诺", "沈静")
    }
    assert len(told) > 3


def monthly(*rows: tuple[str, Any], goal: str = "fat_loss") -> str:
    table, basic = begun("monthly", goal, 31)
    for key, value in rows:
        table.add(key, value, "x")
    return writer.monthly_summary(
        {"facts": table.rows, "basic": basic, "records": [], "phase": None, "rate_known": True}
    )


def ends(name: str, start: float, end: float) -> tuple[tuple[str, Any], ...]:
    return ((f"{name}_start", start), (f"{name}_end", end), (f"{name}_change", end - start))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((), "4 月 22 日的体测出来了，离上次（3 月 23 日）过了 30 天"),
        ((), "没有都量到的项目"),
        ((), "两次体测之间没有称重"),
        ((), "这段时间没有训练记录"),
        ((), "都测上"),
        ((("weigh_ins", 2),), "只称了 2 次体重"),
        (ends("assessment_weight", 70, 68.5), "从 70 公斤到 68.5 公斤，下降 1.5 公斤"),
        (ends("assessment_weight", 70, 71.5), "上升 1.5 公斤"),
        (ends("assessment_weight", 70, 70.1), "和上次差不多，这次是 70.1 公斤"),
        (ends("assessment_weight", 70, 69), "先不下结论"),
        (ends("fat_mass", 20, 21.2), "体脂肪多了 1.2 公斤"),
        (ends("visceral_fat", 7, 6), "内脏脂肪从 7 级降到 6 级"),
        (ends("visceral_fat", 6, 7), "内脏脂肪从 6 级升到 7 级"),
        ((("planned", 2), ("completed", 0)), "都没有成行"),
    ],
)
def test_a_month_says_what_was_and_what_is_missing(rows: tuple[tuple[str, Any], ...], said: str) -> None:
    assert said in monthly(*rows)


def test_girths_are_told_to_those_who_train_for_them() -> None:
    rows = (*ends("hip", 95, 93.5), *ends("chest", 90, 91))
    assert "臀围减少 1.5 厘米，现在 93.5 厘米。胸围增加 1 厘米，现在 91 厘米。" in monthly(*rows, goal="shaping")
    assert "臀围" not in monthly(*rows, goal="fat_loss")
