"""One Celery worker and its clock as threads of the server, where no broker runs.

Nothing is lost with the process: every task can be derived again from the database, and the clock does so.
"""

import contextlib
import logging
import threading

from celery.beat import Service
from celery.contrib.testing.worker import start_worker
from django.conf import settings

from config.celery import app

logger = logging.getLogger(__name__)

_running: contextlib.ExitStack | None = None


def start() -> None:
    """Start both threads, if the settings ask for it; a second call does nothing."""
    global _running
    if _running is not None or not settings.EMBEDDED_WORKER:
        return
    stack = contextlib.ExitStack()
    stack.enter_context(start_worker(app, perform_ping_check=False, loglevel="WARNING"))
    # Every second it looks whether it should stop.
    clock = Service(app, max_interval=1, scheduler_cls=app.conf.beat_scheduler)
    threading.Thread(target=clock.start, name="beat", daemon=True).start()
    stack.callback(clock.stop, wait=True)
    _running = stack


def stop() -> None:
    """Let the running task end, for ten seconds at most."""
    global _running
    stack, _running = _running, None
    if stack is not None:
        try:
            stack.close()
        except RuntimeError as error:  # its sweep finds the task again
            logger.warning("The embedded worker did not end in time: %s", error)
