"""Checks of the gym's database, run by `migrate` and `check --database default`."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from gym.aggregates import triggers


@register(Tags.database)
def triggers_are_there(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Without its triggers a change would leave no mark, and totals would fall behind in silence."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if "gym_mark" not in connection.introspection.table_names():
            continue
        if len(triggers.installed(connection)) != triggers.expected():
            found.append(Error("Triggers of the aggregates are missing.", hint="Run: manage.py migrate", id="gym.E001"))
    return found
