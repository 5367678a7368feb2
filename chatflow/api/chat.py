"""`POST /chat`: one turn of a call, streamed or whole."""

import asyncio
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from chatflow import notice
from chatflow.accident_call import AGENT, AccidentCall
from chatflow.api.calling import NO_TURN, Asked, calling, truth
from streams import worker
from streams.errors import Busy
from streams.events import Cancelled, Event, Failed, Stage
from streams.models import Stream
from streams.reader import Source, source
from streams.views import begin, respond
from streams.whole import WholeResponse

NAME = AccidentCall.name
AGAIN_S = 0.2


@calling("POST", **NO_TURN)
async def chat(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """A second turn while one runs waits, is refused or interrupts: CALL_WHEN_BUSY."""
    streamed = truth(request.GET.get("stream", asked.get("stream")), "stream")
    row, key, after = await _turn(request)
    if streamed or after:
        return await respond(request, row, key, after=after)
    return TurnResponse(row, await source(row, worker.current().log, 0), key=key)


async def _turn(request: HttpRequest) -> tuple[Stream, str, int]:
    runner = worker.current()
    last = request.headers.get("Last-Event-ID", "").strip()
    ticket = request.GET.get("ticket", "")
    try:
        return await runner.in_database(begin, request, NAME, last, ticket, "")
    except Busy as busy:
        lane = busy.lane
    async with runner.lanes.turn(lane):
        while True:
            try:
                return await runner.in_database(begin, request, NAME, last, ticket, "", at_head=True)
            except Busy as busy:
                await _make_room(busy)


async def _make_room(busy: Busy) -> None:
    """Let the running turn of this call end, as the setting says. Raises `Busy`.

    A turn that waits for a person's words has nothing to lose: it ends at once.
    """
    runner = worker.current()
    running = await runner.in_database(Stream.objects.filter(pk=busy.stream).only("profile", "subject", "state").first)
    if running is None or running.ended:
        return
    if running.profile == AGENT:
        await _supersede(running)
    elif settings.CALL_WHEN_BUSY == "refuse":
        raise busy
    elif settings.CALL_WHEN_BUSY == "interrupt":
        await runner.cancel(busy.stream, "user")
    await runner.ended(busy.stream)


async def _supersede(running: Stream) -> None:
    """Until that turn has ended: it may have begun a moment ago, and not hear the first wake-up yet."""
    ending = asyncio.ensure_future(worker.current().ended(running.pk))
    while not ending.done():
        notice.superseded(int(running.subject.rpartition(":")[2]))
        await asyncio.wait([ending], timeout=AGAIN_S)


class TurnResponse(WholeResponse):
    """A turn as one JSON body, at its end: `text`, `nextStageCode` and `nextStage` beside what was asked."""

    def __init__(self, row: Stream, found: Source, *, key: str) -> None:
        super().__init__(row, found, key=key, shape=self._body)
        self._stage = Stage("", "")
        self._failure = ""

    def _body(self, row: Stream, text: str) -> dict[str, Any]:
        return {
            "sessionId": row.params["sessionId"],
            "timeStamp": row.params["timeStamp"],
            "code": str(self.status_code),
            "msg": self._failure,
            "text": text,
            "nextStageCode": self._stage.code,
            "nextStage": self._stage.label,
        }

    def _ended(self, event: Event, said: list[str]) -> bool:
        """A turn that a person stopped is told as far as it came; a broken one by its status."""
        match event:
            case Stage():
                self._stage = event
            case Cancelled():
                return True
            case Failed(_code, message):
                self.status_code = 503
                self._failure = message
                return True
        return super()._ended(event, said)
