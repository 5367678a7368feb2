"""The end of a row: it follows the log's terminal, together with what the answer was for."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from streams import answers, events
from streams.events import Cancelled, Done, Failed, Text
from streams.log.base import Entry
from streams.models import Stream, pack


def finish_row(row: Stream, entries: list[Entry], first_token_ms: int | None, at: datetime) -> bool:
    """Write the end into the row and let the answer save what it was for, in one transaction.

    `entries` is the whole log, ending with its terminal. False when the row had ended already, or is gone.
    """
    ended = [events.decode(entry.payload) for entry in entries]
    with transaction.atomic():
        current = Stream.objects.select_for_update().filter(pk=row.pk).first()
        if current is None or current.ended:
            return False
        current.text = "".join(event.text for event in ended if isinstance(event, Text))
        current.packed = pack([entry.payload for entry in entries])
        current.seq = entries[-1].seq
        current.ended_at = at
        current.expires_at = at + timedelta(days=settings.STREAM_RETENTION_DAYS)
        current.first_token_ms = first_token_ms
        match ended[-1]:
            case Done(usage):
                current.state, current.usage = Stream.State.DONE, usage
            case Failed(code, message):
                current.state, current.error_code, current.error_text = Stream.State.FAILED, code, message[:255]
            case Cancelled(by):
                current.state, current.cancelled_by = Stream.State.CANCELLED, by
            case other:
                raise ValueError(f"the log of {row.pk} ends with {other!r}, which is no terminal")
        current.save()
        answers.get(current.answer).finish(current)
    return True
