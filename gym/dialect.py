"""The gym's documented wire format: `data: {"text": "..."}`, and `{"text": "", "done": true}` at the end."""

import json

import msgspec

from streams.dialects import SseDialect, WireEvent
from streams.events import Cancelled, Done, Event, Failed, Refused, Text

_encode = msgspec.json.Encoder().encode


class GymDialect(SseDialect):
    """`<` goes as `＜`: the documented clients show the text through innerHTML."""

    name = "gym"

    def wire(self, event: Event, seq: int) -> list[WireEvent]:
        match event:
            case Text(text) | Refused(text):
                return [("", f'{{"text": {_quoted(text)}}}')]
            case Done() | Cancelled():
                return [("", _object(text="", done=True))]
            case Failed(_code, message):
                return [("", _object(error=message))]
        return []


def _object(**fields: str | bool) -> str:
    safe = {name: value.replace("<", "＜") if isinstance(value, str) else value for name, value in fields.items()}
    return json.dumps(safe, ensure_ascii=False)


def _quoted(text: str) -> str:
    """A JSON string with non-ASCII characters as they are; the hot path, ten times faster than `json.dumps`."""
    return _encode(text.replace("<", "＜")).decode()
