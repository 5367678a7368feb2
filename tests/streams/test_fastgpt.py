"""A FastGPT application behind an answer: its events, its variables, its errors, its records."""

import threading
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from streams.errors import (
    Interrupted,
    Interruption,
    UpstreamBroken,
    UpstreamBusy,
    UpstreamCut,
    UpstreamRefused,
    UpstreamUnreachable,
)
from streams.providers.base import Call, Chat, Delta, Finish, Profile
from streams.providers.fastgpt import Events, FastGPTProvider, asked
from streams.providers.lines import LineDecoder
from tests.upstream.fastgpt import Event, FakeFastGPT, event, words
from tests.upstream.faulty import HEAD, FaultyUpstream, status

CHAT = Chat(id="7", item="item1", variables={"hphm1": "沪A8939"})
QUESTION = [{"role": "system", "content": "不发送"}, {"role": "user", "content": "你好"}]


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setenv("FASTGPT_KEY", "fastgpt-key")
    settings.LLM_CONNECT_S = 1
    settings.LLM_FIRST_TOKEN_S = 2
    settings.LLM_GAP_S = 1


def profile(url: str, **fields: Any) -> Profile:
    return Profile(name="p", provider="fastgpt", base_url=url, key_variable="FASTGPT_KEY", app_id="app", **fields)


async def ask(url: str, prefix: str = "") -> list[Delta | Finish]:
    of = profile(url)
    provider = FastGPTProvider(of)
    try:
        call = Call(profile=of, messages=QUESTION, chat=CHAT, prefix=prefix)
        return [item async for item in provider.stream(call)]
    finally:
        await provider.close()


async def said(*events: Event) -> list[Delta | Finish]:
    with FakeFastGPT(*events) as fake:
        return await ask(fake.url)


async def test_it_works() -> None:
    with FakeFastGPT(("answer", words("<state>1002</state>")), ("answer", words("您好"))) as fake:
        items = await ask(fake.url)
    assert items == [Delta("<state>1002</state>"), Delta("您好"), Finish("stop")]
    (request,) = fake.asked
    assert request["chatId"] == "7"
    assert request["responseChatItemId"] == "item1"
    assert request["variables"] == {"hphm1": "沪A8939"}
    assert (request["stream"], request["detail"]) == (True, True)
    assert request["messages"] == [{"role": "user", "content": "你好", "dataId": "item1q"}]


async def test_a_fast_answer_is_text() -> None:
    assert (await said(("fastAnswer", words("请稍等"))))[0] == Delta("请稍等")


async def test_a_finish_of_one_node_is_not_the_end_of_the_workflow(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.providers.deadlines.AFTER_FINISH_S", 0.05)
    settings.LLM_GAP_S = 10
    pause = threading.Event()
    threading.Timer(0.3, pause.set).start()
    items = await said(("answer", words("一", "stop")), ("answer", pause), ("answer", words("二")))
    assert items == [Delta("一"), Delta("二"), Finish("stop")]


async def test_events_without_data_are_skipped() -> None:
    assert (await said(("updateVariables", ""), ("interactive", ""), ("error", ""), ("answer", words("好"))))[
        0
    ] == Delta("好")


async def test_without_done_a_finish_is_enough() -> None:
    with FaultyUpstream([HEAD + event("answer", words("好")) + event("answer", words(None, "stop"))]) as upstream:
        assert await ask(upstream.url) == [Delta("好"), Finish("stop")]


async def test_reasoning_is_kept_apart() -> None:
    assert (await said(("answer", words(None, reasoning_content="想一想"))))[0] == Delta("", "想一想")


async def test_variables_come_back() -> None:
    items = await said(("updateVariables", {"hphm1": "沪A8936"}), ("answer", words("好")))
    assert items[:2] == [Delta(variables={"hphm1": "沪A8936"}), Delta("好")]


SELECT = {
    "type": "userSelect",
    "params": {
        "description": "车还能动吗？",
        "userSelectOptions": [{"key": "1", "value": "能"}, {"key": "2", "value": "不能"}],
    },
}


@pytest.mark.parametrize(
    ("interactive", "text"),
    [
        (SELECT, "车还能动吗？能、不能"),
        ({"type": "userInput", "params": {"description": "请填写", "inputForm": [{"label": "车牌"}]}}, "请填写：车牌"),
        ({"type": "userSelect", "params": {"description": "好吗？"}}, "好吗？"),
        ({"type": "userSelect", "params": {"userSelectOptions": [{"value": "能"}]}}, "能"),
    ],
)
async def test_a_question_of_the_workflow_is_said(interactive: dict[str, Any], text: str) -> None:
    with FakeFastGPT(("interactive", {"interactive": interactive})) as fake:
        fake.says = [fake.says[0], ("answer", "[DONE]")]
        assert await ask(fake.url) == [Delta(text), Finish("stop")]


@pytest.mark.parametrize("body", [{}, {"interactive": None}, {"interactive": {"params": []}}, {"interactive": 5}])
def test_a_question_without_words_is_none(body: dict[str, Any]) -> None:
    assert asked(body) == ""


async def test_unknown_names_are_skipped() -> None:
    events: list[Event] = [
        ("flowNodeStatus", {"status": "running", "name": "AI 对话"}),
        ("toolCall", {"tool": {}}),
        ("somethingNew", "not even json"),
        ("answer", words("好")),
    ]
    assert [item for item in await said(*events) if isinstance(item, Delta)] == [Delta("好")]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"code": 500, "statusText": "unAuthApiKey"}, UpstreamRefused),
        ({"code": 403, "message": "no"}, UpstreamRefused),
        ({"code": 500, "message": "429 too many requests"}, UpstreamBusy),
        ({"code": 500, "message": "节点出错"}, UpstreamBroken),
    ],
)
async def test_an_error_event_ends_the_answer(body: dict[str, Any], error: type[Interruption]) -> None:
    with pytest.raises(error) as raised:
        await said(("answer", words("您")), ("error", body))
    assert str(body.get("message", "")) not in str(raised.value.text) or not body.get("message")


