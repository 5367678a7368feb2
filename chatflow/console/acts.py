"""What a person does with a call: take it, type to the caller, hand it back, end it."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chatflow import flows, notice, sessions
from chatflow.call.codes import ENDED, HURT, PERSON
from chatflow.models import AgentMessage, CallSession
from streams.errors import BadParameters, NotFound, Refusal
from streams.models import Stream

LONGEST_MESSAGE = 2_000
AWAY = timedelta(seconds=90)
"""A person whose console has been silent for this long may be relieved by another."""
Handled = CallSession.Handled


class AlreadyTaken(Refusal):
    code, status = "already_taken", 409

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s 已经接听了这个通话。") % {"name": name})


class CallEnded(Refusal):
    code, status, text = "call_ended", 409, gettext_lazy("这个通话已经结束。")


class NotYours(Refusal):
    code, status, text = "not_yours", 403, gettext_lazy("这个通话现在不是您在接听。")


def _locked(number: int) -> CallSession:
    """The call, held until the transaction ends, against its next turn, too."""
    call = CallSession.objects.filter(pk=number).first()
    if call is None:
        raise NotFound(log=f"call {number}")
    sessions.lock(call.owner, call.session_id)
    return CallSession.objects.select_for_update(of=("self",)).select_related("agent").get(pk=number)


@transaction.atomic
def take(number: int, user: Any) -> str:
    """Make the call the person's; the stream of a turn that runs, to be stopped, or "". Raises a `Refusal`.

    Of two at once one wins, and the other is told.
    """
    call = _locked(number)
    if call.handled == Handled.ENDED:
        raise CallEnded
    here = call.agent_seen_at and timezone.now() - call.agent_seen_at < AWAY
    if call.by_agent and call.agent and call.agent_id != user.pk and here:
        raise AlreadyTaken(call.agent.get_username())
    now = timezone.now()
    call.handled, call.agent, call.taken_at, call.agent_seen_at = Handled.AGENT, user, now, now
    call.stage = call.stage if call.stage == HURT else PERSON
    call.save(update_fields=["handled", "agent", "taken_at", "agent_seen_at", "stage"])
    notice.changed(number)
    running = Stream.objects.unfinished().filter(lane=sessions.lane(call.owner, call.session_id))
    return running.exclude(profile="agent").values_list("pk", flat=True).first() or ""


def _hers(number: int, user: Any) -> CallSession:
    call = _locked(number)
    if not call.by_agent or call.agent_id != user.pk:
        raise NotYours
    return call


@transaction.atomic
def say(number: int, user: Any, text: str, ref: str) -> None:
    """Type to the caller; the same `ref` twice is one message. Raises a `Refusal`."""
    text = "".join(character for character in text if character.isprintable() or character == "\n").strip()
    if not text or len(text) > LONGEST_MESSAGE:
        raise BadParameters(_("请输入要说的话，最多 %(most)d 个字。") % {"most": LONGEST_MESSAGE})
    call = _hers(number, user)
    AgentMessage.objects.get_or_create(session=call, ref=ref[:36], defaults={"agent": user, "text": text})
    notice.changed(number)


@transaction.atomic
def hand_back(number: int, user: Any) -> None:
    """The assistant goes on: it asks what is still missing in the caller's next turn."""
    call = _hers(number, user)
    flow = flows.of(call.flow)
    memory = {**call.memory, "asked": "", "confirming": "", "missed": 0, "silent": 0, "counts": {}}
    call.handled, call.agent, call.waiting_since = Handled.BOT, None, None
    call.stage, call.memory = flow.start, memory
    call.save(update_fields=["handled", "agent", "waiting_since", "stage", "memory"])
    notice.changed(number)


@transaction.atomic
def end(number: int, user: Any) -> None:
    """The call is over; what has been typed and not yet said goes out with the caller's next turn."""
    call = _hers(number, user)
    call.handled, call.stage, call.waiting_since = Handled.ENDED, ENDED, None
    call.save(update_fields=["handled", "stage", "waiting_since"])
    notice.changed(number)


def seen(user: Any) -> None:
    """The person's console is open."""
    CallSession.objects.filter(agent=user, handled=Handled.AGENT).update(agent_seen_at=timezone.now())
