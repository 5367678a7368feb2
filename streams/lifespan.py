"""The life of a server process: start the worker before the first request, drain on SIGTERM.

    SIGTERM -> our handler: drain begins on the loop -> the server's own handler: no new connections, it waits for
    the open ones -> our readers end one by one -> the server says lifespan.shutdown -> the worker stops

Django has no lifespan, so this answers the server; Daphne never asks, there the first request starts the worker.
"""

import asyncio
import contextvars
import gc
import logging
import signal
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import Any

from django.conf import settings

from streams import worker
from streams.log.base import LogBusy
from streams.providers import profiles

logger = logging.getLogger(__name__)

LOOKUP_THREADS = 2


async def lifespan(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    await receive()
    try:
        runner = await worker.ensure_started()
    except LogBusy as error:
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        return
    drain_on_signals(runner)
    # Names are looked up in the loop's own pool, by default up to 32 threads; a few are plenty.
    runner.loop.set_default_executor(ThreadPoolExecutor(LOOKUP_THREADS, "lookup"))
    # The model's library takes half a second to import: not in the first answer.
    profiles.provider(profiles.profile(settings.MODEL_PROFILE))
    # What has been loaded stays: without it, collections in mid-stream show as latency of the first token.
    gc.collect()
    gc.freeze()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await worker.shut_down()
    await send({"type": "lifespan.shutdown.complete"})


def drain_on_signals(runner: worker.Worker) -> None:
    """Begin to drain at the signal itself; the server's handler runs as before."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def handle(number: int, frame: FrameType | None, before: Any = before) -> None:
            runner.loop.call_soon_threadsafe(_drain, runner)
            if callable(before):
                before(number, frame)

        signal.signal(number, handle)


_draining: set["asyncio.Task[None]"] = set()


def _drain(runner: worker.Worker) -> None:
    task = runner.loop.create_task(runner.drain(settings.STREAM_DRAIN_S), context=contextvars.Context())
    _draining.add(task)
    task.add_done_callback(_draining.discard)
