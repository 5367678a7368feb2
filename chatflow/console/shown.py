"""What the console shows of calls, as JSON: the queue, and one call with its transcript and what is known."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from chatflow import flows
from chatflow.call.guards import missing
from chatflow.models import AgentMessage, CallSession, CallTurn, Gateway, StageCode, Variable
from streams.models import Stream

MOST_CALLS = 200
MOST_TURNS = 100
KEPT_S = 3_600
"""How long a call in which nobody speaks any more stays in the queue."""
WAITING_KEPT_S = 86_400
"""The same, for one that waits for a person."""
TITLES = {"ssrs": "受伤人数", "sfbk": "是否被困", "wxqk": "危险情况"}


def queue() -> list[dict[str, Any]]:
    """Open calls: whoever waits first (the injured before the others), then answered ones, then the assistant's."""
    labels = dict(StageCode.objects.values_list("code", "label"))
    gateways = {f"gateway:{pk}": name for pk, name in Gateway.objects.values_list("pk", "name")}
    now = timezone.now()
    recent = Q(touched_at__gt=now - timedelta(seconds=KEPT_S))
    waiting = Q(handled=CallSession.Handled.WAITING, touched_at__gt=now - timedelta(seconds=WAITING_KEPT_S))
    last = Prefetch("turns", CallTurn.objects.order_by("-number")[:1], to_attr="last_turn")
    calls = CallSession.objects.open().filter(recent | waiting).select_related("agent").prefetch_related(last)
    calls = calls.order_by("-touched_at")[:MOST_CALLS]
    return [_entry(call, labels, gateways) for call in sorted(calls, key=_urgency)]


def _urgency(call: CallSession) -> tuple[Any, ...]:
    waits = call.handled == CallSession.Handled.WAITING
    since = (call.waiting_since or call.touched_at).timestamp()
    return (not waits, not call.injured, call.handled != CallSession.Handled.AGENT, since if waits else -since)


def _entry(call: CallSession, labels: dict[str, str], gateways: dict[str, str]) -> dict[str, Any]:
    turn = call.last_turn[0] if call.last_turn else None  # type: ignore[attr-defined]  # prefetched above
    return {
        "call": call.pk,
        "session": call.session_id,
        "source": gateways.get(call.owner, call.owner.partition(":")[2]),
        "handled": call.handled,
        "stage": call.stage,
        "label": labels.get(call.stage, ""),
        "injured": call.injured,
        "agent": call.agent.get_username() if call.agent else "",
        "waiting_since": _iso(call.waiting_since),
        "touched_at": _iso(call.touched_at),
        "last": (turn.said[:80] if turn else ""),
        "turns": call.turns_taken,
    }


def card(number: int, user: Any) -> dict[str, Any] | None:
    """One call; None when it is gone."""
    call = CallSession.objects.select_related("agent", "flow").filter(pk=number).first()
    if call is None:
        return None
    labels = dict(StageCode.objects.values_list("code", "label"))
    gateways = {f"gateway:{pk}": name for pk, name in Gateway.objects.values_list("pk", "name")}
    call.last_turn = list(call.turns.order_by("-number")[:1])  # type: ignore[attr-defined]
    turns = list(call.turns.order_by("-number")[:MOST_TURNS])
    running = Stream.objects.unfinished().filter(subject=call.subject).first()
    return {
        **_entry(call, labels, gateways),
        "mine": call.by_agent and call.agent_id == user.pk,
        "slots": _slots(call),
        "missing": [spec.title for spec in missing(flows.of(call.flow), call.call)],
        "transcript": [_turn(turn, labels) for turn in reversed(turns)],
        "unsaid": [_message(message) for message in call.messages.filter(said_in="").select_related("agent")],
        "running": {"stream": running.pk, "said": running.params.get("text", "")} if running else None,
    }


def _slots(call: CallSession) -> list[dict[str, Any]]:
    """What is known, in the flow's order, the rest behind; each with the words that say it."""
    flow = flows.of(call.flow)
    titles = {spec.key: spec.title for spec in flow.slots} | TITLES
    order = {key: place for place, key in enumerate([*URGENT, *(spec.key for spec in flow.slots)])}
    variables = sorted(call.variables.all(), key=lambda variable: (order.get(variable.key, 99), variable.key))
    return [_slot(variable, titles) for variable in variables]


URGENT = ("sfrs", "ssrs", "sfbk", "wxqk")


def _slot(variable: Variable, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "key": variable.key,
        "title": titles.get(variable.key, variable.key),
        "value": variable.value,
        "words": variable.words,
        "turn": variable.turn,
        "confidence": round(variable.confidence, 2),
        "status": variable.status,
        "status_label": variable.get_status_display(),
    }


def _turn(turn: CallTurn, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "number": turn.number,
        "stream": turn.stream_id,
        "said": turn.said,
        "text": turn.text,
        "code": turn.code,
        "label": labels.get(turn.code, ""),
        "by": turn.by,
        "state": turn.state,
        "at": _iso(turn.created_at),
    }


def _message(message: AgentMessage) -> dict[str, Any]:
    return {"ref": message.ref, "text": message.text, "at": _iso(message.created_at)}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
