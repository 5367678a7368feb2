"""The live console: a person watches, takes over without a word lost, types, hands back; two at once, one wins."""

import threading
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings
from websockets.exceptions import ConnectionClosed

from chatflow.console import acts
from chatflow.models import AgentMessage, CallSession, CallTurn, StageCode
from streams.providers.scripted import Gate, script
from tests.chatflow.conftest import Caller, Open
from tests.chatflow.consoles import Console, agent
from tests.chatflow.test_chat import codes, events, text_of
from tests.conftest import LiveServer


def test_the_queue_follows_the_calls(caller: Caller, opened: Open, gina: User) -> None:
    console = opened(gina)
    assert console.next("queue")["calls"] == []
    caller.say("喂")
    Caller(caller.client, "b2").say("有人受伤了")
    queue = console.until(
        lambda told: told["type"] == "queue" and len(told["calls"]) == 2 and told["calls"][0]["injured"]
    )
    first = queue["calls"][0]
    assert (first["session"], first["handled"], first["stage"], first["source"]) == (
        "b2",
        "waiting",
        "0003",
        "loopback",
    )
    assert first["last"] == "有人受伤了"


def test_a_stranger_sees_no_console(server: LiveServer, charlie: User, opened: Open) -> None:
    console = opened(charlie)
    with pytest.raises(ConnectionClosed) as closed:
        console.next("queue")
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4403


def test_a_watched_call_shows_what_is_known_and_the_words_behind_it(caller: Caller, opened: Open, gina: User) -> None:
    caller.say("没有人受伤")
    console = opened(gina)
    console.send(type="watch", call=CallSession.objects.get().pk)
    card = console.next("call")
    slot = card["slots"][0]
    assert (slot["key"], slot["value"], slot["status"]) == ("sfrs", "无", "heard")
    assert slot["words"] in "没有人受伤"
    assert [turn["said"] for turn in card["transcript"]] == ["没有人受伤"]
    assert "事故时间" in card["missing"]


@pytest.mark.usefixtures("profiles")
def test_after_a_take_over_the_bot_says_nothing(caller: Caller, opened: Open, gina: User) -> None:
    gate = Gate()
    script("operator", "<state>1002</state>您好，", gate, "请问", "怎么了")
    turn = caller.open("喂")
    turn.read_until(b"text_delta")
    call = CallSession.objects.get().pk
    console = opened(gina)
    console.send(type="watch", call=call)
    live = console.until(lambda told: told["type"] == "event" and told["event"]["type"] == "text")
    assert live["event"]["text"] == "您好，"
    console.take(call)
    gate.open()
    body = turn.rest().body
    assert text_of(body) == "您好，"
    assert codes(body) == ["1002", "0001"]
    assert body.endswith(b'event: done\ndata: {"status": "completed"}\n\n')
    kept = CallTurn.objects.get()
    assert (kept.said, kept.text, kept.state, kept.code) == ("喂", "您好，", "cancelled", "0001")


@pytest.mark.usefixtures("profiles")
def test_the_gateway_is_told_of_a_take_over_in_the_words_of_the_turns_own_table(
    caller: Caller, opened: Open, gina: User
) -> None:
    StageCode.objects.filter(code="0001").update(label="人工接听")
    script("operator", "<state>1002</state>您好，", Gate())
    turn = caller.open("喂")
    turn.read_until(b"text_delta")
    StageCode.objects.filter(code="0001").update(label="改名之后")
    opened(gina).take(CallSession.objects.get().pk)
    told = [data["nextStage"] for name, data in events(turn.rest().body) if name == "stage_code"]
    assert told == ["通话中", "人工接听"]


@pytest.mark.usefixtures("profiles")
def test_a_console_that_only_watches_keeps_no_turn_alive_whose_caller_has_hung_up(
    caller: Caller, opened: Open, gina: User, server: LiveServer, settings: Settings
) -> None:
    settings.CANCEL_ON_HANGUP = True
    model = script("operator", "<state>1002</state>您好，", Gate())
    turn = caller.open("喂")
    turn.read_until(b"text_delta")
    console = opened(gina)
    console.send(type="watch", call=CallSession.objects.get().pk)
    console.until(lambda told: told["type"] == "event" and told["event"]["type"] == "text")
    turn.cut()
    assert model.closed.wait(10)
    ended = console.until(lambda told: told["type"] == "event" and told["event"]["type"] == "cancelled")
    assert ended["event"]["by"] == "user"


def test_what_the_agent_types_is_what_the_turn_says(
    caller: Caller, opened: Open, gina: User, server: LiveServer
) -> None:
    caller.say("转人工")
    call = CallSession.objects.get().pk
    console = opened(gina)
    console.take(call)
    turn = caller.open("喂，有人吗")
    turn.read_until(b"stage_code")
    console.send(type="say", call=call, text="您好，我是人工坐席。", ref="1")
    console.next("noted")
    body = turn.rest().body
    assert events(body)[0] == ("stage_code", {"nextStageCode": "0001", "nextStage": "转接人工"})
    assert text_of(body) == "您好，我是人工坐席。"
    server.settle_all()
    assert CallTurn.objects.order_by("number").last().by == "agent"  # type: ignore[union-attr]
    assert not AgentMessage.objects.filter(said_in="").exists()


def test_a_message_typed_between_turns_waits_for_the_next(caller: Caller, opened: Open, gina: User) -> None:
    caller.say("转人工")
    call = CallSession.objects.get().pk
    console = opened(gina)
    console.take(call)
    for ref in ("1", "1", "2"):
        console.send(type="say", call=call, text=f"第{ref}句。", ref=ref)
        console.next("noted")
    assert text_of(caller.say("").body) == "第1句。第2句。"


