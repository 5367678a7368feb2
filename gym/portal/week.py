"""The report page: a member's range as tiles, charts, lists and the summary as it is written."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gym import aggregates, report
from gym.models import Member
from gym.portal.answering import around
from gym.tiles import tiles
from gym.weekly_summary import WeeklySummary
from streams.auth import Principal
from streams.errors import BadParameters, NotFound, Refusal


@dataclass
class Asked:
    """The question of a page: resolved like the API's, so that the page and the API share streams."""

    member: Member
    start: date
    end: date
    params: dict[str, Any]


def _asked(request: HttpRequest, *, default_range: bool = False) -> Asked:
    raw = {"member_id": request.GET.get("member", "")}
    if not default_range:
        raw |= {name: request.GET.get(name, "") for name in ("start_date", "end_date")}
    params = WeeklySummary().resolve(Principal.of_user(request.user), raw)  # type: ignore[arg-type]
    member = Member.objects.select_related("gym", "coach__user").get(pk=params["member_id"])
    return Asked(member, date.fromisoformat(params["start_date"]), date.fromisoformat(params["end_date"]), params)


@require_safe
@login_required
def week(request: HttpRequest) -> HttpResponse:
    """A member's range; a bad range shows the usual one and says what was wrong."""
    problem = ""
    try:
        asked = _asked(request)
    except NotFound:
        return render(request, "404.html", status=404)
    except BadParameters as error:
        problem = str(error.text)
        try:
            asked = _asked(request, default_range=True)
        except Refusal:
            return redirect("home")
    summary = around(request, WeeklySummary(), asked.member, asked.params)
    facts = summary["facts"]
    context = {
        **summary,
        "member": asked.member,
        "start": asked.start,
        "end": asked.end,
        "problem": problem,
        "presets": _presets(asked, summary["own"]),
        "tiles": tiles(facts),
        "weights": _weight_rows(facts),
        "chart": _chart(facts, asked.member),
        "muscles": report.muscle_bars(facts),
        "band": report.BAND,
        "days": report.days(facts),
        "weekdays": report.weekdays(),
        "targets": report.targets(facts),
        "compared": report.compared(facts),
        "computed_at": asked.member.days.filter(day__lte=asked.end).aggregate(at=Max("computed_at"))["at"],
        "stale": bool(aggregates.is_stale([asked.member.pk])),
    }
    return render(request, "gym/week.html", context, status=400 if problem else 200)


def _presets(asked: Asked, own: bool) -> list[dict[str, Any]]:
    today = asked.member.gym.today()
    monday = today - timedelta(days=today.weekday())
    ranges = [
        (_("最近八天"), today - timedelta(days=7), today),
        (_("本周"), monday, today),
        (_("上周"), monday - timedelta(days=7), monday - timedelta(days=1)),
        (_("最近四周"), today - timedelta(days=27), today),
    ]
    member = "" if own else f"member={asked.member.pk}&"
    return [
        {
            "name": name,
            "query": f"?{member}start_date={start.isoformat()}&end_date={end.isoformat()}",
            "current": (start, end) == (asked.start, asked.end),
        }
        for name, start, end in ranges
    ]


def _weight_rows(facts: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"date": date.fromisoformat(point["date"]), "weight": point["weight"], "trend": trend["weight"]}
        for point, trend in zip(facts["weights"], facts["trend"], strict=True)
    ]


def _chart(facts: dict[str, Any], member: Member) -> dict[str, Any] | None:
    """Days as seconds of their midnight in UTC: the axis shows days, not times."""
    if not facts["weights"]:
        return None
    return {
        "days": [_seconds(point["date"]) for point in facts["weights"]],
        "weights": [point["weight"] for point in facts["weights"]],
        "trend": [point["weight"] for point in facts["trend"]],
        "target": float(member.target_weight_kg) if member.target_weight_kg is not None else None,
    }


def _seconds(iso: str) -> int:
    return int(datetime.combine(date.fromisoformat(iso), datetime.min.time(), UTC).timestamp())
