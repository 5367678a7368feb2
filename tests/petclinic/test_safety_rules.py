"""The rules that come with the product are whole: they compile, have sources, advise, and hide nothing more urgent."""

import msgspec
import pytest

from petclinic.case import TIERS, Pet
from petclinic.safety import Guard, default_rules
from petclinic.safety.patterns import PatternError
from petclinic.safety.rules import Rule, parse

RULES = {rule.key: rule for rule in default_rules()}


def test_there_are_at_least_thirty_urgent_ones() -> None:
    assert sum(rule.tier in ("red", "orange") for rule in RULES.values()) >= 30
    assert len(RULES) == len(default_rules())


@pytest.mark.parametrize("key", RULES)
def test_each_is_whole(key: str) -> None:
    rule = RULES[key]
    rule.check()
    assert rule.name
    assert len(rule.name) <= 40
    assert rule.advice.endswith("。")
    assert len(rule.advice) <= 200
    assert rule.source.publisher
    assert rule.source.title
    assert rule.source.url.startswith(("https://", "http://"))


@pytest.mark.parametrize("key", RULES)
def test_what_stands_behind_another_is_not_more_urgent(key: str) -> None:
    for other in RULES[key].behind:
        assert TIERS.index(RULES[other].tier) <= TIERS.index(RULES[key].tier)


@pytest.mark.parametrize("key", [key for key, rule in RULES.items() if rule.tier in ("red", "orange")])
def test_its_advice_passes_the_guard(key: str) -> None:
    guard = Guard("red")
    assert guard.feed(RULES[key].advice) + guard.flush() == RULES[key].advice


def test_a_condition_must_name_a_sign() -> None:
    with pytest.raises(PatternError, match="没有"):
        parse([{"key": "a", "name": "a", "tier": "red", "signs": "吐: 吐", "all_of": ["拉"]}])


def test_a_tier_must_be_one() -> None:
    with pytest.raises(msgspec.ValidationError):
        parse([{"key": "a", "name": "a", "tier": "purple", "signs": "吐: 吐"}])


def test_it_needs_a_sign() -> None:
    with pytest.raises(PatternError):
        Rule(key="a", name="a", tier="red", signs=" ").check()


def test_a_rule_suits_what_is_not_known_to_be_otherwise() -> None:
    rule = Rule(key="a", name="a", tier="red", signs="吐: 吐", sex="female", neutered=False, age_from=6)
    assert rule.suits(Pet(), "", young=False)
    assert rule.suits(Pet(sex="female", neutered=False, age_months=6), "cat", young=False)
    assert not rule.suits(Pet(sex="male"), "", young=False)
    assert not rule.suits(Pet(neutered=True), "", young=False)
    assert not rule.suits(Pet(age_months=5), "", young=False)
