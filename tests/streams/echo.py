"""An answer for tests: it says what the scripted model says, in the gym's manner of starting and joining."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from streams import answers, dialects
from streams.answers import Answer, Prepared, Run
from streams.auth import Principal
from streams.dialects import SseDialect, WireEvent
from streams.errors import BadParameters
from streams.events import TERMINAL, Event, Failed, Text, Thinking


class EchoDialect(SseDialect):
    name = "echo"

    def wire(self, event: Event, seq: int) -> list[WireEvent]:
        if isinstance(event, Text):
            return [("", event.text)]
        if isinstance(event, Failed):
            return [("error", event.message)]
        return [("end", "")] if isinstance(event, TERMINAL) else []


class Echo(Answer):
    """`{"about", "profile"?, "refresh"?}`: `about` is the question, and its facts."""

    name = "test.echo"
    dialect = "echo"
    replays_finished = True
    facts = "same"

    def resolve(self, principal: Principal, raw: Mapping[str, Any]) -> dict[str, Any]:
        about = raw.get("about", "")
        if not isinstance(about, str):
            raise BadParameters
        return {"about": about, "profile": raw.get("profile", "echo"), "refresh": bool(raw.get("refresh"))}

    def prepare(self, principal: Principal, params: dict[str, Any]) -> Prepared:
        return Prepared(
            inputs={"messages": [{"role": "user", "content": params["about"]}]},
            profile=params["profile"],
            facts_hash=self.facts,
            subject=f"test:{params['about']}",
        )

    async def produce(self, run: Run) -> AsyncIterator[Event]:
        async for delta in run.call(run.inputs["messages"]):
            if delta.reasoning:
                yield Thinking(delta.reasoning)
            if delta.text:
                yield Text(delta.text)


class DollarEcho(Echo):
    name = "test.dollar"
    dialect = "dollar"


def register() -> None:
    answers.register(Echo())
    answers.register(DollarEcho())
    dialects.register(EchoDialect())
