"""An answer that was cut, by the model's own limit or by a break, and how the model is asked to go on with it."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from chatflow.models import Conversation, Message
from chatflow.plain_chat import GO_ON, HISTORY_CHARACTERS
from streams.models import Stream
from tests.conftest import LiveServer
from tests.http import Client, Reply
from tests.ports import free_port
from tests.processes import Installation
from tests.upstream.faulty import DONE, HEAD, FaultyUpstream, Hang, Step, chunk

BEGUN = "从前有座山，"
CUT = HEAD + chunk(BEGUN) + chunk(finish="length") + DONE
REST = HEAD + chunk("山里有") + chunk("座庙。") + chunk(finish="stop") + DONE
ASKED = {"role": "user", "content": "讲故事"}


@pytest.fixture
def upstream(settings: Settings) -> Iterator[FaultyUpstream]:
    """A model on a real port: what its limit cuts, then the rest."""
    with FaultyUpstream([CUT], [REST]) as upstream:
        profile = {"provider": "openai_compatible", "base_url": upstream.url, "model": "m"}
        settings.MODEL_PROFILES = {**settings.MODEL_PROFILES, "kimi": profile}
        settings.CHAT_PROFILE = "kimi"
        yield upstream


def can_continue(settings: Settings, how: str) -> None:
    kimi = {**settings.MODEL_PROFILES["kimi"], "continuation": how}
    settings.MODEL_PROFILES = {**settings.MODEL_PROFILES, "kimi": kimi}


@pytest.fixture
def client(server: LiveServer, alice: User) -> Client:
    return server.client(alice)


@pytest.fixture
def conversation(alice: User) -> Conversation:
    return Conversation.objects.create(owner=f"user:{alice.pk}")


def story(client: Client, conversation: Conversation) -> Message:
    """The answer that the limit cut."""
    client.post("/stream-chat", {"message": "讲故事", "conversation_id": conversation.pk})
    return Message.objects.get(role="assistant")


def go_on(client: Client, begun: Message) -> Reply:
    return client.post("/stream-chat", {"conversation_id": begun.conversation_id, "continue": begun.pk})


def test_what_the_models_limit_cut_is_kept_as_cut(
    upstream: FaultyUpstream, client: Client, conversation: Conversation
) -> None:
    begun = story(client, conversation)
    assert (begun.text, begun.state, begun.error) == (BEGUN, "cut", "")
    go_on(client, begun)
    begun.refresh_from_db()
    assert (begun.text, begun.state) == (f"{BEGUN}山里有座庙。", "done")


def test_the_documented_formats_end_as_ever_and_the_canonical_one_tells_the_cut(
    upstream: FaultyUpstream, client: Client
) -> None:
    whole = client.post("/stream-chat", {"message": "讲故事"})
    assert whole.body == "从前有座山，".encode()
    assert whole.whole
    number = whole.headers["Stream-Id"]
    plain = client.get(f"/streams/{number}?dialect=chatflow.plain")
    assert plain.text == (
        'event: text\ndata: {"text": "从前有座山，"}\n\nevent: done\ndata: {"status": "completed"}\n\n'
    )
    told = client.get(f"/streams/{number}?dialect=events").text
    assert '{"seq":2,"type":"reference","text":"","sources":[{"cut":"length"}]}' in told
    assert Stream.objects.get(pk=number).state == "done"


@pytest.mark.parametrize("how", ["partial", "prefix", "continue_final_message"])
def test_a_model_that_can_continues_its_own_text(
    upstream: FaultyUpstream, client: Client, conversation: Conversation, settings: Settings, how: str
) -> None:
    can_continue(settings, how)
    begun = story(client, conversation)
    assert go_on(client, begun).text == "山里有座庙。"
    first, second = upstream.requests
    mark = {} if how == "continue_final_message" else {how: True}
    assert second["messages"] == [*first["messages"], {"role": "assistant", "content": BEGUN, **mark}]
    assert second.get("continue_final_message", False) == (how == "continue_final_message")
    begun.refresh_from_db()
    assert (begun.text, begun.state) == (f"{BEGUN}山里有座庙。", "done")


def test_a_model_that_cannot_is_asked_in_words(
    upstream: FaultyUpstream, client: Client, conversation: Conversation
) -> None:
    go_on(client, story(client, conversation))
    asked = upstream.requests[1]["messages"][1:]
    assert asked == [ASKED, {"role": "assistant", "content": BEGUN}, {"role": "user", "content": GO_ON}]


@pytest.mark.parametrize("how", ["partial", "none"])
def test_an_answer_without_visible_text_begins_anew(
    upstream: FaultyUpstream, client: Client, conversation: Conversation, settings: Settings, how: str
) -> None:
    can_continue(settings, how)
    begun = story(client, conversation)
    Message.objects.filter(pk=begun.pk).update(text="")
    assert go_on(client, begun).text == "山里有座庙。"
    assert upstream.requests[1]["messages"] == upstream.requests[0]["messages"]
    begun.refresh_from_db()
    assert (begun.text, begun.state) == ("山里有座庙。", "done")


def test_the_text_so_far_leaves_room_for_less_history(
    upstream: FaultyUpstream, client: Client, conversation: Conversation, settings: Settings
) -> None:
    can_continue(settings, "partial")
    begun = story(client, conversation)
    long = "长" * (HISTORY_CHARACTERS - 10)
    Message.objects.filter(pk=begun.pk).update(state="done")
    upstream.replies = [[HEAD + chunk(long) + chunk(finish="length") + DONE], [REST]]
    client.post("/stream-chat", {"message": "再讲", "conversation_id": conversation.pk})
    go_on(client, Message.objects.filter(role="assistant").latest("pk"))
    assert [message["content"] for message in upstream.requests[1]["messages"][1:]] == ["讲故事", BEGUN, "再讲"]
    assert [message["content"] for message in upstream.requests[2]["messages"][1:]] == ["再讲", long]


@pytest.mark.processes
def test_a_continued_answer_survives_kill_9_with_every_character_once(tmp_path: Path) -> None:
    begins: list[Step] = [HEAD, chunk("山里有"), Hang()]
    ends: list[Step] = [HEAD, chunk("座"), chunk("庙。"), chunk(finish="stop"), DONE]
    with FaultyUpstream([CUT], begins, ends) as upstream, ExitStack() as closing:
        model = {"LLM_BASE_URL": upstream.url, "LLM_API_KEY": "k", "LLM_MODEL": "m", "LLM_CONTINUATION": "prefix"}
        made = Installation(tmp_path, **model).prepare()
        closing.callback(made.close)
        port = free_port()
        process = made.start(port)
        made.wait_until_up(port, process)
        client = made.sign_in(port, "alice")
        talk = "我的-1"
        first = client.post("/stream-chat", {"message": "讲故事", "conversation_id": talk})
        assert first.text == BEGUN
        stream = client.open("POST", "/stream-chat", {"conversation_id": talk, "continue": 2})
        stream.read_until("山里有".encode())
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
        stream.cut()

        made.wait_until_up(port, made.start(port))
        assert client.get(f"/streams/{stream.id}").text == "山里有座庙。"
        sent = [request["messages"][-1]["content"] for request in upstream.requests]
        assert sent == ["讲故事", BEGUN, f"{BEGUN}山里有"]
        again = client.post("/stream-chat", {"message": "然后呢？", "conversation_id": talk})
        assert again.whole
        assert [one["content"] for one in upstream.requests[-1]["messages"][1:]] == [
            "讲故事",
            f"{BEGUN}山里有座庙。",
            "然后呢？",
        ]


def test_of_a_very_long_text_a_model_gets_the_question_and_the_end(
    upstream: FaultyUpstream, client: Client, conversation: Conversation
) -> None:
    begun = story(client, conversation)
    Message.objects.filter(pk=begun.pk).update(text="很" * HISTORY_CHARACTERS + "久以前")
    go_on(client, begun)
    asked = upstream.requests[1]["messages"]
    assert asked[1] == ASKED
    assert asked[2]["content"].endswith("很久以前")
    assert asked[3]["content"] == GO_ON
    begun.refresh_from_db()
    assert len(begun.text) > HISTORY_CHARACTERS
