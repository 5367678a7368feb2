"""What the views share: reading a request's parameters, and refusing in an envelope."""

import functools
import json
import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from streams import envelopes
from streams.errors import BadParameters, Refusal, ServerFault, TooLarge, WrongContentType, WrongMethod

logger = logging.getLogger(__name__)

View = Callable[..., Coroutine[Any, Any, HttpResponseBase]]
TOKEN_NAMES = {"access_token", "token", "ticket"}


def refusing(*methods: str) -> Callable[[View], View]:
    """Answer every `Refusal`, and every fault of ours, in the envelope of the address; allow only these methods."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        async def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                if request.method not in methods:
                    raise WrongMethod
                return await view(request, *args, **kwargs)
            except Refusal as error:
                logger.info("refused %s %s: %s: %s", request.method, request.path, error.code, error)
                response = envelopes.refuse(request.path, error)
                if isinstance(error, WrongMethod):
                    response.headers["Allow"] = ", ".join(methods)
                return response
            except Exception:
                logger.exception("%s %s failed", request.method, request.path)
                return envelopes.refuse(request.path, ServerFault())

        return csrf_exempt(wrapped)  # sessions are checked in `authenticate`; tokens need no CSRF token

    return decorate


def body_of(request: HttpRequest) -> Mapping[str, Any]:
    """The parameters of a request: its query, and over it a JSON object or a form. Raises a `Refusal`."""
    query = {name: value for name, value in request.GET.items() if name not in TOKEN_NAMES}
    if request.method == "GET" or not request.body:
        return query
    if len(request.body) > body_limit(request.path):
        raise TooLarge
    if request.content_type == "application/json":
        return {**query, **json_object(request.body)}
    if request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        try:
            form: MultiValueDict[str, str] = request.POST
        except MultiPartParserError:
            raise BadParameters(_("表单内容不完整，请重新提交。")) from None
        return {**query, **{name: value for name, value in form.items() if name != "csrfmiddlewaretoken"}}
    raise WrongContentType


def body_limit(path: str) -> int:
    """How many bytes a request's body may have at that address."""
    limits = (most for prefix, most in settings.BODY_LIMITS.items() if path.startswith(prefix))
    return next(limits, 0) or settings.STREAM_BODY_LIMIT


def json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadParameters(_("请求内容不是有效的 JSON。")) from None
    if not isinstance(value, dict):
        raise BadParameters(_("请求内容应当是一个 JSON 对象。"))
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
