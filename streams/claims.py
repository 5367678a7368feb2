"""What a worker does to rows: claim them, and forget what is past its time. Plain functions for its database thread."""

from typing import Any

from django.db.models import F
from django.utils import timezone

from streams.models import Stream


def claim(row: Stream, first_log: str) -> bool:
    """Become the producer of a row: its epoch is raised unless somebody was faster or it has ended."""
    changes: dict[str, Any] = {"epoch": F("epoch") + 1, "state": Stream.State.RUNNING}
    if first_log:
        changes["log_id"] = row.log_id = first_log
    claimed = Stream.objects.unfinished().filter(pk=row.pk, epoch=row.epoch).update(**changes)
    row.epoch += claimed
    return bool(claimed)


def mark_read(stream: str) -> None:
    Stream.objects.filter(pk=stream, read_at=None).update(read_at=timezone.now())


def purge_rows() -> int:
    """What a stream said is forgotten after the retention time; the row stays, without content, so that its address
    answers 410 and not 404."""
    return Stream.objects.expired().exclude(packed=b"").update(packed=b"", text="", inputs={}, params={})


def without_row(streams: list[str]) -> list[str]:
    known = set(Stream.objects.filter(pk__in=streams).values_list("pk", flat=True))
    return [stream for stream in streams if stream not in known]
