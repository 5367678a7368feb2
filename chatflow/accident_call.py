"""One turn of an accident call: the caller's words become a stage code and what is said next.

The rules hear first and decide the stage. A model, where one is configured, words the answer and may propose another
stage, which the flow allows or refuses; whatever touches safety or a hand-over is said by the rules alone. While a
person answers the call, her words are the answer.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from chatflow import agent_line, extraction, flows, notice, sessions, stages
from chatflow.call.codes import HURT, PERSON
from chatflow.call.dialogue import note, step
from chatflow.call.guards import allows
from chatflow.call.listening import cleaned
from chatflow.call.values import Call, Outcome
from chatflow.models import AgentMessage, CallSession
from chatflow.models.calls import LONGEST_SESSION_ID
from chatflow.prompts import call_messages, extraction_messages, tells_private
from chatflow.speakable import speakable
from chatflow.state_tag import StateTagDecoder, Tag
from chatflow.timestamps import turn_time
from chatflow.turns import keep
from streams.answers import Answer, Prepared, Run
from streams.auth import Principal
from streams.errors import BadParameters, Interruption, UpstreamEmpty
from streams.events import Event, Reference, Stage, Text
from streams.models import Stream
from streams.providers.base import Chat
from streams.providers.profiles import profile

logger = logging.getLogger(__name__)

AGENT = "agent"
LONGEST_TEXT = 10_000
LONGEST_STAMP = 64
EXTRACT_S = 10
"""How long the end of a turn waits for what a model finds in the words; its text has been said by then."""
SHORT = 12
"""Characters: what is shorter than this is not worth a second question to a model."""


class Inputs(msgspec.Struct, kw_only=True):
    """What producing needs. `after` is the call as the rules leave it."""

    session: int
    by: str
    """`rules`, `model` or `agent`."""
    now: datetime
    before: dict[str, Any]
    after: Call
    say: str = ""
    why: str = ""
    code: str = ""
    unsaid: tuple[int, ...] = ()
    """The agent's messages that `say` begins with."""
    table: stages.Table = {}
    allowed: tuple[str, ...] = ()
    messages: list[dict[str, Any]] = []
    extract: list[dict[str, Any]] = []
    chat: Chat | None = None


class AccidentCall(Answer):
    name = "chatflow.accident_call"
    dialect = "chatflow"
    joins_until_read = True

    def resolve(self, principal: Principal, raw: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "sessionId": required(raw, "sessionId", LONGEST_SESSION_ID),
            "timeStamp": required(raw, "timeStamp", LONGEST_STAMP),
            "text": said(raw),
        }

    def lane(self, principal: Principal, params: Mapping[str, Any]) -> str:
        return sessions.lane(principal.key, params["sessionId"])

    def stops_when_left(self) -> bool:
        return bool(settings.CANCEL_ON_HANGUP)

    def prepare(self, principal: Principal, params: dict[str, Any]) -> Prepared:
        session = sessions.begun(principal.key, params["sessionId"])
        notice.changed(session.pk)
        now = turn_time(params["timeStamp"])
        inputs = (
            self._by_agent(session, params["text"], now) if session.by_agent else self._by_bot(session, params, now)
        )
        by = {"agent": AGENT, "rules": "offline"}.get(inputs.by, settings.CALL_PROFILE)
        return Prepared(inputs=msgspec.to_builtins(inputs), profile=by, subject=session.subject)

    def _by_agent(self, session: CallSession, text: str, now: datetime) -> Inputs:
        call = note(flows.of(session.flow), session.call, text, now)
        return Inputs(
            session=session.pk,
            by="agent",
            now=now,
            before=sessions.snapshot(session),
            after=call,
            code=session.stage,
            table=stages.table(),
            messages=agent_line.request(session),
        )

    def _by_bot(self, session: CallSession, params: dict[str, Any], now: datetime) -> Inputs:
        flow = flows.of(session.flow)
        outcome = step(flow, session.call, params["text"], now)
        table = stages.table()
        unsaid = list(AgentMessage.objects.filter(session=session, said_in=""))
        inputs = Inputs(
            session=session.pk,
            by="rules" if unsaid or self._by_rules(outcome) else "model",
            now=now,
            before=sessions.snapshot(session),
            after=outcome.call,
            say="".join(message.text for message in unsaid) + outcome.say,
            why=outcome.why,
            code=outcome.call.stage,
            unsaid=tuple(message.pk for message in unsaid),
            table=table,
        )
        if inputs.by == "model":
            self._ask_model(inputs, session, outcome, cleaned(params["text"]))
        return inputs

    @staticmethod
    def _by_rules(outcome: Outcome) -> bool:
        """What is forced, and what no prompt may hold, such as a plate read back; a workflow knows it in any case."""
        by = profile(settings.CALL_PROFILE).provider
        return outcome.forced or by == "offline" or (by != "fastgpt" and tells_private(outcome))

    @staticmethod
    def _ask_model(inputs: Inputs, session: CallSession, outcome: Outcome, text: str) -> None:
        flow = flows.of(session.flow)
        inputs.allowed = tuple(code for code in flow.stages if allows(flow, outcome.call, code))
        labels = {code: stages.label(inputs.table, code) for code in inputs.allowed}
        if profile(settings.CALL_PROFILE).provider == "fastgpt":
            values = {key: slot.value for key, slot in outcome.call.slots.items()}
            inputs.chat = Chat(id=f"{session.pk}", item=uuid4().hex[:24], variables=values)
            inputs.messages = [{"role": "user", "content": text}]
            return
        inputs.messages = call_messages(session, flow, outcome, text, labels)
        if len(text) >= SHORT or not outcome.changes:
            inputs.extract = extraction_messages(session, flow, outcome, text)

    def write_offline(self, inputs: Mapping[str, Any]) -> str:
        return str(inputs["say"])

    async def produce(self, run: Run) -> AsyncIterator[Event]:
        inputs = msgspec.convert(run.inputs, Inputs)
        by = {"agent": self._agent_speaks, "rules": self._rules_speak, "model": self._model_speaks}[inputs.by]
        async for event in by(run, inputs):
            yield event

    # --- three who may speak

    async def _rules_speak(self, run: Run, inputs: Inputs) -> AsyncIterator[Event]:
        yield stage(inputs.table, inputs.code)
        async for delta in run.call([]):
            yield Text(delta.text)

    async def _agent_speaks(self, run: Run, inputs: Inputs) -> AsyncIterator[Event]:
        yield stage(inputs.table, inputs.code)
        try:
            async for delta in run.call(inputs.messages):
                told = delta.variables or {}
                if delta.text:
                    yield Text(delta.text)
                    yield Reference("", ({"message": told["message"]},))
                if "stage" in told:
                    yield stage(inputs.table, told["stage"])
        except UpstreamEmpty:
            return  # nothing was typed in this turn

    async def _model_speaks(self, run: Run, inputs: Inputs) -> AsyncIterator[Event]:
        spoken = Spoken(inputs)
        try:
            async for delta in run.call(inputs.messages, inputs.chat):
                for event in spoken.hear(delta.text):
                    yield event
                if delta.variables:
                    yield Reference("", ({"variables": delta.variables},))
        except Interruption as error:
            if spoken.begun or not settings.CALL_RULES_ON_FAILURE:
                raise
            logger.warning("call %s: the model failed (%s); the rules speak", inputs.session, error)
            inputs.extract = []
        for event in spoken.end():
            yield event
        async for event in self._extract(run, inputs):
            yield event

    async def _extract(self, run: Run, inputs: Inputs) -> AsyncIterator[Event]:
        """What a model finds in the words beyond the rules; a failure here costs nothing that was said."""
        if not inputs.extract:
            return
        reply = ""
        try:
            async with asyncio.timeout(EXTRACT_S):
                async for delta in run.call(inputs.extract):
                    reply += delta.text
        except (Interruption, TimeoutError) as error:
            logger.warning("call %s: nothing extracted: %s", inputs.session, error)
            return
        found = extraction.accepted(reply, cleaned(run.params["text"]), inputs.after, inputs.now)
        if found:
            yield Reference("", ({"slots": msgspec.to_builtins(found)},))

    # --- the end

    def last_words(self, said: list[Event], by: str, inputs: Mapping[str, Any]) -> list[Event]:
        """A turn that a person stops by taking over tells the gateway so."""
        codes = [event.code for event in said if isinstance(event, Stage)]
        if by != "staff" or (codes and codes[-1] in (PERSON, HURT)):
            return []
        return [stage(msgspec.convert(inputs["table"], stages.Table), PERSON)]

    def finish(self, stream: Stream) -> None:
        keep(stream, msgspec.convert(stream.inputs, Inputs))


