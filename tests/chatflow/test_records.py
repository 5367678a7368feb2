"""Session variables and deletions: the documented bodies byte by byte, exact rollback, nobody else's session."""

import threading
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from chatflow import sessions
from chatflow.models import CallSession, Gateway
from streams.models import Stream
from streams.providers.scripted import Gate, script
from tests.chatflow.conftest import STAMP, Caller
from tests.chatflow.test_chat import text_of
from tests.conftest import LiveServer
from tests.http import Client

DOCUMENTED = b'{"sessionId":"a1002","timeStamp":"202503310303","code":"200","msg":""}'


def test_set_info_answers_as_documented(caller: Caller) -> None:
    reply = caller.client.post("/set_info", caller.body(key="hphm1", value="沪A8939"))
    assert reply.body == DOCUMENTED
    assert len(reply.body) == 70
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.headers["Content-Length"] == "70"


@pytest.mark.parametrize("method", ["DELETE", "POST"])
def test_delete_session_answers_as_documented(caller: Caller, method: str) -> None:
    caller.client.post("/set_info", caller.body(key="hphm1", value="沪A8939"))
    reply = caller.client.open(method, "/delete_session", caller.body()).rest()
    assert reply.body == DOCUMENTED
    assert not CallSession.objects.exists()


def test_get_info_gives_one_or_all(caller: Caller) -> None:
    caller.client.post("/set_info", caller.body(key="hphm1", value="沪A8939"))
    one = caller.client.post("/get_info/", caller.body(key="hphm1")).body
    assert one == DOCUMENTED[:-1] + ',"key":"hphm1","value":"沪A8939"}'.encode()
    everything = caller.client.get(f"/get_info?sessionId=a1002&timeStamp={STAMP}").body
    assert everything == DOCUMENTED[:-1] + ',"data":{"hphm1":"沪A8939"}}'.encode()
    assert caller.client.post("/get_info", caller.body(key="xm")).json()["value"] == ""


def test_collected_slots_are_variables_and_set_info_overrides_them(caller: Caller) -> None:
    caller.say("我的车牌是沪A89391")
    assert caller.info()["hphm1"] == "沪A89391"
    caller.client.post("/set_info", caller.body(key="hphm1", value="沪B12345"))
    caller.say("没有人受伤")
    assert caller.info()["hphm1"] == "沪B12345"


@pytest.mark.usefixtures("profiles")
def test_what_is_set_during_a_turn_wins_over_what_the_turn_heard(caller: Caller) -> None:
    gate = Gate()
    script("operator", "好", gate)
    turn = caller.open("我的车牌是沪A89391")
    assert gate.reached.wait(10)
    caller.client.post("/set_info", caller.body(key="hphm1", value="沪B12345"))
    gate.open()
    turn.rest()
    assert caller.info()["hphm1"] == "沪B12345"


@pytest.mark.parametrize("path", ["/get_info", "/delete_session", "/delete_last_two_chat_records"])
def test_an_unknown_session_is_404(caller: Caller, path: str) -> None:
    reply = caller.client.post(path, caller.body())
    assert (reply.status, reply.json()["code"], reply.json()["sessionId"]) == (404, "404", "a1002")


@pytest.mark.parametrize(
    "change",
    [{"key": None}, {"key": 5}, {"key": "k" * 65}, {"key": ""}, {"value": None}, {"value": 5}, {"value": "值" * 4_001}],
)
def test_bad_variables_are_refused(caller: Caller, change: dict[str, Any]) -> None:
    reply = caller.client.post("/set_info", {**caller.body(key="k", value="v"), **change})
    assert reply.status == 400
    assert not CallSession.objects.exists()


def state_of(session: str = "a1002") -> dict[str, Any]:
    return sessions.snapshot(CallSession.objects.get(session_id=session))


TALK = ["发生了事故", "没有人受伤", "我的车牌是沪A89391", "转人工"]


@pytest.mark.parametrize("said", range(len(TALK)))
def test_a_rollback_is_exact(caller: Caller, said: int) -> None:
    for text in TALK[:said]:
        caller.say(text)
    caller.client.post("/set_info", caller.body(key="note", value="甲"))
    before = state_of()
    caller.say(TALK[said])
    assert state_of() != before
    assert caller.client.post("/delete_last_two_chat_records", caller.body()).body == DOCUMENTED
    assert state_of() == before
    assert Stream.objects.count() == said


def test_rolled_back_to_nothing_there_is_nothing_more_to_remove(caller: Caller) -> None:
    caller.say("喂")
    for _time in range(2):
        reply = caller.client.open("DELETE", "/delete_last_two_chat_records/", caller.body()).rest()
        assert reply.status == 200
    assert CallSession.objects.get().turns_taken == 0


@pytest.mark.usefixtures("profiles")
def test_a_rollback_during_a_turn_stops_and_removes_it(caller: Caller, server: LiveServer) -> None:
    caller.client.post("/set_info", caller.body(key="note", value="甲"))
    before = state_of()
    asked = script("operator", "一", Gate())
    turn = caller.open("我的车牌是沪A89391")
    turn.read_until(b"text_delta")
    assert caller.client.post("/delete_last_two_chat_records", caller.body()).status == 200
    assert asked.closed.wait(10)
    turn.rest()
    assert state_of() == before


