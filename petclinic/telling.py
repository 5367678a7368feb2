"""Text on its way to an owner: the emergency line first, then sentence by sentence what passes the guard."""

import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import msgspec

from petclinic.case import TIERS, Tier, Triage, worst
from petclinic.safety import Guard, Rule, scan_text
from petclinic.safety.emergency import emergency_line
from petclinic.session_answer import Facts
from petclinic.writer import lines
from streams.answers import Run
from streams.events import Event, Text, Thinking

logger = logging.getLogger(__name__)


class Teller:
    """What a model writes, as the pieces that an owner may see; `lines` cuts it after each newline alone.

    A sentence that reports a red flag raises the tier: the emergency line then follows it at once.
    """

    def __init__(self, facts: Facts, inputs: Mapping[str, Any], *, lines: bool) -> None:
        self._tier: Tier = facts.triage.tier
        self._species = facts.case.pet.species
        self._phone = str(inputs.get("phone", ""))
        self._rules = msgspec.convert(inputs.get("rules", []), tuple[Rule, ...])
        self._guard = Guard(self._tier)
        self._lines = lines
        self._held = ""

    def feed(self, text: str) -> Iterator[str]:
        yield from self._told(self._guard.feed(text))

    def flush(self) -> Iterator[str]:
        yield from self._told(self._guard.flush())
        if self._guard.replaced:
            kinds = ", ".join(kind for kind, _sentence in self._guard.replaced)
            logger.warning("The guard kept back %s sentences of a model: %s", len(self._guard.replaced), kinds)
        if self._held:
            yield self._held
            self._held = ""

    def _told(self, safe: str) -> Iterator[str]:
        if not safe:
            return
        safe += self._warning(safe)
        if not self._lines:
            yield safe
            return
        *whole, self._held = (self._held + safe).split("\n")
        for line in whole:
            yield f"{line}\n"

    def _warning(self, safe: str) -> str:
        flags = scan_text(safe, self._species, self._rules)
        tier = worst(*(flag.tier for flag in flags))
        if TIERS.index(tier) >= TIERS.index(self._tier):
            return ""
        self._tier = tier
        line = emergency_line(Triage(tier=tier, flags=flags), self._phone)
        return f"\n{line}\n" if line else ""


async def tell(
    run: Run, facts: Facts, messages: list[dict[str, Any]], *, by_line: bool = False
) -> AsyncIterator[Event]:
    """The answer of the model or of the rules; reasoning only while no word of the answer is out."""
    begun = False
    if facts.emergency:
        begun = True
        for line in lines(f"{facts.emergency.rstrip()}\n\n"):
            yield Text(line)
    if run.inputs["by_rules"]:
        async for event in _by_rules(run, by_line=by_line):
            yield event
        return
    teller = Teller(facts, run.inputs, lines=by_line)
    async for delta in run.call(messages):
        if delta.reasoning and not begun:
            yield Thinking(delta.reasoning)
        for piece in teller.feed(delta.text):
            begun = True
            yield Text(piece)
    for piece in teller.flush():
        yield Text(piece)


async def _by_rules(run: Run, *, by_line: bool) -> AsyncIterator[Event]:
    """Our own sentences need no guard."""
    held = ""
    async for delta in run.call([]):
        if not by_line:
            yield Text(delta.text)
            continue
        *whole, held = (held + delta.text).split("\n")
        for line in whole:
            yield Text(f"{line}\n")
    if held:
        yield Text(held)
