"""What a person does with a call: take it, type to the caller, hand it back, end it."""

import unicodedata
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chatflow import audit, flows, notice, sessions
from chatflow.call.codes import ENDED, HURT, PERSON
from chatflow.models import AgentMessage, CallSession
from streams.errors import BadParameters, NotFound, Refusal
from streams.models import Stream

LONGEST_MESSAGE = 2_000
LONGEST_REF = 36
NO_TEXT = {"Cc", "Cs"}
"""Control characters, and halves of characters."""
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


def name_of(user: Any) -> str:
    """What colleagues call her."""
    if not user:
        return ""
    return f"{user.last_name}{user.first_name}" or str(user.get_username())


def away(call: CallSession) -> bool:
    """Whether the person who has this call has been gone for too long: her laptop is dead, the caller hears nothing."""
    seen = call.agent_seen_at if call.agent_id else None
    return call.by_agent and (seen is None or timezone.now() - seen >= AWAY)


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
    if call.by_agent and call.agent_id != user.pk and not away(call):
        raise AlreadyTaken(name_of(call.agent))
    now = timezone.now()
    call.handled, call.agent, call.taken_at, call.agent_seen_at = Handled.AGENT, user, now, now
    call.stage = call.stage if call.stage == HURT else PERSON
    call.save(update_fields=["handled", "agent", "taken_at", "agent_seen_at", "stage"])
    audit.write(user, "接听", call)
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
    text = speakable(text)
    if not text or len(text) > LONGEST_MESSAGE:
        raise BadParameters(_("请输入要说的话，最多 %(most)d 个字。") % {"most": LONGEST_MESSAGE})
    if not 0 < len(ref) <= LONGEST_REF or "\x00" in ref:
        raise BadParameters(_("每条消息要有自己的 ref，最多 %(most)d 个字符。") % {"most": LONGEST_REF})
    sent = AgentMessage.objects.filter(session=number, ref=ref).first()
    if sent and (sent.agent_id, sent.text) == (user.pk, text):
        return  # noted before, whoever has the call by now
    call = _hers(number, user)
    message, created = AgentMessage.objects.get_or_create(session=call, ref=ref, defaults={"agent": user, "text": text})
    if not created and (message.agent_id, message.text) != (user.pk, text):
        raise BadParameters(_("这个 ref 已经用于另一条消息。"))
    notice.changed(number)


def speakable(text: str) -> str:
    """What was typed without control characters; white space of any kind is a blank, only line breaks stay."""
    blank = ("\n" if character == "\n" else " " if character.isspace() else character for character in text)
    return "".join(
        character for character in blank if character == "\n" or unicodedata.category(character) not in NO_TEXT
    ).strip()


@transaction.atomic
def hand_back(number: int, user: Any) -> None:
    """The assistant goes on: it asks what is still missing in the caller's next turn."""
    call = _hers(number, user)
    flow = flows.of(call.flow)
    memory = {**call.memory, "asked": "", "confirming": "", "missed": 0, "silent": 0, "counts": {}}
    call.handled, call.agent, call.waiting_since = Handled.BOT, None, None
    call.stage, call.memory = flow.start, memory
    call.save(update_fields=["handled", "agent", "waiting_since", "stage", "memory"])
    audit.write(user, "交还助手", call)
    notice.changed(number)


@transaction.atomic
def end(number: int, user: Any) -> None:
    """The call is over; what has been typed and not yet said goes out with the caller's next turn."""
    call = _hers(number, user)
    call.handled, call.stage, call.waiting_since = Handled.ENDED, ENDED, None
    call.save(update_fields=["handled", "stage", "waiting_since"])
    audit.write(user, "结束通话", call)
    notice.changed(number)


def looked_at(number: int, user: Any) -> None:
    """The person reads the call; written down."""
    call = CallSession.objects.filter(pk=number).first()
    if call:
        audit.read(user, call)


def seen(user: Any) -> None:
    """The person's console is open."""
    CallSession.objects.filter(agent=user, handled=Handled.AGENT).update(agent_seen_at=timezone.now())
