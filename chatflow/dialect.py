"""The documented wire formats of the accident call and of plain chat.

The call's: `stage_code`, `text_delta`, then `done` or `error`; its JSON is ASCII-escaped, because the document's client
decodes blindly in pieces of 1,024 bytes and dies on a split character.
"""

import json
from typing import Any

from streams.dialects import SseDialect, WireEvent
from streams.events import Cancelled, Done, Event, Failed, Stage, Text, Thinking

COMPLETED = json.dumps({"status": "completed"})


def _data(**values: Any) -> str:
    return json.dumps(values)


class CallDialect(SseDialect):
    """A call that somebody stopped is complete for the gateway: what follows comes in the next turn."""

    name = "chatflow"

    def wire(self, event: Event, seq: int) -> list[WireEvent]:
        match event:
            case Text(text):
                return [("text_delta", _data(text=text))]
            case Stage(code, label):
                return [("stage_code", _data(nextStageCode=code, nextStage=label))]
            case Done() | Cancelled():
                return [("done", COMPLETED)]
            case Failed(_code, message):
                return [("error", _data(msg=message, code="500"))]
        return []


class PlainDialect(SseDialect):
    """Plain chat for whoever asks for SSE; without that it is the bare text."""

    name = "chatflow.plain"
    text_form = "text"

    def wire(self, event: Event, seq: int) -> list[WireEvent]:
        match event:
            case Text(text):
                return [("text", _text(text=text))]
            case Thinking(text):
                return [("thinking", _text(text=text))]
            case Done():
                return [("done", _text(status="completed"))]
            case Cancelled():
                return [("done", _text(status="cancelled"))]
            case Failed(code, message):
                return [("error", _text(error=message, code=code))]
        return []


def _text(**values: Any) -> str:
    return json.dumps(values, ensure_ascii=False)
