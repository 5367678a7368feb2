"""Which parts of the navigation a person gets, a member's, a coach's, or both; and how staff are named."""

from typing import Any, NamedTuple

from django import template
from django.contrib.auth.models import AnonymousUser, User

from gym.attention import looked_after
from gym.models import Coach, Member, Summary

register = template.Library()


class Parts(NamedTuple):
    member: bool
    coach: bool
    drafts: int


@register.simple_tag
def parts_for(user: User | AnonymousUser | Any) -> Parts:
    """`drafts` counts the summaries that wait for this coach."""
    pk = getattr(user, "pk", None)
    if pk is None:
        return Parts(False, False, 0)
    coach = user.has_perm("gym.view_all_members") or Coach.objects.filter(user=pk).exists()
    waiting = Summary.objects.filter(review=Summary.Review.DRAFT, member__in=looked_after(user)) if coach else None
    drafts = waiting.count() if waiting is not None else 0
    return Parts(Member.objects.filter(user=pk).exists(), coach, drafts)


@register.filter
def staff_name(user: User) -> str:
    """As a coach is named everywhere: 陈波, not 波 陈."""
    return str(Coach(user=user))
