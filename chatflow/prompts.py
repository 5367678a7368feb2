"""The messages for a model behind a call: templates in templates/chatflow/prompts, plates and phones kept out."""

import re
from typing import Any

from django.template.loader import render_to_string

from chatflow.call.flow import Flow
from chatflow.call.guards import missing
from chatflow.call.values import Outcome
from chatflow.hearing.phones import hear_phone
from chatflow.hearing.plates import hear_plates
from chatflow.models import CallSession

MOST_TURNS = 12
KEPT_OUT = ("hphm", "sjhm", "xm")
LONG_DIGITS = re.compile(r"[0-9０-９]{6,}")


def masked(text: str) -> str:
    """A caller's words without number plates and phone numbers."""
    for plate in hear_plates(text, expecting=True).plates:
        text = text.replace(plate.words, "〔车牌号〕")
    phone = hear_phone(text, expecting=True).phone
    if phone:
        text = text.replace(phone.words, "〔手机号〕")
    return LONG_DIGITS.sub("〔号码〕", text)


def call_messages(session: CallSession, flow: Flow, outcome: Outcome, text: str, stages: dict[str, str]) -> list[Any]:
    """What a model is asked for the caller's next answer: the flow's rules, what is known, the dialogue."""
    known = [
        {"title": spec.title, "value": "已登记" if spec.key.startswith(KEPT_OUT) else outcome.call.value(spec.key)}
        for spec in flow.slots
        if spec.key in outcome.call.slots
    ]
    wanted = [spec.title for spec in missing(flow, outcome.call)]
    context = {"known": known, "wanted": wanted, "stages": stages, "stage": outcome.call.stage, "advice": outcome.say}
    system = render_to_string("chatflow/prompts/call_system.txt", context).strip()
    messages = [{"role": "system", "content": system}]
    turns = list(session.turns.order_by("-number")[:MOST_TURNS])
    for turn in reversed(turns):
        messages.append({"role": "user", "content": masked(turn.said) or "（没有声音）"})
        if turn.text:
            messages.append({"role": "assistant", "content": masked(turn.text)})
    return [*messages, {"role": "user", "content": masked(text) or "（没有声音）"}]


def extraction_messages(flow: Flow, outcome: Outcome, text: str) -> list[Any]:
    """What a model is asked to find in the caller's words, as JSON."""
    asked = outcome.call.memory.asked
    spec = flow.spec(asked)
    wanted = [spec for spec in missing(flow, outcome.call) if not spec.key.startswith(KEPT_OUT)]
    context = {"wanted": wanted, "asked": spec.title if spec else ""}
    system = render_to_string("chatflow/prompts/call_extract.txt", context).strip()
    return [{"role": "system", "content": system}, {"role": "user", "content": masked(text)}]
