"""A call with a FastGPT application behind it: variables both ways, records deleted with ours."""

import threading
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from chatflow.models import CallSession, CallTurn
from streams.models import Stream
from streams.providers import profiles
from tests.chatflow.conftest import Caller
from tests.chatflow.test_chat import codes, events, text_of
from tests.conftest import LiveServer
from tests.upstream.fastgpt import Event, FakeFastGPT, words

TALK: list[Event] = [
    ("answer", words("<state>1002</state>")),
    ("answer", words("好的，")),
    ("updateVariables", {"bxgs": "人保", "count": 3, "empty": ""}),
    ("answer", words("还有别的吗？")),
]


@pytest.fixture
def _workflow(settings: Settings, monkeypatch: pytest.MonkeyPatch, server: LiveServer) -> Iterator[None]:
    monkeypatch.setenv("FASTGPT_KEY", "fastgpt-key")
    settings.CALL_PROFILE = "workflow"
    yield
    server.run(profiles.close)  # the settings, and with them the provider, go before the server does


def use(settings: Settings, fake: FakeFastGPT) -> None:
    profile = {"provider": "fastgpt", "base_url": fake.url, "key_variable": "FASTGPT_KEY", "app_id": "app"}
    settings.MODEL_PROFILES = {**settings.MODEL_PROFILES, "workflow": profile}


@pytest.mark.usefixtures("_workflow")
def test_variables_go_both_ways(caller: Caller, settings: Settings) -> None:
    with FakeFastGPT(*TALK) as fake:
        use(settings, fake)
        caller.client.post("/set_info", caller.body(key="hphm1", value="沪A8939"))
        body = caller.say("没有人受伤").body
    assert (codes(body), text_of(body)) == (["1002"], "好的，还有别的吗？")
    assert fake.asked[0]["variables"] == {"hphm1": "沪A8939", "sfrs": "无"}
    assert caller.info() == {"hphm1": "沪A8939", "sfrs": "无", "bxgs": "人保", "count": "3"}


@pytest.mark.usefixtures("_workflow")
def test_the_last_records_are_deleted_on_both_sides(caller: Caller, settings: Settings) -> None:
    with FakeFastGPT(*TALK) as fake:
        use(settings, fake)
        caller.say("喂")
        caller.say("没有人受伤")
        (chat,) = fake.records
        kept = list(fake.records[chat][:2])
        assert caller.client.post("/delete_last_two_chat_records", caller.body()).status == 200
        assert fake.records == {chat: kept}
        assert CallTurn.objects.count() == 1
        assert caller.client.open("DELETE", "/delete_session", caller.body()).rest().status == 200
        assert fake.records == {}
    assert not CallSession.objects.exists()


@pytest.mark.usefixtures("_workflow")
def test_an_error_of_the_workflow_is_plain_words(caller: Caller, settings: Settings) -> None:
    with FakeFastGPT(("error", {"code": 500, "message": "internal node 0x1 failed"})) as fake:
        use(settings, fake)
        body = caller.say("喂").body
    ((name, data),) = events(body)
    assert (name, data["code"]) == ("error", "500")
    assert "0x1" not in data["msg"]


@pytest.mark.usefixtures("_workflow")
def test_what_cannot_be_deleted_there_is_deleted_here(caller: Caller, settings: Settings) -> None:
    with FakeFastGPT(*TALK) as fake:
        use(settings, fake)
        caller.say("喂")
        fake.key = "changed"
        assert caller.client.post("/delete_session", caller.body()).status == 200
    assert not CallSession.objects.exists()


@pytest.mark.usefixtures("_workflow")
def test_a_call_deleted_during_its_first_turn_leaves_no_records_either(
    caller: Caller, settings: Settings, server: LiveServer
) -> None:
    pause = threading.Event()
    with FakeFastGPT(TALK[0], TALK[1], ("answer", pause), TALK[3]) as fake:
        use(settings, fake)
        turn = caller.open("没有人受伤")
        turn.read_until(b"text_delta")
        assert caller.client.post("/delete_session", caller.body()).status == 200
        assert fake.records == {}
        assert not Stream.objects.exists()
        assert server.run(server.worker.log.streams) == []
        pause.set()
        assert turn.rest().body.count(b"event: done") == 1


@pytest.mark.usefixtures("_workflow")
def test_names_that_no_database_keeps_are_left_out(caller: Caller, settings: Settings) -> None:
    told = {"a\x00b": "x", "k" * 65: "x", "": "x", "ok": "甲\x00乙", "nested": {"a": [1]}, "none": None}
    with FakeFastGPT(("answer", words("<state>1002</state>好\x00的")), ("updateVariables", told)) as fake:
        use(settings, fake)
        assert text_of(caller.say("没有人受伤").body) == "好的"
    assert caller.info() == {"sfrs": "无", "ok": "甲乙", "nested": '{"a":[1]}'}


@pytest.mark.usefixtures("_workflow")
def test_somebody_hurt_is_no_question_for_a_workflow(caller: Caller, settings: Settings) -> None:
    with FakeFastGPT(*TALK) as fake:
        use(settings, fake)
        assert codes(caller.say("有人受伤了").body) == ["0003"]
    assert not fake.asked


@pytest.mark.usefixtures("_workflow")
def test_a_tag_in_a_fast_answer_is_a_stage_too(caller: Caller, settings: Settings) -> None:
    with FakeFastGPT(("fastAnswer", words("<state>0001</sta")), ("fastAnswer", words("te>马上转接"))) as fake:
        use(settings, fake)
        body = caller.say("没有人受伤").body
    assert (codes(body), text_of(body)) == (["0001"], "马上转接")
