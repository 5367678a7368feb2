"""The ASGI application: HTTP with thread-free streams, WebSocket, and the life of the process."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("UV_THREADPOOL_SIZE", "2")  # uvloop looks names up there; two are plenty

import django

django.setup()

import asyncio  # noqa: E402 (the settings come first)
from collections.abc import Awaitable, Callable  # noqa: E402
from typing import Any  # noqa: E402

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import re_path  # noqa: E402

from chatflow.console.consumer import ConsoleConsumer  # noqa: E402
from config import embedded  # noqa: E402
from streams.consumers import StreamConsumer  # noqa: E402
from streams.lifespan import lifespan  # noqa: E402
from streams.responses import StreamingASGIHandler  # noqa: E402


async def with_embedded_worker(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """The streams' lifespan, with the embedded worker started before and stopped after it."""

    async def telling(message: dict[str, Any]) -> None:
        if message["type"] == "lifespan.startup.complete":
            await asyncio.to_thread(embedded.start)
        elif message["type"] == "lifespan.shutdown.complete":
            await asyncio.to_thread(embedded.stop)
        await send(message)

    await lifespan(scope, receive, telling)


application = ProtocolTypeRouter(
    {
        "http": StreamingASGIHandler(),
        "websocket": URLRouter(
            [
                re_path(r"^ws/streams/?$", StreamConsumer.as_asgi()),
                re_path(r"^ws/console/?$", ConsoleConsumer.as_asgi()),
            ]
        ),
        "lifespan": with_embedded_worker,
    }
)
