"""The five envelopes that are on the wire, and the one of refusals."""

import time
from typing import Any

from django.http import HttpResponse, JsonResponse

from streams.errors import Refusal

GOT = "Get successfully."
SAVED = "Save successfully."
POSTED = "Post successfully."


def answered(data: Any, message: str = GOT) -> dict[str, Any]:
    """E1: nearly all JSON."""
    return {"data": data, "message": message, "success": True, "error_code": 0}


def coded(data: Any) -> dict[str, Any]:
    """E3: the token, and a new profile."""
    return {"code": 200, "message": "success", "data": data}


def uploaded(data: Any) -> dict[str, Any]:
    """E4: a picture was uploaded."""
    return {"code": 1, "data": data, "msg": "ok", "time": time.time()}


def refused(error: Refusal) -> HttpResponse:
    return respond(
        {"data": None, "message": str(error.text), "success": False, "error_code": error.status}, error.status
    )


def respond(body: Any, status: int = 200) -> JsonResponse:
    return JsonResponse(body, status=status, safe=False, json_dumps_params={"ensure_ascii": False})