@pytest.mark.parametrize(
    ("fails", "error"),
    [
        ((500, {"code": 514, "statusText": "unAuthApiKey", "message": "Key is error"}), UpstreamRefused),
        ((500, {"code": 500, "statusText": "appUnExist", "message": ""}), UpstreamRefused),
        ((500, {"code": 500, "message": "账号余额不足"}), UpstreamRefused),
        ((500, {"code": 500, "message": "core error"}), UpstreamBusy),
        ((404, {"code": 404}), UpstreamRefused),
    ],
)
async def test_errors_with_a_code_inside(fails: tuple[int, dict[str, Any]], error: type[Interruption]) -> None:
    with FakeFastGPT(fails=fails) as fake, pytest.raises(error):
        await ask(fake.url)


async def test_a_wrong_key_is_refused_and_never_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FASTGPT_KEY", "fastgpt-wrong")
    with FakeFastGPT() as fake, pytest.raises(UpstreamRefused) as raised:
        await ask(fake.url)
    assert "fastgpt-wrong" not in f"{raised.value} {raised.value.text}"


@pytest.mark.parametrize(
    "reply",
    [
        HEAD + event("answer", words("<state>10")),
        HEAD + event("answer", words("您好")) + b"event: answer\ndata: ",
        HEAD + b"event: answer\n",
        HEAD,
    ],
)
async def test_a_stream_that_stops_is_cut(reply: bytes) -> None:
    with FaultyUpstream([reply]) as upstream, pytest.raises(UpstreamCut):
        await ask(upstream.url)


@pytest.mark.parametrize(
    "reply",
    [
        HEAD + b"<html>\n",
        HEAD + b"event: answer\ndata: {\n\n",
        HEAD + b"event: updateVariables\ndata: []\n\n",
        HEAD + b'event: answer\ndata: {"choices":[{"delta":{"content":"\xff"}}]}\n\n',
        HEAD + b"data: " + b"x" * 1_100_000,
    ],
)
async def test_what_is_no_event_stream_is_broken(reply: bytes) -> None:
    with FaultyUpstream([reply]) as upstream, pytest.raises(UpstreamBroken):
        await ask(upstream.url)


async def test_a_redirect_is_not_followed() -> None:
    with FaultyUpstream([status(302, Location="http://127.0.0.1:9/")]) as upstream, pytest.raises(Interruption):
        await ask(upstream.url)
    assert upstream.connections == 1


async def test_nobody_there() -> None:
    with pytest.raises(UpstreamUnreachable):
        await ask("http://127.0.0.1:9/api/v1")


async def test_it_cannot_continue() -> None:
    with FakeFastGPT() as fake, pytest.raises(Interrupted):
        await ask(fake.url, prefix="您")
    assert not fake.asked


WHOLE = (
    event("flowNodeStatus", {"status": "running"})
    + event("answer", words("<state>1002</state>"))
    + b": comment\n\n"
    + event("updateVariables", {"sfrs": "无"})
    + event("fastAnswer", words("您好🚗"))
    + event("answer", words(None, "stop"))
    + event("answer", "[DONE]")
)


@given(st.lists(st.integers(0, len(WHOLE)), max_size=8), st.booleans())
@settings(max_examples=300)
def test_any_cut_gives_the_same(cuts: list[int], crlf: bool) -> None:
    whole = WHOLE.replace(b"\n", b"\r\n") if crlf else WHOLE
    reading = Events(profile("http://x"), "")
    decoder = LineDecoder(1_000_000)
    places = [0, *sorted(cuts), len(whole)]
    lines = [line for a, b in pairwise(places) for line in decoder.decode(whole[a:b])]
    deltas = [delta for line in [*lines, *decoder.flush()] if (delta := reading.feed(line))]
    assert deltas == [Delta("<state>1002</state>"), Delta(variables={"sfrs": "无"}), Delta("您好🚗")]
    assert reading.done
    assert reading.end() == Finish("stop")


async def test_records_are_deleted() -> None:
    with FakeFastGPT(("answer", words("好"))) as fake:
        await ask(fake.url)
        assert fake.records == {"7": ["item1q", "item1"]}
        provider = FastGPTProvider(profile(fake.url))
        await provider.delete_record("7", "item1")
        assert fake.records == {"7": []}
        await provider.delete_chat("7")
        await provider.close()
    assert fake.records == {}


async def test_a_deletion_that_fails_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FASTGPT_KEY", "wrong")
    with FakeFastGPT() as fake:
        provider = FastGPTProvider(profile(fake.url))
        with pytest.raises(UpstreamRefused):
            await provider.delete_chat("7")
        await provider.close()
