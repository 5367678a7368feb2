"""The first line that an owner reads: what was seen, where to go and when, what to do on the way."""

import pytest

from petclinic.case import Case, Pet, Tier, Triage
from petclinic.safety import Guard, default_rules, emergency_line, tier_advice, tier_label, triage


def line(said: str, phone: str = "") -> str:
    return emergency_line(triage(Case(pet=Pet(species="dog"), complaint=said)), phone)


def test_red_goes_now() -> None:
    first = line("刚才全身抽搐了两分钟")
    assert first.startswith("您提到「刚才全身抽搐了两分钟」")
    assert "现在就" in first
    assert "抽搐" in first


def test_orange_goes_today() -> None:
    assert "今天之内" in line("大便有血丝")


def test_the_phone_is_there_when_it_is_set() -> None:
    assert "400-000-0000" in line("抽搐了", "400-000-0000")
    assert "电话 " not in line("抽搐了")


def test_what_else_was_told_is_named() -> None:
    assert "尿血" in line("抽搐了，还尿血")


def test_each_rule_has_a_line_of_its_own() -> None:
    urgent = [rule for rule in default_rules() if rule.tier in ("red", "orange")]
    assert len({rule.advice for rule in urgent}) == len(urgent)


@pytest.mark.parametrize("said", ["吐了一次", "", "吃得好"])
def test_yellow_and_green_have_none(said: str) -> None:
    assert line(said) == ""


def test_no_flag_no_line() -> None:
    assert emergency_line(Triage(tier="red")) == ""


def test_very_long_words_are_not_quoted() -> None:
    told = triage(
        Case(pet=Pet(species="dog"), complaint="干呕" + "，今天天气不错" * 3 + "，" + "一" * 30 + "肚子胀得很硬很硬的")
    )
    assert "「" not in emergency_line(told) or len(emergency_line(told)) < 200


def test_it_passes_the_guard() -> None:
    text = line("抽搐了，还尿血", "400-000-0000")
    guard = Guard("red")
    assert guard.feed(text) + guard.flush() == text


@pytest.mark.parametrize(
    ("tier", "label"), [("red", "立即就医"), ("orange", "今天就医"), ("yellow", "近日就医"), ("green", "在家观察")]
)
def test_a_tier_has_a_label_and_an_advice(tier: Tier, label: str) -> None:
    assert tier_label(tier) == label
    assert tier_advice(tier).endswith("。")
