"""A gateway on loopback that needs no token, and what it asks."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from knox.models import AuthToken
from pytest_django import Settings
from websockets.sync.client import connect

from tests.chatflow.consoles import Console, agent
from tests.conftest import LiveServer
from tests.http import Client, Reply, Stream

STAMP = "202503310303"


class Caller:
    """One call through the documented endpoints."""

    def __init__(self, client: Client, session: str = "a1002") -> None:
        self.client = client
        self.session = session

    def body(self, **more: Any) -> dict[str, Any]:
        return {"sessionId": self.session, "timeStamp": STAMP, **more}

    def say(self, text: str, **headers: str) -> Reply:
        """One turn, streamed, to its end."""
        return self.open(text, **headers).rest()

    def open(self, text: str, **headers: str) -> Stream:
        return self.client.open("POST", "/chat?stream=true", self.body(text=text), **headers)

    def ask(self, text: str) -> Any:
        """One turn as JSON."""
        return self.client.post("/chat", self.body(text=text)).json()

    def info(self) -> Any:
        return self.client.post("/get_info", self.body()).json()["data"]


@pytest.fixture
def trusted(settings: Settings) -> None:
    settings.CHATFLOW_TRUSTED_NETWORKS = ["loopback=127.0.0.0/8"]


@pytest.fixture
def stage_codes(transactional_db: None) -> None:
    """What the migration inserts; tests that commit empty the tables."""
    import_module("chatflow.migrations.0002_stages").insert(apps, None)


@pytest.fixture
def caller(server: LiveServer, trusted: None, stage_codes: None) -> Caller:
    return Caller(server.client())


@pytest.fixture
def profiles(settings: Settings) -> None:
    """A scripted model called `operator` behind the calls."""
    settings.MODEL_PROFILES = {
        **settings.MODEL_PROFILES,
        "operator": {"provider": "scripted", "continuation": "exact"},
    }
    settings.CALL_PROFILE = "operator"


@pytest.fixture
def gina(transactional_db: None) -> User:
    return agent("gina")


Open = Callable[[User], Console]


@pytest.fixture
def opened(server: LiveServer) -> Iterator[Open]:
    with ExitStack() as sockets:

        def open_for(user: User) -> Console:
            _instance, token = AuthToken.objects.create(user)
            return Console(sockets.enter_context(connect(f"ws://127.0.0.1:{server.port}/ws/console/?token={token}")))

        yield open_for
