"""The monthly summary: an assessment held against the one before."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from gym import writer
from gym.facts import month
from gym.member_answer import MemberAnswer, asked_language
from gym.models import Assessment, Member, Summary
from gym.serializers import monthly_parameters, too_long
from streams.auth import Principal
from streams.errors import BadParameters, NotFound


class MonthlySummary(MemberAnswer):
    """What the body shows since the assessment before, and what was done for it."""

    name = "gym.monthly_summary"
    kind = Summary.Kind.MONTHLY

    def resolve(self, principal: Principal, raw: Mapping[str, Any]) -> dict[str, Any]:
        asked = monthly_parameters(raw)
        members = Member.objects.visible_to(principal.user)
        assessment = Assessment.objects.filter(pk=asked.number, member__in=members).first()
        if assessment is None:
            raise NotFound(_("没有找到这次体测，或您无权查看。"))
        compared = month.pair(assessment)
        if len(compared) < 2:
            raise BadParameters(_("这是第一次体测，还没有更早的一次可以比较。"))
        if too_long(compared[0].date, assessment.date):
            raise BadParameters(_("这次体测和上一次相隔超过 366 天，没法当作一段时间来比较。"))
        return {
            "member_id": assessment.member_id,
            "assessment_id": assessment.pk,
            "language": asked_language(),
            "refresh": asked.refresh,
        }

    def facts(self, member: Member, params: Mapping[str, Any]) -> dict[str, Any]:
        return month.monthly_facts(member, month.pair(member.assessments.get(pk=params["assessment_id"])))

    def write(self, facts: Mapping[str, Any]) -> str:
        return writer.monthly_summary(facts)
