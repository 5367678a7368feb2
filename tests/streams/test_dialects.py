"""Every byte that leaves, for each framing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams import dialects
from streams.dialects import Encoder, SseDialect, WireEvent, character_start, sse
from streams.errors import NotFound
from streams.events import Cancelled, Done, Event, Failed, Refused, Resumed, Stage, Text, Thinking

STREAM = "abcdefghijklmnop"


class Named(SseDialect):
    """Two wire events for a stage, none for a take-over."""

    name = "named"

    def wire(self, event: Event, seq: int) -> list[WireEvent]:
        match event:
            case Text(text):
                return [("text", text)]
            case Stage(code, label):
                return [("code", code), ("label", label)]
            case Done():
                return [("done", "")]
        return []


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (sse("好"), "data: 好\n\n"),
        (sse("a\nb"), "data: a\ndata: b\n\n"),
        (sse("x", "stage"), "event: stage\ndata: x\n\n"),
        (sse("", "done"), "event: done\ndata: \n\n"),
        (sse("x", cursor="s:1"), "data: x\nid: s:1\n\n"),
        (sse("", cursor="s:0", retry_ms=2000), "retry: 2000\nid: s:0\n\n"),
    ],
)
def test_a_block_has_its_bytes(block: bytes, expected: str) -> None:
    assert block == expected.encode()


def test_without_ids_every_byte_is_as_documented() -> None:
    encoder = Encoder(Named(), STREAM, ids=False)
    assert encoder.opening(0) == b""
    assert encoder.heartbeat() == b""
    assert (
        b"".join(encoder.writes([(1, Stage("1", "一"))]))
        == "event: code\ndata: 1\n\nevent: label\ndata: 一\n\n".encode()
    )


def test_with_ids_the_last_wire_event_of_an_event_carries_its_cursor() -> None:
    encoder = Encoder(Named(), STREAM, ids=True)
    assert encoder.opening(3) == f"retry: 2000\nid: {STREAM}:3\n\n".encode()
    body = b"".join(encoder.writes([(4, Stage("1", "一"))]))
    assert body == f"event: code\ndata: 1\n\nevent: label\ndata: 一\nid: {STREAM}:4\n\n".encode()
    assert encoder.heartbeat() == b":\n\n"


def test_an_event_that_the_format_does_not_show_writes_nothing() -> None:
    assert list(Encoder(Named(), STREAM, ids=True).writes([(1, Resumed(2))])) == []


def test_a_merged_backlog_keeps_to_512_bytes_per_event_in_the_documented_form() -> None:
    batch: list[tuple[int, Event]] = [(seq, Text("汉字汉字")) for seq in range(1, 200)]
    body = b"".join(Encoder(Named(), STREAM, ids=False).writes(batch))
    blocks = body.decode().split("\n\n")[:-1]
    assert "".join(block.removeprefix("event: text\ndata: ") for block in blocks) == "汉字汉字" * 199
    assert all(len(block.removeprefix("event: text\ndata: ").encode()) <= 512 for block in blocks)
    assert len(blocks) < 8


def test_with_ids_a_backlog_becomes_few_frames() -> None:
    batch: list[tuple[int, Event]] = [(seq, Text("汉字汉字")) for seq in range(1, 200)]
    body = b"".join(Encoder(Named(), STREAM, ids=True).writes(batch))
    assert body.count(b"\n\n") == 1
    assert body.endswith(f"id: {STREAM}:199\n\n".encode())


def test_dollar_text_ends_with_one_dollar_and_maps_its_own() -> None:
    form = dialects.get("dollar")
    assert form.frame(Text("5$"), 1) + form.frame(Done(), 2) == "5＄$".encode()
    assert form.frame(Refused("太暗", "dark"), 1) + form.frame(Done(), 2) == "太暗$".encode()
    assert form.frame(Cancelled("user"), 2) == b"$"
    assert form.frame(Thinking("想"), 1) == b""


def test_a_broken_text_form_has_no_end() -> None:
    form = dialects.get("dollar")
    assert form.frame(Failed("internal", "坏了"), 2) == b""
    assert form.breaks(Failed("internal", "坏了"))
    assert not form.breaks(Done())


def test_an_unknown_dialect_is_not_found() -> None:
    with pytest.raises(NotFound):
        dialects.get("klingon")


@given(st.text(max_size=20), st.integers(0, 80))
def test_an_offset_moves_back_to_the_start_of_its_character(text: str, offset: int) -> None:
    body = text.encode("utf-8", "surrogatepass")
    start = character_start(body, min(offset, len(body)))
    assert start <= offset
    assert min(offset, len(body)) - start < 4
    body[:start].decode("utf-8", "surrogatepass")
