"""The console's page; what it shows comes over its WebSocket."""

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_required
@permission_required("chatflow.answer_calls", raise_exception=True)
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "chatflow/console.html")
