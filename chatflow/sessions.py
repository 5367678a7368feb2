"""What happens to a call as a whole: begun, changed by a turn, rolled back, deleted."""

from typing import Any, NamedTuple

import msgspec
from django.db import connection, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from chatflow import flows, notice
from chatflow.call.codes import HANDED_OVER, PERSON
from chatflow.call.dialogue import begin
from chatflow.call.values import Call, Slot
from chatflow.errors import SessionUnknown
from chatflow.models import CallSession, Variable
from streams.models import Stream, digest

URGENT_KEYS = ("sfrs", "sfbk", "wxqk")


def lane(owner: str, session_id: str) -> str:
    """The name under which a call takes one turn at a time."""
    return f"call:{digest([owner, session_id])}"


def lock(owner: str, session_id: str) -> None:
    """Hold the call until the transaction ends; SQLite's transactions exclude each other anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"streams:{lane(owner, session_id)}"])


def found(owner: str, session_id: str) -> CallSession:
    """The owner's call of that number. Raises `SessionUnknown`."""
    session = CallSession.objects.of(owner, session_id)
    if session is None:
        raise SessionUnknown(log=f"session {session_id[:40]!r} of {owner}")
    return session


def begun(owner: str, session_id: str) -> CallSession:
    """The owner's call of that number, begun if it is new."""
    session = CallSession.objects.of(owner, session_id)
    if session:
        return session
    version = flows.in_force()
    seed = int(digest([owner, session_id])[:4], 16)
    call = begin(flows.of(version), seed)
    fresh = {"flow": version, "stage": call.stage, "memory": msgspec.to_builtins(call.memory)}
    return CallSession.objects.get_or_create(owner=owner, session_id=session_id, defaults=fresh)[0]


def snapshot(session: CallSession) -> dict[str, Any]:
    """Everything of a call that a turn may change, as JSON."""
    return {
        "stage": session.stage,
        "handled": session.handled,
        "injured": session.injured,
        "memory": session.memory,
        "turns_taken": session.turns_taken,
        "waiting_since": session.waiting_since and session.waiting_since.isoformat(),
        "variables": [
            {
                "key": variable.key,
                "value": variable.value,
                "words": variable.words,
                "turn": variable.turn,
                "confidence": variable.confidence,
                "status": variable.status,
                "changed_at": variable.changed_at.isoformat(),
            }
            for variable in session.variables.all()
        ],
    }


def restore(session: CallSession, before: dict[str, Any]) -> None:
    """Make the call what it was. What people have decided about it since stays: who took it answers it, and a call
    that was handed back or ended remains so."""
    agent = CallSession.Handled.AGENT
    if session.by_agent:
        session.stage = before["stage"] if before["stage"] in HANDED_OVER else PERSON
    elif before["handled"] != agent:
        session.stage, session.handled = before["stage"], before["handled"]
    session.injured = before["injured"]
    session.memory = before["memory"]
    session.turns_taken = before["turns_taken"]
    waits = session.handled in (CallSession.Handled.WAITING, agent) and before["waiting_since"]
    session.waiting_since = parse_datetime(waits) if waits else None
    session.touched_at = timezone.now()
    session.save()
    session.variables.all().delete()
    Variable.objects.bulk_create(
        Variable(session=session, **{**variable, "changed_at": parse_datetime(variable["changed_at"])})
        for variable in before["variables"]
    )


@transaction.atomic
def set_variable(owner: str, session_id: str, key: str, value: str) -> CallSession:
    """Write one variable from outside, over whatever was heard; a new call begins with it."""
    lock(owner, session_id)
    session = begun(owner, session_id)
    fields = {"value": value, "words": "", "turn": session.turns_taken, "confidence": 1.0, "status": "set"}
    session.variables.update_or_create(key=key, defaults={**fields, "changed_at": timezone.now()})
    session.touched_at = timezone.now()
    session.save(update_fields=["touched_at"])
    notice.changed(session.pk)
    return session


def keep_slots(session: CallSession, call: Call, since: Any) -> None:
    """Let the variables follow the call; what was set from outside after `since` stays."""
    now = timezone.now()
    for variable in session.variables.all():
        slot = call.slots.get(variable.key)
        if variable.status == Variable.Status.SET and variable.changed_at > since:
            continue
        if slot is None:
            variable.delete()
        elif slot != variable.slot:
            _write(session, variable.key, slot, now)
    known = set(session.variables.values_list("key", flat=True))
    for key, slot in call.slots.items():
        if key not in known:
            _write(session, key, slot, now)


def _write(session: CallSession, key: str, slot: Slot, now: Any) -> None:
    session.variables.update_or_create(key=key, defaults={**msgspec.structs.asdict(slot), "changed_at": now})


def urgent(call: Call) -> bool:
    return any(call.value(key) not in ("", "无") for key in URGENT_KEYS)


class Deleted(NamedTuple):
    """What is left to do for a call that has been deleted: forget its streams, and what a workflow keeps of it."""

    number: int
    streams: list[str]
    upstream: bool


def delete(session: CallSession) -> Deleted:
    """Everything of a call. Deleting its streams stops a running turn."""
    streams = list(Stream.objects.filter(subject=session.subject).defer("inputs", "text", "packed"))
    running = any(stream.state in (Stream.State.QUEUED, Stream.State.RUNNING) for stream in streams)
    upstream = running or session.turns.exclude(upstream_item="").exists()
    done = Deleted(session.pk, [stream.pk for stream in streams], upstream)
    for stream in streams:
        stream.delete()
    session.delete()
    notice.changed(done.number)
    return done
