"""`/stream-chat`: what may be asked, by whom, from which page, and what is refused."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from chatflow.models import Conversation, Message
from streams.models import Stream
from streams.providers.scripted import script
from tests.conftest import LiveServer
from tests.http import Client


@pytest.fixture(autouse=True)
def _model(settings: Settings) -> None:
    profile = {"provider": "scripted", "continuation": "exact"}
    settings.MODEL_PROFILES = {**settings.MODEL_PROFILES, "kimi": profile}
    settings.CHAT_PROFILE = "kimi"


@pytest.fixture
def client(server: LiveServer, alice: User) -> Client:
    return server.client(alice)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"message": ""}, 400),
        ({"message": " \n"}, 400),
        ({"message": None}, 400),
        ({"message": 5}, 400),
        ({"message": ["你好"]}, 400),
        ({"message": "好" * 140_000}, 413),
        ({"message": "\x00\x01\x1b\ud800"}, 400),
        ({"message": "好" * 32_001}, 400),
        ({"message": "a" * 32_001}, 400),
        ({"message": "你好", "conversation_id": 5}, 400),
        ({"message": "你好", "conversation_id": {}}, 400),
        ({"message": "你好", "conversation_id": "a" * 65}, 400),
        ({"message": "你好", "conversation_id": "a\x00"}, 400),
        ({"conversation_id": "a"}, 400),
        ({"conversation_id": "a", "regenerate": 1}, 404),
        ({"conversation_id": "a", "message": "还在吗", "parent": 7}, 404),
    ],
)
def test_what_cannot_be_asked_is_refused(client: Client, body: dict[str, Any], status: int) -> None:
    script("kimi", "不该回答")
    reply = client.post("/stream-chat", body)
    assert reply.status == status
    assert list(reply.json()) == ["error"]
    assert reply.json()["error"]
    assert not Stream.objects.exists()
    assert not Message.objects.exists()
    assert not Conversation.objects.exists()


def test_the_longest_message_arrives_whole(client: Client) -> None:
    asked = script("kimi", "好")
    for ascii_only in (False, True):
        body = json.dumps({"message": "💧" * 32_000}, ensure_ascii=ascii_only).encode()
        assert client.post("/stream-chat", body, Content_Type="application/json").text == "好"
    assert [len(call.messages[1]["content"]) for call in asked.calls] == [32_000, 32_000]


def test_control_characters_and_halves_of_characters_are_left_out(client: Client) -> None:
    asked = script("kimi", "好")
    client.post("/stream-chat", {"message": "一\x00\x1b[31m\ttab\n\ud800二👨‍👩‍👧"})
    assert asked.calls[0].messages[1]["content"] == "一[31m\ttab\n二👨‍👩‍👧"


def test_only_json_asks(server: LiveServer, settings: Settings) -> None:
    settings.CHATFLOW_TRUSTED_NETWORKS = ["loopback=127.0.0.0/8"]
    caller = server.client()
    form = caller.post("/stream-chat", b"message=hi", Content_Type="application/x-www-form-urlencoded")
    assert (form.status, list(form.json())) == (415, ["error"])
    assert caller.post("/stream-chat", b'{"message": "hi"}', Content_Type="text/plain").status == 415
    assert caller.get("/stream-chat?message=hi").status == 405
    assert not Stream.objects.exists()


def test_a_get_with_a_ticket_is_what_an_event_source_sends(client: Client, server: LiveServer) -> None:
    script("kimi", "你好")
    asked = {"answer": "chatflow.plain_chat", "params": {"message": "你好"}}
    ticket = client.post("/streams/tickets", asked).json()["ticket"]
    source = server.client(Accept="text/event-stream")
    whole = source.get(f"/stream-chat?ticket={ticket}")
    assert 'data: {"text": "你好"}' in whole.text
    cursor = f"{whole.headers['Stream-Id']}:1"
    assert client.get("/stream-chat", Accept="text/event-stream", Last_Event_ID=cursor).status == 200


def test_without_a_model_it_says_what_to_set(client: Client, settings: Settings) -> None:
    settings.CHAT_PROFILE = "offline"
    reply = client.post("/stream-chat", {"message": "你好"})
    assert reply.status == 503
    assert "LLM_BASE_URL" in reply.json()["error"]


def test_a_stranger_is_refused(server: LiveServer) -> None:
    reply = server.client().post("/stream-chat", {"message": "你好"})
    assert (reply.status, list(reply.json())) == (401, ["error"])


def test_the_page_of_the_document_may_ask_where_it_is_listed(server: LiveServer, settings: Settings) -> None:
    settings.CHATFLOW_TRUSTED_NETWORKS = ["loopback=127.0.0.0/8"]
    settings.CORS_ALLOWED_ORIGIN_REGEXES = [r"^null$"]
    script("kimi", "你好")
    client = server.client()
    asks = {"Origin": "null", "Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "content-type"}
    preflight = client.open("OPTIONS", "/stream-chat", **asks).rest()
    assert preflight.headers["Access-Control-Allow-Origin"] == "null"
    assert "content-type" in preflight.headers["Access-Control-Allow-Headers"]
    reply = client.post("/stream-chat", {"message": "你好"}, Origin="null")
    assert reply.headers["Access-Control-Allow-Origin"] == "null"
    assert "Access-Control-Allow-Credentials" not in reply.headers
    assert reply.text == "你好"


def test_other_sites_are_not_listed_by_themselves(client: Client) -> None:
    script("kimi", "你好")
    reply = client.post("/stream-chat", {"message": "你好"}, Origin="https://evil.example")
    assert "Access-Control-Allow-Origin" not in reply.headers


def test_listed_sites_may_ask_with_a_token(client: Client, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://page.example"]
    settings.CORS_ALLOWED_ORIGIN_REGEXES = []
    asks = {"Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "authorization,last-event-id"}
    preflight = client.open("OPTIONS", "/stream-chat", Origin="https://page.example", **asks).rest()
    assert preflight.headers["Access-Control-Allow-Origin"] == "https://page.example"
    assert "last-event-id" in preflight.headers["Access-Control-Allow-Headers"]
    refused = client.post("/stream-chat", {}, Origin="https://page.example")
    assert (refused.status, refused.headers["Access-Control-Allow-Origin"]) == (400, "https://page.example")
    for origin in ("null", "https://page.example.evil", "http://localhost:3000"):
        stranger = client.open("OPTIONS", "/stream-chat", Origin=origin, **asks).rest()
        assert "Access-Control-Allow-Origin" not in stranger.headers


def test_a_repeated_question_with_a_last_event_id_resumes(client: Client, charlie: User, server: LiveServer) -> None:
    script("kimi", "你好", "，我是溪流。")
    whole = client.post("/stream-chat", {"message": "你好"}, Accept="text/event-stream")
    cursor = f"{whole.headers['Stream-Id']}:1"
    resumed = {"Accept": "text/event-stream", "Last_Event_ID": cursor}
    rest = client.post("/stream-chat", {"message": "你好"}, **resumed)
    assert "，我是溪流。" in rest.text
    assert '"你好"' not in rest.text
    assert server.client(charlie).post("/stream-chat", {"message": "你好"}, **resumed).status == 404
    assert Stream.objects.count() == 1
