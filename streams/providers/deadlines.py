"""How long a model may be silent, and how long an answer may take."""

import asyncio
from typing import Any

from django.conf import settings

from streams.errors import UpstreamSilent, UpstreamTooLong
from streams.providers.base import Profile

AFTER_FINISH_S = 2.0
LATE_CHECK_S = 0.05


class Deadlines:
    """Until when the next byte that counts must come. Comments and empty deltas do not move it.

    One timer per call, moved lazily: a time-out scope around each read would cost more than the read. A missed
    deadline cancels the task, but only while it waits for the model (`with deadlines`).
    """

    def __init__(self, profile: Profile) -> None:
        self._loop = asyncio.get_running_loop()
        start = self._loop.time()
        first = settings.LLM_FIRST_TOKEN_THINKING_S if profile.thinking else settings.LLM_FIRST_TOKEN_S
        self._gap = settings.LLM_GAP_S
        self._end = start + settings.LLM_TOTAL_S
        self._next = min(start + first, self._end)
        self._task: asyncio.Task[Any] | None = None
        self._waiting = False
        self._missed = False
        self._timer = self._loop.call_at(self._next, self._check)

    def spoke(self) -> None:
        self._next = min(self._loop.time() + self._gap, self._end)

    def finished(self) -> None:
        """The model has finished; a usage may still come, but is not worth a long wait."""
        self._next = min(self._loop.time() + AFTER_FINISH_S, self._end)
        self._arm(self._next)

    def left(self) -> float:
        return self._next - self._loop.time()

    def close(self) -> None:
        self._timer.cancel()

    def _arm(self, at: float) -> None:
        self._timer.cancel()
        self._timer = self._loop.call_at(at, self._check)

    def _check(self) -> None:
        if self.left() > 0:
            self._arm(self._next)
        elif self._waiting and self._task:
            self._missed = True
            self._task.cancel()
        else:
            self._arm(self._loop.time() + LATE_CHECK_S)

    def __enter__(self) -> None:
        if self._task is None:
            self._task = asyncio.current_task()  # looked up once: it would cost more than the read
        self._waiting = True

    def __exit__(self, kind: type[BaseException] | None, *_exc: object) -> None:
        self._waiting = False
        if self._missed and self._task and kind is asyncio.CancelledError:
            self._missed = False
            if self._task.uncancel() == 0:  # nobody else wants this task to stop
                raise UpstreamTooLong if self._next >= self._end else UpstreamSilent
