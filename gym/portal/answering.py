"""What a page needs around one streamed summary: the stream to follow, the finished text, or what a coach approved."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest

from gym import checked
from gym.member_answer import MemberAnswer
from gym.models import Member, Summary
from streams.models import Stream, digest


def around(request: HttpRequest, answer: MemberAnswer, member: Member, params: Mapping[str, Any]) -> dict[str, Any]:
    """The template context of `gym/report/summary.html`, the facts among it; `params` as the answer resolved them."""
    facts = answer.facts(member, params)
    own = member.user_id == request.user.pk
    found = {"facts": facts, "own": own, "has_past": member.summaries.exists()}
    if own and member.gym.summaries_need_approval:
        return found | _approved(member, answer, facts)
    return found | _written(request, answer, member, params, facts)


def _written(
    request: HttpRequest, answer: MemberAnswer, member: Member, params: Mapping[str, Any], facts: dict[str, Any]
) -> dict[str, Any]:
    """The stream to follow when one is being written, or the finished text while its facts are unchanged."""
    question = {name: value for name, value in params.items() if name != "refresh"}
    streams = Stream.objects.owned_by(f"user:{request.user.pk}").filter(
        answer=answer.name, params_hash=digest(question)
    )
    running = streams.unfinished().only("pk", "profile").first()
    done = streams.filter(state=Stream.State.DONE, facts_hash=digest(facts)).only("text", "profile").first()
    shown = running or done
    text = done.text if done and not running else ""
    summary = Summary.objects.filter(stream_id=done.pk).select_related("member__gym").first() if done and text else None
    return {
        "answer": answer.name,
        "params": json.dumps({name: value for name, value in question.items() if name != "language"}),
        "follow": running.pk if running else "",
        "text": text,
        "text_template": "gym/checked_text.html" if summary and not summary.edited_text else "",
        "paragraphs": checked.paragraphs(summary) if summary and not summary.edited_text else [],
        "written_by": shown.written_by if shown else answer.written_by(member),
    }


def _approved(member: Member, answer: MemberAnswer, facts: dict[str, Any]) -> dict[str, Any]:
    """Where the coach approves first, a member sees what was approved for these days, and nothing before."""
    start, end = (date.fromisoformat(facts["basic"][name]) for name in ("start", "end"))
    summaries = member.summaries.select_related("member__gym").filter(kind=answer.kind, start=start, end=end)
    approved = summaries.filter(review=Summary.Review.APPROVED).first()
    return {
        "approval": True,
        "approved": approved,
        "waiting": approved is None and summaries.filter(review=Summary.Review.DRAFT).exists(),
        "paragraphs": checked.paragraphs(approved) if approved else [],
        "written_by": approved.written_by if approved else "",
    }
