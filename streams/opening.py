"""Opening a stream: join what is the same question, or commit a new row with all that its producer needs."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from streams import answers, worker
from streams.answers import Answer
from streams.auth import Principal
from streams.errors import BadParameters, Busy, KeyConflict, TooManyRunning, Unavailable
from streams.limits import most_running
from streams.models import Stream, StreamQuerySet, digest

LONGEST_KEY = 128


def start(
    name: str,
    principal: Principal,
    raw: Mapping[str, Any],
    idempotency_key: str = "",
    *,
    dialect: str = "",
    at_head: bool = False,
) -> Stream:
    """Validate, scope and open; the stream to follow, new or joined. Raises a `Refusal`.

    Runs in a thread, with the database. `raw` holds the parameters as the client sent them. A new stream's own form
    is `dialect`, or the answer's. `at_head`: the request has stood in its lane's queue, and is at its head.
    """
    answer = answers.get(name)
    runner = worker.current()
    if runner.draining:
        raise Unavailable
    if len(idempotency_key) > LONGEST_KEY or "\x00" in idempotency_key:
        raise BadParameters(_("Idempotency-Key 最长 128 个字符。"))
    params = answer.resolve(principal, raw)
    refresh = bool(params.pop("refresh", False))
    stream, created = open_stream(
        answer, principal, params, idempotency_key, refresh=refresh, dialect=dialect, at_head=at_head
    )
    if created:
        runner.wake(stream)
    return stream


def open_stream(
    answer: Answer,
    principal: Principal,
    params: dict[str, Any],
    idempotency_key: str,
    *,
    refresh: bool = False,
    dialect: str = "",
    at_head: bool = False,
) -> tuple[Stream, bool]:
    """The stream of this question and whether it is new. The row is committed when this returns."""
    question = digest(params)
    same = Stream.objects.defer("inputs", "text").owned_by(principal.key).filter(answer=answer.name)
    found = _same_question(answer, same, question, idempotency_key)
    if found:
        return found, False
    lane = answer.lane(principal, params)
    if lane:
        # What is prepared depends on how the one before it ended: looking, preparing and inserting are one step.
        with transaction.atomic():
            _one_at_a_time(lane)
            # The equal request may have been committed a moment ago.
            found = _same_question(answer, same, question, idempotency_key)
            if found:
                return found, False
            running = Stream.objects.unfinished().filter(lane=lane).values_list("pk", flat=True).first()
            if running:
                raise Busy(lane, running)
            if not at_head and worker.current().lanes.standing(lane):
                raise Busy(lane)
            return _insert(answer, principal, params, idempotency_key, refresh=refresh, dialect=dialect, lane=lane)
    return _insert(answer, principal, params, idempotency_key, refresh=refresh, dialect=dialect)


def _same_question(answer: Answer, same: StreamQuerySet, question: str, idempotency_key: str) -> Stream | None:
    """What the request joins: the stream of its key, or the equal question that is being answered, or whose answer
    nobody has received yet."""
    if idempotency_key:
        keyed = same.filter(idempotency_key=idempotency_key).first()
        return _joined(keyed, question) if keyed else None
    equal = same.filter(params_hash=question, joinable=True)
    running = equal.unfinished().first()
    if running or not answer.joins_until_read:
        return running
    unread = equal.filter(read_at=None, expires_at__gt=timezone.now()).order_by("-created_at").first()
    # A reader may have the end a moment before the row follows.
    if unread is None or unread.pk in worker.current().read:
        return None
    # Where the lane has gone on since, its answer would be an answer to something else.
    later = Stream.objects.filter(subject=unread.subject, lane=unread.lane, created_at__gt=unread.created_at)
    return None if later.exists() else unread


def _insert(
    answer: Answer,
    principal: Principal,
    params: dict[str, Any],
    idempotency_key: str,
    *,
    refresh: bool,
    dialect: str,
    lane: str = "",
) -> tuple[Stream, bool]:
    question = digest(params)
    same = Stream.objects.defer("inputs", "text").owned_by(principal.key).filter(answer=answer.name)
    prepared = answer.prepare(principal, params)
    if answer.replays_finished and not refresh and not idempotency_key:
        # One without a text was a refusal, and is looked at again: the picture may be there by now.
        finished = (
            same.filter(
                params_hash=question,
                facts_hash=prepared.facts_hash,
                profile=prepared.profile,
                state=Stream.State.DONE,
                expires_at__gt=timezone.now(),
            )
            .exclude(text="")
            .first()
        )
        if finished:
            return finished, False
    row = Stream(
        answer=answer.name,
        owner=principal.key,
        subject=prepared.subject,
        params=params,
        params_hash=question,
        facts_hash=prepared.facts_hash,
        idempotency_key=idempotency_key or None,
        joinable=not idempotency_key,
        dialect=dialect or answer.dialect,
        profile=prepared.profile,
        inputs=prepared.inputs,
        lane=lane,
    )
    try:
        with transaction.atomic():
            _one_at_a_time(principal.key)
            if Stream.objects.owned_by(principal.key).unfinished().count() >= most_running(principal.key):
                # The equal question may have been committed a moment ago: joining it is no new generation.
                twin = same.unfinished().filter(params_hash=question, joinable=True).first()
                if twin and not idempotency_key:
                    return twin, False
                raise TooManyRunning
            row.save(force_insert=True)
    except IntegrityError:
        # Two equal requests at once: the other one's row is committed by now.
        if idempotency_key:
            return _joined(same.get(idempotency_key=idempotency_key), question), False
        return same.filter(params_hash=question, joinable=True).order_by("-created_at")[0], False
    return row, True


def _joined(stream: Stream, question: str) -> Stream:
    if stream.params_hash != question:
        raise KeyConflict
    return stream


def _one_at_a_time(owner: str) -> None:
    """Count and insert as one step per owner; SQLite's IMMEDIATE transactions do so anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"streams:{owner}"])
