"""A person at a console as the provider of an answer: what she types is what the turn says.

A turn waits for the next words, says all that are waiting, and ends. It ends without words when the caller speaks
again, when the call is handed back or ended, or when nothing is typed for a while.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings

from chatflow import notice
from chatflow.models import AgentMessage, CallSession
from streams import worker
from streams.providers.base import Call, Delta, Finish, Profile

POLL_S = 2.0
"""A wake-up may be lost; the database is looked at this often in any case."""


def request(session: CallSession) -> list[dict[str, Any]]:
    """The messages of a call to this provider."""
    return [{"role": "session", "content": session.pk}]


class AgentLine:
    """See `streams.providers.base.Provider`; it continues exactly, by what the call has said already."""

    def __init__(self, _profile: Profile) -> None:
        pass

    async def stream(self, call: Call) -> AsyncIterator[Delta | Finish]:
        session: int = call.messages[0]["content"]
        skipped = len(call.prefix)
        async for message in self._messages(session, said=bool(call.prefix)):
            rest = message.text[skipped:]
            skipped = max(0, skipped - len(message.text))
            if rest:
                yield Delta(rest, variables={"message": message.pk})
        stage = await self._stage_after(session)
        if stage:
            yield Delta(variables={"stage": stage})
        yield Finish("stop")

    async def _messages(self, session: int, *, said: bool) -> AsyncIterator[AgentMessage]:
        """What waits to be said; the first of it is waited for, unless this turn has said something already."""
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(notice.group(session), channel)
        try:
            waiting = await self._waiting(session)
            deadline = asyncio.get_running_loop().time() + settings.CALL_AGENT_WAIT_S
            while not waiting and not said and await self._still_hers(session):
                left = deadline - asyncio.get_running_loop().time()
                if left <= 0 or await self._superseded(layer, channel, min(left, POLL_S)):
                    break
                waiting = await self._waiting(session)
        finally:
            await layer.group_discard(notice.group(session), channel)
        for message in waiting:
            yield message

    @staticmethod
    async def _superseded(layer: Any, channel: str, most_s: float) -> bool:
        """Wait for a wake-up; whether it says that the caller has spoken again."""
        try:
            async with asyncio.timeout(most_s):
                message = await layer.receive(channel)
        except TimeoutError:
            return False
        return bool(message.get("superseded"))

    @staticmethod
    async def _waiting(session: int) -> list[AgentMessage]:
        return await worker.current().in_database(
            lambda: list(AgentMessage.objects.filter(session=session, said_in="").order_by("pk"))
        )

    @staticmethod
    async def _stage_after(session: int) -> str:
        """Where the call stands when the person has ended it or handed it back; "" while it is hers."""
        others = CallSession.objects.filter(pk=session).exclude(handled=CallSession.Handled.AGENT)
        return await worker.current().in_database(lambda: others.values_list("stage", flat=True).first() or "")

    @staticmethod
    async def _still_hers(session: int) -> bool:
        agent = CallSession.objects.filter(pk=session, handled=CallSession.Handled.AGENT)
        return await worker.current().in_database(agent.exists)
