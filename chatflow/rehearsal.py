"""A turn held without a server: for the demo, and for scoring dialogues with a model."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.utils import timezone

from chatflow.accident_call import AccidentCall
from streams import events
from streams.auth import Principal
from streams.events import Done, Event, Text
from streams.models import Stream, digest, pack
from streams.providers import profiles
from streams.recording import Recorder


def hold(owner: Principal, session: str, text: str, at: datetime) -> list[Event]:
    """One turn at a time of its own, with everything that a real one leaves behind; its events."""
    answer = AccidentCall()
    asked = {"sessionId": session, "timeStamp": timezone.localtime(at).isoformat(), "text": text}
    params = answer.resolve(owner, asked)
    prepared = answer.prepare(owner, params)
    with ThreadPoolExecutor(1) as thread:  # the caller's own thread may have a loop
        producing = _produced(answer, params, prepared.inputs, prepared.profile)
        said: list[Event] = [*thread.submit(asyncio.run, producing).result(), Done()]
    stream = Stream.objects.create(
        answer=answer.name,
        owner=owner.key,
        subject=prepared.subject,
        params=params,
        params_hash=digest(params),
        dialect=answer.dialect,
        profile=prepared.profile,
        inputs=prepared.inputs,
        state=Stream.State.DONE,
        created_at=at,
        ended_at=at,
        expires_at=timezone.now() + timedelta(days=30),
        read_at=at,
        seq=len(said),
        text="".join(event.text for event in said if isinstance(event, Text)),
        packed=pack([events.encode(event) for event in said]),
    )
    answer.finish(stream)
    return said


async def _produced(answer: AccidentCall, params: dict[str, str], inputs: dict[str, object], name: str) -> list[Event]:
    """The events of the answer; the rules' text comes whole, at no pace."""
    run = Recorder(
        params,
        inputs,
        profile=profiles.profile(name),
        provider=profiles.provider,
        offline=lambda: answer.write_offline(inputs),
        chunks=[],
        went_live=lambda: None,
    )
    try:
        return [event async for event in answer.produce(run)]
    finally:
        await run.close()
        await profiles.close()
