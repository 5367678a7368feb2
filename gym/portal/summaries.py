"""Past summaries of a member."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from gym.models import Member, Summary

PER_PAGE = 20


@require_safe
@login_required
def summaries(request: HttpRequest) -> HttpResponse:
    """Past summaries of one member, newest first."""
    members = Member.objects.visible_to(request.user)
    number = request.GET.get("member", "")
    if number.isascii() and number.isdigit() and len(number) < 19:
        member = get_object_or_404(members, pk=int(number))
    else:
        member = get_object_or_404(members, user=request.user.pk)
    rows = member.summaries.defer("facts")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    own = member.user_id == request.user.pk
    return render(request, "gym/summaries.html", {"member": member, "page": page, "own": own})


@require_safe
@login_required
def summary(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(
        Summary.objects.select_related("member").filter(member__in=Member.objects.visible_to(request.user)), pk=number
    )
    own = found.member.user_id == request.user.pk
    return render(request, "gym/summary.html", {"summary": found, "member": found.member, "own": own})
