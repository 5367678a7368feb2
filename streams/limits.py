"""How many streams each principal may have open in this process, and how many may run.

Whoever speaks for many people at once (a voice gateway) has limits of its own.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from streams.auth import speaks_for_many
from streams.errors import TooManyOpen

_open: Counter[str] = Counter()


def most_running(key: str) -> int:
    return int(settings.STREAM_GATEWAY_LIMIT if speaks_for_many(key) else settings.STREAM_RUNNING_LIMIT)


def check_open(key: str) -> None:
    """Raises `TooManyOpen` when one more would be too many."""
    if _open[key] >= (settings.STREAM_GATEWAY_LIMIT if speaks_for_many(key) else settings.STREAM_OPEN_LIMIT):
        raise TooManyOpen


@contextmanager
def opened(key: str) -> Iterator[None]:
    """Count one open stream while the block runs. Raises `TooManyOpen`."""
    check_open(key)
    _open[key] += 1
    try:
        yield
    finally:
        _open[key] -= 1
        if not _open[key]:
            del _open[key]
