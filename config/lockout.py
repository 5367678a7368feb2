"""What somebody sees after too many wrong passwords: JSON on the API, a page elsewhere."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from chatflow.callers import client_address


def locked(request: HttpRequest, _response: HttpResponse | None = None, *_credentials: Any) -> HttpResponse:
    if not request.path.startswith("/api/"):
        return render(request, "registration/locked.html", status=429)
    body = {"error": 429, "message": _("尝试次数过多，请 15 分钟后再试。")}
    reply = JsonResponse(body, status=429, json_dumps_params={"ensure_ascii": False})
    reply.headers["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return reply


def client_ip(request: HttpRequest) -> str:
    """Where a sign-in comes from: behind listed proxies the client's own address, else whoever is connected."""
    return str(client_address(request) or request.META.get("REMOTE_ADDR", ""))
