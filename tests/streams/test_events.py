"""Events are pure values with one JSON form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams import events
from streams.events import Cancelled, Done, Event, Failed, Reference, Refused, Resumed, Stage, Text, Thinking

EVERY_KIND: list[tuple[Event, bytes]] = [
    (Text("本周"), '{"type":"text","text":"本周"}'.encode()),
    (Thinking("想"), '{"type":"thinking","text":"想"}'.encode()),
    (Reference("两篇", ({"id": 1},)), '{"type":"reference","text":"两篇","sources":[{"id":1}]}'.encode()),
    (Stage("1002", "通话中"), '{"type":"stage","code":"1002","label":"通话中"}'.encode()),
    (Refused("太暗", "dark"), '{"type":"refused","text":"太暗","reason":"dark"}'.encode()),
    (Resumed(2), b'{"type":"resumed","attempt":2}'),
    (Done({"total_tokens": 7}), b'{"type":"done","usage":{"total_tokens":7}}'),
    (Failed("internal", "坏了"), '{"type":"failed","code":"internal","message":"坏了"}'.encode()),
    (Cancelled("user"), b'{"type":"cancelled","by":"user"}'),
]

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
pieces = st.one_of(texts.map(Text), texts.map(Thinking), st.just(Stage("1002", "通话中")))


@pytest.mark.parametrize(("event", "payload"), EVERY_KIND)
def test_each_kind_has_its_bytes_and_comes_back(event: Event, payload: bytes) -> None:
    assert events.encode(event) == payload
    assert events.decode(payload) == event


def test_the_canonical_form_puts_the_sequence_number_first() -> None:
    assert events.canonical(57, events.encode(Text("好"))) == '{"seq":57,"type":"text","text":"好"}'.encode()


@given(st.lists(pieces, max_size=30), st.integers(1, 60))
def test_merging_keeps_every_character_and_the_last_cursor(kinds: list[Event], most: int) -> None:
    entries = list(enumerate(kinds, 1))
    merged = events.merge(entries, most)
    assert _flat(merged) == _flat(entries)
    assert [seq for seq, _event in merged] == sorted({seq for seq, _event in merged})
    assert not entries or merged[-1][0] == entries[-1][0]
    lengths = [len(event.text.encode()) for _seq, event in merged if isinstance(event, Text)]
    alone = {len(event.text.encode()) for event in kinds if isinstance(event, Text)}
    assert all(length <= most or length in alone for length in lengths)


def _flat(entries: list[tuple[int, Event]]) -> list[object]:
    """The characters of text and reasoning one by one, the other events whole."""
    flat: list[object] = []
    for _seq, event in entries:
        flat += [(type(event), char) for char in event.text] if isinstance(event, Text | Thinking) else [event]
    return flat
