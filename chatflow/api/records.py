"""Session variables, and what is deleted: `set_info`, `get_info`, `delete_session`, `delete_last_two_chat_records`."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from chatflow import sessions, turns
from chatflow.accident_call import LONGEST_STAMP, required
from chatflow.api.calling import Asked, answered, calling
from chatflow.models import CallTurn
from chatflow.models.calls import LONGEST_KEY, LONGEST_SESSION_ID, LONGEST_VALUE
from chatflow.upstream import delete_chat, delete_records
from streams import worker
from streams.auth import authenticate
from streams.errors import BadParameters
from streams.models import Stream

logger = logging.getLogger(__name__)
T = TypeVar("T")


async def _in_database(request: HttpRequest, function: Callable[[str], T]) -> T:
    """Run `function(owner)` on a database thread, for whoever asks."""
    return await worker.current().in_database(lambda: function(authenticate(request).key))


def _session_id(asked: Asked) -> str:
    required(asked, "timeStamp", LONGEST_STAMP)
    return required(asked, "sessionId", LONGEST_SESSION_ID)


@calling("POST")
async def set_info(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    session_id, key, value = _session_id(asked), required(asked, "key", LONGEST_KEY), asked.get("value")
    if not isinstance(value, str):
        raise BadParameters(_("缺少 value，它应当是一个字符串。"))
    if len(value) > LONGEST_VALUE:
        raise BadParameters(_("value 最长 %(longest)d 个字符。") % {"longest": LONGEST_VALUE})
    kept = value.encode("utf-8", "replace").decode().replace("\x00", "")
    await _in_database(request, lambda owner: sessions.set_variable(owner, session_id, key, kept))
    return answered(asked)


@calling("POST", "GET")
async def get_info(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """One variable, "" for one that is not known; all of them when no key is given."""
    session_id = _session_id(asked)
    key = required(asked, "key", LONGEST_KEY) if asked.get("key") not in (None, "") else ""

    def read(owner: str) -> dict[str, str]:
        return dict(sessions.found(owner, session_id).variables.values_list("key", "value"))

    values = await _in_database(request, read)
    if key:
        return answered(asked, key=key, value=values.get(key, ""))
    return answered(asked, data=values)


@calling("DELETE", "POST")
async def delete_session(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """Everything of the session is gone: a running turn is stopped, its stream and its log go with it."""
    session_id = _session_id(asked)

    def delete(owner: str) -> sessions.Deleted:
        with transaction.atomic():
            sessions.lock(owner, session_id)
            return sessions.delete(sessions.found(owner, session_id))

    gone = await _in_database(request, delete)
    await worker.current().forget(*gone.streams)  # the model's connection is closed before the upstream forgets
    if gone.upstream:
        await delete_chat(gone.number)
    return answered(asked)


@calling("POST", "DELETE")
async def delete_last_two(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """The last question and its answer; one that is still running is stopped first."""
    session_id = _session_id(asked)
    runner = worker.current()

    def lane_of(owner: str) -> str:
        sessions.found(owner, session_id)
        return sessions.lane(owner, session_id)

    lane = await _in_database(request, lane_of)
    running = Stream.objects.unfinished().filter(lane=lane).values_list("pk", flat=True)
    async with runner.lanes.turn(lane):  # no other turn begins between the stop and the rollback
        stream = await runner.in_database(running.first)
        if stream:
            await runner.cancel(stream, "user")
        removed: CallTurn | None = await _in_database(request, lambda owner: turns.forget_last(owner, session_id))
    if removed and removed.upstream_item:
        await delete_records(removed.session_id, removed.upstream_item)
    return answered(asked)
