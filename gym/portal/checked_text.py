"""A finished summary as a fragment, its numbers underlined; the report page fetches it after the last word."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from gym import checked
from gym.models import Member, Summary


@require_safe
@login_required
def checked_text(request: HttpRequest, stream: str) -> HttpResponse:
    """404 until the summary is stored; a member never sees a draft."""
    summaries = Summary.objects.select_related("member__gym").filter(
        stream_id=stream, member__in=Member.objects.visible_to(request.user)
    )
    summary = get_object_or_404(summaries)
    if summary.member.user_id == request.user.pk and summary.review == Summary.Review.DRAFT:
        return HttpResponse(status=404)
    return render(request, "gym/checked_text.html", {"paragraphs": checked.paragraphs(summary)})
