"""The provider against upstreams that misbehave, over real sockets."""

import asyncio
from typing import Any

import pytest
from pytest_django import Settings

from streams.errors import (
    Interrupted,
    Interruption,
    UpstreamBroken,
    UpstreamBusy,
    UpstreamCut,
    UpstreamRefused,
    UpstreamSilent,
    UpstreamTooLong,
    UpstreamUnreachable,
)
from streams.providers.base import Call, Delta, Finish, Profile
from streams.providers.openai_compatible import OpenAICompatibleProvider
from tests.upstream.faulty import (
    DONE,
    GOOD,
    HEAD,
    Bytewise,
    Drip,
    FaultyUpstream,
    Hang,
    Step,
    chunk,
    chunked,
    sse,
    status,
)

MESSAGES = [{"role": "user", "content": "你好"}]


@pytest.fixture
def _short_deadlines(settings: Settings) -> None:
    """Only for what is silent: a busy machine is slow, too."""
    settings.LLM_FIRST_TOKEN_S = 0.4
    settings.LLM_GAP_S = 0.3
    settings.LLM_TOTAL_S = 2


def profile(upstream: FaultyUpstream | str, **fields: Any) -> Profile:
    url = upstream if isinstance(upstream, str) else upstream.url
    return Profile(name="p", provider="openai_compatible", base_url=url, model="m", **fields)


async def ask(upstream: FaultyUpstream | str, prefix: str = "", **fields: Any) -> list[Delta | Finish]:
    of = profile(upstream, **fields)
    provider = OpenAICompatibleProvider(of)
    try:
        return [item async for item in provider.stream(Call(profile=of, messages=MESSAGES, prefix=prefix))]
    finally:
        await provider.close()


def text(items: list[Delta | Finish]) -> str:
    return "".join(item.text for item in items if isinstance(item, Delta))


async def test_it_works() -> None:
    with FaultyUpstream([GOOD]) as upstream:
        items = await ask(upstream)
    assert items == [Delta("本周"), Delta("很好。"), Finish("stop")]
    (request,) = upstream.requests
    assert (request["model"], request["messages"], request["stream"]) == ("m", MESSAGES, True)
    assert request["stream_options"] == {"include_usage": True}
    assert "temperature" not in request


USAGE = {"total_tokens": 9}


@pytest.mark.parametrize(
    "body",
    [
        chunk("好") + chunk(finish="stop") + sse({"choices": [], "usage": USAGE}) + DONE,
        chunk("好") + chunk(finish="stop", choice={"usage": USAGE}) + DONE,
        chunk("好") + chunk(finish="stop", usage=USAGE) + DONE,
        chunk("好") + chunk(finish="stop", usage=USAGE),
    ],
)
async def test_the_usage_is_found_wherever_it_stands(body: bytes) -> None:
    with FaultyUpstream([HEAD + body]) as upstream:
        assert await ask(upstream) == [Delta("好"), Finish("stop", USAGE)]


@pytest.mark.parametrize("name", ["reasoning", "reasoning_content"])
async def test_reasoning_comes_first_and_apart(name: str) -> None:
    body = chunk(delta={name: "想"}) + chunk("", delta={name: ""}) + chunk("好") + chunk(finish="stop") + DONE
    with FaultyUpstream([HEAD + body]) as upstream:
        assert await ask(upstream) == [Delta("", "想"), Delta("好"), Finish("stop")]


async def test_one_byte_at_a_time_is_the_same() -> None:
    with FaultyUpstream([Bytewise(GOOD)]) as upstream:
        assert text(await ask(upstream)) == "本周很好。"


