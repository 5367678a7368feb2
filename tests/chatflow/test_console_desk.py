"""What a desk must be told: who waits, whose agent has gone, what was deleted, and when it may look no longer."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from knox.models import AuthToken
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from chatflow import flows, notice
from chatflow.console import acts, consumer, shown
from chatflow.models import AgentMessage, CallSession
from tests.chatflow.conftest import Caller, Open
from tests.chatflow.consoles import Console, agent
from tests.chatflow.test_chat import text_of
from tests.conftest import LiveServer

Handled = CallSession.Handled


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A console looks by itself often."""
    monkeypatch.setattr(consumer, "LOOK_EVERY_S", 0.05)


def calls(count: int, **fields: Any) -> list[CallSession]:
    """Calls that stand as the fields say."""
    version = flows.in_force()
    made = [
        CallSession(owner="network:loopback", session_id=f"s{number}", flow=version, stage="1002", **fields)
        for number in range(count)
    ]
    return CallSession.objects.bulk_create(made)


def closed_with(console: Console) -> int:
    with pytest.raises(ConnectionClosed) as closed:
        console.next("nothing")
    assert closed.value.rcvd
    return closed.value.rcvd.code


@pytest.mark.django_db
def test_who_has_waited_longest_stays_in_the_queue_of_a_busy_hour() -> None:
    now = timezone.now()
    first = calls(shown.MOST_CALLS + 50, touched_at=now)[0]
    CallSession.objects.filter(pk=first.pk).update(
        handled=Handled.WAITING, waiting_since=now - timedelta(hours=2), touched_at=now - timedelta(hours=2)
    )
    queue = shown.queue()
    assert len(queue) == shown.MOST_CALLS
    assert queue[0]["call"] == first.pk


@pytest.mark.django_db
def test_the_queue_asks_the_database_as_often_for_many_calls_as_for_one() -> None:
    calls(1)
    with CaptureQueriesContext(connection) as one:
        shown.queue()
    CallSession.objects.all().delete()
    calls(50)
    with CaptureQueriesContext(connection) as many:
        shown.queue()
    assert len(many) == len(one)


@pytest.mark.django_db
def test_the_assistants_calls_keep_their_places_while_they_talk() -> None:
    calls(3)
    before = [entry["call"] for entry in shown.queue()]
    CallSession.objects.filter(pk=before[-1]).update(touched_at=timezone.now())
    assert [entry["call"] for entry in shown.queue()] == before


def test_a_call_whose_agent_has_gone_waits_again(caller: Caller, opened: Open, gina: User) -> None:
    caller.say("转人工")
    call = CallSession.objects.get()
    opened(gina).take(call.pk)
    hank = opened(agent("hank"))
    entry = hank.next("queue")["calls"][0]
    assert (entry["waits"], entry["away"], entry["agent"]) == (False, False, "gina")
    CallSession.objects.update(agent_seen_at=timezone.now() - acts.AWAY)
    entry = hank.next("queue")["calls"][0]
    assert (entry["waits"], entry["away"], entry["agent"]) == (True, True, "gina")
    hank.take(call.pk)


def test_whoever_comes_too_late_is_told_the_name_that_people_use(caller: Caller, opened: Open, gina: User) -> None:
    User.objects.filter(pk=gina.pk).update(last_name="季", first_name="娜")
    caller.say("转人工")
    call = CallSession.objects.get().pk
    opened(gina).take(call)
    hank = opened(agent("hank"))
    hank.send(type="take", call=call)
    assert hank.next("error")["message"] == "季娜 已经接听了这个通话。"


def test_a_call_that_is_deleted_while_it_is_watched_is_told(caller: Caller, opened: Open, gina: User) -> None:
    caller.say("喂")
    call = CallSession.objects.get()
    console = opened(gina)
    console.send(type="watch", call=call.pk)
    console.next("call")
    assert caller.client.open("DELETE", "/delete_session", caller.body()).rest().status == 200
    assert console.next("gone")["call"] == call.pk


def test_what_is_set_from_outside_shows_at_once(
    caller: Caller, opened: Open, gina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "LOOK_EVERY_S", 60)
    caller.say("喂")
    call = CallSession.objects.get()
    console = opened(gina)
    console.send(type="watch", call=call.pk)
    console.next("call")
    caller.client.post("/set_info", caller.body(key="hphm1", value="沪A89391"))
    card = console.until(lambda told: told["type"] == "call" and bool(told["slots"]))
    assert card["slots"][0]["value"] == "沪A89391"


def test_a_lost_wake_up_is_made_good(caller: Caller, opened: Open, gina: User) -> None:
    caller.say("喂")
    call = CallSession.objects.get()
    console = opened(gina)
    console.send(type="watch", call=call.pk)
    console.next("call")
    call.variables.create(key="xm", value="陈先生")  # nobody is woken
    card = console.until(lambda told: told["type"] == "call" and bool(told["slots"]))
    assert card["slots"][0]["value"] == "陈先生"


