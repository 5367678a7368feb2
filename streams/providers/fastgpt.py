"""A FastGPT application as the model: a workflow that keeps the conversation itself and answers with named events.

What it sends (`stream` with `detail`): `answer` and `fastAnswer` with OpenAI's chunks, `interactive` with a question of
the workflow, `updateVariables`, `error`; after `[DONE]` comes `flowResponses`. Names that are not known are skipped.
"""

from typing import Any
from urllib.parse import urljoin

import msgspec
import openai

from streams.errors import Interrupted, Interruption, UpstreamBroken, UpstreamBusy, UpstreamRefused, UpstreamUnreachable
from streams.providers.base import Call, Delta, Finish
from streams.providers.openai_compatible import OpenAICompatibleProvider, Reading, status_error

TEXT = ("", "answer", "fastAnswer")
REFUSED = (
    "unauth",
    "apikey",
    "forbid",
    "permission",
    "notexist",
    "not exist",
    "unexist",
    "balance",
    "quota",
    "余额",
    "不足",
)
BUSY = ("429", "too many", "ratelimit", "rate limit", "busy", "timeout")

_object: msgspec.json.Decoder[dict[str, Any]] = msgspec.json.Decoder(dict[str, Any])


class Events(Reading):
    """One reply being parsed: an event's name holds until the blank line after it."""

    finish_is_last = False  # the next node of the workflow may speak after the finish of the one before it
    _name = ""

    def feed(self, line: bytes) -> Delta | None:
        if not line:
            self._name = ""
        elif line.startswith(b"event:"):
            self._name = line[6:].strip().decode("utf-8", "replace")
        elif line.startswith(b"data:") and self._name not in TEXT and line[5:].strip() not in (b"", b"[DONE]"):
            return self._named(self._name, line[5:].strip())
        else:
            return super().feed(line)
        return None

    def _named(self, name: str, data: bytes) -> Delta | None:
        if name not in ("interactive", "updateVariables", "error"):
            return None
        try:
            body = _object.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UpstreamBroken(log=f"{name}: {error}: {data[:200]!r}") from None
        match name:
            case "error":
                raise inner_error(body)
            case "updateVariables":
                return Delta(variables=body)
        question = asked(body)
        return Delta(question) if question else None

    def end(self) -> Finish:
        """A workflow that stops at a question ends with `[DONE]` and no finish_reason."""
        if self.done and not self.finish_reason:
            return Finish("stop", self.usage)
        return super().end()


def asked(body: dict[str, Any]) -> str:
    """The question of an `interactive` event, with what there is to choose from, as one would say it."""
    interactive = body.get("interactive", body)
    params = interactive.get("params") if isinstance(interactive, dict) else None
    if not isinstance(params, dict):
        return ""
    parts = [str(params.get("description") or "").strip()]
    options = params.get("userSelectOptions") or params.get("inputForm") or []
    names = [str(option.get("value") or option.get("label") or "") for option in options if isinstance(option, dict)]
    choice = "、".join(name for name in names if name)
    if choice:
        parts.append(choice if parts[0].endswith(("：", ":", "？", "?", "。")) or not parts[0] else f"：{choice}")
    return "".join(parts)


def inner_error(body: dict[str, Any]) -> Interruption:
    """What an error of the workflow means for us; its own words are for the log."""
    said = f"{body.get('code', '')} {body.get('statusText', '')} {body.get('message', '')}"
    low = said.lower()
    if str(body.get("code")) in ("401", "403") or any(word in low for word in REFUSED):
        return UpstreamRefused(log=said[:300])
    if any(word in low for word in BUSY):
        return UpstreamBusy(log=said[:300])
    return UpstreamBroken(log=said[:300])


class FastGPTProvider(OpenAICompatibleProvider):
    """See `streams.providers.base.Provider`. `base_url` ends with `/api/v1`. It cannot continue a text."""

    def _reading(self, call: Call) -> Reading:
        return Events(self._profile, "")

    def _request(self, call: Call) -> dict[str, Any]:
        if call.prefix:
            raise Interrupted(log="a workflow cannot continue its text")
        question = dict(call.messages[-1])
        extra: dict[str, Any] = {"detail": True}
        if call.chat:
            question["dataId"] = f"{call.chat.item}q"
            extra |= {
                "chatId": call.chat.id,
                "responseChatItemId": call.chat.item,
                "variables": call.chat.variables,
            }
        model = self._profile.model or "fastgpt"
        return {"model": model, "messages": [question], "stream": True, "extra_body": extra}

    def _refused(self, error: openai.APIStatusError) -> Interruption:
        """Errors come as HTTP 500 with a code of their own inside."""
        try:
            body = _object.decode(error.response.content)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return status_error(error)
        inner = inner_error(body)
        return inner if not isinstance(inner, UpstreamBroken) else status_error(error)

    async def delete_record(self, chat: str, item: str) -> None:
        """Delete the answer `item` of a conversation, and its question. Raises an `Interruption`."""
        for content in (item, f"{item}q"):
            await self._delete(self._profile.item_path, chatId=chat, contentId=content)

    async def delete_chat(self, chat: str) -> None:
        """Delete a whole conversation. Raises an `Interruption`."""
        await self._delete(self._profile.chat_path, chatId=chat)

    async def _delete(self, path: str, **params: str) -> None:
        url = urljoin(self._profile.base_url, path)
        options: Any = {"params": {"appId": self._profile.app_id, **params}}
        try:
            await self._connected().delete(url, cast_to=object, options=options)
        except openai.APIStatusError as error:
            raise self._refused(error) from None
        except openai.OpenAIError as error:
            raise UpstreamUnreachable(log=f"{type(error).__name__}: {error.__cause__ or error}"[:300]) from None
