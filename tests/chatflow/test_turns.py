"""Turns of a call: in the order of their arrival, none lost, none joined that should not be."""

import asyncio
import json
import socket as connection
import threading

import pytest

from chatflow import sessions
from chatflow.models import CallTurn, Gateway
from streams.providers.scripted import Gate, script
from streams.tickets import issue
from tests.chatflow.conftest import STAMP, Caller
from tests.chatflow.test_chat import text_of
from tests.conftest import LiveServer
from tests.streams.test_websocket import socket

OWNER = "network:loopback"


def wait_until_standing(server: LiveServer, number: int, session: str = "a1002") -> None:
    """Wait until so many requests stand in the call's queue."""
    lane = sessions.lane(OWNER, session)

    async def wait() -> None:
        while server.worker.lanes.standing(lane) != number:  # noqa: ASYNC110
            await asyncio.sleep(0)

    server.run(wait)


@pytest.mark.usefixtures("profiles")
def test_twenty_turns_that_wait_are_taken_in_the_order_of_their_arrival(caller: Caller, server: LiveServer) -> None:
    gate = Gate()
    script("operator", "好", gate)
    first = caller.open("零")
    assert gate.reached.wait(10)
    said = [f"第{number}句" for number in range(1, 20)]
    answers: list[bytes] = []
    threads = []
    for number, text in enumerate(said, 1):
        threads.append(threading.Thread(target=lambda text=text: answers.append(caller.say(text).body)))
        threads[-1].start()
        wait_until_standing(server, number)
    gate.open()
    first.rest()
    for thread in threads:
        thread.join(30)
    assert [turn.said for turn in CallTurn.objects.order_by("number")] == ["零", *said]
    assert len(answers) == 19
    assert all(text_of(body) for body in answers)


@pytest.mark.usefixtures("profiles")
def test_the_same_words_join_the_running_turn_past_those_who_wait(caller: Caller, server: LiveServer) -> None:
    gate = Gate()
    script("operator", "一", gate, "二")
    first = caller.open("没有")
    waiting = threading.Thread(target=lambda: caller.say("有的"))
    waiting.start()
    wait_until_standing(server, 1)
    again = caller.open("没有")
    assert again.id == first.id
    gate.open()
    assert first.rest().body == again.rest().body
    waiting.join(20)
    assert CallTurn.objects.count() == 2


@pytest.mark.usefixtures("profiles")
def test_whoever_hangs_up_while_waiting_leaves_the_queue(caller: Caller, server: LiveServer) -> None:
    gate = Gate()
    script("operator", "一", gate)
    first = caller.open("喂")
    assert gate.reached.wait(10)
    with connection.create_connection(("127.0.0.1", server.port)) as gone:
        body = json.dumps(caller.body(text="喂喂")).encode()
        head = f"POST /chat?stream=true HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
        gone.sendall(f"{head}Content-Type: application/json\r\n\r\n".encode() + body)
        wait_until_standing(server, 1)
    wait_until_standing(server, 0)
    gate.open()
    first.rest()
    assert CallTurn.objects.count() == 1


@pytest.mark.usefixtures("profiles")
def test_an_unread_answer_is_not_joined_when_the_call_has_gone_on_since(caller: Caller, server: LiveServer) -> None:
    """A caller who interrupts: the gateway hangs up on the answer; the same short word then answers something else."""
    gate = Gate()
    script("operator", "一", gate)
    interrupted = caller.open("没有")
    assert gate.reached.wait(10)
    interrupted.cut()
    server.wait_for_readers(0)
    gate.open()
    server.settle(interrupted.id)
    script("operator", "二")
    caller.say("沪A89391")
    assert caller.say("没有").headers["Stream-Id"] != interrupted.id
    assert [turn.said for turn in CallTurn.objects.order_by("number")] == ["没有", "沪A89391", "没有"]


def test_what_a_socket_has_received_to_its_end_is_not_joined(caller: Caller, server: LiveServer) -> None:
    gateway = Gateway(name="北门")
    token = gateway.renew()
    gateway.save()
    heard = []
    with socket(server, query=f"?token={token}") as ws:
        for _time in range(2):
            ws.say(type="start", ref="a", answer="chatflow.accident_call", params=caller.body(text="没有"))
            heard.append(ws.hear()["stream"])
            assert ws.events(heard[-1])[-1]["type"] == "done"
            server.settle(heard[-1])
    assert heard[0] != heard[1]
    assert CallTurn.objects.count() == 2


@pytest.mark.usefixtures("profiles")
def test_a_turn_begun_on_a_socket_resumes_over_sse(caller: Caller, server: LiveServer) -> None:
    gate = Gate()
    script("operator", "一", gate, "二")
    gateway = Gateway(name="北门")
    token = gateway.renew()
    gateway.save()
    with socket(server, query=f"?token={token}") as ws:
        ws.say(type="start", ref="a", answer="chatflow.accident_call", params=caller.body(text="喂"))
        stream = ws.hear()["stream"]
        assert gate.reached.wait(10)
    gate.open()
    rest = caller.client.get(f"/streams/{stream}?token={token}", Last_Event_ID=f"{stream}:1")
    assert text_of(rest.body) == "一二"
    assert caller.client.get(f"/streams/{stream}").status == 404


def test_a_ticket_and_a_query_give_the_whole_turn_too(caller: Caller) -> None:
    ticket = issue(OWNER, answer="chatflow.accident_call", params=caller.body(text="喂"))
    whole = caller.client.post(f"/chat?ticket={ticket}", {})
    assert (whole.status, whole.json()["sessionId"], whole.json()["timeStamp"]) == (200, "a1002", STAMP)
    query = caller.client.post(f"/chat?sessionId=a1002&timeStamp={STAMP}&text=x", {})
    assert (query.status, query.json()["sessionId"]) == (200, "a1002")
