"""Step 9 of a consultation: a picture is looked at, and what it shows enters the later steps."""

from collections.abc import AsyncIterator
from typing import Any

from petclinic.images import Unfit
from petclinic.models import Consultation, Module
from petclinic.picture_answer import PictureAnswer, told_refusal
from petclinic.session_answer import Facts
from petclinic.steps import check_module
from streams.answers import Run
from streams.events import Event, Refused, Text

UNSEEN = "主人提供了一张照片，画质清楚，内容还没有识别。"


class PictureOfConsultation(PictureAnswer):
    """Without a model that sees, the finding says just that there is a picture for the vet to look at."""

    name = "petclinic.picture_finding"
    template = "picture_finding"

    def check(self, consultation: Consultation, asked: dict[str, Any]) -> None:
        check_module(consultation, Module.CONSULTATION)

    def write(self, facts: Facts) -> str:
        return UNSEEN

    async def produce(self, run: Run) -> AsyncIterator[Event]:
        try:
            found = await self.picture(run)
        except Unfit as error:
            yield Refused(told_refusal(error.reason), error.reason)
            return
        if run.inputs["by_rules"]:
            yield Text(UNSEEN)
            return
        async for event in self.by_model(run, found.jpeg):
            yield event
