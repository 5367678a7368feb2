"""Replay, then live: from every point of a recording the same events follow."""

from collections.abc import AsyncIterator, Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams import events
from streams.errors import Interrupted, UpstreamEmpty
from streams.events import TERMINAL, Done, Event, Reference, Stage, Text, Thinking
from streams.log.base import Entry
from streams.providers.base import Call, Continuation, Delta, Finish, Profile, Provider
from streams.recording import Diverged, History, Recorder, encode_raw, recorded

Produce = Callable[["Recorder"], AsyncIterator[Event]]


class Model:
    """Says its pieces in order; asked to continue, it says what follows the prefix, in other pieces."""

    def __init__(self, pieces: list[Delta], *, regroup: int = 0, finish: str = "stop") -> None:
        self.pieces = pieces
        self.regroup = regroup
        self.finish = finish
        self.calls: list[Call] = []

    def __call__(self, profile: Profile) -> Provider:
        return self

    async def stream(self, call: Call) -> AsyncIterator[Delta | Finish]:
        self.calls.append(call)
        if call.prefix and self.regroup:
            text = "".join(piece.text for piece in self.pieces)
            assert text.startswith(call.prefix)
            rest = text[len(call.prefix) :]
            for start in range(0, len(rest), self.regroup):
                yield Delta(rest[start : start + self.regroup])
        else:
            for piece in self.pieces:
                yield piece
        yield Finish(self.finish, {"total_tokens": len(self.pieces)})


async def plain(run: Recorder, prefix: str = "") -> AsyncIterator[Event]:
    async for delta in run.call([], prefix=prefix):
        if delta.reasoning:
            yield Thinking(delta.reasoning)
        if delta.text:
            yield Text(delta.text)


going_on = partial(plain, prefix="从前")
"""Goes on with a text of an earlier stream."""


async def tagged(run: Recorder) -> AsyncIterator[Event]:
    """Holds back until a tag is whole: several chunks may give one event, one chunk several events."""
    held = ""
    found = False
    async for delta in run.call([]):
        held += delta.text
        if not found and "]" in held:
            tag, _bracket, held = held.partition("]")
            found = True
            yield Stage(tag, "")
        if found and held:
            yield Text(held)
            held = ""
    if held:
        yield Text(held)


async def reasoned(run: Recorder) -> AsyncIterator[Event]:
    assert run.reason == ""
    async for event in plain(run):
        yield event
    yield Reference(run.reason)


def recorder(model: Model, entries: list[Entry], continuation: Continuation) -> Recorder:
    chunks = recorded(entries)
    run = Recorder(
        {},
        {},
        profile=Profile(name="p", provider="scripted", continuation=continuation),
        provider=model,
        offline=lambda: "",
        chunks=chunks,
        went_live=lambda: None,
    )
    if chunks:
        run.replayed_to(chunks[-1].call)
    return run


async def produce(
    answer: Produce, model: Model, entries: list[Entry], continuation: Continuation = "prefix"
) -> list[Entry]:
    """What a producer does, without the log: the whole list of entries at the end."""
    run = recorder(model, entries, continuation)
    history = History(entries)
    produced = list(entries)
    async for event in answer(run):
        fresh = history.rest(event)
        if fresh is not None:
            produced.append(Entry(len(produced) + 1, events.encode(fresh), run.take_raw(fresh)))
    assert history.matched
    produced.append(Entry(len(produced) + 1, events.encode(Done(run.usage)), None))
    return produced


def content(entries: list[Entry]) -> tuple[str, str, list[Event]]:
    """Text, reasoning, and the other events but the terminal."""
    decoded = [events.decode(entry.payload) for entry in entries]
    text = "".join(event.text for event in decoded if isinstance(event, Text))
    thought = "".join(event.text for event in decoded if isinstance(event, Thinking))
    others: list[Event] = [event for event in decoded if not isinstance(event, (Text, Thinking, *TERMINAL))]
    return text, thought, others


words = st.lists(st.text("ab好]😀\n", min_size=1, max_size=5).map(Delta), min_size=1, max_size=8)


@pytest.mark.parametrize("answer", [plain, tagged])
@given(pieces=words, cut=st.integers(0, 20), regroup=st.integers(1, 3))
async def test_cut_after_any_entry_the_answer_is_the_same(
    answer: Produce, pieces: list[Delta], cut: int, regroup: int
) -> None:
    model = Model(pieces, regroup=regroup)
    whole = await produce(answer, model, [])
    cut = min(cut, len(whole) - 1)
    resumed = await produce(answer, model, whole[:cut])
    assert resumed[:cut] == whole[:cut]
    assert content(resumed) == content(whole)


