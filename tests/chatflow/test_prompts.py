"""What a model behind the calls is told, and what is kept from it; how long a turn waits for it."""

import json

import pytest
from pytest_django import Settings

from chatflow import accident_call
from streams.errors import UpstreamCut
from streams.providers.base import Delta
from streams.providers.scripted import Gate, script
from tests.chatflow.conftest import Caller
from tests.chatflow.test_chat import DONE, text_of

SECRETS = ("89391", "8 9 3", "沪A", "893", "八九三", "李小明", "13812345678", "一三八", "1381", "五六七八")


@pytest.mark.usefixtures("profiles")
def test_pieces_names_and_second_numbers_stay_out_of_prompts(caller: Caller) -> None:
    asked = script("operator", "好的")
    for said in (
        "没有人受伤",
        "我的车牌是沪A",
        "八九三",
        "91",
        "我叫李小明",
        "电话一三八一二三四",
        "五六七八",
        "或者一三九，八七六五四三二幺",
        "我李小明就在人民路和南京路路口",
    ):
        caller.say(said)
    sent = json.dumps([call.messages for call in asked.calls], ensure_ascii=False)
    assert not [secret for secret in (*SECRETS, "八七六五") if secret in sent]
    assert "人民路和南京路路口" in sent
    assert caller.info()["hphm1"] == "沪A89391"


@pytest.mark.usefixtures("profiles")
def test_a_model_that_finds_nothing_in_time_holds_up_no_turn(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accident_call, "EXTRACT_S", 0.05)
    first = Gate()
    script("operator", Delta("好"), first)
    turn = caller.open("就是在老邮局那里撞的呀你们应该晓得")
    assert first.reached.wait(10)
    asked = script("operator", Gate())
    first.open()
    assert turn.rest().body.endswith(DONE)
    assert len(asked.calls) == 1


@pytest.mark.usefixtures("profiles")
def test_a_model_that_failed_is_not_asked_again_in_the_same_turn(caller: Caller, settings: Settings) -> None:
    settings.CALL_RULES_ON_FAILURE = True
    asked = script("operator", UpstreamCut())
    assert text_of(caller.say("就是在老邮局那里撞的呀你们应该晓得").body)
    assert len(asked.calls) == 1


@pytest.mark.usefixtures("profiles")
def test_what_reads_private_values_back_is_said_by_the_rules(caller: Caller) -> None:
    asked = script("operator", "好的")
    told = [
        "没有人受伤",
        "刚刚",
        "人民路和南京路路口",
        "两辆车",
        "沪A89391",
        "对方京B12345",
        "车头坏了",
        "能动",
        "姓李",
        "13812345678",
    ]
    for said in told:
        caller.say(said)
    calls = len(asked.calls)
    body = caller.say("人保").body
    assert "8、9、3、9、1" in text_of(body)
    assert len(asked.calls) == calls
