"""What the clinic's JSON calls share: who asks, a body that is checked, and refusals in the envelope."""

import logging
from typing import Any

from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from petclinic import quota
from petclinic.models import EndUser
from streams import envelopes
from streams.auth import Principal, authenticate
from streams.errors import (
    BadParameters,
    NotFound,
    Refusal,
    ServerFault,
    TooLarge,
    Unprocessable,
    WrongContentType,
    WrongMethod,
)

logger = logging.getLogger(__name__)


class ApiView(APIView):
    """`counts` is whether a call counts against an integrator's quota."""

    authentication_classes = ()
    permission_classes = ()
    counts = False
    principal: Principal
    owner: EndUser

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.sign_in(request)

    def perform_authentication(self, request: Request) -> None:
        """Not the framework's: it would take the session's user off the request."""

    def sign_in(self, request: Request) -> None:
        self.principal = authenticate(request._request)
        self.owner = EndUser.objects.select_related("integrator", "user").of(self.principal)
        if self.counts:
            quota.count(self.owner)

    def handle_exception(self, exc: Exception) -> HttpResponseBase:  # type: ignore[override]  # Django's responses
        error = refusal_of(exc)
        path = self.request.path
        if isinstance(error, ServerFault):
            logger.error("%s %s failed", self.request.method, path, exc_info=exc)
        else:
            logger.info("refused %s %s: %s: %s", self.request.method, path, error.code, error)
        response = envelopes.refuse(path, error)
        if isinstance(error, WrongMethod):
            response.headers["Allow"] = ", ".join(self.allowed_methods)
        return response

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Views answer with Django's responses; nothing is negotiated, and nothing is kept by caches."""
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return None, None  # whatever a client accepts, it gets JSON


def refusal_of(error: Exception) -> Refusal:
    """What the framework raises, as one of ours."""
    match error:
        case Refusal():
            return error
        case exceptions.ValidationError():
            return Unprocessable(first_problem(error.detail))
        case exceptions.ParseError() | RecursionError():
            return BadParameters(_("请求内容不是有效的 JSON。"))
        case exceptions.UnsupportedMediaType():
            return WrongContentType()
        case exceptions.MethodNotAllowed():
            return WrongMethod()
        case Http404():
            return NotFound()
    if type(error).__name__ == "RequestDataTooBig":
        return TooLarge()
    return ServerFault()


def first_problem(detail: Any, path: str = "") -> str:
    """The first of a serializer's problems as one sentence: the field, and what is wrong with it."""
    if isinstance(detail, dict):
        name, inner = next(iter(detail.items()))
        return first_problem(inner, path if name == "non_field_errors" else str(name))
    if isinstance(detail, list):
        return first_problem(detail[0], path)
    return f"{path}: {detail}" if path else str(detail)


def checked(serializer: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    """The body as the serializer reads it. Raises `Unprocessable`, which names the field."""
    if not isinstance(data, dict) and not hasattr(data, "getlist"):
        raise BadParameters(_("请求内容应当是一个 JSON 对象。"))
    found = serializer(data=data)
    try:
        found.is_valid(raise_exception=True)
    except exceptions.ValidationError as error:
        raise Unprocessable(first_problem(error.detail)) from None
    return dict(found.validated_data)


def flag(value: Any, name: str) -> bool:
    """`true/1/yes`, `false/0/no` in any case; absent is false. Raises `Unprocessable`."""
    match str(value if value is not None else "").strip().lower():
        case "true" | "1" | "yes":
            return True
        case "" | "false" | "0" | "no":
            return False
    raise Unprocessable(_("%(name)s 只能是 true 或 false。") % {"name": name})
