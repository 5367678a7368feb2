"""Reviewing summaries: those that wait, and one of them with its facts beside it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gym import review as decisions
from gym.attention import looked_after
from gym.checked import check_summary
from gym.evidence import PREV, Rows
from gym.models import Summary
from gym.portal.member import audit

PER_PAGE = 20
LONGEST = 20_000


class ReviewForm(forms.Form):
    """What a decision needs; `seen` is `gym.review.version` of what the coach had before him."""

    action = forms.ChoiceField(choices=[(name, name) for name in decisions.ACTIONS])
    seen = forms.CharField(required=False, max_length=64)
    text = forms.CharField(max_length=LONGEST)


@require_safe
@login_required
def review_list(request: HttpRequest) -> HttpResponse:
    """Drafts about the user's members, those that wait longest first."""
    rows = _reviewable(request).filter(review=Summary.Review.DRAFT).defer("facts", "text", "checks")
    member = request.GET.get("member", "")
    if member.isascii() and member.isdigit() and len(member) < 19:
        rows = rows.filter(member=int(member))
    page = Paginator(rows.order_by("created_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "gym/review_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review(request: HttpRequest, number: int) -> HttpResponse:
    summary = get_object_or_404(_reviewable(request), pk=number)
    if request.method == "POST":
        return _decide(request, summary)
    audit(request, summary, _("审阅时查看了全文与事实"))
    return _page(request, summary, summary.shown_text)


def _reviewable(request: HttpRequest) -> QuerySet[Summary]:
    rows = Summary.objects.filter(member__in=looked_after(request.user)).exclude(review=Summary.Review.NONE)
    return rows.select_related("member__gym", "reviewed_by")


def _decide(request: HttpRequest, summary: Summary) -> HttpResponse:
    form = ReviewForm(request.POST)
    text = request.POST.get("text", "")[:LONGEST]
    if not form.is_valid():
        return _page(request, summary, text, problem=_("正文不能为空，最长 20000 个字。"), status=400)
    action = form.cleaned_data["action"]
    try:
        decisions.decide(summary, action, form.cleaned_data["text"], form.cleaned_data["seen"], request.user.pk or 0)
    except decisions.Changed:
        summary.refresh_from_db()
        return _page(request, summary, text, changed=True, status=409)
    check_summary(summary)
    if action == decisions.APPROVE:
        messages.success(request, _("已批准，会员现在可以看到这份总结。"))
        return redirect("gym-review-list")
    said = _("草稿已保存，会员还看不到。") if action == decisions.SAVE else _("已撤回，会员现在看不到这份总结。")
    messages.success(request, said)
    return redirect("gym-review", number=summary.pk)


def _page(
    request: HttpRequest, summary: Summary, text: str, *, problem: str = "", changed: bool = False, status: int = 200
) -> HttpResponse:
    behind = Rows(summary)
    keys = [row["key"] for row in summary.facts.get("facts", []) if row["unit"] != "text"]
    context = {
        "summary": summary,
        "member": summary.member,
        "text": text,
        "seen": decisions.version(summary),
        "problem": problem,
        "changed": changed,
        "facts": [behind.fact(key) for key in keys if not key.endswith(PREV)],
        "before": [behind.fact(key) for key in keys if key.endswith(PREV)],
    }
    return render(request, "gym/review.html", context, status=status)
