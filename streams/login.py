"""`POST /api/auth/login`: a user name and a password for a token."""

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _
from knox.views import LoginView as KnoxLoginView
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response


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
        if user is None:
            if getattr(plain, "axes_locked_out", False):
                return _refused(status.HTTP_429_TOO_MANY_REQUESTS, _("尝试次数过多，请 15 分钟后再试。"))
            return _refused(status.HTTP_401_UNAUTHORIZED, _("用户名或密码不正确。"))
        request.user = user
        response: Response = super().post(request, format)
        return Response({"token": response.data["token"], "expiry": response.data["expiry"]})


def _refused(code: int, message: str) -> Response:
    return Response({"error": code, "message": message}, status=code)
