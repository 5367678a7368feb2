"""A member's page for her coach, and for each of her summaries what it was written from."""

import json
import logging
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gym import aggregates
from gym.aggregates import week_of
from gym.attention import judge, looked_after
from gym.models import Member, Summary, WeeklyAggregate
from gym.portal.notes import NoteForm
from gym.tiles import signed
from streams.models import Stream

logger = logging.getLogger(__name__)

WEEKS = 4
SUMMARIES = 8
NOTES = 50


@dataclass(frozen=True)
class Week:
    """`totals` is None for a week without records; `change` is against the last weight before, kg."""

    monday: date
    totals: WeeklyAggregate | None
    change: Decimal | None

    @property
    def signed(self) -> str:
        return signed(float(self.change or 0))


@require_safe
@login_required
def member(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(looked_after(request.user).select_related("gym", "coach__user"), pk=number)
    aggregates.catch_up(found.pk)
    today = found.gym.today()
    context = {
        "member": found,
        "judged": judge([found])[0],
        "phase": found.phases.filter(start__lte=today, end__gte=today).order_by("end").last(),
        "weeks": _weeks(found, today),
        "summaries": found.summaries.select_related("reviewed_by").defer("facts", "text", "checks")[:SUMMARIES],
        "notes": found.coach_notes.select_related("author")[:NOTES],
        "form": NoteForm(),
    }
    return render(request, "gym/member.html", context)


def _weeks(of: Member, today: date) -> list[Week]:
    """This week and the three before it, the newest first."""
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - timedelta(weeks=n) for n in range(2 * WEEKS)]
    since_year, since_week = week_of(mondays[-1])
    rows = {
        (row.iso_year, row.iso_week): row
        for row in of.weeks.filter(iso_year__gte=since_year).exclude(iso_year=since_year, iso_week__lt=since_week)
    }
    weeks: list[Week] = []
    before: Decimal | None = None
    for day in reversed(mondays):
        totals = rows.get(week_of(day))
        last = totals.weight_last if totals else None
        weeks.append(Week(day, totals, last - before if last is not None and before is not None else None))
        before = last if last is not None else before
    return weeks[: -WEEKS - 1 : -1]


@require_safe
@login_required
def told(request: HttpRequest, number: int) -> HttpResponse:
    """What the model was told: the prompt while the stream is kept, the facts for good. Every read is recorded."""
    summary = get_object_or_404(
        Summary.objects.filter(member__in=looked_after(request.user)).select_related("member__gym"), pk=number
    )
    audit(request, summary, _("查看了提示词与事实"))
    stream = Stream.objects.filter(pk=summary.stream_id).only("inputs", "profile").first()
    context = {
        "summary": summary,
        "member": summary.member,
        "profile": stream.profile if stream else "",
        "messages_told": stream.inputs.get("messages", []) if stream else [],
        "kept": stream is not None,
        "rows": summary.facts.get("facts", []),
        "whole": json.dumps(summary.facts, ensure_ascii=False, indent=2),
    }
    return render(request, "gym/member_told.html", context)


def audit(request: HttpRequest, summary: Summary, words: str) -> None:
    """Keep that staff has read it: in the admin's history and in the log. No name, no content."""
    LogEntry.objects.create(
        user_id=request.user.pk or 0,
        action_time=timezone.now(),
        content_type=ContentType.objects.get_for_model(Summary),
        object_id=str(summary.pk),
        object_repr=str(summary)[:200],
        action_flag=CHANGE,
        change_message=words,
    )
    logger.info("read summary=%s member=%s user=%s", summary.pk, summary.member_id, request.user.pk)
