"""Draft -> edit -> approve: who may read a summary, and the coach's decisions about it.

draft     the coach alone reads it; he may change the text
approved  the member reads `shown_text`
none      a gym that needs no approval: the member reads it at once
"""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gym.models import Member, Summary
from streams.errors import NotFound

ACTIONS = APPROVE, SAVE, WITHDRAW = "approve", "save", "withdraw"


class Changed(Exception):
    """Somebody else has decided meanwhile; nothing was saved."""


def check_may_start(user: object, member: Member) -> None:
    """In a gym that needs approval a member does not watch her own summary being written. Raises `NotFound`."""
    own = member.user_id is not None and member.user_id == getattr(user, "pk", None)
    if own and member.gym.summaries_need_approval:
        raise NotFound(_("这份总结要等教练审阅后才能看到。"))


def readable(user: object) -> QuerySet[Summary]:
    """Summaries that the user may read now: nobody reads drafts about himself."""
    own_drafts = Q(review=Summary.Review.DRAFT, member__user=getattr(user, "pk", None))
    return Summary.objects.filter(member__in=Member.objects.visible_to(user)).exclude(own_drafts)


def version(summary: Summary) -> str:
    """What a form carries, to notice that somebody else was faster."""
    return summary.reviewed_at.isoformat() if summary.reviewed_at else ""


def decide(summary: Summary, action: str, text: str, seen: str, by: int) -> None:
    """Save the text and the decision, if the summary is still the one that was seen. Raises `Changed`.

    `text` counts for `approve` and `save`; a text like the original is no edit. `by` is the user's number.
    """
    changes: dict[str, object] = {
        "review": Summary.Review.APPROVED if action == APPROVE else Summary.Review.DRAFT,
        "reviewed_by_id": by,
        "reviewed_at": timezone.now(),
    }
    if action != WITHDRAW:
        plain = text.replace("\r\n", "\n").strip()
        changes["edited_text"] = "" if plain == summary.text.strip() else plain
    same = Summary.objects.filter(pk=summary.pk, reviewed_at=_moment(seen)).exclude(review=Summary.Review.NONE)
    if not same.update(**changes):
        raise Changed
    summary.refresh_from_db()


def _moment(text: str) -> datetime | None:
    """What `version` said; anything else was never said."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Changed from None
    if timezone.is_naive(moment):
        raise Changed
    return moment
