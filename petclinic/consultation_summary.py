"""The summary of a consultation: the animal and the complaint as they are known, then what was found out."""

from collections.abc import AsyncIterator

from petclinic import triage
from petclinic.models import Consultation
from petclinic.safety.emergency import tier_advice
from petclinic.session_answer import Facts, SessionAnswer, facts_of, reference
from petclinic.telling import tell
from petclinic.writer import consultation_summary, lines
from streams.answers import Run
from streams.events import Event, Text, Thinking
from streams.models import Stream

RECORD = "**病情记录:**\n"


class ConsultationSummary(SessionAnswer):
    """With a model, the head is still by rules: names, ages, weights and the owner's words are no model's business."""

    name = "petclinic.consultation_summary"
    dialect = "petclinic.lines"
    template = "consultation_summary"
    searches = True

    def write(self, facts: Facts) -> str:
        return consultation_summary(facts.case, facts.understanding, facts.triage, facts.sources)

    async def produce(self, run: Run) -> AsyncIterator[Event]:
        facts = facts_of(run.inputs)
        used = reference(facts.sources)
        if used:
            yield used
        yield Thinking(progress(facts))
        if run.inputs["by_rules"]:
            async for event in tell(run, facts, [], by_line=True):
                yield event
            return
        async for event in self._with_model(run, facts):
            yield event

    async def _with_model(self, run: Run, facts: Facts) -> AsyncIterator[Event]:
        whole = self.write(facts)
        head = whole[: whole.index(RECORD) + len(RECORD)]
        first = f"{facts.emergency.rstrip()}\n\n" if facts.emergency else ""
        for line in lines(first + head):
            yield Text(line)
        said = ""
        silent = Facts(case=facts.case, understanding=facts.understanding, triage=facts.triage)
        async for event in tell(run, silent, run.inputs["messages"], by_line=True):
            if isinstance(event, Text):
                said += event.text
                yield event
        advice = tier_advice(facts.triage.tier)
        if advice not in said:
            yield Text(advice if said.endswith("\n") else f"\n{advice}")

    def finish(self, stream: Stream) -> None:
        """Only a whole summary is the session's."""
        if stream.state != Stream.State.DONE:
            return
        consultation = self.consultation(stream)
        facts = facts_of(stream.inputs)
        if stream.written_by == "model":
            triage.raise_by_text(consultation, stream.text, facts.case.pet.species)
        consultation.touch(
            summary=stream.text,
            summary_by=stream.written_by,
            sources=stream.inputs["facts"]["sources"],
            status=Consultation.Status.DONE,
        )


def progress(facts: Facts) -> str:
    """What is being done, in a few words."""
    understanding = facts.understanding
    told = f"关于{understanding.keyword}的" if understanding.keyword else ""
    pictures = "和图片所见" if facts.case.findings else ""
    return f"综合分析您提供的{told}症状信息{pictures}"
