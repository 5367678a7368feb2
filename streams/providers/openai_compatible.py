"""Any API that speaks OpenAI's chat completions: the SDK asks, its bytes are read here.

No SDK object is made per chunk: lines are parsed by msgspec into the few fields that count. The deadlines are ours,
because the SDK's read time-out is reset by every keep-alive comment.
"""

import asyncio
import os
import random
import weakref
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing, suppress
from typing import Any

import httpx2
import msgspec
import openai
from django.conf import settings

from streams.errors import (
    Interrupted,
    Interruption,
    UpstreamBroken,
    UpstreamBusy,
    UpstreamCut,
    UpstreamRefused,
    UpstreamSilent,
    UpstreamTooLong,
    UpstreamUnreachable,
)
from streams.providers.base import Call, Delta, Finish, Profile
from streams.providers.deadlines import Deadlines
from streams.providers.lines import LineDecoder

TRIES = 3
AFTER_DONE_S = 0.1


class _Delta(msgspec.Struct):
    content: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None


class _Choice(msgspec.Struct):
    delta: _Delta | None = None
    finish_reason: str | None = None
    usage: dict[str, Any] | None = None


class _Chunk(msgspec.Struct):
    choices: list[_Choice] = []
    usage: dict[str, Any] | None = None
    error: Any = None


_chunks = msgspec.json.Decoder(_Chunk)


class Reading:
    """One reply being parsed: lines in, deltas out; keeps the finish until the reply has ended."""

    finish_is_last = True
    """Whether nothing but a usage follows a finish_reason."""

    def __init__(self, profile: Profile, echo: str) -> None:
        self.finish_reason = ""
        self.usage: dict[str, Any] | None = None
        self.done = False
        self._echo = echo

    def feed(self, line: bytes) -> Delta | None:
        if not line or line.startswith((b":", b"event:", b"id:", b"retry:")):
            return None
        if not line.startswith(b"data:"):
            raise UpstreamBroken(log=f"not an event stream: {line[:200]!r}")
        data = line[5:].strip()
        if data == b"[DONE]":
            self.done = True
            return None
        if not data:
            return None
        try:
            chunk = _chunks.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UpstreamBroken(log=f"{error}: {data[:200]!r}") from None
        if chunk.error is not None:
            raise UpstreamBroken(log=f"error in mid-stream: {str(chunk.error)[:200]}")
        return self._read(chunk)

    def _read(self, chunk: _Chunk) -> Delta | None:
        self.usage = chunk.usage or self.usage
        if not chunk.choices:
            return None
        choice = chunk.choices[0]
        self.usage = choice.usage or self.usage
        self.finish_reason = choice.finish_reason or self.finish_reason
        if choice.delta is None:
            return None
        text = choice.delta.content or ""
        reasoning = choice.delta.reasoning_content or choice.delta.reasoning or ""
        if "\x00" in text:
            text = text.replace("\x00", "")  # PostgreSQL keeps none
        if text and self._echo:
            text = self._without_echo(text)
        return Delta(text, reasoning) if text or reasoning else None

    def _without_echo(self, text: str) -> str:
        """What of the text lies beyond the repeated prefix."""
        common = min(len(text), len(self._echo))
        if text[:common] != self._echo[:common]:
            raise UpstreamBroken(log="the continuation does not repeat its prefix as the profile says")
        self._echo = self._echo[common:]
        return text[common:]

    def end(self) -> Finish:
        if not self.finish_reason:
            raise UpstreamCut(log="ended without a finish_reason")
        return Finish(self.finish_reason, self.usage)


