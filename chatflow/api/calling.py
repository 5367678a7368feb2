"""What the calls' addresses share: JSON in, and bodies that give the session and the stamp back."""

import functools
import json
import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from streams import envelopes
from streams.errors import BadParameters, Refusal, ServerFault, TooLarge, WrongContentType, WrongMethod
from streams.parameters import TOKEN_NAMES, View, json_object

logger = logging.getLogger(__name__)

Asked = dict[str, Any]
CallView = Callable[[HttpRequest, Asked], Coroutine[Any, Any, HttpResponseBase]]


def answered(asked: Mapping[str, Any], code: str = "200", msg: str = "", **more: Any) -> HttpResponse:
    """`{"sessionId", "timeStamp", "code", "msg", ...}`: compact JSON in UTF-8, not escaped, as documented."""
    body = {"sessionId": _echo(asked, "sessionId"), "timeStamp": _echo(asked, "timeStamp"), "code": code, "msg": msg}
    text = json.dumps({**body, **more}, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text.encode("utf-8", "replace"), content_type="application/json", status=int(code))


def _echo(asked: Mapping[str, Any], name: str) -> str:
    value = asked.get(name)
    return value[:128] if isinstance(value, str) else ""


def refused(error: Refusal, asked: Mapping[str, Any] | None = None, **more: Any) -> HttpResponse:
    """A refusal in the calls' envelope."""
    response = answered(asked or {}, str(error.status), str(error.text), **more)
    if error.retry_after:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def calling(*methods: str, **in_refusals: Any) -> Callable[[CallView], View]:
    """Read the JSON body, and answer every refusal in the calls' envelope, with `in_refusals` added to it."""

    def decorate(view: CallView) -> View:
        @functools.wraps(view)
        async def wrapped(request: HttpRequest) -> HttpResponseBase:
            asked: Asked = {}
            try:
                if request.method not in methods:
                    raise WrongMethod
                asked = _asked(request)
                return await view(request, asked)
            except Refusal as error:
                logger.info("refused %s %s: %s: %s", request.method, request.path, error.code, error)
                response = refused(error, asked, **in_refusals)
                if isinstance(error, WrongMethod):
                    response.headers["Allow"] = ", ".join(methods)
                return response
            except Exception:
                logger.exception("%s %s failed", request.method, request.path)
                return refused(ServerFault(), asked, **in_refusals)

        return csrf_exempt(wrapped)  # `authenticate` checks sessions; tokens and networks need no CSRF token

    return decorate


def _asked(request: HttpRequest) -> Asked:
    """The JSON body; of a GET the query. Raises a `Refusal`."""
    if request.method == "GET":
        return {name: value for name, value in request.GET.items() if name not in TOKEN_NAMES}
    if len(request.body) > settings.STREAM_BODY_LIMIT:
        raise TooLarge
    if request.content_type != "application/json":
        raise WrongContentType(_("请用 JSON 发送请求。"))
    return json_object(request.body)


def truth(value: Any, name: str) -> bool:
    """A boolean as JSON or as a query says it. Raises `BadParameters`."""
    known = {True: True, False: False, "true": True, "false": False, "1": True, "0": False, "": False, None: False}
    try:
        return known[value.lower() if isinstance(value, str) else value]
    except (KeyError, TypeError):
        raise BadParameters(f"{name} 应当是 true 或 false。") from None


NO_TURN: dict[str, Any] = {"text": "", "nextStageCode": "", "nextStage": ""}


def register_envelopes(*paths: str) -> None:
    """What is refused before a view sees it, such as a body that is too large."""
    envelopes.register("/chat", lambda error: refused(error, **NO_TURN))
    for path in paths:
        envelopes.register(path, refused)
