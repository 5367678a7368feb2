"""The ASGI application: HTTP with thread-free streams, WebSocket, and the life of the process."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("UV_THREADPOOL_SIZE", "2")  # uvloop looks names up there; two are plenty

import django

django.setup()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 (the settings come first)
from django.urls import re_path  # noqa: E402

from streams.consumers import StreamConsumer  # noqa: E402
from streams.lifespan import lifespan  # noqa: E402
from streams.responses import StreamingASGIHandler  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": StreamingASGIHandler(),
        "websocket": URLRouter([re_path(r"^ws/streams/?$", StreamConsumer.as_asgi())]),
        "lifespan": lifespan,
    }
)
