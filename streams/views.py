"""The calls that work on any stream, and the view that apps build their endpoints from."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from streams import answers, dialects, events, opening, tickets, worker
from streams.auth import authenticate
from streams.dialects import SseDialect, TextDialect
from streams.errors import AlreadyEnded, BadParameters, CursorUnknown, NotFound
from streams.events import Event, Text
from streams.limits import check_open
from streams.models import Stream
from streams.parameters import View, body_of, refusing
from streams.reader import Cursor, source
from streams.responses import StreamResponse

CANCEL_WAIT_S = 5


def wants_ids(request: HttpRequest) -> bool:
    """Only an Accept that names the media type asks for ids; `*/*` is what naive clients send."""
    return "text/event-stream" in request.headers.get("Accept", "").lower()


async def respond(
    request: HttpRequest, row: Stream, key: str, *, dialect: str = "", after: int = 0, offset: int = 0
) -> HttpResponseBase:
    """The stream from a cursor on, or 204 when the cursor covers the end. Raises a `Refusal`.

    An offset without a dialect counts in the text form of the stream's own.
    """
    check_open(key)
    own = dialects.get(row.dialect)
    name = dialect or (own.text_form if offset and isinstance(own, SseDialect) and own.text_form else row.dialect)
    log = worker.current().log
    found = await source(row, log, after)
    if found.covers_end(after):
        return HttpResponse(status=204)
    if offset and await _offset_covers_end(row, name, offset):
        return HttpResponse(status=204)
    return StreamResponse(
        row,
        found,
        key=key,
        dialect=name,
        ids=wants_ids(request),
        after=after,
        offset=offset,
        resumes="Last-Event-ID" in request.headers,
    )


async def _offset_covers_end(row: Stream, name: str, offset: int) -> bool:
    """Whether a text form's reader has it all; `CursorUnknown` when it claims more than there is."""
    form = dialects.get(name)
    if not isinstance(form, TextDialect):
        raise BadParameters(_("offset 只用于纯文本形式；SSE 请用 Last-Event-ID 续传。"))
    entries = row.events() or await _logged(row)
    length = sum(len(form.frame(event, seq)) for seq, event in entries)
    if offset > length:
        raise CursorUnknown(log=f"offset {offset} is beyond {length} of {row.pk}")
    return row.ended and offset == length


async def _logged(row: Stream) -> list[tuple[int, Event]]:
    entries = await worker.current().log.read(row.pk, 0, 1_000_000)
    return [(entry.seq, events.decode(entry.payload)) for entry in entries]


# --- endpoints of the apps


def _own_form(_request: HttpRequest) -> str:
    return ""


def answer_view(
    name: str,
    form: Callable[[HttpRequest], str] = _own_form,
) -> View:
    """A view that starts or joins the answer of that name and streams it; a `Last-Event-ID` resumes instead.

    `form` names the dialect that a request asks for, "" = the answer's own; it may raise a `Refusal`.
    """

    @refusing("GET", "POST")
    async def view(request: HttpRequest) -> HttpResponseBase:
        runner = worker.current()
        dialect = form(request)
        last = request.headers.get("Last-Event-ID", "").strip()
        ticket = request.GET.get("ticket", "")
        row, key, after = await runner.in_database(begin, request, name, last, ticket, dialect)
        return await respond(request, row, key, dialect=dialect, after=after)

    return view


def begin(
    request: HttpRequest, name: str, last: str, ticket_text: str, dialect: str, *, at_head: bool = False
) -> tuple[Stream, str, int]:
    """The stream that a request starts, joins or resumes, its reader's key, and the seq to read on from."""
    if ticket_text:
        ticket, bound = tickets.read(ticket_text)
        if ticket.answer != name and not bound:
            raise NotFound(log="ticket of another answer")
        row = bound or tickets.bind(ticket, _started(ticket, at_head=at_head))
        key = ticket.owner
    else:
        principal = authenticate(request, starts=not last)
        key = principal.key
        if last:
            row = Stream.objects.owned(Cursor.parse(last).stream, principal.key)
        else:
            check_open(key)
            header = request.headers.get("Idempotency-Key", "").strip()
            row = opening.start(name, principal, body_of(request), header, dialect=dialect, at_head=at_head)
    if not last:
        return row, key, 0
    cursor = Cursor.parse(last)
    if cursor.stream != row.pk or row.answer != name:
        raise CursorUnknown(log="cursor of another stream")
    return row, key, cursor.seq


