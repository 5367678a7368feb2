"""Why the next questions are asked."""

from collections.abc import AsyncIterator

from petclinic.consultation import reason
from petclinic.session_answer import Facts, SessionAnswer, facts_of
from petclinic.telling import tell
from streams.answers import Run
from streams.events import Event


class ReasonInfo(SessionAnswer):
    name = "petclinic.reason_info"
    dialect = "petclinic.step"
    template = "reason_info"

    def write(self, facts: Facts) -> str:
        return reason(facts.case)

    async def produce(self, run: Run) -> AsyncIterator[Event]:
        async for event in tell(run, facts_of(run.inputs), run.inputs.get("messages", [])):
            yield event
