"""A question to the knowledge base, and its answer."""

import unicodedata
from collections.abc import AsyncIterator, Mapping
from typing import Any

from django.conf import settings
from rest_framework import serializers

from petclinic import triage
from petclinic.case import Case, Understanding
from petclinic.gathering import case_of
from petclinic.models import Consultation, Module
from petclinic.models import Turn as TurnRow
from petclinic.safety.emergency import emergency_line
from petclinic.session_answer import Facts, SessionAnswer, SessionParameters, facts_of, reference
from petclinic.sources import found
from petclinic.steps import check_module
from petclinic.telling import tell
from petclinic.writer import knowledge_answer
from streams.answers import Run
from streams.events import Event, Refused
from streams.models import Stream

UNFIT = "输入内容不符合规范，请重新输入"
LONGEST_QUESTION = 2000


class QuestionParameters(SessionParameters):
    pet_profile_id = serializers.IntegerField(min_value=0, default=0)
    user_input = serializers.CharField(allow_blank=True, max_length=20_000)


class KnowledgeAnswer(SessionAnswer):
    """Input that asks nothing is refused in the stream, as the documents do."""

    name = "petclinic.knowledge_answer"
    template = "knowledge_answer"
    parameters = QuestionParameters
    searches = True

    def check(self, consultation: Consultation, asked: dict[str, Any]) -> None:
        check_module(consultation, Module.KNOWLEDGE)

    def asked(self, params: Mapping[str, Any]) -> str:
        return str(params["user_input"])

    def facts(self, consultation: Consultation, params: Mapping[str, Any]) -> Facts:
        """The question alone is what is urgent or not; what was said before is there for a model to understand it."""
        question = self.asked(params)
        before = case_of(consultation)
        case = Case(pet=before.pet, complaint=question)
        urgency = triage.of_case(case)
        triage.store(consultation, urgency)
        return Facts(
            case=Case(pet=before.pet, complaint=question, turns=before.turns[-10:]),
            understanding=Understanding(),
            triage=urgency,
            sources=tuple(found(question, case.pet.species)) if fit(question) else (),
            emergency=emergency_line(urgency, settings.CLINIC_EMERGENCY_PHONE),
            asked=question,
        )

    def write(self, facts: Facts) -> str:
        return knowledge_answer(facts.asked, facts.sources)

    async def produce(self, run: Run) -> AsyncIterator[Event]:
        facts = facts_of(run.inputs)
        if not fit(facts.asked):
            yield Refused(UNFIT, "unfit_input")
            return
        used = reference(facts.sources)
        if used:
            yield used
        async for event in tell(run, facts, run.inputs.get("messages", [])):
            yield event

    def finish(self, stream: Stream) -> None:
        """The question and its answer join the dialogue, once, and only together."""
        if stream.state != Stream.State.DONE or not stream.text:
            return
        consultation = self.consultation(stream)
        TurnRow.objects.create(consultation=consultation, role="user", content=stream.params["user_input"])
        TurnRow.objects.create(consultation=consultation, role="ai", content=stream.text, stream_id=stream.pk)
        consultation.touch(
            sources=stream.inputs["facts"]["sources"],
            summary_by=stream.written_by,
            complaint=consultation.complaint or stream.params["user_input"],
        )


def fit(text: str) -> bool:
    """Whether there is something to answer: at least two letters or characters, and not endlessly many."""
    letters = sum(unicodedata.category(character)[0] == "L" for character in text[: LONGEST_QUESTION + 1])
    return letters >= 2 and len(text) <= LONGEST_QUESTION
