"""Scripted dialogues held against the flow: which codes and which slots come out right."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from chatflow import flows
from chatflow.call.dialogue import begin, step
from chatflow.call.flow import Flow
from chatflow.call.values import Slot
from chatflow.models import CallSession
from chatflow.rehearsal import hold
from streams.auth import Principal
from streams.events import Stage

OWNER = Principal("network:rehearsal")


class Said(msgspec.Struct):
    say: str
    code: str = ""


class Dialogue(msgspec.Struct):
    """One line of a file. A slot given as null must stay empty; one that is not given does not matter."""

    id: str
    now: datetime
    turns: list[Said]
    slots: dict[str, str | None] = {}


class Score(msgspec.Struct):
    codes: int = 0
    codes_right: int = 0
    wanted: int = 0
    """Values that had to be there."""
    found: int = 0
    """Values that are there, of the keys that matter."""
    right: int = 0
    misses: list[str] = []

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0


def read(lines: Iterable[str]) -> Iterator[Dialogue]:
    """The dialogues of a file. Raises `ValueError` with the line's number."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield msgspec.json.decode(line, type=Dialogue)
            except (msgspec.ValidationError, msgspec.DecodeError) as error:
                raise ValueError(f"第 {number} 行：{error}") from None


def score(dialogues: Iterable[Dialogue], *, by_rules: bool) -> Score:
    """By the rules alone, or with the model that CALL_PROFILE names; nothing of it is kept."""
    total = Score()
    flow = flows.of(flows.in_force())
    for dialogue in dialogues:
        codes, slots = _by_rules(flow, dialogue) if by_rules else _by_model(dialogue)
        _compare(total, dialogue, codes, slots)
    return total


def _by_rules(flow: Flow, dialogue: Dialogue) -> tuple[list[str], dict[str, Slot]]:
    call = begin(flow, 0)
    codes = []
    for turn in dialogue.turns:
        call = step(flow, call, turn.say, dialogue.now).call
        codes.append(call.stage)
    return codes, call.slots


def _by_model(dialogue: Dialogue) -> tuple[list[str], dict[str, Slot]]:
    with transaction.atomic():
        codes = []
        for turn in dialogue.turns:
            said = hold(OWNER, dialogue.id, turn.say, dialogue.now)
            codes.append([event.code for event in said if isinstance(event, Stage)][-1])
        session = CallSession.objects.of(OWNER.key, dialogue.id)
        slots = session.call.slots if session else {}
        transaction.set_rollback(True)
    return codes, slots


def _compare(total: Score, dialogue: Dialogue, codes: list[str], slots: dict[str, Slot]) -> None:
    for turn, code in zip(dialogue.turns, codes, strict=True):
        if turn.code:
            total.codes += 1
            total.codes_right += turn.code == code
            if turn.code != code:
                total.misses.append(f"{dialogue.id}  阶段 {code}，应为 {turn.code}  “{turn.say}”")
    for key, wanted in dialogue.slots.items():
        slot = slots.get(key)
        total.wanted += wanted is not None
        total.found += slot is not None
        if slot and slot.value == wanted:
            total.right += 1
        elif slot or wanted is not None:
            words = f"“{slot.words}”" if slot else "（没有听到）"
            total.misses.append(f"{dialogue.id}  {key} {_shown(slot)}，应为 {_wanted(wanted)}  {words}")


def _shown(slot: Slot | None) -> str:
    return json.dumps(slot.value, ensure_ascii=False) if slot else "空"


def _wanted(value: Any) -> str:
    return "空" if value is None else json.dumps(value, ensure_ascii=False)