class Spoken:
    """A model's text on its way to the caller: the tag becomes a stage, the rest is speakable."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.begun = False
        self._code = ""
        self._said = False
        self._decoder = StateTagDecoder()

    def hear(self, text: str) -> list[Event]:
        return self._events(self._decoder.decode(text))

    def end(self) -> list[Event]:
        """The rest; a model that said nothing leaves the word to the rules."""
        events = self._events(self._decoder.flush())
        if not self._said:
            events += [*self._staged(""), Text(self.inputs.say)]
        return events

    def _events(self, items: list[str | Tag]) -> list[Event]:
        events: list[Event] = []
        for item in items:
            if isinstance(item, Tag):
                events += self._staged(item.code)
            elif text := speakable(item):
                events += [*self._staged(""), Text(text)]
                self._said = True
        self.begun = self.begun or bool(events)
        return events

    def _staged(self, proposed: str) -> list[Event]:
        """The stage that the flow makes of a proposal, where it is the first one or another one."""
        inputs = self.inputs
        code = stages.folded(inputs.table, proposed)
        if proposed and code in inputs.table and code not in inputs.allowed:
            logger.warning("call %s: the flow refuses %s after %s", inputs.session, code, inputs.code)
            refused: list[Event] = [Reference("", ({"refused": code},))]
            return [*self._staged(""), *refused]
        code = code or self._code or inputs.code
        if code == self._code:
            return []
        self._code = code
        return [stage(inputs.table, code)]


def stage(table: stages.Table, code: str) -> Stage:
    return Stage(code, stages.label(table, code))


def required(raw: Mapping[str, Any], name: str, longest: int) -> str:
    """A string that must be there. Raises `BadParameters`."""
    value = raw.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadParameters(_("缺少 %(name)s，它应当是一个字符串。") % {"name": name})
    if len(value) > longest or not value.isprintable():
        raise BadParameters(
            _("%(name)s 最长 %(longest)d 个字符，且不能有控制字符。") % {"name": name, "longest": longest}
        )
    return value


def said(raw: Mapping[str, Any]) -> str:
    """The caller's words, "" for silence, without what no database keeps. Raises `BadParameters`."""
    text = raw.get("text")
    if not isinstance(text, str):
        raise BadParameters(_("缺少 text，它应当是一个字符串；没有听到声音时为空字符串。"))
    if len(text) > LONGEST_TEXT:
        raise BadParameters(_("text 最长 %(longest)d 个字符。") % {"longest": LONGEST_TEXT})
    return text.encode("utf-8", "replace").decode().replace("\x00", "")