@given(pieces=words, cuts=st.lists(st.integers(1, 3), max_size=4))
async def test_killed_again_and_again_it_still_ends_the_same(pieces: list[Delta], cuts: list[int]) -> None:
    model = Model(pieces, regroup=1)
    whole = content(await produce(tagged, model, []))
    entries: list[Entry] = []
    for step in cuts:
        entries = (await produce(tagged, model, entries))[: len(entries) + step]
        if isinstance(events.decode(entries[-1].payload), TERMINAL):
            entries.pop()
    assert content(await produce(tagged, model, entries)) == whole


async def test_the_provider_is_asked_to_continue_the_raw_text_not_the_events() -> None:
    model = Model([Delta("[00"), Delta("01]您"), Delta("好")])
    model.pieces[0] = Delta("00")
    whole = await produce(tagged, model, [])
    model.regroup = 1
    await produce(tagged, model, whole[:1])
    assert model.calls[-1].prefix == "0001]您"


async def test_a_model_that_cannot_continue_interrupts_once_text_is_visible() -> None:
    model = Model([Delta("本"), Delta("周")])
    whole = await produce(plain, model, [])
    with pytest.raises(Interrupted):
        await produce(plain, model, whole[:1], continuation="none")


async def test_a_model_that_cannot_continue_begins_again_while_no_text_is_visible() -> None:
    model = Model([Delta("", "想"), Delta("本周")])
    whole = await produce(plain, model, [])
    again = await produce(plain, model, whole[:1], continuation="none")
    assert content(again)[0] == "本周"
    assert model.calls[-1].prefix == ""


async def test_why_the_model_ended_is_told_and_is_the_same_in_a_replay() -> None:
    model = Model([Delta("本"), Delta("周")], finish="length")
    whole = await produce(reasoned, model, [])
    assert content(whole) == ("本周", "", [Reference("length")])
    model.finish = "stop"
    assert await produce(reasoned, model, whole[:-1]) == whole
    assert len(model.calls) == 1


@given(pieces=words, cuts=st.lists(st.integers(1, 3), max_size=4), regroup=st.integers(1, 3))
async def test_a_text_of_an_earlier_stream_goes_on_as_exactly(
    pieces: list[Delta], cuts: list[int], regroup: int
) -> None:
    model = Model([Delta("从前"), *pieces], regroup=regroup)
    rest = "".join(piece.text for piece in pieces)
    entries: list[Entry] = []
    for step in cuts:
        entries = (await produce(going_on, model, entries))[: len(entries) + step]
        if isinstance(events.decode(entries[-1].payload), TERMINAL):
            entries.pop()
    said = content(entries)[0]
    assert content(await produce(going_on, model, entries))[0] == rest
    assert model.calls[-1].prefix == "从前" + said


async def test_a_text_that_was_whole_already_ends_without_another_word() -> None:
    assert content(await produce(going_on, Model([Delta("从前")], regroup=1), [])) == ("", "", [])


async def test_thoughts_go_along_once_there_is_new_text() -> None:
    model = Model([Delta("", "想"), Delta("有座"), Delta("山")])
    whole = await produce(going_on, model, [])
    for kept, prefix, reasoning in ((0, "从前", ""), (1, "从前", ""), (2, "从前有座", "想")):
        await produce(going_on, model, whole[:kept])
        assert (model.calls[-1].prefix, model.calls[-1].prefix_reasoning) == (prefix, reasoning)


async def test_a_finish_without_a_word_is_empty() -> None:
    with pytest.raises(UpstreamEmpty):
        await produce(plain, Model([Delta("", "想")]), [])


def test_only_what_differs_from_the_event_is_stored() -> None:
    from streams.recording import Chunk

    assert encode_raw([Chunk(1, "好")], Text("好"), 1) is None
    assert encode_raw([Chunk(1, "", "想")], Thinking("想"), 1) is None
    for chunks, call in (([], 1), ([Chunk(2, "好")], 1), ([Chunk(1, "好", "想")], 1), ([Chunk(1, "好"), Chunk(1)], 1)):
        assert encode_raw(chunks, Text("好"), call) is not None


def test_a_replay_that_says_something_else_is_found_out() -> None:
    history = History([Entry(1, events.encode(Text("本周")), None)])
    with pytest.raises(Diverged):
        history.rest(Text("本月"))


def test_text_boundaries_may_differ_in_a_replay() -> None:
    entries = [Entry(1, events.encode(Text("本")), None), Entry(2, events.encode(Text("周好")), None)]
    history = History(entries)
    assert history.rest(Text("本周")) is None
    assert history.rest(Text("好！")) == Text("！")
    assert history.matched
    assert history.rest(Text("新")) == Text("新")
