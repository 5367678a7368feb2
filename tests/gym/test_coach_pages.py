"""The coach's pages: Alice is Bob's member, Charlie is Carol's; nobody sees more than is his to see."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from gym import aggregates
from gym.models import CoachNote, Gym, Member, Phase, Summary
from streams.models import Stream
from tests.gym import people

pytestmark = pytest.mark.django_db

HOSTILE = '<img src=x onerror="alert(1)"></textarea><script>alert(1)</script>{{ user }}'


@pytest.fixture
def alice() -> Member:
    return people.alice()


@pytest.fixture
def charlie() -> Member:
    return people.charlie()


def browser(user: User | None) -> Client:
    assert user is not None
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def bob(alice: Member, charlie: Member) -> Client:
    return browser(people.user("bob"))


def everybodys() -> Client:
    dora = people.user("dora")
    dora.user_permissions.add(Permission.objects.get(codename="view_all_members"))
    return browser(dora)


def summary(of: Member, **fields: Any) -> Summary:
    facts = {
        "basic": {"kind": "weekly", "start": "2026-11-09", "end": "2026-11-15", "goal": of.goal},
        "facts": [{"key": "weight_change", "value": -0.6, "unit": "kg"}],
    }
    defaults: dict[str, Any] = {
        "kind": "weekly",
        "start": date(2026, 11, 9),
        "end": date(2026, 11, 15),
        "text": "本周瘦了 0.6 公斤。",
        "facts": facts,
        "stream_id": f"s{Summary.objects.count()}",
    }
    return Summary.objects.create(member=of, **(defaults | fields))


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


# --- whom one sees


ADDRESSES = ["gym-member", "gym-told", "gym-review", "gym-summary"]


def addresses(of: Member) -> dict[str, str]:
    kept = summary(of, review="draft")
    numbers = {"gym-member": of.pk, "gym-told": kept.pk, "gym-review": kept.pk, "gym-summary": kept.pk}
    return {name: reverse(name, args=[number]) for name, number in numbers.items()}


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_coach_opens_his_own_members_pages_and_nobody_elses(
    bob: Client, alice: Member, charlie: Member, name: str
) -> None:
    page(bob, addresses(alice)[name])
    page(bob, addresses(charlie)[name], 404)
    page(bob, reverse(name, args=[10**30]), 404)
    page(everybodys(), addresses(charlie)[name])


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_member_opens_none_of_them_about_herself(alice: Member, name: str) -> None:
    page(browser(alice.user), addresses(alice)[name], 404)


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_coach_who_loses_a_member_loses_sight_at_once(bob: Client, alice: Member, name: str) -> None:
    path = addresses(alice)[name]
    page(bob, path)
    Member.objects.filter(pk=alice.pk).update(coach=people.coach("carol"))
    page(bob, path, 404)
    assert "Alice" not in page(bob, "/gym/members/") + page(bob, "/gym/review/")


def test_a_coach_is_a_member_like_others_where_it_is_about_himself(bob: Client) -> None:
    own = people.member("bob", "carol")
    CoachNote.objects.create(member=own, text="秘密的笔记", author=people.user("carol"))
    for path in addresses(own).values():
        page(bob, path, 404)
    assert bob.post(f"/gym/members/{own.pk}/notes/", {"text": "x"}).status_code == 404
    body = page(bob, "/gym/week/")
    assert "我的一周" in body
    assert "待审阅" in body
    assert "秘密的笔记" not in body + page(bob, "/gym/members/")


def test_without_signing_in_every_page_leads_to_the_sign_in(alice: Member) -> None:
    for path in ("/gym/members/", "/gym/review/", *addresses(alice).values()):
        assert Client().get(path).headers["Location"].startswith("/accounts/login/")


# --- a member's page


def test_her_page_shows_four_weeks_with_gaps(bob: Client, alice: Member) -> None:
    today = alice.gym.today()
    monday = today - timedelta(days=today.weekday())
    for weeks, kg in ((5, 61.0), (3, 60.0), (1, 60.4)):
        people.weigh(alice, (monday - timedelta(weeks=weeks)).isoformat(), kg)
    session = people.train(alice, (monday - timedelta(weeks=1)).isoformat())
    people.lift(session, "深蹲", 50, 8)
    people.train(alice, (monday - timedelta(days=5)).isoformat(), status="missed")
    weeks = bob.get(f"/gym/members/{alice.pk}/").context["weeks"]
    assert [week.monday for week in weeks] == [monday - timedelta(weeks=n) for n in range(4)]
    assert [week.totals and float(week.totals.weight_last) for week in weeks] == [None, 60.4, None, 60]
    assert [week.change and float(week.change) for week in weeks] == [None, 0.4, None, -1]
    body = page(bob, f"/gym/members/{alice.pk}/")
    for cell in ("<td>1/2</td>", "<td>60.4</td>", "<td>+0.4</td>", "<td>1</td>", "<td>400</td>"):
        assert cell in body


def test_her_page_shows_goal_target_phase_and_coach(bob: Client, alice: Member) -> None:
    Member.objects.filter(pk=alice.pk).update(target_weight_kg=58.5)
    today = alice.gym.today()
    Phase.objects.create(member=alice, name="减脂第二阶段", goal="fat_loss", start=today, end=today)
    body = page(bob, f"/gym/members/{alice.pk}/")
    for words in ("减脂", "目标 58.5 公斤", "减脂第二阶段", "教练 bob", f"/gym/week/?member={alice.pk}"):
        assert words in body


# --- notes


def test_notes_are_kept_as_text_and_only_the_author_deletes_them(bob: Client, alice: Member) -> None:
    bob.post(f"/gym/members/{alice.pk}/notes/", {"text": f"{HOSTILE}\n膝盖旧伤"})
    note = CoachNote.objects.get()
    assert (note.author, note.member) == (people.user("bob"), alice)
    body = page(bob, f"/gym/members/{alice.pk}/")
    assert "膝盖旧伤" in body
    assert "<img src=x" not in body
    assert "alert(1)&lt;/script&gt;{{ user }}" in body
    other = everybodys()
    assert "膝盖旧伤" in page(other, f"/gym/members/{alice.pk}/")
    assert other.post(f"/gym/notes/{note.pk}/delete/").status_code == 404
    assert bob.get(f"/gym/notes/{note.pk}/delete/").status_code == 405
    assert bob.post(f"/gym/notes/{note.pk}/delete/").status_code == 302
    assert not CoachNote.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "字" * 4_001, "a\x00b"])
def test_an_empty_or_overlong_note_is_refused_in_words(bob: Client, alice: Member, text: str) -> None:
    response = bob.post(f"/gym/members/{alice.pk}/notes/", {"text": text}, follow=True)
    assert "笔记要有内容，最长 4000 个字。" in response.content.decode()
    assert not CoachNote.objects.exists()


def test_a_strangers_member_gets_no_note(bob: Client, charlie: Member) -> None:
    assert bob.post(f"/gym/members/{charlie.pk}/notes/", {"text": "x"}).status_code == 404


def test_a_former_coach_deletes_no_note(bob: Client, alice: Member) -> None:
    note = CoachNote.objects.create(member=alice, text="x", author=people.user("bob"))
    Member.objects.filter(pk=alice.pk).update(coach=None)
    assert bob.post(f"/gym/notes/{note.pk}/delete/").status_code == 404


def test_a_member_never_reads_a_note_and_no_prompt_holds_one(alice: Member) -> None:
    from gym.facts import weekly_facts
    from gym.prompts import messages

    CoachNote.objects.create(member=alice, text="秘密的笔记", author=people.user("bob"))
    client = browser(alice.user)
    for path in ("/gym/week/", "/gym/summaries/", "/gym/members/"):
        assert "秘密的笔记" not in page(client, path)
    facts = weekly_facts(alice, date(2026, 11, 9), date(2026, 11, 15))
    assert "秘密的笔记" not in str(facts) + str(messages(facts))


# --- what the model was told


def test_the_prompt_is_shown_while_it_is_kept_and_every_read_is_recorded(bob: Client, alice: Member) -> None:
    kept = summary(alice, written_by="model", prompt_version="weekly-3f2a91")
    Stream.objects.create(
        pk=kept.stream_id,
        answer="gym.weekly_summary",
        owner="user:1",
        profile="some-model",
        dialect="gym",
        inputs={"messages": [{"role": "system", "content": f"你是教练 {HOSTILE}"}]},
    )
    body = page(bob, f"/gym/summaries/{kept.pk}/told/")
    for words in ("some-model", "weekly-3f2a91", "你是教练 &lt;img", "weight_change", "-0.6 kg"):
        assert words in body
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (
        people.user("bob"),
        str(kept.pk),
        "查看了提示词与事实",
    )
    assert "Alice" not in entry.object_repr
    Stream.objects.all().delete()
    body = page(bob, f"/gym/summaries/{kept.pk}/told/")
    assert "提示词没有保存，或者已过保存期。" in body
    assert "weight_change" in body
    assert LogEntry.objects.count() == 2


def test_a_refused_read_is_not_recorded_as_one(bob: Client, charlie: Member) -> None:
    page(bob, f"/gym/summaries/{summary(charlie).pk}/told/", 404)
    assert not LogEntry.objects.exists()


# --- the navigation


def test_each_kind_of_person_gets_his_part_of_the_navigation(bob: Client, alice: Member) -> None:
    coach = page(bob, "/gym/members/")
    assert "待审阅" in coach
    assert "我的一周" not in coach
    member = page(browser(alice.user), "/gym/week/")
    assert "我的一周" in member
    assert "待审阅" not in member
    summary(alice, review="draft")
    assert '<span class="count">1</span>' in page(bob, "/gym/members/")


def test_home_is_where_each_begins(bob: Client, alice: Member) -> None:
    assert bob.get("/").headers["Location"] == "/gym/members/"
    assert browser(alice.user).get("/").headers["Location"] == "/gym/week/"
    assert browser(people.user("erik")).get("/").headers["Location"] == "/clinic/"
    assert "还没有可以看的内容" in page(browser(people.user("fiona", is_staff=True)), "/")


@pytest.mark.parametrize("day", range(20, 27))
def test_a_gym_is_one_of_the_demos_cases_for_each_reason(day: int) -> None:
    """On every day of the week."""
    from gym import demo
    from gym.attention import judge, looked_after, reasons

    with time_machine.travel(datetime(2026, 11, day, 4, tzinfo=UTC), tick=False):
        demo.build()
        aggregates.consume()
        bobs = looked_after(User.objects.get(username="bob")).select_related("gym")
        kinds = {reason.kind for one in judge(list(bobs)) for reason in one.reasons}
    assert Gym.objects.filter(summaries_need_approval=True).count() == 1
    assert len(kinds) >= len(reasons.RULES) - 1
