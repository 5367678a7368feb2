"""How a refusal looks on the wire: each address has an envelope, the plain one unless its app registered another."""

from collections.abc import Callable

from django.http import HttpResponse, JsonResponse

from streams.errors import Refusal

Envelope = Callable[[Refusal], HttpResponse]

_envelopes: dict[str, Envelope] = {}


def register(prefix: str, envelope: Envelope) -> None:
    """Use this envelope for the address and every address below it; `prefix` is without a slash at its end."""
    _envelopes[prefix] = envelope


def plain(error: Refusal) -> HttpResponse:
    """`{"error": <status>, "message": "<plain text>"}`."""
    body = {"error": error.status, "message": str(error.text)}
    return JsonResponse(body, status=error.status, json_dumps_params={"ensure_ascii": False})


def refuse(path: str, error: Refusal) -> HttpResponse:
    """The refusal in the envelope of that address, with `Retry-After` where it may pass."""
    below = (made for prefix, made in _envelopes.items() if f"{path}/".startswith(f"{prefix}/"))
    envelope = next(below, plain)
    response = envelope(error)
    if error.retry_after:
        response.headers["Retry-After"] = str(error.retry_after)
    return response
