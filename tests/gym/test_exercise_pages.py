"""The page for names of exercises that nobody knows."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from gym.exercises import ExerciseFinder
from gym.models import Exercise, Member, SetRecord
from tests.gym import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Member:
    alice = people.alice()
    unknown = Exercise.objects.create(name="<b>大重量深蹲</b>")
    known = Exercise.objects.create(name="深蹲", primary_muscle="legs", aliases=["squat"])
    session = people.train(alice, "2026-11-02")
    for order, exercise in enumerate([unknown, unknown, known], 1):
        SetRecord.objects.create(session=session, exercise=exercise, order=order, weight_kg=60, reps=5)
    return alice


@pytest.fixture
def bob(alice: Member) -> Client:
    user = people.coach("bob").user
    user.user_permissions.add(Permission.objects.get(codename="add_exercise"))
    client = Client()
    client.force_login(user)
    return client


def body(response: Any) -> str:
    text: str = response.content.decode()
    return text


def unknown() -> Exercise:
    return Exercise.objects.get(name__contains="大重量")


def test_the_list_shows_how_often_a_name_is_used_and_what_it_may_be(bob: Client) -> None:
    page = body(bob.get(reverse("gym-exercises")))
    assert "&lt;b&gt;大重量深蹲&lt;/b&gt;" in page
    assert "2 组，1 位会员" in page
    assert 'name="into" value="深蹲"' in page


def test_a_merge_is_asked_about_and_then_remembered(bob: Client) -> None:
    said = {"exercise": str(unknown().pk), "into": "深蹲"}
    assert "合并后不能分开" in body(bob.post(reverse("gym-exercises"), said))
    assert SetRecord.objects.filter(exercise__name="深蹲").count() == 1
    page = body(bob.post(reverse("gym-exercises"), said | {"sure": "1"}, follow=True))
    assert "2 组已归到它名下" in page
    assert "所有动作都认识" in page
    assert SetRecord.objects.filter(exercise__name="深蹲").count() == 3
    assert ExerciseFinder().get("<b>大重量深蹲</b>").name == "深蹲"


def test_a_name_that_is_an_exercise_of_its_own_gets_its_muscles(bob: Client) -> None:
    said = {"exercise": str(unknown().pk), "primary": "legs", "secondary": ["core", "legs"]}
    assert "已记下" in body(bob.post(reverse("gym-exercises"), said, follow=True))
    assert (unknown().primary_muscle, unknown().secondary_muscles) == ("legs", ["core"])


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"into": "没有的动作"}, "请从列表里选"),
        ({"primary": "wings"}, "请选择肌群"),
        ({}, "请选择肌群"),
        ({"into": "深\0蹲\0x"}, "请从列表里选"),
    ],
)
def test_what_makes_no_sense_changes_nothing(bob: Client, said: dict[str, str], words: str) -> None:
    page = bob.post(reverse("gym-exercises"), {"exercise": str(unknown().pk)} | said, follow=True)
    assert words in body(page)
    assert unknown().primary_muscle == ""


@pytest.mark.parametrize("number", ["", "x", "999999", "9" * 40, "-1"])
def test_an_exercise_that_is_not_there_is_not_found(bob: Client, number: str) -> None:
    assert bob.post(reverse("gym-exercises"), {"exercise": number, "into": "深蹲"}).status_code == 404


def test_members_have_no_such_page(alice: Member) -> None:
    client = Client()
    client.force_login(people.user("alice"))
    assert client.get(reverse("gym-exercises")).status_code == 403
    assert client.post(reverse("gym-exercises"), {"exercise": "1"}).status_code == 403
