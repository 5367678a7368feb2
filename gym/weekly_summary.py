"""The weekly summary: parameters -> facts -> prompt -> events."""

from collections.abc import AsyncIterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from gym import writer
from gym.facts import weekly_facts
from gym.models import Goal, Member, Summary
from gym.serializers import check_range, weekly_parameters
from streams.answers import Answer, Prepared, Run
from streams.auth import Principal
from streams.errors import BadParameters, NotFound
from streams.events import Event, Text, Thinking
from streams.models import Stream, digest

DEFAULT_DAYS_BACK = 7


def subject_of(member_id: int) -> str:
    return f"gym.member:{member_id}"


class WeeklySummary(Answer):
    """A member's range, read for her goal, with a coach's advice. An unchanged question replays its answer."""

    name = "gym.weekly_summary"
    dialect = "gym"
    replays_finished = True

    def resolve(self, principal: Principal, raw: Mapping[str, Any]) -> dict[str, Any]:
        asked = weekly_parameters(raw)
        member = _member(principal, asked.member_id)
        end = asked.end or member.gym.today()
        start = asked.start or end - timedelta(days=DEFAULT_DAYS_BACK)
        check_range(start, end)
        return {
            "member_id": member.pk,
            "start_date": start.isoformat(),
            "end_date": end.isoformat(),
            "language": translation.get_language() or settings.LANGUAGE_CODE,
            "refresh": asked.refresh,
        }

    def prepare(self, principal: Principal, params: dict[str, Any]) -> Prepared:
        member = Member.objects.select_related("gym", "coach__user").get(pk=params["member_id"])
        start, end = date.fromisoformat(params["start_date"]), date.fromisoformat(params["end_date"])
        facts = weekly_facts(member, start, end)
        with translation.override(params["language"]):
            messages = prompt(facts)
        return Prepared(
            inputs={"messages": messages, "facts": facts, "language": params["language"]},
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
            return writer.weekly_summary(inputs["facts"])

    def finish(self, stream: Stream) -> None:
        """Every answer with a word in it is kept, whole or not."""
        if not stream.text.strip():
            return
        summary = Summary(
            stream_id=stream.pk,
            member_id=stream.params["member_id"],
            kind=Summary.Kind.WEEKLY,
            start=stream.params["start_date"],
            end=stream.params["end_date"],
            text=stream.text,
            state=Summary.State.DONE if stream.state == Stream.State.DONE else Summary.State.PARTIAL,
            facts=stream.inputs["facts"],
            written_by=stream.written_by,
        )
        Summary.objects.bulk_create([summary], ignore_conflicts=True)  # one per stream, however often it is finished


def prompt(facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """The messages for a model, in the active language; names of people stay out."""
    shown = [row for row in facts["facts"] if row["key"] != "member_name"]
    context = {
        "facts": shown,
        "basic": facts["basic"],
        "goal": Goal(facts["basic"]["goal"]).label,
        "weights": facts["weights"],
        "sessions": facts["sessions"],
        "assessment": facts["assessment"],
        "rate_known": facts["rate_known"],
    }
    return [
        {"role": "system", "content": render_to_string("gym/prompts/weekly_summary_system.txt", context).strip()},
        {"role": "user", "content": render_to_string("gym/prompts/weekly_summary.txt", context).strip()},
    ]


def _member(principal: Principal, member_id: int | None) -> Member:
    """The member asked for, if the principal may see her; without a number, the principal's own."""
    members = Member.objects.select_related("gym")
    if principal.user is None:
        raise NotFound
    if member_id is None:
        member = members.filter(user=principal.user).first()
        if member is None:
            raise BadParameters(_("当前账号没有关联会员，请用 member_id 指定一位会员。"))
        return member
    member = members.visible_to(principal.user).filter(pk=member_id).first()
    if member is None:
        raise NotFound(_("没有找到这位会员，或您无权查看。"))
    return member
