"""Who needs the coach: for each member the reasons in plain words, and all members sorted by them.

    looked_after(user)   whom a coach, or staff, looks after; nobody looks after himself here
    judge(members)       each with reasons, or with a good word; a constant number of queries
    MOST                 up to so many members are judged and sorted at once

Thresholds are in `gym.attention.reasons`, and in docs/coach.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from gym.attention import praise, reasons, records
from gym.attention.reasons import Reason
from gym.attention.records import Record
from gym.models import Member

MOST = 1_000


@dataclass(frozen=True)
class Judged:
    """`reasons` come heaviest first; `praise` is said only where there are none, and may be empty."""

    member: Member
    reasons: list[Reason]
    praise: str
    streak: int
    stale: bool

    @property
    def weight(self) -> int:
        return sum(reason.weight for reason in self.reasons)


def looked_after(user: object) -> QuerySet[Member]:
    """Members whose coach's pages the user may open: those he sees, without himself."""
    return Member.objects.visible_to(user).exclude(user=getattr(user, "pk", None))


def judge(members: Sequence[Member]) -> list[Judged]:
    """Those who need attention first; those who do best last. `gym` must be selected with the members."""
    judged = [_judged(record) for record in records.load(members)]
    return sorted(judged, key=lambda one: (-one.weight, bool(one.praise), one.streak, one.member.name, one.member.pk))


def _judged(record: Record) -> Judged:
    found = reasons.of(record)
    streak = praise.streak(record)
    return Judged(record.member, found, "" if found else praise.of(record), streak, record.stale)
