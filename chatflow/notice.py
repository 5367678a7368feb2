"""Wake-ups: a call has changed. What has changed is read from the database and the log, never from here."""

import asyncio
from typing import Any

from channels.layers import get_channel_layer
from django.db import transaction

from streams import worker
from streams.errors import Unavailable

QUEUE = "chatflow.calls"


def group(session: int) -> str:
    return f"chatflow.call.{session}"


def changed(session: int, **what: Any) -> None:
    """Wake whoever watches this call, and the queue, once the transaction is committed. From a database thread."""
    transaction.on_commit(lambda: _send(session, what))


def superseded(session: int) -> None:
    """From any thread: the caller has spoken again, so a turn that waits for a person's words ends."""
    _send(session, {"superseded": True})


def _send(session: int, what: dict[str, Any]) -> None:
    try:
        runner = worker.current()
    except Unavailable:
        return  # a command or a shell: nobody watches in this process
    asyncio.run_coroutine_threadsafe(_both(session, what), runner.loop)


async def _both(session: int, what: dict[str, Any]) -> None:
    layer = get_channel_layer()
    message = {"type": "call.changed", "call": session, **what}
    await layer.group_send(group(session), message)
    await layer.group_send(QUEUE, message)