SILENT: list[tuple[str, list[Step], type[Interruption]]] = [
    ("hang at once", [Hang()], UpstreamSilent),
    ("hang before the first token", [HEAD, Hang()], UpstreamSilent),
    ("hang after the first token", [HEAD + chunk("本"), Hang()], UpstreamSilent),
    ("comments only", [HEAD, Drip(b": keep-alive\n\n")], UpstreamSilent),
    ("comments after the first token", [HEAD + chunk("本"), Drip(b": keep-alive\n\n")], UpstreamSilent),
    ("empty deltas only", [HEAD, Drip(chunk(""))], UpstreamSilent),
]
BROKEN: list[tuple[str, list[Step], type[Interruption]]] = [
    ("401", [status(401)], UpstreamRefused),
    ("403", [status(403)], UpstreamRefused),
    ("404", [status(404)], UpstreamRefused),
    ("400", [status(400)], UpstreamRefused),
    ("408", [status(408)], UpstreamBusy),
    ("a redirect", [status(301, Location="http://127.0.0.1:1/")], UpstreamRefused),
    ("429", [status(429, Retry_After="0")], UpstreamBusy),
    ("429 for long", [status(429, Retry_After="60")], UpstreamBusy),
    ("500", [status(500)], UpstreamBusy),
    ("200 HTML", [HEAD.replace(b"event-stream", b"html") + b"<html>\n<body>login</body>"], UpstreamBroken),
    ("200 JSON", [status(200)], UpstreamBroken),
    ("cut in a line", [HEAD + chunk("本") + b'data: {"choi'], UpstreamBroken),
    ("no finish_reason", [HEAD + chunk("本")], UpstreamCut),
    ("no finish_reason but DONE", [HEAD + chunk("本") + DONE], UpstreamCut),
    ("nothing at all", [HEAD], UpstreamCut),
    ("closed at once", [b""], UpstreamUnreachable),
    ("cut body", [HEAD.replace(b"Connection: close", b"Content-Length: 999") + chunk("本")], UpstreamCut),
    ("bad JSON", [HEAD + b"data: {nope}\n\n"], UpstreamBroken),
    ("a list", [HEAD + b"data: []\n\n"], UpstreamBroken),
    ("bad UTF-8", [HEAD + b'data: {"choices":[{"delta":{"content":"\xff\xfe"}}]}\n\n'], UpstreamBroken),
    ("content of another type", [HEAD + sse({"choices": [{"delta": {"content": 7}}]})], UpstreamBroken),
    ("a line above 1 MB", [HEAD + b"data: " + b"x" * 1_100_000], UpstreamBroken),
    ("an error in mid-stream", [HEAD + chunk("本") + sse({"error": {"message": "secret"}})], UpstreamBroken),
]


@pytest.mark.parametrize(("steps", "expected"), [case[1:] for case in SILENT], ids=[case[0] for case in SILENT])
@pytest.mark.usefixtures("_short_deadlines")
async def test_silence_has_its_error(steps: list[Step], expected: type[Interruption]) -> None:
    with FaultyUpstream(steps) as upstream, pytest.raises(expected):
        await ask(upstream)


async def test_never_an_end_has_its_error(settings: Settings) -> None:
    settings.LLM_TOTAL_S = 1
    with FaultyUpstream([HEAD, Drip(chunk("又"))]) as upstream, pytest.raises(UpstreamTooLong):
        await ask(upstream)


