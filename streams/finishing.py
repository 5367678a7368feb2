"""The end of a row: it follows the log's terminal, together with what the answer was for."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from streams import answers, events
from streams.events import Cancelled, Done, Event, Failed, Text
from streams.log.base import Entry
from streams.models import Stream, pack


def finish_row(
    row: Stream, entries: list[Entry], first_token_ms: int | None, at: datetime, *, bare: bool = False
) -> bool:
    """Write the end into the row and let the answer save what it was for, in one transaction.

    `entries` is the whole log, ending with its terminal; `bare` leaves the answer's part out. False when the row had
    ended already, or is gone.
    """
    ended = [events.decode(entry.payload) for entry in entries]
    changes: dict[str, Any] = {
        "text": "".join(event.text for event in ended if isinstance(event, Text)),
        "packed": pack([entry.payload for entry in entries]),
        "seq": entries[-1].seq,
        "ended_at": at,
        "expires_at": at + timedelta(days=settings.STREAM_RETENTION_DAYS),
        "first_token_ms": first_token_ms,
        **_ending(ended[-1]),
    }
    with transaction.atomic():
        if not Stream.objects.unfinished().filter(pk=row.pk).update(**changes):
            return False
        for name, value in changes.items():
            setattr(row, name, value)
        if not bare:
            answers.get(row.answer).finish(row)
    return True


def _ending(terminal: Event) -> dict[str, Any]:
    match terminal:
        case Done(usage):
            return {"state": Stream.State.DONE, "usage": usage}
        case Failed(code, message):
            return {"state": Stream.State.FAILED, "error_code": code, "error_text": message[:255]}
        case Cancelled(by):
            return {"state": Stream.State.CANCELLED, "cancelled_by": by}
    raise ValueError(f"the log ends with {terminal!r}, which is no terminal")
