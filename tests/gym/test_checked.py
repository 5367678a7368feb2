"""Verdicts on the numbers of a summary are stored with it, and a page can open the records behind each number."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from gym import checked, evidence
from gym.facts import weekly_facts
from gym.models import Member, Summary
from tests.gym import people

START, END = date(2026, 11, 2), date(2026, 11, 8)


@pytest.fixture
def alice(db: None) -> Member:
    alice = people.alice(target_weight_kg=60)
    people.weigh(alice, "2026-10-28", 65)
    for day, kg in (("2026-11-02", 64.4), ("2026-11-05", 64.0), ("2026-11-08", 63.8)):
        people.weigh(alice, day, kg)
    people.lift(people.train(alice, "2026-11-03", "腿日"), "深蹲", 60, 5)
    people.train(alice, "2026-11-05", "背日")
    people.train(alice, "2026-11-07", status="missed")
    return alice


def written(member: Member, text: str) -> Summary:
    found = Member.objects.select_related("gym", "coach__user").get(pk=member.pk)
    summary = Summary(
        member=member,
        kind="weekly",
        start=START,
        end=END,
        text=text,
        facts=weekly_facts(found, START, END),
        stream_id="s" * 12,
    )
    checked.judge(summary)
    return summary


def numbers(summary: Summary) -> list[tuple[str, str]]:
    return [(summary.shown_text[row["start"] : row["end"]], row["verdict"]) for row in summary.checks]


def test_a_true_number_is_right_and_an_invented_one_is_marked(alice: Member) -> None:
    summary = written(alice, "本周体重下降0.6公斤，完成训练2次。\n腰围减少了3厘米。每天喝2升水。")
    assert numbers(summary) == [("0.6公斤", "right"), ("2次", "right"), ("3厘米", "wrong")]
    assert (summary.numbers, summary.numbers_wrong) == (3, 1)


def test_after_an_edit_the_edited_text_is_checked(alice: Member) -> None:
    summary = written(alice, "体重下降0.6公斤。")
    summary.save()
    summary.edited_text = "体重下降1.6公斤。"
    summary.save()
    checked.check_summary(summary)
    summary.refresh_from_db()
    assert numbers(summary) == [("1.6公斤", "wrong")]
    assert summary.numbers_wrong == 1


def test_a_fault_of_the_check_costs_no_text(
    alice: Member, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(checked, "check", broken)
    assert written(alice, "体重下降0.6公斤。").checks == []
    assert "could not be checked" in caplog.text


def test_only_the_beginning_of_an_endless_text_is_checked(alice: Member) -> None:
    summary = written(alice, "1.1公斤，" * 10_000)
    assert 0 < summary.numbers <= checked.LONGEST / 6
    assert "".join(part.text for part in checked.paragraphs(summary)[0]) == summary.text


def test_the_parts_of_a_page_are_the_text_itself(alice: Member) -> None:
    summary = written(alice, "第一行，体重下降0.6公斤。\n\n第三行 <script>，完成2次，称重3次\n")
    lines = ["".join(part.text for part in paragraph) for paragraph in checked.paragraphs(summary)]
    assert lines == ["第一行，体重下降0.6公斤。", "第三行 <script>，完成2次，称重3次"]


def test_a_number_opens_the_records_behind_it(alice: Member) -> None:
    summary = written(alice, "体重下降0.6公斤，完成2次训练，腿部练了1组。")
    found = {part.text: part for paragraph in checked.paragraphs(summary) for part in paragraph if part.verdict}
    assert found["0.6公斤"].facts == (evidence.Fact("体重变化", "-0.6 kg"),)
    assert found["0.6公斤"].rows == (
        "2026-11-02 08:00  64.4 kg",
        "2026-11-05 08:00  64 kg",
        "2026-11-08 08:00  63.8 kg",
    )
    assert found["2次"].rows[0] == "2026-11-03 19:00  腿日 · 60 分钟 · 已完成"
    assert found["1组"].rows == ("2026-11-03  深蹲 60 kg × 5",)


def test_a_number_of_the_range_before_opens_the_records_of_that_range(alice: Member) -> None:
    behind = evidence.Rows(written(alice, "好"))
    assert behind.rows(["weigh_ins_prev"]) == ["2026-10-28 08:00  65 kg"]
    assert behind.fact("weigh_ins_prev") == ("称重次数（上一段）", "1 次")


def test_every_fact_of_the_table_has_a_name_for_people(alice: Member) -> None:
    summary = written(alice, "好")
    with translation.override("zh-hans"):
        for row in summary.facts["facts"]:
            if row["unit"] != "text":
                assert evidence.label(row["key"]) != row["key"], row["key"]


@given(st.text(), st.lists(st.integers(0, 40), max_size=8))
def test_any_text_cut_anywhere_stays_whole(text: str, cuts: list[int]) -> None:
    cuts = sorted({cut for cut in cuts if cut <= len(text)})
    summary = Summary(text=text, facts={"facts": [], "basic": {}})
    summary.checks = [
        {"start": start, "end": end, "verdict": "right", "keys": []}
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    said = ["".join(part.text for part in paragraph) for paragraph in checked.paragraphs(summary)]
    assert said == [line.rstrip() for line in text.splitlines() if line.strip()]


def test_staff_see_how_many_numbers_hold_for_each_prompt_version(alice: Member) -> None:
    for index, (version, text) in enumerate(
        [("weekly-a", "体重下降0.6公斤。"), ("weekly-a", "体重下降1.8公斤。"), ("weekly-b", "好。")]
    ):
        summary = written(alice, text)
        summary.stream_id, summary.prompt_version = f"stream{index}", version
        summary.save()
    rows = {row["prompt_version"]: row for row in checked.rates(Summary.objects.all())}
    assert (rows["weekly-a"]["texts"], rows["weekly-a"]["all_numbers"], rows["weekly-a"]["rate"]) == (2, 2, 50)
    assert rows["weekly-b"]["rate"] is None
