"""What the two answers about a picture share: the picture itself, what makes it unfit, and the model that sees it."""

import base64
from collections.abc import AsyncIterator, Mapping
from typing import Any

import msgspec
from django.conf import settings
from rest_framework import serializers

from petclinic import images, pictures
from petclinic.case import Case
from petclinic.images import REFUSAL, TIPS, Unfit
from petclinic.models import PICTURE_KINDS, Consultation, EndUser, PictureFinding
from petclinic.prompts import messages
from petclinic.session_answer import Facts, SessionAnswer, SessionParameters, facts_of
from petclinic.telling import Teller
from petclinic.verdict import Verdict
from streams.answers import Run
from streams.events import Event, Refused, Text, Thinking
from streams.models import Stream
from streams.providers.profiles import profile

WRONG_SUBJECT = {
    "no_animal": "图片里面没有猫狗，请换一张宠物的清晰照片。",
    "no_target": "图片里没有看到要检查的部位或东西，请靠近一些，对准了再拍一张。",
    "unclear": "图片看不清楚，没法判断，请在明亮的地方对好焦再拍一张。",
}


class PictureParameters(SessionParameters):
    img_url = serializers.CharField(max_length=2000)


class PictureAnswer(SessionAnswer):
    """`inputs["picture"]` names the picture; it is fetched while producing, and kept before anything is said."""

    parameters = PictureParameters

    @staticmethod
    def profile_of(owner: EndUser) -> str:
        """Pictures go to a model that can see, and only with consent."""
        name = settings.PICTURE_PROFILE
        return name if owner.consents and profile(name).images != "none" else "offline"

    def more(self, consultation: Consultation, params: Mapping[str, Any]) -> dict[str, Any]:
        return {"picture": pictures.named(consultation.owner, params["img_url"])}

    def case(self, consultation: Consultation) -> Case:
        """Without what pictures showed before: the same picture asked again is the same question."""
        return msgspec.structs.replace(super().case(consultation), findings=())

    async def picture(self, run: Run) -> images.Picture:
        """A picture that can be judged. Raises `Unfit`."""
        found = await pictures.obtain(run.inputs["picture"])
        problem = images.unfit_for_judging(found)
        if problem:
            raise Unfit(problem)
        return found

    def finish(self, stream: Stream) -> None:
        """Every picture that was stored gets its row; what was seen in it joins the session."""
        consultation = self.consultation(stream)
        picture = pictures.adopt(consultation.owner, stream.inputs["picture"], consultation.pet)
        refused = refusal_in(stream)
        if stream.state == Stream.State.DONE:
            PictureFinding.objects.create(
                consultation=consultation,
                picture=picture,
                kind=consultation.sub_module_type or 0,
                text=self.finding(stream),
                refused=refused,
                by_model=stream.written_by == "model" and not refused,
                stream_id=stream.pk,
            )
            consultation.touch()

    def finding(self, stream: Stream) -> str:
        """What is kept of the answer."""
        return stream.text

    def messages(self, facts: Facts, inputs: Mapping[str, Any]) -> list[dict[str, Any]]:
        kind = inputs.get("kind", 0)
        shown = {"kind": kind, "kind_name": PICTURE_KINDS.get(kind, ""), "simple": inputs.get("simple", False)}
        return messages(self.template, facts, image=inputs["picture"]["key"], **shown)

    async def by_model(self, run: Run, jpeg: bytes) -> AsyncIterator[Event]:
        """The model's first line says whether it can judge; only then does anything of it reach the owner."""
        verdict = Verdict()
        teller = Teller(facts_of(run.inputs), run.inputs, lines=False)
        begun = False
        async for delta in run.call(with_picture(run.inputs["messages"], jpeg)):
            if delta.reasoning and not begun:
                yield Thinking(delta.reasoning)
            said = verdict.feed(delta.text)
            for piece in teller.feed("" if verdict.unfit else said):  # an unfit one is read to its end, and not told
                begun = True
                yield Text(piece)
        rest = verdict.flush()
        if verdict.unfit:
            yield Refused(WRONG_SUBJECT[verdict.unfit], verdict.unfit)
            return
        for piece in (*teller.feed(rest), *teller.flush()):
            yield Text(piece)


def refusal_in(stream: Stream) -> str:
    """The reason code of the refusal that a stream consists of, "" for an answer."""
    return next((event.reason for _seq, event in stream.events() if isinstance(event, Refused)), "")


def told_refusal(reason: str) -> str:
    """For people: a tip where one helps; everything technical is one and the same sentence."""
    return TIPS.get(reason, REFUSAL)


def with_picture(messages: list[dict[str, Any]], jpeg: bytes) -> list[dict[str, Any]]:
    """The messages with the picture as data in its place; no address of ours goes out."""
    url = f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
    image = {"type": "image_url", "image_url": {"url": url}}
    return [
        message
        if isinstance(message["content"], str)
        else {**message, "content": [image if part["type"] == "picture" else part for part in message["content"]]}
        for message in messages
    ]
