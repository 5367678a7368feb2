"""A picture check: is the picture fit, is the right thing in it, and what does it show."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from petclinic import triage
from petclinic.api.base import flag
from petclinic.images import Unfit
from petclinic.models import PICTURE_KINDS, Consultation, Module
from petclinic.picture_answer import PictureAnswer, PictureParameters, told_refusal
from petclinic.session_answer import Facts, facts_of
from petclinic.steps import check_module
from petclinic.writer import picture_offline
from streams.answers import Run
from streams.auth import Principal
from streams.errors import Unprocessable
from streams.events import Event, Refused, Text, Thinking
from streams.models import Stream


class CheckParameters(PictureParameters):
    sub_module_type = serializers.ChoiceField(choices=list(PICTURE_KINDS.items()))
    is_simple = serializers.CharField(required=False, allow_blank=True)


class PictureCheck(PictureAnswer):
    """`is_simple`: at most three sentences without headings."""

    name = "petclinic.picture_check"
    template = "picture_check"
    parameters = CheckParameters

    def check(self, consultation: Consultation, asked: dict[str, Any]) -> None:
        check_kind(consultation, asked)

    def resolve(self, principal: Principal, raw: Mapping[str, Any]) -> dict[str, Any]:
        simple = flag(raw.get("is_simple"), "is_simple")
        return {**super().resolve(principal, raw), "is_simple": simple}

    def more(self, consultation: Consultation, params: Mapping[str, Any]) -> dict[str, Any]:
        shown = {"kind": params["sub_module_type"], "simple": params["is_simple"]}
        return {**super().more(consultation, params), **shown}

    def write(self, facts: Facts) -> str:
        raise NotImplementedError  # `write_offline` needs the kind, too

    def write_offline(self, inputs: Mapping[str, Any]) -> str:
        return picture_offline(inputs["kind"], (), inputs["simple"], facts_of(inputs).case.pet)

    async def produce(self, run: Run) -> AsyncIterator[Event]:
        yield Thinking("正在看图片")
        try:
            found = await self.picture(run)
        except Unfit as error:
            yield Refused(told_refusal(error.reason), error.reason)
            return
        telling = self._by_rules(run) if run.inputs["by_rules"] else self.by_model(run, found.jpeg)
        async for event in telling:
            yield event

    async def _by_rules(self, run: Run) -> AsyncIterator[Event]:
        async for delta in run.call([]):
            yield Text(delta.text)

    def finish(self, stream: Stream) -> None:
        super().finish(stream)
        if stream.state == Stream.State.DONE and stream.written_by == "model":
            triage.raise_by_text(self.consultation(stream), stream.text, facts_of(stream.inputs).case.pet.species)


def check_kind(consultation: Consultation, asked: Mapping[str, Any]) -> None:
    """Raises `Unprocessable` where a session is of another kind."""
    check_module(consultation, Module.PICTURE)
    if asked["sub_module_type"] != consultation.sub_module_type:
        raise Unprocessable(_("sub_module_type 和开始会话时的不一致。"))
