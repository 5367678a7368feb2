"""What every summary about a member shares: facts -> prompt -> events, and the record that it leaves."""

import abc
from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import translation

from gym import checked, prompts
from gym.models import Member, Summary
from gym.review import check_may_start
from streams.answers import Answer, Prepared, Run
from streams.auth import Principal
from streams.events import Event, Text, Thinking
from streams.models import Stream, digest


def subject_of(member_id: int) -> str:
    return f"gym.member:{member_id}"


def prompt_version(answer: "MemberAnswer") -> str:
    """Such as `weekly-3f2a91`: it changes with the prompt's templates."""
    return prompts.version(answer.kind)


def asked_language() -> str:
    """The language of the request, for the resolved parameters: an answer in another language is another answer."""
    return translation.get_language() or settings.LANGUAGE_CODE


class MemberAnswer(Answer):
    """A summary about the member `params["member_id"]`, in `params["language"]`. An unchanged question replays.

    A subclass resolves the parameters, gathers the facts and writes by rules.
    """

    dialect = "gym"
    replays_finished = True
    kind: ClassVar[Summary.Kind]

    @abc.abstractmethod
    def facts(self, member: Member, params: Mapping[str, Any]) -> dict[str, Any]:
        """The fact table, in the shape of `gym.facts`; its `basic` says the same kind."""

    @abc.abstractmethod
    def write(self, facts: Mapping[str, Any]) -> str:
        """The whole text by rules, in the active language."""

    def prepare(self, principal: Principal, params: dict[str, Any]) -> Prepared:
        member = Member.objects.select_related("gym", "coach__user").get(pk=params["member_id"])
        check_may_start(principal.user, member)
        facts = self.facts(member, params)
        with translation.override(params["language"]):
            messages = prompts.messages(facts)
        by_rules = self.written_by(member) == "rules"
        return Prepared(
            inputs={
                "messages": messages,
                "facts": facts,
                "language": params["language"],
                "prompt_version": "rules" if by_rules else prompt_version(self),
            },
            profile=self.profile_of(member),
            facts_hash=digest(facts),
            subject=subject_of(member.pk),
        )

    @staticmethod
    def profile_of(member: Member) -> str:
        """Health data goes to an external model only with the member's consent."""
        return settings.MODEL_PROFILE if member.consented_at else "offline"

    @classmethod
    def written_by(cls, member: Member) -> str:
        """Who would write now: `rules` or `model`."""
        return "rules" if cls.profile_of(member) == "offline" else "model"

    async def produce(self, run: Run) -> AsyncIterator[Event]:
        async for delta in run.call(run.inputs["messages"]):
            if delta.reasoning:
                yield Thinking(delta.reasoning)
            if delta.text:
                yield Text(delta.text)

    def write_offline(self, inputs: Mapping[str, Any]) -> str:
        with translation.override(inputs["language"]):
            return self.write(inputs["facts"])

    def may_read(self, stream: Stream) -> bool:
        """A coach who has lost the member has lost what was written about her, too."""
        number = stream.owner.removeprefix("user:")
        members = Member.objects.filter(pk=stream.params["member_id"])
        if not number.isdigit() or members.filter(Q(user=number) | Q(coach__user=number)).exists():
            return number.isdigit()
        user = get_user_model().objects.filter(pk=number, is_active=True).first()
        return user is not None and members.visible_to(user).exists()

    def finish(self, stream: Stream) -> None:
        """Every answer with a word in it is kept, whole or not, its numbers checked."""
        if not stream.text.strip():
            return
        facts = stream.inputs["facts"]
        member = Member.objects.select_related("gym").get(pk=stream.params["member_id"])
        summary = Summary(
            stream_id=stream.pk,
            member=member,
            kind=self.kind,
            start=facts["basic"]["start"],
            end=facts["basic"]["end"],
            text=stream.text,
            state=Summary.State.DONE if stream.state == Stream.State.DONE else Summary.State.PARTIAL,
            facts=facts,
            written_by=stream.written_by,
            prompt_version=stream.inputs["prompt_version"],
            review=Summary.Review.DRAFT if member.gym.summaries_need_approval else Summary.Review.NONE,
        )
        checked.judge(summary)
        Summary.objects.bulk_create([summary], ignore_conflicts=True)  # one per stream, however often it is finished
