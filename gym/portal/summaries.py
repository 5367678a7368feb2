"""Past summaries of a member, and the mark that she gives one."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gym.checked import paragraphs
from gym.models import Summary
from gym.portal.who import is_own, member_of
from gym.review import readable

PER_PAGE = 20


class RatingForm(forms.Form):
    value = forms.IntegerField(min_value=1, max_value=5)


@require_safe
@login_required
def summaries(request: HttpRequest) -> HttpResponse:
    """Past summaries of one member, newest first; a member sees no drafts about herself."""
    member = member_of(request)
    rows = readable(request.user).filter(member=member).defer("facts", "text", "checks")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"member": member, "page": page, "own": is_own(request.user, member)}
    return render(request, "gym/summaries.html", context)


@require_safe
@login_required
def summary(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(readable(request.user).select_related("member__gym"), pk=number)
    own = is_own(request.user, found.member)
    context = {
        "summary": found,
        "member": found.member,
        "own": own,
        "paragraphs": paragraphs(found),
        "marks": range(1, 6),
    }
    return render(request, "gym/summary.html", context)


@require_POST
@login_required
def rate(request: HttpRequest, number: int) -> HttpResponse:
    """The member's own mark, 1 to 5; she may change it."""
    found = get_object_or_404(readable(request.user).filter(member__user=request.user.pk), pk=number)
    form = RatingForm(request.POST)
    if form.is_valid():
        Summary.objects.filter(pk=found.pk).update(rating=form.cleaned_data["value"])
        messages.success(request, _("谢谢，评分已记下。"))
    else:
        messages.error(request, _("请选 1 到 5 分。"))
    return redirect("gym-summary", number=found.pk)
