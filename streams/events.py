"""The events of an answer: pure values; ids, offsets and storage live elsewhere.

They are msgspec structs rather than dataclasses: as frozen, and made and encoded about ten times faster, which
counts at one event per token (`bench/micro.py` prints the ratio). The JSON form of an event is its canonical form
without the sequence number: `{"type": "text", "text": "..."}`.
"""

from typing import Any, TypeAlias

import msgspec


class Text(msgspec.Struct, frozen=True, tag_field="type", tag="text"):
    """A piece of the answer; the pieces concatenate to the answer."""

    text: str


class Thinking(msgspec.Struct, frozen=True, tag_field="type", tag="thinking"):
    """A piece of the model's reasoning, or a note of progress; no part of the answer."""

    text: str


class Reference(msgspec.Struct, frozen=True, tag_field="type", tag="reference"):
    """What the answer rests on: a sentence for people and the sources themselves."""

    text: str
    sources: tuple[dict[str, Any], ...] = ()


class Stage(msgspec.Struct, frozen=True, tag_field="type", tag="stage"):
    """A dialogue has reached a stage: its code and its label."""

    code: str
    label: str


class Refused(msgspec.Struct, frozen=True, tag_field="type", tag="refused"):
    """The input is unfit for an answer: why, for people, and the reason code, for the log."""

    text: str
    reason: str


class Resumed(msgspec.Struct, frozen=True, tag_field="type", tag="resumed"):
    """Another producer took over: its attempt, counted from 1. The documented dialects do not show it."""

    attempt: int


class Done(msgspec.Struct, frozen=True, tag_field="type", tag="done"):
    """The end of a whole answer, with what the model says it used (tokens), if it says so."""

    usage: dict[str, Any] | None = None


class Failed(msgspec.Struct, frozen=True, tag_field="type", tag="failed"):
    """The end of an answer that broke: a code of `errors.py` and a plain sentence for people."""

    code: str
    message: str


class Cancelled(msgspec.Struct, frozen=True, tag_field="type", tag="cancelled"):
    """The end of an answer that somebody stopped: `user`, `staff` or `system`."""

    by: str


Terminal: TypeAlias = Done | Failed | Cancelled
Event: TypeAlias = Text | Thinking | Reference | Stage | Refused | Resumed | Done | Failed | Cancelled

TERMINAL = (Done, Failed, Cancelled)

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def encode(event: Event) -> bytes:
    """The event as compact JSON in UTF-8, non-ASCII characters unescaped, `type` first."""
    return _encoder.encode(event)


def decode(payload: bytes) -> Event:
    """The inverse of `encode`; raises `msgspec.DecodeError` on anything else."""
    return _decoder.decode(payload)


def canonical(seq: int, payload: bytes) -> bytes:
    """The canonical form on the wire: the encoded event with its sequence number in front."""
    return b'{"seq":%d,%s' % (seq, payload[1:])


def merge(entries: list[tuple[int, Event]], most_bytes: int = 16_384) -> list[tuple[int, Event]]:
    """Adjacent `Text` (or `Thinking`) events become one that carries the last cursor, up to `most_bytes` of UTF-8.

    `entries` are (seq, event) in order. A single event above `most_bytes` stays whole.
    """
    if len(entries) < 2:
        return entries
    merged: list[tuple[int, Event]] = []
    pieces: list[str] = []
    size = 0
    last_seq = 0
    kind: type[Text] | type[Thinking] | None = None

    def close() -> None:
        if kind is not None:
            merged.append((last_seq, kind("".join(pieces))))

    for seq, event in entries:
        if isinstance(event, Text | Thinking):
            length = len(event.text.encode())
            if kind is not type(event) or size + length > most_bytes:
                close()
                kind, pieces, size = type(event), [], 0
            pieces.append(event.text)
            size += length
            last_seq = seq
        else:
            close()
            kind = None
            merged.append((seq, event))
    close()
    return merged
