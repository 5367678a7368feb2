"""The stage summary: a phase looked back on, from its first assessment to its latest."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from gym import writer
from gym.facts import stage
from gym.member_answer import MemberAnswer, asked_language
from gym.models import Member, Phase, Summary
from gym.serializers import stage_parameters, too_long
from streams.auth import Principal
from streams.errors import BadParameters, NotFound

FEWEST_ASSESSMENTS = 2


class StageSummary(MemberAnswer):
    """What was planned, what has changed, how steadily it was trained, what the next stage should weigh."""

    name = "gym.stage_summary"
    kind = Summary.Kind.STAGE

    def resolve(self, principal: Principal, raw: Mapping[str, Any]) -> dict[str, Any]:
        asked = stage_parameters(raw)
        members = Member.objects.visible_to(principal.user)
        phase = Phase.objects.select_related("member__gym").filter(pk=asked.number, member__in=members).first()
        if phase is None:
            raise NotFound(_("没有找到这个阶段，或您无权查看。"))
        today = phase.member.gym.today()
        found = len(stage.assessments(phase, today))
        if found < FEWEST_ASSESSMENTS:
            raise BadParameters(_("写阶段总结需要阶段里至少两次体测，现在有 %(found)s 次。") % {"found": found})
        if too_long(phase.start, stage.until(phase, today)):
            raise BadParameters(_("这个阶段超过 366 天，请把它分成几个较短的阶段再总结。"))
        return {
            "member_id": phase.member_id,
            "stage_id": phase.pk,
            "language": asked_language(),
            "refresh": asked.refresh,
        }

    def facts(self, member: Member, params: Mapping[str, Any]) -> dict[str, Any]:
        return stage.stage_facts(member, member.phases.get(pk=params["stage_id"]), member.gym.today())

    def write(self, facts: Mapping[str, Any]) -> str:
        return writer.stage_summary(facts)
