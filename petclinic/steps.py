"""The steps of a consultation that answer with values: by rules, or by a model whose JSON is checked against a shape.

A model that answers late, wrongly or not at all costs nothing but its better wording: the rules' values stand ready.
"""

import abc
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar

import msgspec
from django.utils.translation import gettext as _
from rest_framework import serializers

from petclinic import consultation as rules
from petclinic.case import Case
from petclinic.models import Consultation
from petclinic.models.consultations import LONGEST_TEXT
from petclinic.session_answer import Facts, SessionAnswer, SessionParameters, facts_of
from streams.answers import Run
from streams.errors import Interruption, Unprocessable
from streams.events import Event, Text
from streams.models import Stream

JSON_OBJECT = re.compile(r"\{.*\}", re.DOTALL)
LONGEST_ANSWER = 20_000


class Step(SessionAnswer):
    """`shape` is what the text of the stream is, as JSON."""

    shape: ClassVar[type[msgspec.Struct]]

    @abc.abstractmethod
    def by_rules(self, facts: Facts) -> msgspec.Struct: ...

    def sound(self, value: Any, facts: Facts) -> bool:
        """Whether a model's value of the right shape makes sense here."""
        return True

    def write(self, facts: Facts) -> str:
        return msgspec.json.encode(self.by_rules(facts)).decode()

    async def produce(self, run: Run) -> AsyncIterator[Event]:
        facts = facts_of(run.inputs)
        yield Text(self.text_of(await self._asked(run, facts) or self.by_rules(facts)))

    async def _asked(self, run: Run, facts: Facts) -> msgspec.Struct | None:
        """The model's value, or None where there is none that can be used."""
        if run.inputs["by_rules"]:
            return None
        said = ""
        try:
            async for delta in run.call(run.inputs["messages"]):
                said = (said + delta.text)[:LONGEST_ANSWER]
        except Interruption:
            return None
        found = JSON_OBJECT.search(said)
        try:
            value = msgspec.json.decode(found[0].encode(), type=self.shape) if found else None
        except msgspec.DecodeError:
            return None
        return value if value is not None and self.sound(value, facts) else None

    def text_of(self, value: msgspec.Struct) -> str:
        return msgspec.json.encode(value).decode()


# --- step 2: what it is about


class Keywords(msgspec.Struct, frozen=True):
    keyword: str
    unit: str


class KeywordParameters(SessionParameters):
    content = serializers.CharField(max_length=LONGEST_TEXT)


class KeywordStep(Step):
    """The keyword and the department of what the owner wrote."""

    name = "petclinic.keywords"
    template = "keywords"
    shape = Keywords
    parameters = KeywordParameters

    def asked(self, params: Mapping[str, Any]) -> str:
        return str(params["content"])

    def by_rules(self, facts: Facts) -> Keywords:
        found = rules.understand(Case(pet=facts.case.pet, complaint=facts.asked))
        return Keywords(found.keyword, found.unit)

    def sound(self, value: Any, facts: Facts) -> bool:
        return 0 < len(value.keyword) <= 16 and 0 < len(value.unit) <= 16

    def finish(self, stream: Stream) -> None:
        if stream.state == Stream.State.DONE:
            found = msgspec.json.decode(stream.text.encode(), type=Keywords)
            self.consultation(stream).touch(keyword=found.keyword, unit=found.unit)


# --- steps 4 and 5: what to ask


class Option(msgspec.Struct, frozen=True):
    choice: str
    title: str


class Question(msgspec.Struct, frozen=True):
    id: int
    content: str
    options: list[Option]


class Questions(msgspec.Struct, frozen=True):
    questions: list[Question]


class AnalysisStep(Step):
    """The next questions, with options."""

    name = "petclinic.analysis"
    template = "analysis"
    shape = Questions

    def by_rules(self, facts: Facts) -> Questions:
        return Questions(
            [
                Question(one.id, one.content, [Option(option.choice, option.title) for option in one.options])
                for one in rules.next_questions(facts.case)
            ]
        )

    def sound(self, value: Any, facts: Facts) -> bool:
        asked = {turn.content for turn in facts.case.turns if turn.role == "ai"}
        return 0 < len(value.questions) <= 5 and all(
            0 < len(one.content) <= 200
            and one.content not in asked
            and 2 <= len(one.options) <= 8
            and all(0 < len(option.title) <= 40 for option in one.options)
            for one in value.questions
        )

    def finish(self, stream: Stream) -> None:
        """What was handed out is kept: answers are matched to it."""
        if stream.state == Stream.State.DONE:
            consultation = self.consultation(stream)
            fresh = msgspec.json.decode(stream.text.encode())["questions"]
            known = {one["content"] for one in fresh}
            consultation.asked = [one for one in consultation.asked if one["content"] not in known][-60:] + fresh
            consultation.save(update_fields=["asked"])


class Symptoms(msgspec.Struct, frozen=True):
    options: list[str]


class RelatedStep(Step):
    """Symptoms that often come with it, to tick."""

    name = "petclinic.related_question"
    template = "related_question"
    shape = Symptoms

    def by_rules(self, facts: Facts) -> Symptoms:
        return Symptoms(list(rules.related_symptoms(facts.case)))

    def sound(self, value: Any, facts: Facts) -> bool:
        return 2 <= len(value.options) <= 12 and all(0 < len(option) <= 30 for option in value.options)


# --- step 7: whether a picture helps


class PictureWanted(msgspec.Struct, frozen=True):
    is_pic: bool
    pic_explain: str


class PictureStep(Step):
    name = "petclinic.if_need_image"
    template = "if_need_image"
    shape = PictureWanted

    def by_rules(self, facts: Facts) -> PictureWanted:
        wanted, explain = rules.need_image(facts.case)
        return PictureWanted(wanted, explain)

    def sound(self, value: Any, facts: Facts) -> bool:
        return 0 < len(value.pic_explain) <= 200 and not (value.is_pic and facts.case.findings)


# --- step 10: whether to go on asking


class GoOn(msgspec.Struct, frozen=True):
    go_on: bool


MOST_ROUNDS = 8


class ContinueAsk(Step):
    """One piece: `[True]` or `[False]`. The rules end a consultation that has gone on for long."""

    name = "petclinic.if_continue_ask"
    dialect = "petclinic.step"
    template = "if_continue_ask"
    shape = GoOn

    def by_rules(self, facts: Facts) -> GoOn:
        return GoOn(not rules.enough(facts.case))

    def sound(self, value: Any, facts: Facts) -> bool:
        return not value.go_on or sum(turn.role == "user" for turn in facts.case.turns) < MOST_ROUNDS

    def text_of(self, value: msgspec.Struct) -> str:
        return f"[{value.go_on}]"  # type: ignore[attr-defined]


def told_need(text: str) -> dict[str, str]:
    """As the API tells it: a truth value in words."""
    value = msgspec.json.decode(text.encode(), type=PictureWanted)
    return {"is_pic": str(value.is_pic), "pic_explain": value.pic_explain}


def check_module(consultation: Consultation, *modules: int) -> None:
    """Raises `Unprocessable` where a session is of another kind."""
    if consultation.module_type not in modules:
        raise Unprocessable(_("这个会话不是这一种，请先用对应的 module_type 开始会话。"))