@pytest.mark.usefixtures("profiles")
def test_deleting_during_a_turn_leaves_nothing(caller: Caller, server: LiveServer) -> None:
    asked = script("operator", "一", Gate())
    turn = caller.open("喂")
    turn.read_until(b"text_delta")
    assert caller.client.post("/delete_session", caller.body()).status == 200
    assert asked.closed.wait(10)
    turn.rest()
    server.settle_all()
    assert not CallSession.objects.exists()
    assert not Stream.objects.exists()


def test_many_turns_at_once_are_taken_one_by_one(caller: Caller) -> None:
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda text=text: answers.append(text_of(caller.say(text).body)))
        for text in ("没有人受伤", "沪A89391", "13812345678", "两辆车", "我姓李", "喂")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert all(answers)
    assert CallSession.objects.get().turns_taken == 6
    assert {"sfrs", "hphm1", "sjhm", "cls", "xm"} <= set(caller.info())


# --- whose session it is


@pytest.fixture
def gateway(stage_codes: None) -> str:
    row = Gateway(name="北门")
    token = row.renew()
    row.save()
    return token


def test_two_gateways_may_use_the_same_number(caller: Caller, server: LiveServer, gateway: str) -> None:
    other = Caller(Client(server.port, {"Authorization": f"Bearer {gateway}"}, server.settle))
    caller.client.post("/set_info", caller.body(key="k", value="甲"))
    assert other.client.post("/get_info", other.body()).status == 404
    other.client.post("/set_info", other.body(key="k", value="乙"))
    assert (caller.info(), other.info()) == ({"k": "甲"}, {"k": "乙"})
    other.client.post("/delete_session", other.body())
    assert caller.info() == {"k": "甲"}


def test_a_gateway_takes_its_token_in_both_forms_until_it_is_disabled(server: LiveServer, gateway: str) -> None:
    client = server.client()
    body = {"sessionId": "a1002", "timeStamp": STAMP, "key": "k", "value": "v"}
    assert client.post(f"/set_info?token={gateway}", body).status == 200
    assert client.post("/set_info", body, Authorization=f"Bearer {gateway}").status == 200
    Gateway.objects.update(active=False)
    assert client.post("/set_info", body, Authorization=f"Bearer {gateway}").status == 401


def test_a_stranger_needs_a_token(server: LiveServer, stage_codes: None) -> None:
    reply = server.client().post("/chat", {"sessionId": "a1002", "timeStamp": STAMP, "text": "喂"})
    assert (reply.status, reply.json()["code"]) == (401, "401")


def test_a_persons_token_will_do(server: LiveServer, alice: User, stage_codes: None) -> None:
    assert Caller(server.client(alice)).say("喂").status == 200


def test_a_network_reads_and_cancels_its_own_streams_only(
    caller: Caller, server: LiveServer, alice: User, settings: Settings
) -> None:
    stream = caller.say("喂").headers["Stream-Id"]
    assert caller.client.get(f"/streams/{stream}").status == 200
    assert caller.client.post(f"/streams/{stream}/cancel").status == 409
    assert server.client(alice).get(f"/streams/{stream}").status == 404
    settings.CHATFLOW_TRUSTED_NETWORKS = ["home=127.0.0.1"]
    assert caller.client.get(f"/streams/{stream}").status == 404


def test_a_network_may_start_nothing_of_the_gym(caller: Caller) -> None:
    reply = caller.client.post("/streams/start", {"answer": "gym.weekly_summary", "params": {"member_id": 1}})
    assert reply.status in (401, 404)


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Forwarded_For": "127.0.0.1"},
        {"X_Forwarded_For": "10.0.0.1, 127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"X_Real_IP": "127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"x_forwarded_for": ""},
        {"X_Forwarded_Server": "proxy"},
        {"CF_Connecting_IP": "127.0.0.1"},
        {"X_Client_IP": "127.0.0.1"},
    ],
)
def test_a_proxy_that_pretends_to_be_loopback_is_not_trusted(caller: Caller, headers: dict[str, str]) -> None:
    assert caller.client.post("/chat", caller.body(text="喂"), **headers).status == 401


def test_behind_a_listed_proxy_the_clients_own_address_counts(caller: Caller, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    settings.CHATFLOW_TRUSTED_NETWORKS = ["ward=10.1.0.0/16"]
    body = caller.body(text="喂")
    assert caller.client.post("/chat", body, X_Forwarded_For="10.1.2.3").status == 200
    assert caller.client.post("/chat", body, X_Forwarded_For="10.1.2.3, 8.8.8.8").status == 401
    assert caller.client.post("/chat", body, X_Forwarded_For="8.8.8.8").status == 401
    assert caller.client.post("/chat", body, X_Forwarded_For="nonsense").status == 401
    assert caller.client.post("/chat", body, X_Forwarded_For="10.1.2.3, 127.0.0.1").status == 200
    assert caller.client.post("/chat", body, X_Forwarded_For="10.1.2.3:4711").status == 200
    assert caller.client.post("/chat", body, X_Forwarded_For="[::ffff:10.1.2.3]:4711").status == 200
    assert caller.client.post("/chat", body, X_Forwarded_For="10.1.2.3, 2001:db8::1").status == 401
    assert caller.client.post("/chat", body, Forwarded="for=10.1.2.3").status == 401
    assert caller.client.post("/chat", body).status == 401
