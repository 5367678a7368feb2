"""The demo: complete, repeatable, extended to today, refused in production."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from knox.models import AuthToken
from pytest_django import Settings

from gym import demo
from gym.facts import weekly_facts
from gym.models import Coach, Member, SetRecord, Source, TrainingSession, WeightRecord
from gym.permissions import coach_group
from streams.auth import token_user

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
        assert values["personal_records"] >= 1
    assert values["missed"] >= 1


@pytest.mark.parametrize("days", [1, 27, 28, 100, 500])
def test_alice_always_has_a_full_week_and_a_phase_today(days: int) -> None:
    today = TODAY
    while today < TODAY + timedelta(days=days):
        demo.build(today)
        today += timedelta(days=50)
    today = TODAY + timedelta(days=days)
    demo.build(today)
    alice = Member.objects.select_related("gym", "coach__user").get(pk=123)
    assert alice.phases.filter(start__lte=today, end__gte=today).count() == 1
    values = {row["key"]: row["value"] for row in weekly_facts(alice, today - timedelta(days=7), today)["facts"]}
    assert values["weigh_ins"] >= 4
    assert values["completed"] + values["missed"] >= 3
    assert alice.assessments.filter(date__gte=today - timedelta(days=112)).count() >= 2


def test_after_a_long_pause_the_story_begins_anew() -> None:
    demo.build(TODAY)
    later = TODAY + timedelta(days=700)
    demo.build(later)
    alice = Member.objects.get(pk=123)
    assert alice.phases.get(start__lte=later, end__gte=later).name == demo.NOW_PHASE
    assert alice.sessions.filter(start__date__gte=later - timedelta(days=84)).count() > 30


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


def test_real_people_are_not_taken_for_the_demos() -> None:
    demo.build(TODAY)
    Member.objects.filter(pk=123).update(user=None)
    with pytest.raises(CommandError, match="另有其人"):
        call_command("demo", "--force")


def test_the_token_is_alices_kept_while_it_is_valid_and_private(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DATA_DIR = tmp_path

    def token() -> str:
        call_command("demo", "--force", "--token")
        return capsys.readouterr().out.strip()

    first = token()
    assert token_user(first).get_username() == "alice"
    assert (tmp_path / "demo-token").stat().st_mode & 0o077 == 0
    assert token() == first
    AuthToken.objects.all().delete()
    assert token() != first


def test_the_accounts_that_it_prints_sign_in(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", "--force")
    printed = capsys.readouterr().out
    for name in ("alice", "charlie", "bob", "carol", "admin"):
        assert f"  {name} " in printed
        assert User.objects.get(username=name).check_password(demo.PASSWORD)
    bob = User.objects.get(username="bob")
    assert bob.is_staff
    assert not bob.is_superuser
    assert bob.groups.get() == coach_group()


def test_the_other_members_bring_their_fitbit_weights(django_assert_max_num_queries: Any) -> None:
    demo.build(TODAY)
    for person in demo.OTHERS:
        member = Member.objects.get(user__username=person.username)
        assert member.goal == person.goal
        assert member.weights.filter(source=Source.FITBIT, measured_at__year=2016).exists()
        assert member.sessions.exists()
    with django_assert_max_num_queries(160):
        demo.build(TODAY)


def test_it_is_refused_when_debug_is_off_unless_forced(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="--force"):
        call_command("demo")
    assert not Member.objects.exists()
    call_command("demo", "--force")
    assert "xiliu-demo" in capsys.readouterr().out
