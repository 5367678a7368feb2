"""The end of a turn: the call follows it, in the transaction that ends its stream; and its rollback."""

from typing import TYPE_CHECKING, Any

import msgspec
from django.db import transaction
from django.utils import timezone

from chatflow import flows, notice, sessions, stages
from chatflow.call.codes import ENDED, HANDED_OVER, HURT
from chatflow.call.values import Call, Slot
from chatflow.models import AgentMessage, CallSession, CallTurn, FlaggedCode
from chatflow.models.calls import LONGEST_KEY, LONGEST_VALUE
from streams.events import Event, Reference, Stage
from streams.models import Stream

if TYPE_CHECKING:
    from chatflow.accident_call import Inputs


def keep(stream: Stream, inputs: "Inputs") -> None:
    """Write the turn, the variables and where the call stands. A call that was deleted meanwhile stays deleted."""
    session = CallSession.objects.select_for_update().filter(pk=inputs.session).first()
    if session is None:
        return
    said = [event for _seq, event in stream.events()]
    call = _with_references(inputs.after, said)
    codes = [event.code for event in said if isinstance(event, Stage)]
    _move(session, inputs, codes)
    session.memory = msgspec.to_builtins(
        msgspec.structs.replace(call.memory, said=stream.text[-2_000:] or call.memory.said)
    )
    session.turns_taken += 1
    session.injured = session.injured or sessions.urgent(call) or session.stage == HURT
    session.touched_at = timezone.now()
    session.save()
    sessions.keep_slots(session, call, stream.created_at)
    _flag(session, inputs, said)
    _mark_said(stream, inputs, said)
    CallTurn.objects.create(
        session=session,
        number=session.turns_taken,
        stream_id=stream.pk,
        time_stamp=stream.params["timeStamp"],
        said=stream.params["text"],
        text=stream.text,
        code=codes[-1] if codes else session.stage,
        by=inputs.by,
        why=inputs.why,
        upstream_item=inputs.chat.item if inputs.chat else "",
        state=stream.state,
        before=inputs.before,
        created_at=stream.created_at,
    )
    notice.changed(session.pk)


def _move(session: CallSession, inputs: "Inputs", codes: list[str]) -> None:
    """The stage, and who handles the call; a person who has taken it over keeps it."""
    known = flows.of(session.flow).stages
    stage = next((code for code in reversed(codes) if code in known), inputs.code or session.stage)
    handled = CallSession.Handled
    if session.handled == handled.AGENT or (session.handled == handled.ENDED and inputs.by == "agent"):
        if inputs.after.stage == HURT:
            session.stage = HURT
        return
    session.stage = stage
    row = inputs.table.get(stage, stages.Row())
    if row.hands_over or stage in HANDED_OVER:  # these hand over whatever the table says
        if session.handled != handled.WAITING:
            session.handled, session.waiting_since = handled.WAITING, timezone.now()
    elif row.ends_call or stage == ENDED:
        session.handled, session.waiting_since = handled.ENDED, None
    else:
        session.handled, session.waiting_since = handled.BOT, None


def _with_references(call: Call, said: list[Event]) -> Call:
    """The call with what a model found in the words, and with the variables that a workflow set."""
    slots = dict(call.slots)
    for event in said:
        for source in event.sources if isinstance(event, Reference) else ():
            for key, slot in msgspec.convert(source.get("slots", {}), dict[str, Slot]).items():
                slots.setdefault(key, slot)
            for key, value in source.get("variables", {}).items():
                if 0 < len(key) <= LONGEST_KEY and key.isprintable() and value not in (None, ""):
                    slots[key] = Slot(value=_text(value), turn=call.turn, status="set")
    return msgspec.structs.replace(call, slots=slots)


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text.replace("\x00", "")[:LONGEST_VALUE]


def _flag(session: CallSession, inputs: "Inputs", said: list[Event]) -> None:
    """Codes that staff do not know yet, and those that the flow refused."""
    reasons = FlaggedCode.Reason
    codes = {
        event.code: reasons.UNKNOWN for event in said if isinstance(event, Stage) and event.code not in inputs.table
    }
    for event in said:
        for source in event.sources if isinstance(event, Reference) else ():
            if "refused" in source:
                codes[source["refused"]] = reasons.REFUSED
    for code, reason in codes.items():
        session.flags.get_or_create(code=code, reason=reason, seen=False, defaults={"stage": inputs.code})


def _mark_said(stream: Stream, inputs: "Inputs", said: list[Event]) -> None:
    """The agent's messages that this turn has said are not said again."""
    messages = list(inputs.unsaid) if stream.state == Stream.State.DONE else []
    for event in said:
        if isinstance(event, Reference):
            messages += [source["message"] for source in event.sources if "message" in source]
    AgentMessage.objects.filter(pk__in=messages, session=inputs.session).update(said_in=stream.pk)


@transaction.atomic
def forget_last(owner: str, session_id: str) -> CallTurn | None:
    """Remove the last question and answer; the call is what it was before them. None when there is no turn."""
    sessions.lock(owner, session_id)
    session = sessions.found(owner, session_id)
    last = session.turns.order_by("-number").first()
    if last is None:
        return None
    sessions.restore(session, last.before)
    for stream in Stream.objects.filter(pk=last.stream_id):
        stream.delete()
    last.delete()
    notice.changed(session.pk)
    return last
