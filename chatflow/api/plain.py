"""`POST /stream-chat`: the bare text of a model's answer, or SSE on request."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from chatflow.plain_chat import PlainChat
from streams.errors import Refusal, WrongContentType, WrongMethod
from streams.views import answer_view, wants_ids


def form(request: HttpRequest) -> str:
    """Raises a `Refusal` of what does not ask in JSON.

    A page of another site can send a form or a GET unasked, and listed networks need no token. GET is for EventSource:
    with a ticket, or to resume.
    """
    if request.method == "GET":
        if not (request.GET.get("ticket") or request.headers.get("Last-Event-ID", "").strip()):
            raise WrongMethod
    elif request.body and request.content_type != "application/json":
        raise WrongContentType(_("请用 JSON 发送请求。"))
    return "chatflow.plain" if wants_ids(request) else "text"


def refused(error: Refusal) -> HttpResponse:
    """`{"error": "<plain text>"}`."""
    body: dict[str, Any] = {"error": str(error.text)}
    return JsonResponse(body, status=error.status, json_dumps_params={"ensure_ascii": False})


stream_chat = answer_view(PlainChat.name, form)