@pytest.mark.parametrize(("steps", "expected"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
async def test_every_fault_has_its_error(steps: list[Step], expected: type[Interruption]) -> None:
    with FaultyUpstream(steps) as upstream, pytest.raises(expected) as caught:
        await ask(upstream)
    assert type(caught.value) is expected
    assert "secret" not in str(caught.value.text)


async def test_nobody_listens() -> None:
    with pytest.raises(UpstreamUnreachable):
        await ask("http://127.0.0.1:1/v1")


async def test_it_tries_again_while_nothing_has_been_said(settings: Settings) -> None:
    settings.LLM_FIRST_TOKEN_S = 5
    with FaultyUpstream([status(429, Retry_After="0")], [status(500)], [GOOD]) as upstream:
        assert text(await ask(upstream)) == "本周很好。"
    assert len(upstream.requests) == 3


async def test_it_never_tries_again_once_something_has_been_said() -> None:
    with FaultyUpstream([HEAD + chunk("本")], [GOOD]) as upstream, pytest.raises(UpstreamCut):
        await ask(upstream)
    assert len(upstream.requests) == 1


@pytest.mark.parametrize(
    ("continuation", "message", "body"),
    [
        ("partial", {"partial": True}, {}),
        ("prefix", {"prefix": True}, {}),
        ("continue_final_message", {}, {"continue_final_message": True, "add_generation_prompt": False}),
    ],
)
async def test_each_kind_of_continuation_is_asked_for_in_its_way(
    continuation: str, message: dict[str, Any], body: dict[str, Any]
) -> None:
    with FaultyUpstream([GOOD]) as upstream:
        await ask(upstream, "已经说", continuation=continuation)
    (request,) = upstream.requests
    assert request["messages"][-1] == {"role": "assistant", "content": "已经说", **message}
    assert {name: request.get(name) for name in body} == body


async def test_what_cannot_continue_says_so() -> None:
    with pytest.raises(Interrupted):
        await ask("http://127.0.0.1:1/v1", "已经说")


async def test_an_echoed_prefix_is_dropped_wherever_it_is_cut() -> None:
    body = chunk("已") + chunk("经说，本") + chunk("周") + chunk(finish="stop") + DONE
    with FaultyUpstream([HEAD + body]) as upstream:
        items = await ask(upstream, "已经说，", continuation="prefix", echoes_prefix=True)
    assert text(items) == "本周"


async def test_an_echo_that_differs_is_broken() -> None:
    with FaultyUpstream([GOOD]) as upstream, pytest.raises(UpstreamBroken):
        await ask(upstream, "已经说", continuation="prefix", echoes_prefix=True)


async def test_closing_early_closes_the_connection() -> None:
    with FaultyUpstream([HEAD + chunk("本"), Hang()]) as upstream:
        of = profile(upstream)
        provider = OpenAICompatibleProvider(of)
        stream = provider.stream(Call(profile=of, messages=MESSAGES))
        assert await anext(stream) == Delta("本")
        await stream.aclose()  # type: ignore[attr-defined]
        assert await asyncio.to_thread(upstream.closed.wait, 5)
        await provider.close()


async def test_a_profile_sends_what_it_allows_and_no_more() -> None:
    with FaultyUpstream([GOOD]) as upstream:
        await ask(
            upstream, sampling={"temperature": 1}, thinking_switch={"thinking": {"type": "disabled"}}, usage_in="choice"
        )
    (request,) = upstream.requests
    assert (request["temperature"], request["thinking"]) == (1, {"type": "disabled"})
    assert "stream_options" not in request


async def test_the_connection_is_kept_for_the_next_call() -> None:
    body = chunk("好") + chunk(finish="stop") + DONE
    with FaultyUpstream([chunked(body)]) as upstream:
        of = profile(upstream)
        provider = OpenAICompatibleProvider(of)
        for _turn in range(3):
            items = [item async for item in provider.stream(Call(profile=of, messages=MESSAGES))]
            assert items == [Delta("好"), Finish("stop")]
        await provider.close()
    assert (len(upstream.requests), upstream.connections) == (3, 1)


async def test_a_reader_that_takes_its_time_is_no_silence_of_the_model(settings: Settings) -> None:
    settings.LLM_GAP_S = 0.05
    with FaultyUpstream([HEAD, Drip(chunk("又"))]) as upstream:
        of = profile(upstream)
        provider = OpenAICompatibleProvider(of)
        stream = provider.stream(Call(profile=of, messages=MESSAGES))
        await anext(stream)
        later = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(0.2, later.set_result, None)
        await later
        assert await anext(stream) == Delta("又")
        await stream.aclose()  # type: ignore[attr-defined]
        await provider.close()


async def test_the_key_is_sent_but_never_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "sk-very-secret")
    refusal = status(401, b'{"error": {"message": "no such key: sk-very-secret"}}')
    with FaultyUpstream([refusal]) as upstream, pytest.raises(UpstreamRefused) as caught:
        await ask(upstream, key_variable="MY_KEY")
    assert "HTTP 401" in str(caught.value)
    assert "very-secret" not in str(caught.value)


async def test_no_stream_waits_for_the_end_of_another() -> None:
    with FaultyUpstream([HEAD + chunk("本"), Hang()]) as upstream:
        of = profile(upstream)
        provider = OpenAICompatibleProvider(of)
        streams = [provider.stream(Call(profile=of, messages=MESSAGES)) for _n in range(150)]
        for stream in streams:
            assert await anext(stream) == Delta("本")
        for stream in streams:
            await stream.aclose()  # type: ignore[attr-defined]
        await provider.close()
    assert upstream.connections == 150
