"""What can go wrong, as one tree; each leaf has a public code, an HTTP status and a sentence for people.

StreamError
├── Refusal                     before an answer starts: an HTTP status, or an `error` frame
│   ├── BadParameters           400  a parameter is malformed or missing
│   ├── TokensDiffer            400  two different tokens in one request
│   ├── NotSignedIn             401  no token, a bad one, an expired one
│   ├── ForeignOrigin           403  a browser session used from another site, or without its CSRF token
│   ├── NotFound                404  absent, or not the principal's
│   ├── CursorUnknown           404  a cursor of another stream, or beyond the log
│   ├── WrongMethod             405
│   ├── Busy                    409  the answer's lane (a call, say) takes one at a time, and one runs
│   ├── KeyConflict             409  the idempotency key was used with other parameters
│   ├── AlreadyEnded            409  cancel of an answer that had ended by itself
│   ├── Gone                    410  after the retention time
│   ├── TooLarge                413  a body or a frame above the limit
│   ├── WrongContentType        415
│   ├── Unprocessable           422  a value that is well-formed but not one of those allowed
│   ├── TooManyRunning          429  too many answers being written for this principal
│   ├── TooManyOpen             429  too many streams open for this principal
│   ├── ServerFault             500  a fault of ours; the log has the details
│   └── Unavailable             503  going away, or no model configured
└── Interruption                after the start: the answer ends `Failed(code, text)`
    ├── UpstreamUnreachable     no connection to the model, or none within the deadline
    ├── UpstreamRefused         the model's API refused our key or our request (401, 403, 400, 404)
    ├── UpstreamBusy            429 or 5xx: later it may work
    ├── UpstreamBroken          something that is no answer: HTML, bad JSON, bad UTF-8, an overlong line
    ├── UpstreamSilent          no first token, or no further one, within the deadline
    ├── UpstreamTooLong         the whole answer took longer than the deadline
    ├── UpstreamCut             ended without a finish_reason
    ├── UpstreamEmpty           ended in order but without a word
    ├── Interrupted             its producer died and the model cannot continue
    └── Internal                a fault of ours; the log has the details
"""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UserText = str | Promise


class StreamError(Exception):
    """`text` is for people, in their language; the exception's own message is for the log."""

    code: ClassVar[str]
    text: UserText = ""

    def __init__(self, text: UserText | None = None, *, log: str = "") -> None:
        if text is not None:
            self.text = text
        super().__init__(log or str(self.code))


class Refusal(StreamError):
    """Nothing was started; `status` is the HTTP status."""

    status: ClassVar[int]
    retry_after: int | None = None


class BadParameters(Refusal):
    code, status, text = "bad_parameters", 400, _("请求参数有误。")


class TokensDiffer(Refusal):
    code, status, text = "tokens_differ", 400, _("请求里有两个不同的令牌，请只保留一个。")


class NotSignedIn(Refusal):
    code, status, text = "not_signed_in", 401, _("请先登录：令牌缺失、错误或已过期。")


class ForeignOrigin(Refusal):
    code, status, text = "foreign_origin", 403, _("这个请求不是从本站页面发出的，请刷新页面后重试。")


class NotFound(Refusal):
    code, status, text = "not_found", 404, _("没有找到，或您无权查看。")


class CursorUnknown(Refusal):
    code, status, text = "cursor_unknown", 404, _("续传位置不属于这个回答，请从头读取。")


class WrongMethod(Refusal):
    code, status, text = "wrong_method", 405, _("这个地址不支持该请求方法。")


class Busy(Refusal):
    """`stream` is the one that runs in the lane; "" when others stand before this request."""

    code, status, text = "busy", 409, _("上一句还在处理，请等它结束后再发。")
    retry_after = 1

    def __init__(self, lane: str, stream: str = "") -> None:
        super().__init__(log=f"{stream or 'others'} before it in {lane}")
        self.lane = lane
        self.stream = stream


class KeyConflict(Refusal):
    code, status, text = "key_conflict", 409, _("这个 Idempotency-Key 已用于另一组参数，请换一个。")


class AlreadyEnded(Refusal):
    code, status, text = "already_ended", 409, _("这个回答已经结束，无法停止。")


class Gone(Refusal):
    code, status, text = "gone", 410, _("这个回答的保存期已过。")


class TooLarge(Refusal):
    code, status, text = "too_large", 413, _("请求内容太大，最多 64 KB。")


class WrongContentType(Refusal):
    code, status, text = "wrong_content_type", 415, _("请用 JSON 或表单发送请求。")


class Unprocessable(Refusal):
    code, status, text = "unprocessable", 422, _("请求里有不能接受的值。")


class TooManyRunning(Refusal):
    code, status, text = "too_many_running", 429, _("您有回答正在生成，请等它完成后再试。")
    retry_after = 5


class TooManyOpen(Refusal):
    code, status, text = "too_many_open", 429, _("您同时打开的回答太多，请先关闭几个页面。")
    retry_after = 5


class ServerFault(Refusal):
    code, status, text = "server_fault", 500, _("服务器出了问题，我们已经记录下来，请稍后重试。")


class Unavailable(Refusal):
    code, status, text = "unavailable", 503, _("服务正在重启，请稍后重试。")
    retry_after = 5


class Interruption(StreamError):
    """The answer had begun; `retryable` errors may be tried again while nothing is visible yet."""

    retryable: ClassVar[bool] = False


class UpstreamUnreachable(Interruption):
    code, text, retryable = "upstream_unreachable", _("暂时连不上模型服务，请稍后重试。"), True


class UpstreamRefused(Interruption):
    code, text = "upstream_refused", _("模型服务拒绝了请求，请联系管理员检查配置。")


class UpstreamBusy(Interruption):
    """`retry_after_s` is what the model's API asked us to wait, if it said so."""

    retry_after_s: float | None = None
    code, text, retryable = "upstream_busy", _("模型服务正忙，请稍后重试。"), True


class UpstreamBroken(Interruption):
    code, text = "upstream_broken", _("模型服务返回了无法识别的内容，请稍后重试。")


class UpstreamSilent(Interruption):
    code, text = "upstream_silent", _("模型服务太久没有回应，请稍后重试。")


class UpstreamTooLong(Interruption):
    code, text = "upstream_too_long", _("回答用时过长，已经停止，请稍后重试。")


class UpstreamCut(Interruption):
    code, text = "upstream_cut", _("模型服务中途断开，回答不完整，请重试。")


class UpstreamEmpty(Interruption):
    code, text = "upstream_empty", _("模型没有给出任何内容，请重试。")


class Interrupted(Interruption):
    code, text = "interrupted", _("服务重启打断了这个回答，已写的内容保留，请重试。")


class Internal(Interruption):
    code, text = "internal", _("服务器出了问题，我们已经记录下来，请稍后重试。")


def leaves(cls: type[StreamError] = StreamError) -> list[type[StreamError]]:
    """Every class of the tree that has a code, for the documentation's test."""
    found = [cls] if "code" in vars(cls) else []
    for child in cls.__subclasses__():
        found += leaves(child)
    return found
