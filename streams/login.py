"""`POST /api/auth/login`: a user name and a password for a token."""

from typing import Any

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _
from knox.views import LoginView as KnoxLoginView
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from streams.errors import BadParameters


class Credentials(serializers.Serializer[None]):
    username = serializers.CharField(max_length=150, trim_whitespace=False)
    password = serializers.CharField(max_length=128, trim_whitespace=False)


class LoginView(KnoxLoginView):  # type: ignore[misc]  # knox has no types
    """`{"username", "password"}` -> `{"token", "expiry"}`; 400 incomplete, 401 wrong, 429 locked for a while."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def post(self, request: Request, format: str | None = None) -> Response:
        credentials = Credentials(data=request.data)
        if not credentials.is_valid():
            return _refused(status.HTTP_400_BAD_REQUEST, _("请填写用户名和密码。"))
        plain: HttpRequest = request._request
        user = authenticate(plain, **credentials.validated_data)
        if user is None:  # too many times: the lockout answers in our place
            return _refused(status.HTTP_401_UNAUTHORIZED, _("用户名或密码不正确。"))
        request.user = user
        response: Response = super().post(request, format)
        return Response({"token": response.data["token"], "expiry": response.data["expiry"]})


def plain_errors(error: Exception, context: dict[str, Any]) -> Response | None:
    """What the framework refuses, in the same envelope as everything else: `{"error", "message"}`."""
    response = exception_handler(error, context)
    if response is not None:
        detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
        response.data = {"error": response.status_code, "message": str(detail) or str(BadParameters.text)}
    return response


def _refused(code: int, message: str) -> Response:
    return Response({"error": code, "message": message}, status=code)
