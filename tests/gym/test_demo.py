"""The demo: complete, repeatable, extended to today, refused in production."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from gym import demo
from gym.facts import weekly_facts
from gym.models import Coach, Member, SetRecord, TrainingSession, WeightRecord

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)


def sizes() -> tuple[int, ...]:
    return tuple(m.objects.count() for m in (Member, WeightRecord, TrainingSession, SetRecord))


def test_alice_is_member_123_with_two_stories() -> None:
    demo.build(TODAY)
    alice = Member.objects.select_related("gym", "coach__user").get(pk=123)
    assert (alice.user.username if alice.user else "", str(alice.coach)) == ("alice", "陈波")
    for start, end in ((date(2025, 3, 16), date(2025, 3, 30)), (TODAY - timedelta(days=83), TODAY)):
        facts = weekly_facts(alice, start, end)
        values = {row["key"]: row["value"] for row in facts["facts"]}
        assert values["weigh_ins"] >= 8
        assert values["completed"] >= 4
        assert values["assessments"] == 2
        assert values["trend_rate"] < 0
        assert facts["phase"]
    assert values["missed"] >= 1
    assert values["personal_records"] + 1


def test_charlie_is_another_coachs_and_thin_and_has_not_consented() -> None:
    demo.build(TODAY)
    charlie = Member.objects.get(user__username="charlie")
    assert charlie.coach != Coach.objects.get(user__username="bob")
    assert (charlie.weights.count(), charlie.sessions.count(), charlie.consented_at) == (1, 1, None)


def test_twice_changes_nothing_and_another_day_extends_it() -> None:
    demo.build(TODAY)
    first = sizes()
    demo.build(TODAY)
    assert sizes() == first
    demo.build(TODAY + timedelta(days=7))
    later = sizes()
    assert later[0] == first[0]
    assert all(more > before for more, before in zip(later[1:], first[1:], strict=True))
    alice = Member.objects.get(pk=123)
    moments = list(alice.weights.values_list("measured_at", flat=True))
    assert len(moments) == len(set(moments))


def test_the_next_member_gets_a_free_number() -> None:
    demo.build(TODAY)
    bob = Coach.objects.get(user__username="bob")
    assert Member.objects.create(name="新会员", gym=bob.gym, coach=bob).pk not in {None, 123}


def test_it_is_refused_when_debug_is_off_unless_forced(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="--force"):
        call_command("demo")
    assert not Member.objects.exists()
    call_command("demo", "--force")
    assert "xiliu-demo" in capsys.readouterr().out
