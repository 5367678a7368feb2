"""Deleting a row deletes what the log holds of its stream, and stops it if it is being written."""

import asyncio
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from streams import worker
from streams.errors import Unavailable
from streams.models import Stream


@receiver(post_delete, sender=Stream)
def forget(instance: Stream, **_kwargs: Any) -> None:
    """Where no worker runs (a command, a shell), the next start of one deletes what has no row."""
    try:
        runner = worker.current()
    except Unavailable:
        return
    pk = instance.pk
    transaction.on_commit(lambda: asyncio.run_coroutine_threadsafe(runner.forget(pk), runner.loop))
