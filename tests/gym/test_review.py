"""Draft -> edit -> approve: what a coach decides, what two coaches do to one another, what a member sees."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from knox.models import AuthToken

from gym.models import Gym, Member, Summary
from streams.models import Stream
from tests.conftest import LiveServer
from tests.gym import people
from tests.gym.test_coach_pages import HOSTILE, browser, page, summary

TEXT = "本周瘦了 0.6 公斤。"
REFUSED = "这份总结要等教练审阅后才能看到。"


@pytest.fixture
def alice(db: None) -> Member:
    member = people.alice()
    Gym.objects.update(summaries_need_approval=True)
    member.refresh_from_db()
    return member


@pytest.fixture
def draft(alice: Member) -> Summary:
    return summary(alice, review="draft")


@pytest.fixture
def bob(draft: Summary) -> Client:
    return browser(people.user("bob"))


def decide(client: Client, of: Summary, action: str, text: str = TEXT, seen: str | None = None) -> Any:
    if seen is None:
        seen = client.get(f"/gym/review/{of.pk}/").context["seen"]
    return client.post(f"/gym/review/{of.pk}/", {"action": action, "text": text, "seen": seen})


def test_approving_shows_it_to_the_member_and_leaves_the_text(bob: Client, draft: Summary, alice: Member) -> None:
    member = browser(alice.user)
    assert TEXT not in page(member, "/gym/summaries/")
    page(member, f"/gym/summaries/{draft.pk}/", 404)
    assert decide(bob, draft, "approve").headers["Location"] == "/gym/review/"
    draft.refresh_from_db()
    assert (draft.review, draft.edited_text, draft.reviewed_by) == ("approved", "", people.user("bob"))
    assert f"/gym/summaries/{draft.pk}/" in page(member, "/gym/summaries/")
    body = page(member, f"/gym/summaries/{draft.pk}/")
    assert "教练已审阅" in body
    assert "依据" not in body


def test_an_edit_is_saved_and_checked_and_shown_only_when_approved(bob: Client, draft: Summary, alice: Member) -> None:
    member = browser(alice.user)
    decide(bob, draft, "save", "本周瘦了 9.9 公斤。\r\n很好。")
    draft.refresh_from_db()
    assert (draft.review, draft.edited_text) == ("draft", "本周瘦了 9.9 公斤。\n很好。")
    assert draft.checks
    page(member, f"/gym/summaries/{draft.pk}/", 404)
    decide(bob, draft, "approve", "本周瘦了 0.6 公斤，很好。")
    draft.refresh_from_db()
    assert draft.shown_text == "本周瘦了 0.6 公斤，很好。"
    assert draft.text == TEXT
    assert "很好" in page(member, f"/gym/summaries/{draft.pk}/")


def test_withdrawing_hides_it_again_and_keeps_the_edit(bob: Client, draft: Summary, alice: Member) -> None:
    decide(bob, draft, "approve", "改过。")
    decide(bob, draft, "withdraw", "别的。")
    draft.refresh_from_db()
    assert (draft.review, draft.edited_text) == ("draft", "改过。")
    page(browser(alice.user), f"/gym/summaries/{draft.pk}/", 404)


def test_the_second_of_two_coaches_is_told_and_loses_nothing(bob: Client, draft: Summary) -> None:
    dora = people.user("dora", last_name="何", first_name="柔")
    dora.user_permissions.add(Permission.objects.get(codename="view_all_members"))
    other = browser(dora)
    seen = bob.get(f"/gym/review/{draft.pk}/").context["seen"]
    decide(other, draft, "approve", "朵拉写的。")
    response = decide(bob, draft, "save", "鲍勃写的。", seen)
    body = response.content.decode()
    assert response.status_code == 409
    for words in ("何柔 在", "您的改动没有保存", "朵拉写的。", "鲍勃写的。</textarea>"):
        assert words in body
    draft.refresh_from_db()
    assert (draft.review, draft.edited_text) == ("approved", "朵拉写的。")
    assert decide(bob, draft, "save", "鲍勃写的。", response.context["seen"]).status_code == 302
    assert Summary.objects.get().edited_text == "鲍勃写的。"


@pytest.mark.parametrize("seen", ["nonsense", "2026-01-01T00:00:00+00:00", "2026-01-01", "9" * 64])
def test_a_form_that_saw_something_else_saves_nothing(bob: Client, draft: Summary, seen: str) -> None:
    assert decide(bob, draft, "approve", seen=seen).status_code == 409
    assert Summary.objects.get().review == "draft"


@pytest.mark.parametrize("text", ["", " \n", "字" * 20_001, "a\x00"])
def test_a_text_must_have_words(bob: Client, draft: Summary, text: str) -> None:
    response = decide(bob, draft, "approve", text)
    assert response.status_code == 400
    assert "正文不能为空" in response.content.decode()
    assert Summary.objects.get().review == "draft"


def test_an_unknown_action_does_nothing(bob: Client, draft: Summary) -> None:
    assert decide(bob, draft, "publish").status_code == 400
    assert Summary.objects.get().review == "draft"


def test_hostile_text_stays_text_for_everybody(bob: Client, draft: Summary, alice: Member) -> None:
    decide(bob, draft, "save", HOSTILE)
    body = page(bob, f"/gym/review/{draft.pk}/")
    decide(bob, draft, "approve", HOSTILE)
    body += page(bob, f"/gym/review/{draft.pk}/") + page(browser(alice.user), f"/gym/summaries/{draft.pk}/")
    assert "<img src=x" not in body
    assert "<script>alert" not in body
    assert body.count("&lt;img src=x") >= 3


def test_a_summary_that_needs_no_approval_is_not_reviewed(bob: Client, alice: Member) -> None:
    plain = summary(alice)
    page(bob, f"/gym/review/{plain.pk}/", 404)
    assert bob.post(f"/gym/review/{plain.pk}/", {"action": "save", "text": "x", "seen": ""}).status_code == 404
    assert Summary.objects.get(pk=plain.pk).review == "none"


def test_drafts_wait_with_the_oldest_first(bob: Client, draft: Summary, alice: Member) -> None:
    second = summary(alice, review="draft")
    assert [row.pk for row in bob.get("/gym/review/").context["page"]] == [draft.pk, second.pk]
    assert f"/gym/review/{draft.pk}/" in page(bob, f"/gym/review/?member={alice.pk}")
    assert "没有等您审阅的总结。" in page(bob, "/gym/review/?member=999999")
    Summary.objects.update(review="approved")
    assert "没有等您审阅的总结。" in page(bob, "/gym/review/")


# --- marks


def test_a_member_rates_what_she_may_read_and_may_change_it(bob: Client, draft: Summary, alice: Member) -> None:
    member, path = browser(alice.user), f"/gym/summaries/{draft.pk}/rating/"
    assert member.post(path, {"value": 5}).status_code == 404
    decide(bob, draft, "approve")
    for value in (5, 3):
        member.post(path, {"value": value})
        assert Summary.objects.get().rating == value
    for wrong in ("0", "6", "x", "", "4.5"):
        response = member.post(path, {"value": wrong}, follow=True)
        assert "请选 1 到 5 分。" in response.content.decode()
    assert Summary.objects.get().rating == 3
    assert bob.post(path, {"value": 1}).status_code == 404
    assert "会员评 3 分" in page(bob, f"/gym/summaries/{draft.pk}/")


# --- the API


STARTS = ["/gym/member/stream_weekly_summary", "/gym/member/weekly_summary"]
RANGE = {"start_date": "2026-11-09", "end_date": "2026-11-15"}


@pytest.fixture
def needing(transactional_db: None) -> Member:
    member = people.alice()
    Gym.objects.update(summaries_need_approval=True)
    return member


def user(of: Member) -> User:
    assert of.user is not None
    return of.user


@pytest.mark.parametrize("path", STARTS)
def test_a_member_starts_nothing_herself_where_approval_is_needed(
    server: LiveServer, needing: Member, path: str
) -> None:
    client = server.client(user(needing))
    reply = client.post(path, RANGE)
    assert (reply.status, reply.json()) == (404, {"error": 404, "message": REFUSED})
    assert not Stream.objects.exists()
    Gym.objects.update(summaries_need_approval=False)
    assert client.post(path, RANGE).status == 200


def test_nor_by_the_streams_own_addresses_nor_with_a_ticket(server: LiveServer, needing: Member) -> None:
    client = server.client(user(needing))
    body = {"answer": "gym.weekly_summary", "params": RANGE}
    assert client.post("/streams/start", body).json()["message"] == REFUSED
    ticket = client.post("/streams/tickets", body).json()["ticket"]
    assert server.client().get(f"{STARTS[0]}?ticket={ticket}").json()["message"] == REFUSED
    assert not Stream.objects.exists()


def test_what_her_coach_starts_is_a_draft_that_she_cannot_read(server: LiveServer, needing: Member) -> None:
    reply = server.client(people.user("bob")).post(STARTS[0], {"member_id": needing.pk, **RANGE})
    stream = reply.headers["Stream-Id"]
    made = Summary.objects.get()
    assert (reply.status, made.review, made.stream_id) == (200, "draft", stream)
    client = server.client(user(needing))
    for path in (f"/streams/{stream}", f"/streams/{stream}/state", f"/streams/{stream}?dialect=text"):
        assert client.get(path).status == 404
    assert client.post(f"/streams/{stream}/cancel").status == 404
    assert client.post("/streams/tickets", {"stream": stream}).status == 404
    assert client.get(STARTS[0], Last_Event_ID=f"{stream}:0").status == 404
    assert client.post(STARTS[0], {"member_id": needing.pk, **RANGE}).status == 404


def test_an_answer_from_before_is_not_replayed_either(server: LiveServer, needing: Member) -> None:
    Gym.objects.update(summaries_need_approval=False)
    client = server.client(user(needing))
    assert client.post(STARTS[0], RANGE).status == 200
    Gym.objects.update(summaries_need_approval=True)
    assert client.post(STARTS[0], RANGE).status == 404
    assert Summary.objects.get().review == "none"


def test_a_token_opens_no_page_of_the_portal(needing: Member) -> None:
    kept = summary(needing, review="draft")
    _instance, token = AuthToken.objects.create(people.user("bob"))
    response = Client().get(
        f"/gym/review/{kept.pk}/?access_token={token}", headers={"Authorization": f"Bearer {token}"}
    )
    assert response.status_code == 302
