"""A model that says what it is told, for tests; registered and asked like a real one."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence

from streams.errors import Interruption
from streams.providers.base import Call, Delta, Finish, Profile


class Gate:
    """A point where the model waits until a test opens it, from any thread."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._opened = threading.Event()

    def open(self) -> None:
        self._opened.set()

    async def passed(self) -> None:
        self.reached.set()
        while not self._opened.is_set():  # noqa: ASYNC110 (opened from another thread, for any loop)
            await asyncio.sleep(0.001)


Step = str | Delta | Finish | Interruption | Gate


class Script:
    """What one profile says, and what it was asked. `closed` is set when a call was closed before its end."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = list(steps)
        self.calls: list[Call] = []
        self.closed = threading.Event()


_scripts: dict[str, Script] = {}


def script(profile: str, *steps: Step) -> Script:
    """Let the profile of that name say these steps on every call; a Finish is added where there is none.

    A call with a prefix says what follows it: whole steps that the prefix covers are skipped, one that it covers in
    part is said from there on.
    """
    last = steps[-1] if steps else None
    ending: list[Step] = [] if isinstance(last, Finish | Interruption) else [Finish("stop")]
    _scripts[profile] = Script([*steps, *ending])
    return _scripts[profile]


class ScriptedProvider:
    def __init__(self, profile: Profile) -> None:
        self._name = profile.name

    async def stream(self, call: Call) -> AsyncIterator[Delta | Finish]:
        script = _scripts[self._name]
        script.calls.append(call)
        said = len(call.prefix)
        ended = False
        try:
            for step in script.steps:
                if isinstance(step, Gate):
                    await step.passed()
                elif isinstance(step, Interruption):
                    ended = True
                    raise step
                elif isinstance(step, Finish):
                    ended = True
                    yield step
                else:
                    delta = Delta(step) if isinstance(step, str) else step
                    rest = delta.text[said:]
                    said -= len(delta.text) - len(rest)
                    if rest or (delta.reasoning and not call.prefix):
                        yield Delta(rest, "" if call.prefix else delta.reasoning)
        finally:
            if not ended:
                script.closed.set()
