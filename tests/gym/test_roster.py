"""The roster: Bob's members, those who need him first; staff's many members by name."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from gym import aggregates
from gym.models import Coach, Member, Summary
from gym.portal import roster
from tests.gym import people
from tests.gym.test_coach_pages import HOSTILE, browser, everybodys, page, summary

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Member:
    return people.alice()


@pytest.fixture
def charlie() -> Member:
    return people.charlie()


@pytest.fixture
def bob(alice: Member, charlie: Member) -> Client:
    return browser(people.user("bob"))


def test_the_roster_names_each_member_and_the_reason(bob: Client, alice: Member) -> None:
    body = page(bob, "/gym/members/")
    assert "Alice" in body
    assert "Charlie" not in body
    assert "最近一年没有训练和体重记录" in body
    assert f'href="/gym/members/{alice.pk}/"' in body
    assert "正在更新" not in body
    people.weigh(alice, "2026-11-01", 60)
    assert "正在更新" in page(bob, "/gym/members/")


def test_members_who_have_left_are_not_on_it(bob: Client, alice: Member) -> None:
    Member.objects.filter(pk=alice.pk).update(active=False)
    assert "还没有会员。请管理员在后台把会员分配给您。" in page(bob, "/gym/members/")


def test_a_name_is_searched_for_and_hostile_ones_stay_text(bob: Client, alice: Member) -> None:
    Member.objects.filter(pk=alice.pk).update(name=HOSTILE[:64])
    body = page(bob, "/gym/members/?name=IMG")
    assert "<img src=x" not in body
    assert "&lt;img src=x onerror=" in body
    assert "没有找到这样的会员。" in page(bob, "/gym/members/", 200) + page(bob, "/gym/members/?name=%00%27nobody")


def test_the_filters_say_when_they_are_empty(bob: Client, alice: Member) -> None:
    assert "没有等您审阅的总结。" in page(bob, "/gym/members/?show=drafts")
    summary(alice, review="draft")
    assert "有 1 份总结等您审阅" in page(bob, "/gym/members/?show=drafts")
    assert "Alice" in page(bob, "/gym/members/?show=attention")
    Summary.objects.all().delete()
    today = alice.gym.today().isoformat()
    people.train(alice, today, clock="00:00")
    people.weigh(alice, today, 60, clock="00:00")
    aggregates.consume()
    assert "没有需要特别关注的会员，都在正轨上。" in page(bob, "/gym/members/?show=attention")


def test_the_order_holds_over_all_pages(bob: Client, alice: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "PER_PAGE", 2)
    today, coach = alice.gym.today(), Coach.objects.get(user__username="bob")
    for days in (12, 30, 10, 20):
        of = Member.objects.create(gym=alice.gym, coach=coach, name=f"停 {days}", goal="fitness")
        people.train(of, (today - timedelta(days=days)).isoformat())
    aggregates.consume()
    shown = [one.member.name for n in (1, 2, 3) for one in bob.get(f"/gym/members/?page={n}").context["page"]]
    assert shown == ["停 30", "Alice", "停 20", "停 12", "停 10"]


def test_too_many_to_sort_come_by_name_until_a_coach_is_chosen(
    bob: Client, alice: Member, charlie: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "MOST", 1)
    staff = everybodys()
    response = staff.get("/gym/members/")
    assert "一共 2 位会员，一次最多给 1 位排先后。" in response.content.decode()
    assert [one.member.name for one in response.context["page"]] == ["Alice", "Charlie"]
    assert all(one.reasons for one in response.context["page"])
    narrowed = staff.get(f"/gym/members/?coach={charlie.coach_id}")
    assert [one.member.name for one in narrowed.context["page"]] == ["Charlie"]
    assert "一次最多" not in narrowed.content.decode()
    assert "一次最多" not in page(staff, "/gym/members/?name=ali")


@pytest.mark.parametrize(
    "query", ["coach=x", "coach=１", "coach=" + "9" * 30, "page=x", "page=-1", "show=x", "name=%00"]
)
def test_nonsense_in_the_address_is_borne(bob: Client, query: str) -> None:
    page(bob, f"/gym/members/?{query}")


def test_the_roster_costs_the_same_for_any_number_of_members(
    bob: Client, alice: Member, django_assert_max_num_queries: Any
) -> None:
    coach = Coach.objects.get(user__username="bob")
    Member.objects.bulk_create([Member(gym=alice.gym, coach=coach, name=f"会员 {n}") for n in range(60)])
    with django_assert_max_num_queries(20):
        page(bob, "/gym/members/")
