"""Red flags out of what owners say: every one of the corpus, hardly a false one, never lowered, in linear time."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petclinic.case import TIERS, Case, Finding, Pet, Turn, worst
from petclinic.safety import default_rules, triage
from petclinic.safety.rules import Rule

CORPUS = Path(__file__).parent / "corpus" / "red_flags.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
POSITIVES = [row for row in ROWS if row["flags"]]
NEGATIVES = [row for row in ROWS if not row["flags"]]


def case(said: str, *turns: tuple[str, str], findings: tuple[Finding, ...] = (), **pet: Any) -> Case:
    spoken = tuple(Turn(role="ai" if role == "ai" else "user", content=text) for role, text in turns)
    return Case(pet=Pet(**pet), complaint=said, turns=spoken, findings=findings)


def urgent(case: Case) -> set[str]:
    return {flag.key for flag in triage(case).flags if flag.tier in ("red", "orange")}


def of(row: dict[str, Any]) -> Case:
    return case(row["said"], *(tuple(turn) for turn in row.get("turns", [])), **row.get("pet", {}))


@pytest.mark.parametrize("row", POSITIVES, ids=lambda row: row["said"][:30])
def test_what_is_urgent_is_heard(row: dict[str, Any]) -> None:
    raised = urgent(of(row))
    assert set(row["flags"]) <= raised
    assert raised <= {*row["flags"], *row.get("also", [])}


def test_hardly_anything_else_is() -> None:
    false = [row["said"] for row in NEGATIVES if urgent(of(row)) - set(row.get("also", []))]
    assert len(NEGATIVES) > len(ROWS) / 3
    assert len(false) < 0.03 * len(NEGATIVES), false


def test_the_corpus_knows_every_urgent_rule() -> None:
    known = {key for row in ROWS for key in row["flags"]}
    assert {rule.key for rule in default_rules() if rule.tier in ("red", "orange")} <= known


def test_signs_from_different_answers_come_together() -> None:
    told = triage(case("干呕好久了", ("ai", "肚子怎么样？"), ("user", "鼓鼓的，很硬"), species="dog"))
    assert told.tier == "red"
    assert told.flags[0].key == "bloat"
    assert "干呕" in told.flags[0].words


def test_the_most_urgent_comes_first_and_makes_the_tier() -> None:
    told = triage(case("小便有血，刚才又抽搐了", species="dog"))
    assert [flag.key for flag in told.flags] == ["seizure", "urine-blood"]
    assert told.tier == "red"


def test_words_are_the_owners() -> None:
    told = triage(case("昨天好好的，今早吐了一摊血，吓死我了", species="cat"))
    assert told.flags[0].words == "今早吐了一摊血"


def test_a_sex_that_is_known_keeps_a_rule_away_and_an_unknown_one_does_not() -> None:
    said = "猫一直跑厕所，每次几滴"
    assert "male-cat-straining" in urgent(case(said, species="cat", sex="male"))
    assert "male-cat-straining" in urgent(case(said, species="cat"))
    assert "male-cat-straining" not in urgent(case(said, species="cat", sex="female"))


def test_a_species_is_read_from_the_words_when_it_is_unknown() -> None:
    assert "cat-panting" in urgent(case("我家猫张着嘴喘气"))
    assert "cat-panting" not in urgent(case("我家狗张着嘴喘气"))


def test_a_young_animal_must_be_known_as_young() -> None:
    assert "young-not-eating" in urgent(case("一天没吃了", species="dog", age_months=2))
    assert "young-not-eating" in urgent(case("两个月大的小狗一天没吃了", species="dog"))
    assert "young-not-eating" not in urgent(case("一天没吃了", species="dog", age_months=40))
    assert "young-not-eating" not in urgent(case("一天没吃了", species="dog"))


def test_a_pet_may_be_called_grape() -> None:
    assert urgent(case("葡萄吃了狗粮就睡了", name="葡萄", species="dog")) == set()


def test_what_a_picture_shows_counts() -> None:
    seen = Finding(kind=5, text="可见暗红色血液", by_model=True)
    assert "vomit-blood" in urgent(case("它不舒服", findings=(seen,), species="dog"))


def test_what_a_model_advises_about_a_picture_does_not() -> None:
    advice = Finding(kind=5, text="未消化的猫粮。如果出现血液请立即就医。", by_model=True)
    assert urgent(case("它不舒服", findings=(advice,), species="cat")) == set()


def test_a_question_of_ours_is_no_finding() -> None:
    assert urgent(case("精神一般", ("ai", "有没有抽搐？有没有便血？"), species="dog")) == set()


def test_nothing_said_is_green() -> None:
    assert triage(Case()).tier == "green"
    assert triage(Case()).flags == ()


def test_no_rules_at_all_mean_those_of_the_product() -> None:
    assert triage(case("抽搐了"), ()).tier == "red"


def test_a_less_urgent_rule_hides_nothing() -> None:
    red = Rule(key="red", name="红", tier="red", signs="吐: 吐", behind=("yellow",))
    yellow = Rule(key="yellow", name="黄", tier="yellow", signs="吐: 吐")
    assert triage(case("吐"), (red, yellow)).tier == "red"


@given(st.lists(st.sampled_from([row["said"] for row in ROWS]), min_size=1, max_size=4), st.data())
def test_another_answer_never_lowers_the_tier(said: list[str], data: st.DataObject) -> None:
    rules = tuple(rule for rule in default_rules() if not rule.none_of)
    turns = [("user", text) for text in said]
    cut = data.draw(st.integers(0, len(turns)))
    fewer = triage(case("你好", *turns[:cut], species="dog"), rules)
    more = triage(case("你好", *turns, species="dog"), rules)
    assert worst(fewer.tier, more.tier) == more.tier


@given(st.text(max_size=300))
def test_any_text_has_a_triage_and_always_the_same(text: str) -> None:
    assert triage(case(text)) == triage(case(text))
    assert triage(case(text)).tier in TIERS


@pytest.mark.parametrize(
    "piece",
    [
        "它今天吃得好睡得香，",
        "吃",
        "没有有没有",
        "吃喝舔啃线针巧克力没",
        "如果它抽搐，",
        "血尿便没",
        "不",
        "三次",
        "。",
        " ",
    ],
)
def test_a_hundred_thousand_characters_are_heard_before_the_tests_time_is_up(piece: str) -> None:
    """What grows with the square of the length would take minutes."""
    triage(case(piece * (100_000 // len(piece)), species="dog"))
