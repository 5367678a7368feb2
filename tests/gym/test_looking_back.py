"""Looking back in the portal: which phases and assessments can be summed up, and for whom."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from gym.models import Member, Phase
from tests.gym import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Member:
    alice = people.alice()
    for day, fat in (("2026-08-01", 27.0), ("2026-09-01", 26.2), ("2026-10-01", 25.5)):
        people.assess(alice, day, body_fat_percent=fat, weight_kg=64)
    Phase.objects.create(member=alice, name="减脂第一阶段", goal="fat_loss", start="2026-08-01", end="2026-09-30")
    Phase.objects.create(member=alice, name="新阶段", goal="fat_loss", start="2026-10-01", end="2026-12-31")
    return alice


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(people.user(name))
    return client


def test_what_has_enough_to_compare_is_a_link_and_what_has_not_says_why(alice: Member) -> None:
    body = signed_in("alice").get(reverse("gym-looking-back")).content.decode()
    first, second = (f"?stage_id={phase.pk}" for phase in alice.phases.order_by("start"))
    month = alice.assessments.last()
    assert first in body
    assert second not in body
    assert "至少两次体测后可以写阶段总结" in body
    assert body.count("?assessment_id=") == 2
    assert month is not None
    assert f"?assessment_id={month.pk}" not in body  # the first one of all


def test_a_phase_and_an_assessment_open_with_their_stream(alice: Member) -> None:
    phase, newest = alice.phases.get(start=date(2026, 8, 1)), alice.assessments.first()
    assert newest is not None
    page = signed_in("alice").get(reverse("gym-looking-back"), {"stage_id": phase.pk})
    assert page.status_code == 200
    assert 'answer="gym.stage_summary"' in page.content.decode()
    page = signed_in("bob").get(reverse("gym-looking-back"), {"assessment_id": newest.pk})
    assert 'answer="gym.monthly_summary"' in page.content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"stage_id": "999999"}, 404),
        ({"stage_id": "one"}, 400),
        ({"assessment_id": "-1"}, 400),
        ({"member": "99999999999999999999"}, 200),
        ({"member": "999999"}, 404),
    ],
)
def test_a_bad_number_is_answered_with_a_page(alice: Member, query: dict[str, str], status: int) -> None:
    assert signed_in("alice").get(reverse("gym-looking-back"), query).status_code == status


def test_a_stage_with_one_assessment_says_what_is_missing(alice: Member) -> None:
    phase = alice.phases.get(start=date(2026, 10, 1))
    page = signed_in("alice").get(reverse("gym-looking-back"), {"stage_id": phase.pk})
    assert page.status_code == 400
    assert "至少两次体测" in page.content.decode()


def test_nobody_looks_back_on_a_stranger(alice: Member) -> None:
    people.charlie()
    phase = alice.phases.get(start=date(2026, 8, 1))
    client = signed_in("charlie")
    assert client.get(reverse("gym-looking-back"), {"stage_id": phase.pk}).status_code == 404
    assert client.get(reverse("gym-looking-back"), {"member": alice.pk}).status_code == 404
    assert "还没有体测" in client.get(reverse("gym-looking-back")).content.decode()
