"""The report page: its parts come from the facts, its numbers open their records, and nobody sees too much."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gym import aggregates, report
from gym.facts import weekly_facts
from gym.models import Member, Summary
from tests.gym import people

pytestmark = pytest.mark.django_db

START, END = date(2026, 11, 2), date(2026, 11, 8)


def facts_of(member: Member, start: date = START, end: date = END) -> dict[str, Any]:
    return weekly_facts(Member.objects.select_related("gym", "coach__user").get(pk=member.pk), start, end)


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(people.user(name))
    return client


def page(client: Client, **query: str) -> Any:
    return client.get(reverse("gym-week"), {"start_date": START.isoformat(), "end_date": END.isoformat(), **query})


def test_muscles_stand_against_the_band_of_ten_to_twenty_weekly_sets() -> None:
    alice = people.alice()
    session = people.train(alice, "2026-11-03")
    for _number in range(12):
        people.lift(session, "深蹲", 60, 5)
    bars = {bar.name: bar for bar in report.muscle_bars(facts_of(alice))}
    assert (bars["腿部"].sets, bars["腿部"].per_week, bars["腿部"].place) == ("12", 12, "inside")
    assert (bars["核心"].sets, bars["核心"].place) == ("6", "below")
    assert (bars["胸部"].sets, bars["胸部"].per_week) == ("0", 0)
    fortnight = {bar.name: bar for bar in report.muscle_bars(facts_of(alice, START - timedelta(days=7)))}
    assert (fortnight["腿部"].sets, fortnight["腿部"].per_week, fortnight["腿部"].place) == ("12", 6, "below")


def test_without_sets_there_are_no_bars() -> None:
    alice = people.alice()
    people.train(alice, "2026-11-03")
    assert report.muscle_bars(facts_of(alice)) == []


def test_days_begin_on_monday_and_a_kept_session_outshines_a_missed_one() -> None:
    alice = people.alice()
    people.train(alice, "2026-11-04", "晨练", status="missed")
    people.train(alice, "2026-11-04", "晚练")
    people.train(alice, "2026-11-06", status="missed")
    people.train(alice, "2026-11-07", status="planned")
    found = report.days(facts_of(alice, date(2026, 11, 4), date(2026, 11, 8)))
    assert [day.state for day in found] == ["blank", "blank", "completed", "rest", "missed", "planned", "rest"]
    assert found[2].day == date(2026, 11, 4)


def test_this_range_is_compared_with_the_one_before() -> None:
    alice = people.alice()
    people.train(alice, "2026-10-27")
    people.train(alice, "2026-11-03")
    people.train(alice, "2026-11-05")
    people.weigh(alice, "2026-11-05", 64)
    rows = {row.name: row for row in report.compared(facts_of(alice))}
    assert rows["完成训练（次）"] == ("完成训练（次）", "2", "1", "+1")
    assert rows["最近体重（公斤）"] == ("最近体重（公斤）", "64", "–", "")
    assert report.compared(facts_of(people.charlie())) == []


def test_a_page_without_any_record_says_what_to_do() -> None:
    people.alice()
    body = page(signed_in("alice")).content.decode()
    for words in ("这段时间没有称重", "没有记下组数", "目前没有阶段计划", "这段时间没有训练记录"):
        assert words in body


def test_a_page_with_everything_in_it(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    alice = people.alice(target_weight_kg=60)
    for day in range(2, 9):
        people.weigh(alice, f"2026-11-0{day}", 65 - day / 10)
        people.lift(people.train(alice, f"2026-11-0{day}"), "深蹲", 60 + day, 5)
    aggregates.consume()
    client = signed_in("alice")
    page(client)
    with django_assert_max_num_queries(25):
        response = page(client)
    body = response.content.decode()
    assert response.status_code == 200
    assert 'id="weight-data"' in body
    assert "<li class=" in body
    assert "数据汇总于" in body
    assert "style=" not in body


def test_another_members_page_is_not_found_and_a_coach_sees_his_own(client: Client) -> None:
    alice = people.alice()
    people.charlie()
    assert page(signed_in("charlie"), member=str(alice.pk)).status_code == 404
    assert page(signed_in("bob"), member=str(alice.pk)).status_code == 200
    assert page(client).status_code == 302


def summary_of(member: Member, text: str, **fields: Any) -> Summary:
    facts = facts_of(member)
    return Summary.objects.create(
        member=member, kind="weekly", start=START, end=END, text=text, facts=facts, stream_id="s" * 12, **fields
    )


def test_where_the_coach_approves_a_member_sees_only_what_was_approved() -> None:
    alice = people.alice()
    alice.gym.summaries_need_approval = True
    alice.gym.save()
    assert "教练写好并审阅之后" in page(signed_in("alice")).content.decode()
    summary = summary_of(alice, "秘密的草稿", review=Summary.Review.DRAFT)
    fragment = reverse("gym-checked-text", args=[summary.stream_id])
    body = page(signed_in("alice")).content.decode()
    assert "教练正在看这份总结" in body
    assert "秘密的草稿" not in body
    assert "<stream-answer" not in body
    assert signed_in("alice").get(fragment).status_code == 404
    assert signed_in("bob").get(fragment).status_code == 200
    Summary.objects.update(review=Summary.Review.APPROVED, edited_text="改好的全文")
    body = page(signed_in("alice")).content.decode()
    assert "改好的全文" in body
    assert "教练已审阅" in body
    assert "秘密的草稿" not in body


def test_the_fragment_of_a_finished_text_is_for_those_who_may_see_its_member() -> None:
    alice = people.alice()
    people.charlie()
    fragment = reverse("gym-checked-text", args=[summary_of(alice, "你好 <b>世界</b>\n第二行").stream_id])
    body = signed_in("alice").get(fragment).content.decode()
    assert body.startswith("<p>你好 &lt;b&gt;世界&lt;/b&gt;</p>\n<p>第二行</p>")
    assert signed_in("charlie").get(fragment).status_code == 404
    assert signed_in("alice").get(reverse("gym-checked-text", args=["nobody"])).status_code == 404


def test_staff_see_the_rate_of_true_numbers_and_members_do_not() -> None:
    alice = people.alice()
    summary_of(alice, "好", prompt_version="weekly-3f2a91", numbers=4, numbers_wrong=1)
    assert signed_in("alice").get(reverse("gym-quality")).status_code == 403
    admin = people.user("admin", is_superuser=True)
    client = Client()
    client.force_login(admin)
    body = client.get(reverse("gym-quality")).content.decode()
    assert "weekly-3f2a91" in body
    assert "75.0%" in body
