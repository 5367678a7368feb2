"""Signed tickets for addresses where a token must not stand: 60 s to the first use, then bound to one stream.

A ticket names its owner and either a stream or a question. The first use is written down (`TicketUse`) with the
stream that it opened or followed; from then on the ticket reads that stream alone, and nothing else. It is good
while the stream runs and as long after its end as the log is kept, so that a reader that was cut just before the end
still gets it.
"""

import secrets
from datetime import timedelta
from typing import Any

import msgspec
from django.conf import settings
from django.core import signing
from django.utils import timezone

from streams.auth import Principal, of_key
from streams.errors import NotSignedIn
from streams.models import Stream, TicketUse

SALT = "xiliu.streams.ticket"
FIRST_USE_S = 60


class Ticket(msgspec.Struct):
    """What a ticket says; `stream`, or `answer` with `params`."""

    owner: str
    nonce: str
    stream: str = ""
    answer: str = ""
    params: dict[str, Any] = {}


def issue(owner: str, *, stream: str = "", answer: str = "", params: dict[str, Any] | None = None) -> str:
    ticket = Ticket(owner, secrets.token_urlsafe(12), stream, answer, params or {})
    return signing.dumps(msgspec.to_builtins(ticket), salt=SALT, compress=True)


def read(text: str) -> tuple[Ticket, Stream | None]:
    """The ticket, and the stream that its first use bound it to. Raises `NotSignedIn`."""
    try:
        body = signing.loads(text, salt=SALT)
        ticket = msgspec.convert(body, Ticket)
    except (signing.BadSignature, msgspec.ValidationError):
        raise NotSignedIn(log="bad ticket") from None
    use = TicketUse.objects.select_related("stream").filter(nonce=ticket.nonce).first()
    if use is None:
        try:
            signing.loads(text, salt=SALT, max_age=FIRST_USE_S)
        except signing.SignatureExpired:
            raise NotSignedIn(log="ticket expired before its first use") from None
        return ticket, None
    ended = use.stream.ended_at
    if ended and ended + timedelta(seconds=settings.STREAM_LOG_KEEP_S) < timezone.now():
        raise NotSignedIn(log="the ticket's stream has ended")
    return ticket, use.stream


def bind(ticket: Ticket, stream: Stream) -> Stream:
    """Write down the first use; when two first uses race, both get the stream of the faster one."""
    use, _created = TicketUse.objects.get_or_create(nonce=ticket.nonce, defaults={"stream": stream})
    return use.stream


def principal(ticket: Ticket) -> Principal:
    """The ticket's owner, looked up again: the tickets of somebody who is disabled are worth nothing."""
    return of_key(ticket.owner)
