"""What the console shows of calls, as JSON: the queue, and one call with its transcript and what is known."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Prefetch, Q, When
from django.utils import timezone

from chatflow import flows
from chatflow.call.guards import matters
from chatflow.console import acts
from chatflow.models import AgentMessage, CallSession, CallTurn, Gateway, StageCode, Variable
from streams.models import Stream

MOST_CALLS = 200
MOST_TURNS = 100
KEPT_S = 3_600
"""How long a call in which nobody speaks any more stays in the queue."""
WAITING_KEPT_S = 86_400
"""The same, for one that waits for a person, or that a person has."""
TITLES = {"ssrs": "受伤人数", "sfbk": "是否被困", "wxqk": "危险情况"}
PLACE, PLATE = "sgdd", "hphm1"
NEEDED_FIRST = (
    *("sfrs", "ssrs", "sfbk", "wxqk", PLACE, "xm", "sjhm", PLATE, "hphm2", "hphm3", "hphm4"),
    *("sgsj", "cls", "nfyd", "clss", "bxgs"),
)
"""What a person asks herself when she takes a call, in this order: hurt? where? who?"""
Handled = CallSession.Handled


def queue() -> list[dict[str, Any]]:
    """Open calls: whoever waits (the hurt before the others), then what people answer, then the assistant's."""
    now = timezone.now()
    labels, gateways = _names()
    recent = Q(touched_at__gt=now - timedelta(seconds=KEPT_S))
    people = Q(handled__in=(Handled.WAITING, Handled.AGENT), touched_at__gt=now - timedelta(seconds=WAITING_KEPT_S))
    gone = Q(agent_seen_at=None) | Q(agent=None) | Q(agent_seen_at__lte=now - acts.AWAY)
    rank = Case(
        When(handled=Handled.WAITING, then=0), When(gone, handled=Handled.AGENT, then=0),
        When(handled=Handled.AGENT, then=1), default=2,
    )  # fmt: skip
    last = Prefetch("turns", CallTurn.objects.only("session", "said").order_by("-number")[:1], to_attr="last_turn")
    calls = CallSession.objects.open().filter(recent | people).defer("memory").select_related("agent")
    # Cut by urgency, not by age: in a busy hour whoever has waited longest must not fall off the list.
    urgent = calls.annotate(rank=rank).order_by("rank", "-injured", "waiting_since", "-touched_at")[:MOST_CALLS]
    known = Prefetch("variables", Variable.objects.filter(key__in=(PLACE, PLATE)).only("session", "key", "value"))
    entries = [_entry(call, labels, gateways) for call in urgent.prefetch_related(last, known)]
    return sorted(entries, key=_urgency)


def _urgency(entry: dict[str, Any]) -> tuple[Any, ...]:
    """Who waits longest comes first; the others keep their places while they talk, the newest above."""
    group = 0 if entry["waits"] else 1 if entry["handled"] == Handled.AGENT else 2
    since = datetime.fromisoformat(entry["since"]).timestamp()
    return (group, group == 0 and not entry["injured"], since if group == 0 else -since, entry["call"])


def _names() -> tuple[dict[str, str], dict[str, str]]:
    """What the codes and the gateways are called."""
    gateways = {f"gateway:{pk}": name for pk, name in Gateway.objects.values_list("pk", "name")}
    return dict(StageCode.objects.values_list("code", "label")), gateways


def _entry(call: CallSession, labels: dict[str, str], gateways: dict[str, str]) -> dict[str, Any]:
    turn = call.last_turn[0] if call.last_turn else None  # type: ignore[attr-defined]  # prefetched above
    away = acts.away(call)
    waiting = call.handled == Handled.WAITING
    known = {variable.key: variable.value for variable in call.variables.all()}
    since = {Handled.WAITING: call.waiting_since, Handled.AGENT: call.agent_seen_at if away else call.taken_at}
    return {
        "call": call.pk,
        "session": call.session_id,
        "source": gateways.get(call.owner, call.owner.partition(":")[2]),
        "handled": call.handled,
        "waits": waiting or away,
        "away": away,
        "stage": call.stage,
        "label": labels.get(call.stage, ""),
        "injured": call.injured,
        "agent": acts.name_of(call.agent),
        "agent_id": call.agent_id or 0,
        "since": (since.get(Handled(call.handled)) or call.created_at).isoformat(),
        "place": known.get(PLACE, "")[:80],
        "plate": known.get(PLATE, "")[:20],
        "last": (turn.said[:80] if turn else ""),
        "turns": call.turns_taken,
    }


def card(number: int, user: Any) -> dict[str, Any] | None:
    """One call; None when it is gone."""
    call = CallSession.objects.select_related("agent", "flow").filter(pk=number).first()
    if call is None:
        return None
    labels, gateways = _names()
    turns = list(call.turns.order_by("-number").defer("before")[:MOST_TURNS])
    call.last_turn = turns[:1]  # type: ignore[attr-defined]
    running = Stream.objects.unfinished().filter(subject=call.subject).only("params", "profile").first()
    flow, known = flows.of(call.flow), call.call
    return {
        **_entry(call, labels, gateways),
        "mine": call.by_agent and call.agent_id == user.pk,
        "slots": _slots(call),
        "missing": [spec.title for spec in flow.slots if spec.key not in known.slots and matters(spec, flow, known)],
        "transcript": [_turn(turn, labels) for turn in reversed(turns)],
        "unsaid": [_message(message) for message in call.messages.filter(said_in="")],
        "noted": list(call.messages.order_by("-pk").values_list("ref", flat=True)[:MOST_TURNS]),
        "running": _running(running) if running else None,
    }


def _running(stream: Stream) -> dict[str, Any]:
    by = {"agent": "agent", "offline": "rules"}.get(stream.profile, "model")
    return {"stream": stream.pk, "said": stream.params.get("text", ""), "by": by}


def _slots(call: CallSession) -> list[dict[str, Any]]:
    """What is known, what a person needs first in front; each with the words that say it."""
    flow = flows.of(call.flow)
    titles = {spec.key: spec.title for spec in flow.slots} | TITLES
    order = {key: place for place, key in enumerate(dict.fromkeys([*NEEDED_FIRST, *(spec.key for spec in flow.slots)]))}
    variables = sorted(call.variables.all(), key=lambda variable: (order.get(variable.key, 99), variable.key))
    return [_slot(variable, titles) for variable in variables]


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
