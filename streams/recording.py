"""Replay, then live: the provider output behind each log entry, and an answer run again over it.

Each entry stores the raw chunks it came from; None where one chunk of the current call says the same as the event.
An adopter feeds the chunks to the answer again, checks that it produces the events already in the log (`History`),
and when the chunks end asks the provider to continue. Chunk boundaries are kept, so incremental decoders see what
they saw the first time.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import Any

import msgspec

from streams.errors import Interrupted, UpstreamEmpty
from streams.events import Event, Resumed, Text, Thinking, decode
from streams.log.base import Entry
from streams.providers.base import Call, Chat, Delta, Finish, Profile, Provider


class Chunk(msgspec.Struct, frozen=True, array_like=True):
    """One delta of one call, or (`finish` set) its end."""

    call: int
    text: str = ""
    reasoning: str = ""
    finish: str = ""
    usage: dict[str, Any] | None = None
    variables: dict[str, Any] | None = None


_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[list[Chunk]] = msgspec.msgpack.Decoder(list[Chunk])


def encode_raw(chunks: list[Chunk], event: Event, call: int) -> bytes | None:
    """What an entry stores for `chunks`; `call` is the call of the chunk before them (1 at the start)."""
    if len(chunks) == 1 and chunks[0] == _implied(event, call):
        return None
    return _encoder.encode(chunks)


def _implied(event: Event, call: int) -> Chunk | None:
    match event:
        case Text(text):
            return Chunk(call, text)
        case Thinking(text):
            return Chunk(call, "", text)
    return None


def recorded(entries: list[Entry]) -> list[Chunk]:
    """All chunks behind the entries, in order."""
    chunks: list[Chunk] = []
    for entry in entries:
        if entry.raw is not None:
            chunks += _decoder.decode(entry.raw)
        else:
            implied = _implied(decode(entry.payload), chunks[-1].call if chunks else 1)
            if implied:
                chunks.append(implied)
    return chunks


class Diverged(Exception):
    """The answer, run again, did not produce what the log holds."""


class History:
    """The events already in the log, to be matched by a replay; text boundaries may differ, characters may not."""

    def __init__(self, entries: list[Entry]) -> None:
        self._expected: list[Event] = []
        for entry in entries:
            event = decode(entry.payload)
            if isinstance(event, Resumed):
                continue
            last = self._expected[-1] if self._expected else None
            if isinstance(event, Text | Thinking) and type(last) is type(event):
                self._expected[-1] = type(event)(last.text + event.text)
            else:
                self._expected.append(event)
        self._expected.reverse()

    @property
    def matched(self) -> bool:
        """Whether everything that the log holds has been produced again."""
        return not self._expected

    def rest(self, event: Event) -> Event | None:
        """What of a produced event is new: all of it, its tail, or nothing. Raises `Diverged`."""
        if not self._expected:
            return event
        expected = self._expected.pop()
        if not (isinstance(event, Text | Thinking) and type(event) is type(expected)):
            if event != expected:
                raise Diverged(f"expected {expected!r}, got {event!r}")
            return None
        have, want = event.text, expected.text
        if want.startswith(have):
            if len(want) > len(have):
                self._expected.append(type(event)(want[len(have) :]))
            return None
        if not have.startswith(want):
            raise Diverged(f"expected {want!r}, got {have!r}")
        return self.rest(type(event)(have[len(want) :]))


class Recorder:
    """A `Run`: the row's content, and the model behind the recording.

    `provider` makes the provider of a profile; `went_live` is called before the first call that is not covered by
    the recording.
    """

    def __init__(
        self,
        params: dict[str, Any],
        inputs: dict[str, Any],
        *,
        profile: Profile,
        provider: Callable[[Profile], Provider],
        offline: Callable[[], str],
        chunks: list[Chunk],
        went_live: Callable[[], None],
    ) -> None:
        self.params = params
        self.inputs = inputs
        self.reason = ""
        self.usage: dict[str, Any] | None = None
        self._profile = profile
        self._provider = provider
        self._offline = offline
        self._recorded = chunks
        self._went_live = went_live
        self._calls = 0
        self._call_of_last = 1
        self._fresh: list[Chunk] = []
        self._open: AsyncGenerator[Delta | Finish, None] | None = None

    async def call(
        self, messages: list[dict[str, Any]], chat: Chat | None = None, prefix: str = ""
    ) -> AsyncIterator[Delta]:
        self._calls += 1
        number = self._calls
        said, thought = [], []
        for chunk in [chunk for chunk in self._recorded if chunk.call == number]:
            if chunk.finish:
                self._finished(chunk)
                return
            said.append(chunk.text)
            thought.append(chunk.reasoning)
            yield Delta(chunk.text, chunk.reasoning, chunk.variables)
        self._went_live()
        begun = prefix + "".join(said)
        reasoning = "".join(thought) if any(said) else ""  # while nothing new is visible, it thinks again
        async for item in self._live(begun, reasoning, messages, chat):
            if isinstance(item, Finish):
                self._record(Chunk(number, finish=item.reason, usage=item.usage))
                self._finished(self._fresh[-1])
                if not (prefix or any(said)):  # a text that is whole already needs no more words
                    raise UpstreamEmpty(log=f"finish_reason {item.reason} without text")
                return
            said.append(item.text)
            self._record(Chunk(number, item.text, item.reasoning, variables=item.variables))
            yield item

    async def _live(
        self, said: str, thought: str, messages: list[dict[str, Any]], chat: Chat | None
    ) -> AsyncIterator[Delta | Finish]:
        if said and self._profile.continuation == "none":
            raise Interrupted(log=f"{self._profile.name} cannot continue")
        call = Call(
            profile=self._profile,
            messages=messages,
            prefix=said,
            prefix_reasoning=thought,
            chat=chat,
            offline=self._offline,
        )
        self._open = self._provider(self._profile).stream(call)  # type: ignore[assignment]
        async for item in self._open:  # type: ignore[union-attr]
            yield item

    def _record(self, chunk: Chunk) -> None:
        self._fresh.append(chunk)

    def _finished(self, chunk: Chunk) -> None:
        self.reason = chunk.finish
        for name, number in (chunk.usage or {}).items():
            if isinstance(number, int):
                self.usage = self.usage or {}
                self.usage[name] = self.usage.get(name, 0) + number

    def take_raw(self, event: Event) -> bytes | None:
        """What the log stores beside `event`; forgets the chunks that it covers."""
        chunks, self._fresh = self._fresh, []
        raw = encode_raw(chunks, event, self._call_of_last)
        if chunks:
            self._call_of_last = chunks[-1].call
        return raw

    def replayed_to(self, call: int) -> None:
        """The call of the last recorded chunk, before anything live is recorded."""
        self._call_of_last = call

    async def close(self) -> None:
        """Close the connection to the model now, not when the garbage collector comes."""
        if self._open is not None:
            await self._open.aclose()
            self._open = None
