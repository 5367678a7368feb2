"""The messages for a model behind a call: templates in templates/chatflow/prompts, plates and phones kept out."""

import re
from typing import Any

import msgspec
from django.template.loader import render_to_string

from chatflow.call.flow import Flow
from chatflow.call.guards import missing
from chatflow.call.values import Call, Memory, Outcome
from chatflow.hearing.phones import hear_phone
from chatflow.hearing.plates import hear_plates
from chatflow.hearing.spelling import PROVINCES
from chatflow.models import CallSession

MOST_TURNS = 12
MOST_PHONES = 4
KEPT_OUT = ("hphm", "sjhm", "xm")
IN_PIECES = ("hphm", "sjhm")
DIGIT = "0-9０-９零〇一二三四五六七八九幺两洞拐"
LONG_NUMBER = re.compile(rf"[{DIGIT}](?:[ ,，、]*[{DIGIT}]){{4,}}")
PIECE = re.compile(rf"[{PROVINCES}{DIGIT}A-Za-z](?:[ ,，、]*[{DIGIT}A-Za-z])+")


def masked(text: str, call: Call | None = None, *, in_pieces: bool = False) -> str:
    """A caller's words without number plates, phone numbers, and what `call` knows of her name.

    `in_pieces`: a plate or a phone number is being told, so shorter parts of one are kept out, too.
    """
    for key, slot in call.slots.items() if call else ():
        if key.startswith(KEPT_OUT):
            for known in filter(None, (slot.words, slot.value)):
                text = text.replace(known, "〔姓名〕" if key == "xm" else "〔号码〕")
    for plate in hear_plates(text, expecting=True).plates:
        text = text.replace(plate.words, "〔车牌号〕")
    for _time in range(MOST_PHONES):
        phone = hear_phone(text, expecting=True).phone
        if not phone:
            break
        text = text.replace(phone.words, "〔手机号〕")
    return (PIECE if in_pieces else LONG_NUMBER).sub("〔号码〕", text)


def tells_private(outcome: Outcome) -> bool:
    """Whether what the rules say here cannot be put into a prompt, such as a plate that is read back."""
    memory = outcome.call.memory
    return masked(outcome.say, outcome.call, in_pieces=bool(memory.plate or memory.phone)) != outcome.say


def call_messages(session: CallSession, flow: Flow, outcome: Outcome, text: str, stages: dict[str, str]) -> list[Any]:
    """What a model is asked for the caller's next answer: the flow's rules, what is known, the dialogue."""
    call = outcome.call
    known = [
        {"title": spec.title, "value": "已登记" if spec.key.startswith(KEPT_OUT) else call.value(spec.key)}
        for spec in flow.slots
        if spec.key in call.slots
    ]
    wanted = [spec.title for spec in missing(flow, call)]
    context = {"known": known, "wanted": wanted, "stages": stages, "stage": call.stage, "advice": outcome.say}
    system = render_to_string("chatflow/prompts/call_system.txt", context).strip()
    messages = [{"role": "system", "content": system}]
    turns = list(session.turns.order_by("-number")[:MOST_TURNS])[::-1]
    memories = [*(msgspec.convert(turn.before["memory"], Memory) for turn in turns), session.call.memory, call.memory]
    for turn, before, after in zip(turns, memories, memories[1:], strict=False):
        pieces = _in_pieces(before, after)
        messages.append({"role": "user", "content": masked(turn.said, call, in_pieces=pieces) or "（没有声音）"})
        if turn.text:
            messages.append({"role": "assistant", "content": masked(turn.text, call, in_pieces=pieces)})
    said = masked(text, call, in_pieces=_in_pieces(*memories[-2:]))
    return [*messages, {"role": "user", "content": said or "（没有声音）"}]


def _in_pieces(before: Memory, after: Memory) -> bool:
    """Whether a turn between these two may tell a part of a plate or a phone number."""
    begun = before.plate or before.phone or after.plate or after.phone
    return bool(begun) or before.asked.startswith(IN_PIECES)


def extraction_messages(session: CallSession, flow: Flow, outcome: Outcome, text: str) -> list[Any]:
    """What a model is asked to find in the caller's words, as JSON."""
    asked = outcome.call.memory.asked
    spec = flow.spec(asked)
    wanted = [spec for spec in missing(flow, outcome.call) if not spec.key.startswith(KEPT_OUT)]
    context = {"wanted": wanted, "asked": spec.title if spec else ""}
    system = render_to_string("chatflow/prompts/call_extract.txt", context).strip()
    said = masked(text, outcome.call, in_pieces=_in_pieces(session.call.memory, outcome.call.memory))
    return [{"role": "system", "content": system}, {"role": "user", "content": said}]
