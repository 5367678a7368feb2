"""Rollback of a call that people had, and stamps, values and names that nobody expects."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from chatflow.console import acts
from chatflow.models import CallSession, CallTurn
from chatflow.timestamps import turn_time
from tests.chatflow.conftest import Caller
from tests.chatflow.test_chat import text_of
from tests.chatflow.test_records import state_of


@pytest.fixture
def gina(transactional_db: None) -> User:
    return User.objects.create_user("gina", password="xiliu-demo")


def roll_back(caller: Caller) -> CallSession:
    assert caller.client.post("/delete_last_two_chat_records", caller.body()).status == 200
    return CallSession.objects.get()


def test_after_a_hand_back_a_rollback_is_exact(caller: Caller, gina: User) -> None:
    caller.say("转人工")
    call = CallSession.objects.get()
    acts.take(call.pk, gina)
    acts.hand_back(call.pk, gina)
    before = state_of()
    caller.say("我的车牌是沪A89391")
    roll_back(caller)
    assert state_of() == before


@pytest.mark.parametrize("leaves", [acts.hand_back, acts.end])
def test_a_turn_that_a_person_had_is_rolled_back_without_giving_the_call_to_nobody(
    caller: Caller, gina: User, leaves: Callable[[int, Any], None]
) -> None:
    caller.say("转人工")
    call = CallSession.objects.get()
    acts.take(call.pk, gina)
    acts.say(call.pk, gina, "您好", "1")
    assert text_of(caller.say("我的车牌是沪A89391").body) == "您好"
    leaves(call.pk, gina)
    call.refresh_from_db()
    decided = (call.handled, call.stage, call.agent_id)
    after = roll_back(caller)
    assert (after.handled, after.stage, after.agent_id) == decided
    assert caller.info() == {}


def test_a_rollback_while_a_person_has_the_call_leaves_it_to_her(caller: Caller, gina: User) -> None:
    caller.say("喂")
    caller.say("我的车牌是沪A89391")
    acts.take(CallSession.objects.get().pk, gina)
    call = roll_back(caller)
    assert (call.handled, call.stage, call.agent_id, call.turns_taken) == ("agent", "0001", gina.pk, 1)


def test_twice_in_a_row_back_to_an_empty_session(caller: Caller) -> None:
    caller.client.post("/set_info", caller.body(key="note", value="甲"))
    empty = state_of()
    caller.say("没有人受伤")
    one = state_of()
    caller.client.post("/set_info", caller.body(key="note", value="乙"))
    caller.say("有人受伤")
    roll_back(caller)
    assert {row["key"]: row["value"] for row in state_of()["variables"]} == {"note": "乙", "sfrs": "无"}
    assert state_of()["stage"] == one["stage"]
    roll_back(caller)
    assert state_of() == empty
    assert not CallTurn.objects.exists()


# --- what nobody expects


@pytest.mark.parametrize("value", ["²", "①", "３", "9" * 4_000, "许多"])
def test_a_strange_number_of_vehicles_stops_no_turn(caller: Caller, value: str) -> None:
    caller.client.post("/set_info", caller.body(key="cls", value=value))
    for said in ("没有人受伤", "我的车牌是沪A89391"):
        assert caller.ask(said)["code"] == "200"


NOW = datetime(2025, 3, 31, 3, 3, tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    "stamp",
    [
        "000101010000",
        "999912312359",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "202513310303",
        "now",
        "",
    ],
)
def test_a_stamp_of_another_age_means_now(stamp: str) -> None:
    assert turn_time(stamp, NOW) == NOW


@pytest.mark.parametrize(
    "stamp", ["2025-03-30T19:03:00Z", "2025-03-31T03:03:00+08:00", "2025-03-31T03:03", "202503310303"]
)
def test_a_stamp_of_another_zone_is_told_in_the_products(stamp: str) -> None:
    assert turn_time(stamp).isoformat() == "2025-03-31T03:03:00+08:00"


def test_a_stamp_of_another_zone_dates_the_accident_in_the_products(caller: Caller) -> None:
    body = caller.body(text="今天凌晨两点出的事故") | {"timeStamp": "2025-03-30T19:03:00Z"}
    caller.client.post("/chat", body)
    assert caller.info()["sgsj"] == "2025-03-31 02:00"
