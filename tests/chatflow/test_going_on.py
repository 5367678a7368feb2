"""An answer that was cut, by the model's own limit or by a break, and how the model is asked to go on with it."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from chatflow.models import Conversation, Message
from streams.models import Stream
from tests.conftest import LiveServer
from tests.http import Client
from tests.upstream.faulty import DONE, GOOD, HEAD, FaultyUpstream, chunk

CUT = HEAD + chunk("从前有座山，") + chunk(finish="length") + DONE


@pytest.fixture
def upstream(settings: Settings) -> Iterator[FaultyUpstream]:
    """A model on a real port that says `CUT` first."""
    with FaultyUpstream([CUT], [GOOD]) as upstream:
        profile = {"provider": "openai_compatible", "base_url": upstream.url, "model": "m"}
        settings.MODEL_PROFILES = {**settings.MODEL_PROFILES, "kimi": profile}
        settings.CHAT_PROFILE = "kimi"
        yield upstream


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


def test_what_the_models_limit_cut_is_kept_as_cut(
    upstream: FaultyUpstream, client: Client, conversation: Conversation
) -> None:
    begun = story(client, conversation)
    assert (begun.text, begun.state, begun.error) == ("从前有座山，", "cut", "")
    client.post("/stream-chat", {"conversation_id": conversation.pk, "continue": begun.pk})
    begun.refresh_from_db()
    assert (begun.text, begun.state) == ("从前有座山，本周很好。", "done")


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
