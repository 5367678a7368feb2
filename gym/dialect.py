"""The gym's documented wire format: `data: {"text": "..."}`, and `{"text": "", "done": true}` at the end."""

import json

from streams.dialects import SseDialect, WireEvent
from streams.events import Cancelled, Done, Event, Failed, Refused, Text


class GymDialect(SseDialect):
    """`<` goes as `＜`: the documented clients show the text through innerHTML."""

    name = "gym"

    def wire(self, event: Event, seq: int) -> list[WireEvent]:
        match event:
            case Text(text) | Refused(text):
                return [("", _object(text=text))]
            case Done() | Cancelled():
                return [("", _object(text="", done=True))]
            case Failed(_code, message):
                return [("", _object(error=message))]
        return []


def _object(**fields: str | bool) -> str:
    safe = {name: value.replace("<", "＜") if isinstance(value, str) else value for name, value in fields.items()}
    return json.dumps(safe, ensure_ascii=False)