def test_a_caller_who_speaks_again_is_not_kept_waiting(caller: Caller, opened: Open, gina: User) -> None:
    caller.say("转人工")
    call = CallSession.objects.get().pk
    console = opened(gina)
    console.take(call)
    first = caller.open("喂")
    first.read_until(b"stage_code")
    second = caller.open("喂喂")
    assert text_of(first.rest().body) == ""
    console.send(type="say", call=call, text="在的。", ref="1")
    assert text_of(second.rest().body) == "在的。"


def test_a_turn_without_words_ends_after_the_wait(caller: Caller, opened: Open, gina: User, settings: Settings) -> None:
    settings.CALL_AGENT_WAIT_S = 0.05
    caller.say("转人工")
    opened(gina).take(CallSession.objects.get().pk)
    assert [name for name, _data in events(caller.say("喂").body)] == ["stage_code", "done"]


def test_handed_back_the_assistant_goes_on(caller: Caller, opened: Open, gina: User) -> None:
    caller.say("转人工")
    call = CallSession.objects.get().pk
    console = opened(gina)
    console.take(call)
    console.send(type="say", call=call, text="我请助手继续登记。", ref="1")
    console.next("noted")
    console.send(type="hand_back", call=call)
    console.next("handed_back")
    body = caller.say("好").body
    assert codes(body) == ["1002"]
    assert text_of(body).startswith("我请助手继续登记。")
    assert "有没有人受伤" in text_of(body)


def test_what_the_caller_tells_the_agent_is_known(caller: Caller, opened: Open, gina: User, server: LiveServer) -> None:
    caller.say("转人工")
    call = CallSession.objects.get().pk
    console = opened(gina)
    console.take(call)
    turn = caller.open("车牌是沪A89391")
    turn.read_until(b"stage_code")
    console.send(type="say", call=call, text="好的", ref="1")
    turn.rest()
    assert caller.info()["hphm1"] == "沪A89391"


def test_ending_tells_the_waiting_turn(caller: Caller, opened: Open, gina: User, server: LiveServer) -> None:
    caller.say("转人工")
    call = CallSession.objects.get().pk
    console = opened(gina)
    console.take(call)
    turn = caller.open("谢谢")
    turn.read_until(b"stage_code")
    console.send(type="end", call=call)
    console.next("ended")
    assert codes(turn.rest().body) == ["0001", "0000"]
    assert CallSession.objects.get().handled == "ended"


def test_of_two_consoles_one_wins_and_the_other_is_told(caller: Caller, opened: Open, gina: User) -> None:
    caller.say("转人工")
    call = CallSession.objects.get().pk
    both = [opened(gina), opened(agent("hank"))]
    for console in both:
        console.next("queue")
    together = threading.Barrier(2)
    told: list[dict[str, Any]] = []

    def take(console: Console) -> None:
        together.wait()
        console.send(type="take", call=call)
        told.append(console.until(lambda message: message["type"] in ("taken", "error")))

    threads = [threading.Thread(target=take, args=(console,)) for console in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(message["type"] for message in told) == ["error", "taken"]
    error = next(message for message in told if message["type"] == "error")
    winner = CallSession.objects.get().agent
    assert winner
    assert error["code"] == "already_taken"
    assert winner.get_username() in error["message"]


def test_only_whoever_has_the_call_may_type_or_end_it(caller: Caller, opened: Open, gina: User) -> None:
    caller.say("转人工")
    call = CallSession.objects.get().pk
    opened(gina).take(call)
    other = opened(agent("hank"))
    for frame in ({"type": "say", "text": "抢答", "ref": "1"}, {"type": "end"}, {"type": "hand_back"}):
        other.send(call=call, **frame)
        assert other.next("error")["code"] == "not_yours"
    assert not AgentMessage.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "好" * (acts.LONGEST_MESSAGE + 1)])
def test_nothing_and_too_much_are_not_sent(caller: Caller, opened: Open, gina: User, text: str) -> None:
    caller.say("转人工")
    call = CallSession.objects.get().pk
    console = opened(gina)
    console.take(call)
    console.send(type="say", call=call, text=text, ref="1")
    assert console.next("error")["code"] == "bad_parameters"


def test_whoever_has_gone_can_be_relieved(caller: Caller, opened: Open, gina: User) -> None:
    caller.say("转人工")
    call = CallSession.objects.get()
    opened(gina).take(call.pk)
    CallSession.objects.update(agent_seen_at=call.created_at - acts.AWAY)
    opened(agent("hank")).take(call.pk)


def test_an_ended_call_cannot_be_taken(caller: Caller, opened: Open, gina: User) -> None:
    caller.say("再见")
    console = opened(gina)
    console.send(type="take", call=CallSession.objects.get().pk)
    assert console.next("error")["code"] == "call_ended"


BAD_FRAMES = [
    *("{", "[]", '{"type":"take"}', '{"type":"take","call":"x"}', '{"type":"fly"}', '{"type":"watch","call":1.5}'),
    *('{"type":"watch","call":-1}', '{"type":"take","call":99999999999999999999}', '{"type":"watch","call":null}'),
    '{"type":"say","call":1,"text":"\\ud800","ref":"1"}',
]


@pytest.mark.parametrize("frame", BAD_FRAMES)
def test_a_bad_frame_closes(opened: Open, gina: User, frame: str) -> None:
    console = opened(gina)
    console.next("queue")
    console.socket.send(frame)
    with pytest.raises(ConnectionClosed) as closed:
        console.next("pong")
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4400
