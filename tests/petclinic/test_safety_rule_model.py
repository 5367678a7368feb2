"""The rules in the database: filled once, edited freely, checked, signed by a vet, working unsigned."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from petclinic.case import Case
from petclinic.models import RedFlagRule
from petclinic.models.rules import load_defaults
from petclinic.safety import default_rules, triage

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules() -> None:
    RedFlagRule.objects.all().delete()  # a migration may have filled the table
    load_defaults()


def row(**changes: object) -> RedFlagRule:
    values = {"key": "own-rule", "name": "自己的", "tier": "red", "signs": "怪: 怪声", "advice": "去看。", **changes}
    return RedFlagRule(**values)


@pytest.mark.usefixtures("rules")
def test_the_table_holds_the_products_rules_as_they_are() -> None:
    assert RedFlagRule.objects.rules() == tuple(
        type(rule)(**{**{name: getattr(rule, name) for name in rule.__struct_fields__}, "signs": rule.signs.strip()})
        for rule in default_rules()
    )


@pytest.mark.usefixtures("rules")
def test_filling_again_changes_nothing_that_was_edited() -> None:
    RedFlagRule.objects.filter(key="bloat").update(name="胃扭转", enabled=False)
    RedFlagRule.objects.filter(key="seizure").delete()
    assert load_defaults() == 1
    assert RedFlagRule.objects.get(key="bloat").name == "胃扭转"
    assert "bloat" not in {rule.key for rule in RedFlagRule.objects.rules()}


@pytest.mark.usefixtures("rules")
def test_every_one_passes_its_own_check() -> None:
    for rule in RedFlagRule.objects.all():
        rule.full_clean()


@pytest.mark.usefixtures("rules")
def test_unsigned_rules_work_and_say_that_they_wait() -> None:
    assert all(rule.needs_sign_off for rule in RedFlagRule.objects.all())
    assert triage(Case(complaint="抽搐了"), RedFlagRule.objects.rules()).tier == "red"


@pytest.mark.usefixtures("rules")
def test_a_vet_signs_and_an_edit_asks_again() -> None:
    vera = get_user_model().objects.create_user("vera")
    rule = RedFlagRule.objects.get(key="bloat")
    rule.sign(vera)
    rule.refresh_from_db()
    assert not rule.needs_sign_off
    assert rule.signed_by == vera
    rule.advice = "另一句。"
    assert rule.needs_sign_off


def test_an_own_rule_is_heard() -> None:
    row().save()
    assert [flag.key for flag in triage(Case(complaint="发出怪声"), RedFlagRule.objects.rules()).flags] == ["own-rule"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"signs": "怪声"}, "signs"),
        ({"signs": "怪: (怪声"}, "signs"),
        ({"all_of": "没有的"}, "signs"),
        ({"key": "Own Rule"}, "key"),
        ({"tier": "purple"}, "tier"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"age_from": 6, "age_below": 6}, "age_below"),
        ({"signs": "怪: " + "(a|a)…" * 3 + "b"}, "signs"),
    ],
)
def test_what_does_not_compile_is_refused(changes: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        row(**changes).full_clean()
    assert field in refusal.value.message_dict


@pytest.mark.usefixtures("rules")
def test_a_broken_row_gives_way_to_the_products_rule() -> None:
    RedFlagRule.objects.filter(key="seizure").update(signs="(")
    row(signs="(").save()
    rules = RedFlagRule.objects.rules()
    assert triage(Case(complaint="抽搐了"), rules).flags[0].key == "seizure"
    assert "own-rule" not in {rule.key for rule in rules}


def test_a_name_is_its_title() -> None:
    assert str(row()) == "自己的"