class OpenAICompatibleProvider:
    """See `streams.providers.base.Provider`. Tries again at most twice, and only while nothing has been said."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._clients: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, openai.AsyncOpenAI] = (
            weakref.WeakKeyDictionary()
        )

    async def stream(self, call: Call) -> AsyncIterator[Delta | Finish]:
        if call.prefix and self._profile.continuation == "none":
            raise Interrupted(log=f"{self._profile.name} cannot continue")
        deadlines = Deadlines(self._profile)
        try:
            async with aclosing(self._tries(call, deadlines)) as items:  # type: ignore[type-var]
                async for item in items:
                    yield item
        finally:
            deadlines.close()

    async def _tries(self, call: Call, deadlines: Deadlines) -> AsyncIterator[Delta | Finish]:
        for attempt in range(1, TRIES + 1):
            said = False
            try:
                async with aclosing(self._attempt(call, deadlines)) as items:  # type: ignore[type-var]
                    async for item in items:
                        said = True
                        yield item
                return
            except Interruption as error:
                error.args = (str(error).replace(self._key, "***"),)  # some servers repeat the key that they refuse
                wait = _pause(error, attempt)
                if said or not error.retryable or attempt == TRIES or wait >= deadlines.left():
                    raise
                await asyncio.sleep(wait)

    async def _attempt(self, call: Call, deadlines: Deadlines) -> AsyncIterator[Delta | Finish]:
        reading = self._reading(call)
        decoder = LineDecoder(settings.LLM_LINE_LIMIT)
        async with AsyncExitStack() as stack:
            response = await self._ask(call, deadlines, stack)
            # Encoded bodies are rare; the others skip two layers of the client.
            encoded = "content-encoding" in response.headers
            body = response.aiter_bytes() if encoded else aiter(response.stream)  # type: ignore[arg-type]
            while not reading.done:
                data = await self._next(body, deadlines, reading)
                for line in decoder.decode(data) if data is not None else decoder.flush():
                    delta = reading.feed(line)
                    if delta is not None:
                        yield delta
                        deadlines.spoke()  # after the yield: the reader's own time is no silence of the model
                if reading.finish_reason and reading.finish_is_last:
                    deadlines.finished()
                if data is None:
                    break
            await _drain(body)
        yield reading.end()

    async def _ask(self, call: Call, deadlines: Deadlines, stack: AsyncExitStack) -> httpx2.Response:
        create = self._connected().chat.completions.with_streaming_response.create
        try:
            with deadlines:
                response = await stack.enter_async_context(create(**self._request(call)))
        except openai.APIStatusError as error:
            raise self._refused(error) from None
        except openai.OpenAIError as error:
            raise UpstreamUnreachable(log=f"{type(error).__name__}: {error.__cause__ or error}"[:300]) from None
        http: httpx2.Response = response.http_response
        return http

    def _reading(self, call: Call) -> Reading:
        return Reading(self._profile, call.prefix if self._profile.echoes_prefix else "")

    def _refused(self, error: openai.APIStatusError) -> Interruption:
        return status_error(error)

    async def _next(self, body: AsyncIterator[bytes], deadlines: Deadlines, reading: Reading) -> bytes | None:
        """The next bytes; None at the end of the reply, or when only a usage is still missing."""
        try:
            with deadlines:
                return await anext(body)
        except StopAsyncIteration:
            return None
        except (UpstreamSilent, UpstreamTooLong):
            if reading.finish_reason:
                return None
            raise
        except httpx2.HTTPError as error:
            if reading.finish_reason:
                return None
            raise UpstreamCut(log=f"{type(error).__name__}: {error}"[:300]) from None

    def _request(self, call: Call) -> dict[str, Any]:
        profile = self._profile
        extra: dict[str, Any] = dict(profile.thinking_switch)
        request: dict[str, Any] = {
            "model": profile.model,
            "messages": call.messages,
            "stream": True,
            **profile.sampling,
        }
        if profile.output_tokens:
            request["max_tokens"] = profile.output_tokens
        if profile.usage_in == "chunk":
            request["stream_options"] = {"include_usage": True}
        if call.prefix:
            begun: dict[str, Any] = {"role": "assistant", "content": call.prefix}
            if call.prefix_reasoning:
                begun["reasoning_content"] = call.prefix_reasoning
            if profile.continuation in {"partial", "prefix"}:
                begun[profile.continuation] = True
            else:
                extra |= {"continue_final_message": True, "add_generation_prompt": False}
            request["messages"] = [*call.messages, begun]
        return {**request, "extra_body": extra} if extra else request

    async def close(self) -> None:
        """Close the connections that this loop keeps."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.close()

    @property
    def _key(self) -> str:
        return os.environ.get(self._profile.key_variable, "") or "no-key"

    def _connected(self) -> openai.AsyncOpenAI:
        """The client of this loop; its connections are kept between calls."""
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            timeout = httpx2.Timeout(None, connect=settings.LLM_CONNECT_S, write=settings.LLM_CONNECT_S)
            # aiohttp reads streams at two thirds of the cost of the default transport; 0 is its word for no limit
            # (None would mean 100: the 101st stream would wait for another's end).
            limits = httpx2.Limits(max_connections=0)
            self._clients[loop] = openai.AsyncOpenAI(
                base_url=self._profile.base_url,
                api_key=self._key,
                max_retries=0,
                timeout=timeout,
                http_client=openai.DefaultAioHttpClient(timeout=timeout, limits=limits, follow_redirects=False),
            )
        return self._clients[loop]


async def _drain(body: AsyncIterator[bytes]) -> None:
    """Read the reply's own end, which follows at once: only then is the connection kept for the next call."""
    with suppress(TimeoutError, httpx2.HTTPError):
        async with asyncio.timeout(AFTER_DONE_S):
            async for _data in body:
                pass


def _pause(error: Interruption, attempt: int) -> float:
    """Seconds before the next try: what the API asked for, else a little more each time, with jitter."""
    asked = error.retry_after_s if isinstance(error, UpstreamBusy) else None
    return asked if asked is not None else random.uniform(0.2, 0.6) * attempt


def status_error(error: openai.APIStatusError) -> Interruption:
    log = f"HTTP {error.status_code}: {error.response.text[:200]}"
    if error.status_code not in {408, 429} and error.status_code < 500:
        return UpstreamRefused(log=log)
    busy = UpstreamBusy(log=log)
    after = error.response.headers.get("retry-after", "")
    busy.retry_after_s = float(after) if after.isdecimal() else None
    return busy
