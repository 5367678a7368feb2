"""`/stream-chat`: bare text by default, SSE on request, history, siblings."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from chatflow.models import Conversation, Message
from streams.errors import UpstreamCut
from streams.providers.base import Delta
from streams.providers.scripted import Gate, script
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


@pytest.fixture
def conversation(alice: User) -> Conversation:
    return Conversation.objects.create(owner=f"user:{alice.pk}")


def test_it_works(client: Client) -> None:
    asked = script("kimi", "你好，", "我是溪流。")
    reply = client.post("/stream-chat", {"message": "你好"})
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert reply.body == "你好，我是溪流。".encode()
    assert reply.whole
    (call,) = asked.calls
    assert [message["role"] for message in call.messages] == ["system", "user"]
    assert call.messages[1]["content"] == "你好"


def test_a_profile_may_bring_its_own_system_prompt(client: Client, settings: Settings) -> None:
    kimi = {**settings.MODEL_PROFILES["kimi"], "system_prompt": "你是 Kimi。"}
    settings.MODEL_PROFILES = {**settings.MODEL_PROFILES, "kimi": kimi}
    asked = script("kimi", "你好")
    client.post("/stream-chat", {"message": "你好"})
    assert asked.calls[0].messages[0] == {"role": "system", "content": "你是 Kimi。"}


def test_on_request_it_is_sse(client: Client) -> None:
    gate = Gate()
    script("kimi", Delta("", "想"), gate, "你好")
    stream = client.open("POST", "/stream-chat/", {"message": "你好"}, Accept="text/event-stream")
    stream.read_until(b"thinking")
    gate.open()
    number = stream.id
    assert stream.rest().text == (
        f"retry: 2000\nid: {number}:0\n\n"
        f'event: thinking\ndata: {{"text": "想"}}\nid: {number}:1\n\n'
        f'event: text\ndata: {{"text": "你好"}}\nid: {number}:2\n\n'
        f'event: done\ndata: {{"status": "completed"}}\nid: {number}:3\n\n'
    )


def test_a_break_closes_without_a_clean_end(client: Client) -> None:
    script("kimi", "你好", UpstreamCut())
    reply = client.post("/stream-chat", {"message": "你好"})
    assert reply.body == "你好".encode()
    assert not reply.whole


def test_a_break_in_sse_is_an_error_event(client: Client) -> None:
    script("kimi", "你好", UpstreamCut())
    reply = client.post("/stream-chat", {"message": "你好"}, Accept="text/event-stream")
    assert 'event: error\ndata: {"error": "' in reply.text
    assert '"code": "upstream_cut"' in reply.text


def test_the_bare_text_resumes_by_its_length(client: Client) -> None:
    script("kimi", "你好，我是溪流。")
    whole = client.post("/stream-chat", {"message": "你好"})
    rest = client.get(f"/streams/{whole.headers['Stream-Id']}?offset=7")
    assert rest.body == whole.body[6:]


@pytest.mark.parametrize(
    ("message", "title"),
    [
        ("\n\n  第一行\n第二行", "第一行"),
        ("\u200b\n\u202e反\u2066了", "反了"),
        ("\u200b", "新的聊天"),
        ("长" * 50, "长" * 40),
    ],
)
def test_a_conversation_is_called_by_what_can_be_seen(
    client: Client, conversation: Conversation, message: str, title: str
) -> None:
    script("kimi", "好")
    client.post("/stream-chat", {"message": message, "conversation_id": conversation.pk})
    conversation.refresh_from_db()
    assert conversation.title == title


def test_a_caller_may_number_conversations_by_itself(client: Client, server: LiveServer, charlie: User) -> None:
    script("kimi", "北京。")
    client.post("/stream-chat", {"message": "中国的首都？", "conversation_id": "我的-1"})
    asked = script("kimi", "两千多万。")
    client.post("/stream-chat", {"message": "多少人？", "conversation_id": "我的-1"})
    assert [message["content"] for message in asked.calls[0].messages[1:]] == ["中国的首都？", "北京。", "多少人？"]
    asked = script("kimi", "什么？")
    server.client(charlie).post("/stream-chat", {"message": "多少人？", "conversation_id": "我的-1"})
    assert [message["content"] for message in asked.calls[0].messages[1:]] == ["多少人？"]


def test_the_history_goes_along(client: Client, conversation: Conversation) -> None:
    script("kimi", "北京。")
    client.post("/stream-chat", {"message": "中国的首都？", "conversation_id": conversation.pk})
    asked = script("kimi", "两千多万。")
    client.post("/stream-chat", {"message": "多少人？", "conversation_id": conversation.pk})
    said = [(message["role"], message["content"]) for message in asked.calls[0].messages[1:]]
    assert said == [("user", "中国的首都？"), ("assistant", "北京。"), ("user", "多少人？")]
    conversation.refresh_from_db()
    assert conversation.title == "中国的首都？"
    assert conversation.leaf
    assert [message.text for message in conversation.leaf.branch()] == [
        "中国的首都？",
        "北京。",
        "多少人？",
        "两千多万。",
    ]


def test_a_long_history_is_cut_at_a_question(client: Client, conversation: Conversation) -> None:
    for number in range(4):
        script("kimi", f"{number}" * 9_000)
        client.post("/stream-chat", {"message": f"第{number}问", "conversation_id": conversation.pk})
    asked = script("kimi", "好")
    client.post("/stream-chat", {"message": "最后", "conversation_id": conversation.pk})
    said = [message["content"][:3] for message in asked.calls[0].messages[1:]]
    assert said == ["第2问", "222", "第3问", "333", "最后"]


def test_an_answer_written_anew_is_a_sibling(client: Client, conversation: Conversation) -> None:
    script("kimi", "一")
    client.post("/stream-chat", {"message": "问", "conversation_id": conversation.pk})
    first = Message.objects.get(role="assistant")
    asked = script("kimi", "二")
    client.post("/stream-chat", {"conversation_id": conversation.pk, "regenerate": first.pk})
    assert [message["content"] for message in asked.calls[0].messages[1:]] == ["问"]
    assert [(message.text, message.parent_id) for message in Message.objects.filter(role="assistant")] == [
        ("一", first.parent_id),
        ("二", first.parent_id),
    ]


def test_an_edited_question_is_a_sibling(client: Client, conversation: Conversation) -> None:
    for message in ("问", "问得更好"):
        script("kimi", "答")
        client.post("/stream-chat", {"message": message, "conversation_id": conversation.pk, "parent": 0})
    assert [(message.text, message.parent_id) for message in Message.objects.filter(role="user")] == [
        ("问", None),
        ("问得更好", None),
    ]


def test_a_partial_answer_is_kept_and_continued(client: Client, conversation: Conversation) -> None:
    script("kimi", "从前有座山，", UpstreamCut())
    client.post("/stream-chat", {"message": "讲故事", "conversation_id": conversation.pk})
    begun = Message.objects.get(role="assistant")
    assert (begun.text, begun.state) == ("从前有座山，", "failed")
    asked = script("kimi", "从前有座山，山里有座庙。")
    client.post("/stream-chat", {"conversation_id": conversation.pk, "continue": begun.pk})
    assert asked.calls[0].messages[-1] == {"role": "user", "content": "讲故事"}
    assert asked.calls[0].prefix == "从前有座山，"
    begun.refresh_from_db()
    assert (begun.text, begun.state, begun.error) == ("从前有座山，山里有座庙。", "done", "")


def test_one_answer_at_a_time_in_a_conversation(client: Client, conversation: Conversation) -> None:
    gate = Gate()
    script("kimi", "一", gate)
    body = {"message": "问", "conversation_id": conversation.pk}
    first = client.open("POST", "/stream-chat", body)
    assert gate.reached.wait(10)
    assert client.post("/stream-chat", {**body, "message": "再问"}).status == 409
    gate.open()
    first.rest()
    assert Message.objects.count() == 2


def test_a_question_is_kept_when_its_answer_is_still_coming(client: Client, conversation: Conversation) -> None:
    gate = Gate()
    script("kimi", gate, "答")
    stream = client.open("POST", "/stream-chat", {"message": "问", "conversation_id": conversation.pk})
    assert gate.reached.wait(10)
    assert Message.objects.get().text == "问"
    gate.open()
    stream.rest()


def test_a_strangers_conversation_is_not_there(
    client: Client, server: LiveServer, conversation: Conversation, charlie: User
) -> None:
    script("kimi", "一")
    client.post("/stream-chat", {"message": "问", "conversation_id": conversation.pk})
    answer = Message.objects.get(role="assistant").pk
    stranger = server.client(charlie)
    asked: list[dict[str, Any]] = [{"regenerate": answer}, {"continue": answer}]
    for body in asked:
        assert stranger.post("/stream-chat", {**body, "conversation_id": conversation.pk}).status == 404
    for number in (0, -1, "1", True, 2**70, answer + 5):
        again = {"conversation_id": conversation.pk, "regenerate": number}
        assert client.post("/stream-chat", again).status == 404
