"""The worker's own threads for the ORM: a few connections serve every stream, not one for each request."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import connections
from django.utils import translation

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 2


class DatabaseThreads:
    """Threads that keep their connections until `close`."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, "streams-database")

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call the function on one of the threads, in the language of the request."""
        language = translation.get_language()

        def call() -> T:
            try:
                with translation.override(language):
                    return function(*args, **kwargs)
            finally:
                for connection in connections.all(initialized_only=True):
                    if connection.errors_occurred:
                        connection.close()

        return await asyncio.get_running_loop().run_in_executor(self._pool, call)

    def close(self) -> None:
        """Close the connections, each on its own thread: nobody begins a second round before all have begun one."""
        together = threading.Barrier(THREADS)
        for _thread in range(THREADS):
            self._pool.submit(_close_connections, together)
        self._pool.shutdown()


def _close_connections(together: threading.Barrier) -> None:
    together.wait(timeout=10)
    connections.close_all()