def test_a_permission_that_is_withdrawn_closes_the_console(caller: Caller, opened: Open, gina: User) -> None:
    console = opened(gina)
    console.next("queue")
    gina.user_permissions.clear()
    assert closed_with(console) == 4403


def test_a_token_that_has_ended_closes_the_console(caller: Caller, opened: Open, gina: User) -> None:
    console = opened(gina)
    console.next("queue")
    AuthToken.objects.filter(user=gina).delete()
    assert closed_with(console) == 4401


def test_without_the_permission_nothing_more_is_done(
    caller: Caller, opened: Open, gina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "LOOK_EVERY_S", 60)
    caller.say("转人工")
    console = opened(gina)
    console.next("queue")
    gina.user_permissions.clear()
    console.send(type="take", call=CallSession.objects.get().pk)
    assert closed_with(console) == 4403
    assert CallSession.objects.get().handled == Handled.WAITING


def test_a_console_that_cannot_hear_any_more_is_closed(
    caller: Caller, opened: Open, gina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = opened(gina)
    console.next("queue")

    def broken() -> list[Any]:
        raise RuntimeError("the database is away")

    monkeypatch.setattr(shown, "queue", broken)
    assert closed_with(console) == 1011


def test_reading_a_call_is_written_down_once(caller: Caller, opened: Open, gina: User) -> None:
    caller.say("转人工")
    call = CallSession.objects.get().pk
    for _again in range(2):
        console = opened(gina)
        console.send(type="watch", call=call)
        console.next("call")
    console.take(call)
    done = LogEntry.objects.order_by("pk").values_list("user__username", "object_id", "change_message")
    assert list(done) == [("gina", str(call), "查看"), ("gina", str(call), "接听")]


def test_the_console_speaks_the_language_of_its_page(caller: Caller, server: LiveServer, gina: User) -> None:
    caller.say("再见")
    _instance, token = AuthToken.objects.create(gina)
    address = f"ws://127.0.0.1:{server.port}/ws/console/?token={token}&language=en"
    with connect(address) as socket:
        console = Console(socket)
        console.send(type="take", call=CallSession.objects.get().pk)
        assert "ended" in console.next("error")["message"]


@pytest.mark.parametrize("ref", ["", "x" * 37])
def test_a_message_without_a_ref_of_its_own_is_refused(caller: Caller, opened: Open, gina: User, ref: str) -> None:
    caller.say("转人工")
    call = CallSession.objects.get().pk
    console = opened(gina)
    console.take(call)
    console.send(type="say", call=call, text="好", ref=ref)
    assert console.next("error")["code"] == "bad_parameters"


def test_a_used_ref_swallows_no_other_words(caller: Caller, opened: Open, gina: User) -> None:
    caller.say("转人工")
    call = CallSession.objects.get().pk
    console = opened(gina)
    console.take(call)
    console.send(type="say", call=call, text="第一句。", ref="1")
    console.next("noted")
    console.send(type="say", call=call, text="另一句。", ref="1")
    assert console.next("error")["ref"] == "1"


def test_a_message_sent_again_after_the_call_has_gone_on_is_still_one(caller: Caller, opened: Open, gina: User) -> None:
    caller.say("转人工")
    call = CallSession.objects.get().pk
    console = opened(gina)
    console.take(call)
    for _again in range(2):
        console.send(type="say", call=call, text="稍等。", ref="1")
        console.next("noted")
        if CallSession.objects.get().by_agent:
            console.send(type="hand_back", call=call)
            console.next("handed_back")
    assert AgentMessage.objects.count() == 1


def test_what_is_typed_is_said_as_it_was_typed(caller: Caller, opened: Open, gina: User) -> None:
    caller.say("转人工")
    call = CallSession.objects.get().pk
    console = opened(gina)
    console.take(call)
    console.send(type="say", call=call, text="沪A\t89391\u3000对吗\x00？👨‍👩‍👧", ref="1")
    console.next("noted")
    assert text_of(caller.say("").body) == "沪A 89391 对吗？👨‍👩‍👧"


def test_a_caller_who_speaks_twice_at_once_waits_for_nobody(
    caller: Caller, opened: Open, gina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second turn may come before the first one hears wake-ups at all."""
    caller.say("转人工")
    opened(gina).take(CallSession.objects.get().pk)
    first = caller.open("喂")
    first.read_until(b"stage_code")
    heard: list[int] = []
    superseded = notice.superseded
    monkeypatch.setattr(notice, "superseded", lambda call: superseded(call) if heard else heard.append(call))
    second = caller.open("在吗")
    assert text_of(first.rest().body) == ""
    second.cut()


def test_a_console_signs_in_once(caller: Caller, opened: Open, gina: User) -> None:
    console = opened(gina)
    console.next("queue")
    console.send(type="auth", token=AuthToken.objects.create(agent("hank"))[1])
    console.send(type="ping")
    console.next("pong")
    assert sum(message["type"] == "queue" for message in console.told) == 1
