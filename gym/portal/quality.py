"""For staff: how many of the numbers in the texts hold, for each kind of summary and version of its prompt."""

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gym import checked
from gym.models import Summary


@require_safe
@login_required
@permission_required("gym.view_all_members", raise_exception=True)
def quality(request: HttpRequest) -> HttpResponse:
    worst = Summary.objects.filter(numbers_wrong__gt=0).select_related("member").defer("facts", "text", "checks")[:20]
    return render(request, "gym/quality.html", {"rates": checked.rates(Summary.objects.all()), "worst": worst})
