"""What a page needs around one streamed answer: the stream to follow, or the finished text."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from petclinic.models import Consultation
from petclinic.session_answer import SessionAnswer
from streams.models import Stream


def around(
    request: HttpRequest, answer: str, params: Mapping[str, Any], text: str, consultation: Consultation
) -> dict[str, Any]:
    """The template context of `streams/answer.html`; `text` is what the session keeps."""
    streams = Stream.objects.owned_by(f"user:{request.user.pk}").filter(answer=answer, subject=consultation.subject)
    running = streams.unfinished().only("pk", "profile").first()
    shown = running.written_by if running else consultation.summary_by if text else ""
    return {
        "answer": answer,
        "params": json.dumps(params),
        "follow": running.pk if running else "",
        "text": "" if running else text,
        "text_template": "petclinic/light_text.html",
        "written_by": shown or written_by(consultation),
        "light": True,
    }


def written_by(consultation: Consultation) -> str:
    """Who would write now: `rules` or `model`."""
    return "rules" if SessionAnswer.profile_of(consultation.owner) == "offline" else "model"
