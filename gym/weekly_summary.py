"""The weekly summary: a range of days, and who may ask for it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from gym import writer
from gym.facts import weekly_facts
from gym.member_answer import MemberAnswer, asked_language
from gym.models import Member, Summary
from gym.serializers import check_range, weekly_parameters
from streams.auth import Principal
from streams.errors import BadParameters, NotFound

DEFAULT_DAYS_BACK = 7


class WeeklySummary(MemberAnswer):
    """A member's range, read for her goal, with a coach's advice."""

    name = "gym.weekly_summary"
    kind = Summary.Kind.WEEKLY

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
            "language": asked_language(),
            "refresh": asked.refresh,
        }

    def facts(self, member: Member, params: Mapping[str, Any]) -> dict[str, Any]:
        return weekly_facts(member, date.fromisoformat(params["start_date"]), date.fromisoformat(params["end_date"]))

    def write(self, facts: Mapping[str, Any]) -> str:
        return writer.weekly_summary(facts)


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