def _started(ticket: tickets.Ticket, *, at_head: bool) -> Stream:
    principal = tickets.principal(ticket)
    return opening.start(ticket.answer, principal, ticket.params, f"ticket:{ticket.nonce}", at_head=at_head)


def _authorized(request: HttpRequest, stream: str) -> tuple[Stream, str]:
    """The stream and the reader's key, by ticket, token or session."""
    text = request.GET.get("ticket", "")
    if text:
        ticket, bound = tickets.read(text)
        row = bound or tickets.bind(ticket, Stream.objects.owned(ticket.stream, ticket.owner))
        if row.pk != stream:
            raise NotFound(log="ticket of another stream")
        return row, ticket.owner
    principal = authenticate(request)
    return Stream.objects.owned(stream, principal.key), principal.key


# --- /streams/...


@refusing("POST")
async def start(request: HttpRequest) -> HttpResponseBase:
    """`{"answer", "params"}` -> 201 `{"stream"}` (200 when it joined): start now, read with `GET /streams/<id>`."""

    def begin() -> Stream:
        principal = authenticate(request)
        body = body_of(request)
        name, params = _answer_and_params(body)
        return opening.start(name, principal, params, request.headers.get("Idempotency-Key", "").strip())

    row = await worker.current().in_database(begin)
    return JsonResponse({"stream": row.pk, "state": row.state}, status=201)


def _answer_and_params(body: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    name, params = body.get("answer"), body.get("params", {})
    if not isinstance(name, str) or not name or not isinstance(params, dict):
        raise BadParameters(_("请给出 answer（回答种类）和 params（参数对象）。"))
    return name, params


@refusing("GET")
async def read(request: HttpRequest, stream: str) -> HttpResponseBase:
    """Resume or replay, in the stream's own dialect or the one that `?dialect=` names."""
    row, key = await worker.current().in_database(_authorized, request, stream)
    last = request.headers.get("Last-Event-ID", "").strip()
    cursor = Cursor.parse(last) if last else Cursor(row.pk, _number(request, "after"))
    if cursor.stream != row.pk:
        raise CursorUnknown(log="cursor of another stream")
    dialect = request.GET.get("dialect", "")
    return await respond(request, row, key, dialect=dialect, after=cursor.seq, offset=_number(request, "offset"))


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "") or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise BadParameters(_("%(name)s 应当是一个不小于 0 的整数。") % {"name": name})
    return int(text)


@refusing("GET")
async def state(request: HttpRequest, stream: str) -> HttpResponseBase:
    runner = worker.current()
    row, _key = await runner.in_database(_authorized, request, stream)
    return JsonResponse(await _description(row))


async def _description(row: Stream) -> dict[str, Any]:
    """The row's state; while it runs, the sequence number and the characters come from the log."""
    described = row.describe()
    if not row.ended:
        entries = await _logged(row)
        described["seq"] = entries[-1][0] if entries else 0
        described["characters"] = sum(len(event.text) for _seq, event in entries if isinstance(event, Text))
    return described


@refusing("POST")
async def cancel(request: HttpRequest, stream: str) -> HttpResponseBase:
    """Stop it: 200 once the model's connection is closed, 202 if that takes long, 409 if it had ended by itself."""
    runner = worker.current()
    row, key = await runner.in_database(_authorized, request, stream)
    if not row.ended:
        stopping = asyncio.run_coroutine_threadsafe(runner.cancel(row.pk, "user"), runner.loop)
        try:
            await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(stopping)), CANCEL_WAIT_S)
        except TimeoutError:
            return JsonResponse(row.describe(), status=202)
        row = await runner.in_database(Stream.objects.owned, stream, key)
    if row.state != Stream.State.CANCELLED:
        raise AlreadyEnded
    return JsonResponse(row.describe())


@refusing("POST")
async def ticket(request: HttpRequest) -> HttpResponseBase:
    """`{"stream"}` or `{"answer", "params"}` -> 201 `{"ticket", "expires_in"}`."""

    def issue() -> str:
        principal = authenticate(request)
        body = body_of(request)
        stream = body.get("stream")
        if stream is not None:
            if not isinstance(stream, str):
                raise BadParameters(_("stream 应当是一个回答流的编号。"))
            return tickets.issue(principal.key, stream=Stream.objects.owned(stream, principal.key).pk)
        name, params = _answer_and_params(body)
        answers.get(name)
        return tickets.issue(principal.key, answer=name, params=params)

    text = await worker.current().in_database(issue)
    return JsonResponse({"ticket": text, "expires_in": tickets.FIRST_USE_S}, status=201)
