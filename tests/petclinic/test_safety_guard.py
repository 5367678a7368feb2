"""A model's text on its way to an owner: doses replaced, calming dropped, everything else untouched, in any pieces."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petclinic.case import Tier
from petclinic.safety import Guard
from petclinic.safety.guard import LONGEST_HELD, NEUTRAL

CORPUS = Path(__file__).parent / "corpus" / "guards.jsonl"
ROWS: list[dict[str, str]] = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]


def shown(text: str, tier: Tier = "red", signed: bool = False) -> str:
    guard = Guard(tier, signed)
    return guard.feed(text) + guard.flush()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"][:30])
def test_the_corpus(row: dict[str, str]) -> None:
    guard = Guard("orange")
    out = guard.feed(row["text"]) + guard.flush()
    assert out == {"dose": NEUTRAL, "calming": "", "pass": row["text"]}[row["does"]]
    assert [kind for kind, _sentence in guard.replaced] == ([] if row["does"] == "pass" else [row["does"]])


@pytest.mark.parametrize("tier", ["yellow", "green"])
def test_calming_may_stay_when_it_is_not_urgent(tier: Tier) -> None:
    assert shown("在家观察即可。", tier) == "在家观察即可。"
    assert shown("阿莫西林每天两次。", tier) == NEUTRAL


def test_a_signed_record_may_dose_but_not_calm() -> None:
    assert shown("阿莫西林每天两次。不用去医院。", signed=True) == "阿莫西林每天两次。"


def test_a_dose_in_the_next_sentence_is_of_the_drug() -> None:
    assert shown("可以用阿莫西林。每次半片，每天两次。多喝水。") == f"可以用阿莫西林。{NEUTRAL}多喝水。"
    assert shown("药物：阿莫西林\n剂量：一天两次，每次50mg\n") == f"药物：阿莫西林\n{NEUTRAL}\n"


def test_a_dose_before_its_drug_is_seen() -> None:
    assert shown("每次半片，一天两次，用的是阿莫西林。") == NEUTRAL
    assert shown("每次口服半片。药名是阿莫西林。") == f"{NEUTRAL}药名是阿莫西林。"


def test_several_in_a_row_leave_one_sentence() -> None:
    assert shown("- 阿莫西林 10mg/kg\n- 甲硝唑 15mg/kg\n- 多喝水\n") == f"- {NEUTRAL}\n\n- 多喝水\n"


def test_closing_marks_go_with_a_dropped_sentence() -> None:
    assert shown("「不用去医院！！」马上走。") == "马上走。"


def test_it_records_what_it_replaced() -> None:
    guard = Guard("red")
    guard.feed("先保暖。阿莫西林每天两次。\n放心吧！")
    guard.flush()
    assert guard.replaced == [("dose", "阿莫西林每天两次。"), ("calming", "放心吧！")]


def test_a_tier_that_rises_holds_from_then_on() -> None:
    guard = Guard("green")
    out = guard.feed("不用担心。")
    guard.tier = "red"
    assert out + guard.feed("不用担心。") + guard.flush() == "不用担心。"


def test_nothing_is_held_for_ever() -> None:
    guard = Guard("red")
    assert len(guard.feed("走" * 1000)) >= 1000 - LONGEST_HELD


def test_a_drug_and_its_dose_far_apart_in_one_sentence_are_one() -> None:
    text = "可以考虑阿莫西林，" + "它的精神和食欲都还可以，" * 20 + "每次10mg，每天两次。"
    assert "10mg" not in shown(text)


def test_hidden_characters_hide_nothing() -> None:
    assert shown("阿莫\u200b西林每\u200b天两次。") == NEUTRAL


PIECES = st.sampled_from(
    [*(row["text"] for row in ROWS), "\n", "！", "。”", "- ", "1. ", "走" * 90, "，", "🐶", "\r\n"]
)


@given(st.lists(PIECES, max_size=8).map("".join), st.data(), st.sampled_from(["red", "yellow"]))
def test_pieces_do_not_matter(text: str, data: st.DataObject, tier: Tier) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=12)))
    guard = Guard(tier)
    places = [0, *cuts, len(text)]
    out = "".join(guard.feed(text[start:end]) for start, end in pairwise(places))
    assert out + guard.flush() == shown(text, tier)


@given(st.text(max_size=600))
def test_what_is_harmless_comes_out_as_it_came_in(text: str) -> None:
    guard = Guard("red")
    out = guard.feed(text) + guard.flush()
    if not guard.replaced:
        assert out == text


HARMLESS = [row["text"] for row in ROWS if row["does"] == "pass"]


@given(st.lists(st.sampled_from(HARMLESS + [row["text"] for row in ROWS if row["does"] == "calming"]), max_size=10))
def test_only_what_calms_is_missing(texts: list[str]) -> None:
    assert shown("\n".join([*texts, ""])) == "\n".join([*(text if text in HARMLESS else "" for text in texts), ""])


@pytest.mark.parametrize("piece", ["走", "，", "不用担心", "阿莫西林每天两次", "1", "可以", "每次5mg。", "\n"])
def test_a_hundred_thousand_characters_are_work_of_a_moment(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    assert len(shown(text)) <= len(text) + len(NEUTRAL)
