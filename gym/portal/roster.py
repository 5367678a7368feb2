"""The roster: a coach's members, those who need him first."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gym.attention import MOST, Judged, judge, looked_after
from gym.models import Coach, Member, Summary

PER_PAGE = 20
LONGEST_NAME = 64


@require_safe
@login_required
def members(request: HttpRequest) -> HttpResponse:
    """All members that the user looks after, sorted over all pages by who needs attention.

    Above `MOST` members (staff of a large house) they come by name, judged a page at a time, until a coach is chosen
    or a name is searched for.
    """
    mine = looked_after(request.user).filter(active=True).select_related("gym", "coach__user")
    shown = request.GET.get("show", "")
    name = request.GET.get("name", "").replace("\x00", "").strip()[:LONGEST_NAME]
    coach = request.GET.get("coach", "")
    rows = _narrowed(mine, shown, name, coach)
    count = rows.count()
    context = {
        "pills": _pills(shown),
        "shown": shown,
        "name": name,
        "coach": coach,
        "coaches": _coaches(request),
        "too_many": count if count > MOST else 0,
        "most": MOST,
        "page": _page(rows, count, shown, request.GET.get("page")),
        "filtered": bool(shown or name or coach),
    }
    return render(request, "gym/members.html", context)


def _narrowed(rows: QuerySet[Member], shown: str, name: str, coach: str) -> QuerySet[Member]:
    if name:
        rows = rows.filter(name__icontains=name)
    if coach.isascii() and coach.isdigit() and len(coach) < 19:
        rows = rows.filter(coach=int(coach))
    if shown == "drafts":
        rows = rows.filter(pk__in=Summary.objects.filter(review=Summary.Review.DRAFT).values("member"))
    return rows


def _page(rows: QuerySet[Member], count: int, shown: str, number: str | None) -> Page[Any]:
    if count > MOST:
        page: Page[Any] = Paginator(rows.order_by("name", "pk"), PER_PAGE).get_page(number)
        page.object_list = judge(list(page.object_list))
        return page
    judged: list[Judged] = judge(list(rows))
    if shown == "attention":
        judged = [one for one in judged if one.reasons]
    return Paginator(judged, PER_PAGE).get_page(number)


def _pills(shown: str) -> list[dict[str, Any]]:
    names = [("", _("全部")), ("attention", _("需要关注")), ("drafts", _("有待审阅的总结"))]
    return [{"value": value, "name": words, "current": value == shown} for value, words in names]


def _coaches(request: HttpRequest) -> list[Coach]:
    """To choose from, for those who see the members of all."""
    if not request.user.has_perm("gym.view_all_members"):
        return []
    return list(Coach.objects.select_related("user").order_by("user__last_name", "user__first_name", "pk"))
