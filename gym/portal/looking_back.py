"""Looking back: a member's phases and assessments, and the stage or monthly summary of one of them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gym.facts import stage
from gym.member_answer import MemberAnswer
from gym.models import Member
from gym.monthly_summary import MonthlySummary
from gym.portal.answering import around
from gym.portal.who import is_own, member_of
from gym.stage_summary import FEWEST_ASSESSMENTS, StageSummary
from streams.auth import Principal
from streams.errors import BadParameters, NotFound

CHOICES: dict[str, type[MemberAnswer]] = {"stage_id": StageSummary, "assessment_id": MonthlySummary}


@require_safe
@login_required
def looking_back(request: HttpRequest) -> HttpResponse:
    """`?stage_id=` or `?assessment_id=` shows that summary; without either, what there is to look back on."""
    name = next((name for name in CHOICES if request.GET.get(name)), None)
    if name is None:
        return _overview(request)
    answer = CHOICES[name]()
    try:
        params = answer.resolve(Principal.of_user(request.user), {name: request.GET[name]})  # type: ignore[arg-type]
    except NotFound:
        return render(request, "404.html", status=404)
    except BadParameters as error:
        return _overview(request, str(error.text), status=400)
    member = Member.objects.select_related("gym", "coach__user").get(pk=params["member_id"])
    context = {**around(request, answer, member, params), "member": member, "kind": answer.kind}
    return render(request, "gym/looking_back_answer.html", context)


def _overview(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    member = member_of(request)
    context = {
        "member": member,
        "own": is_own(request.user, member),
        "problem": problem,
        "phases": _phases(member),
        "assessments": _assessments(member),
    }
    return render(request, "gym/looking_back.html", context, status=status)


def _phases(member: Member) -> list[dict[str, Any]]:
    days = list(member.assessments.values_list("date", flat=True))
    today = member.gym.today()
    found = []
    for phase in member.phases.all():
        inside = sum(phase.start <= day <= stage.until(phase, today) for day in days)
        found.append({"phase": phase, "enough": inside >= FEWEST_ASSESSMENTS})
    return found


def _assessments(member: Member) -> list[dict[str, Any]]:
    rows = list(member.assessments.all())
    return [{"assessment": row, "has_earlier": row is not rows[-1]} for row in rows]
