"""The provider against a server that others wrote."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from streams.errors import Interruption, UpstreamBusy, UpstreamCut, UpstreamRefused, UpstreamSilent
from streams.providers.base import Call, Delta, Finish, Profile
from streams.providers.openai_compatible import OpenAICompatibleProvider
from tests.upstream.aimock import Aimock


@pytest.fixture(scope="module")
def aimock() -> Iterator[Aimock]:
    with Aimock() as started:
        yield started


async def ask(aimock: Aimock, question: str) -> list[Delta | Finish]:
    profile = Profile(name="aimock", provider="openai_compatible", base_url=aimock.url, model="m")
    provider = OpenAICompatibleProvider(profile)
    call = Call(profile=profile, messages=[{"role": "user", "content": question}])
    try:
        return [item async for item in provider.stream(call)]
    finally:
        await provider.close()


async def test_it_works(aimock: Aimock) -> None:
    *deltas, finish = await ask(aimock, "问好")
    assert "".join(delta.text for delta in deltas if isinstance(delta, Delta)) == "您好，这里是溪流。👋"
    assert len(deltas) > 2
    assert isinstance(finish, Finish)
    assert finish.reason == "stop"
    assert finish.usage is not None
    assert finish.usage["completion_tokens"] > 0


async def test_the_reasoning_comes_first_and_apart(aimock: Aimock) -> None:
    deltas = [item for item in await ask(aimock, "想一想") if isinstance(item, Delta)]
    assert "".join(delta.reasoning for delta in deltas) == "先看体重，再看训练。"
    assert "".join(delta.text for delta in deltas) == "想好了。"
    assert deltas[0].reasoning


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("太忙", UpstreamBusy),
        ("钥匙", UpstreamRefused),
        ("没有人教过它这个", UpstreamRefused),
        ("断开", UpstreamCut),
        ("很慢", UpstreamSilent),
    ],
)
async def test_its_faults_have_their_errors(
    aimock: Aimock, settings: Settings, question: str, expected: type[Interruption]
) -> None:
    settings.LLM_FIRST_TOKEN_S = 0.5
    with pytest.raises(expected):
        await ask(aimock, question)
