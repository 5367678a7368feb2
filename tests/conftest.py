"""The real server on a real port, for every test that needs one."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import uvicorn
from django.contrib.auth.models import User
from knox.models import AuthToken
from pytest_django import Settings

from streams import worker
from tests.http import Client


class LiveServer:
    """uvicorn with the product's application in a thread of this process; `loop` is its event loop."""

    def __init__(self) -> None:
        started = threading.Event()
        config = uvicorn.Config(
            "config.asgi:application", port=0, log_config=None, timeout_graceful_shutdown=2, proxy_headers=False
        )

        class Server(uvicorn.Server):
            async def startup(self, sockets: Any = None) -> None:
                await super().startup(sockets)
                started.set()

        self._server = Server(config)
        self._thread = threading.Thread(target=self._server.run, name="server", daemon=True)
        self._thread.start()
        while not started.wait(0.05):
            if not self._thread.is_alive():
                raise RuntimeError("the server did not start; see the log")
        self.port: int = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.worker = worker.current()

    def run(self, function: Callable[..., Any], *args: Any) -> Any:
        """Run a coroutine function on the server's loop and return its result."""
        future: Future[Any] = asyncio.run_coroutine_threadsafe(function(*args), self.worker.loop)
        return future.result(timeout=20)

    def client(self, user: User | None = None, **headers: str) -> Client:
        """A client of this server with a fresh token of the user."""
        if user is not None:
            _instance, token = AuthToken.objects.create(user)
            headers["Authorization"] = f"Bearer {token}"
        return Client(self.port, headers, self.settle)

    def settle(self, stream: str) -> None:
        """Wait until the stream's producer here, if any, has finished its row."""

        async def wait() -> None:
            producer = self.worker.producers.get(stream)
            if producer and producer.task:
                await asyncio.wait([producer.task], timeout=5)

        self.run(wait)

    def settle_all(self) -> None:
        """Wait until every producer here has finished its row; a reader may see the end a moment before."""
        for stream in list(self.worker.producers):
            self.settle(stream)

    def wait_for_readers(self, number: int) -> None:
        """Wait until so many readers are there; they come and go by themselves."""

        async def wait() -> None:
            while len(self.worker.live.readers()) != number:  # noqa: ASYNC110
                await asyncio.sleep(0)

        self.run(wait)

    def stop(self) -> None:
        self._server.should_exit = True
        self._server.force_exit = False
        self._thread.join(timeout=20)
        assert not self._thread.is_alive(), "the server did not stop"


# A test is no measurement: a busy machine must not fail it.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make quick` leaves out what asks the real server."""
    for item in items:
        if "server" in getattr(item, "fixturenames", ()):
            item.add_marker("live")


@pytest.fixture
def server(transactional_db: None, settings: Settings, tmp_path: Path) -> Iterator[LiveServer]:
    settings.STREAM_LOG_FILE = tmp_path / "log.sqlite3"
    live = LiveServer()
    yield live
    live.stop()


@pytest.fixture
def restart(settings: Settings) -> Iterator[Callable[[], LiveServer]]:
    """Servers started one after the other in one test, on the same log."""
    servers: list[LiveServer] = []

    def start() -> LiveServer:
        servers.append(LiveServer())
        return servers[-1]

    yield start
    for live in servers:
        live.stop()


@pytest.fixture
def alice(transactional_db: None) -> User:
    return User.objects.create_user("alice", password="xiliu-demo")


@pytest.fixture
def bob(transactional_db: None) -> User:
    return User.objects.create_user("bob", password="xiliu-demo")


@pytest.fixture
def charlie(transactional_db: None) -> User:
    return User.objects.create_user("charlie", password="xiliu-demo")
