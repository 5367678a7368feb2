"""The clinic's documented wire format: named events whose data are `{"type": ..., "data": ...}`, and the `$` forms."""

import msgspec

from streams.dialects import DollarText, SseDialect, WireEvent
from streams.events import Cancelled, Done, Event, Failed, Reference, Refused, Text, Thinking

_encode = msgspec.json.Encoder().encode


def _data(kind: str, data: str | None) -> str:
    return f'{{"type":"{kind}","data":{_encode(data).decode()}}}'


NOTHING = _data("content", None)


class ClinicDialect(SseDialect):
    """`start_stream`, `metadata`, `stream` or `signal_stop`, then exactly one of `end_stream` and `error`."""

    name = "petclinic"
    first = ("start_stream", NOTHING)
    text_form = "dollar"

    def wire(self, event: Event, seq: int) -> list[WireEvent]:
        match event:
            case Text(text):
                return [("stream", _data("content", text))]
            case Thinking(text):
                return [("metadata", _data("thinking", text))]
            case Reference(text):
                return [("metadata", _data("reference", text))]
            case Refused(text):
                return [("signal_stop", _data("content", text))]
            case Done() | Cancelled():
                return [("end_stream", NOTHING)]
            case Failed(_code, message):
                return [("error", _data("content", message))]
        return []


class ClinicLines(ClinicDialect):
    """The consultation's summary: one line for each event, in a backlog, too."""

    name = "petclinic.lines"
    merges = False


class ClinicStep(ClinicDialect):
    """The steps whose text form ends with a newline before the `$`."""

    name = "petclinic.step"
    text_form = "dollar.line"


class DollarLine(DollarText):
    """The text, a newline, and `$`."""

    name = "dollar.line"
    end = "\n$"
