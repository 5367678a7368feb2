"""Whose page it is: the member that a request names, as far as the person may see or change her."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from gym.models import Member

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User


def member_of(request: HttpRequest) -> Member:
    """The member of `?member=`, without it the person's own; 404 for anybody else."""
    members = Member.objects.visible_to(request.user).select_related("gym", "coach__user")
    number = request.GET.get("member", "")
    if number.isascii() and number.isdigit() and len(number) < 19:
        return get_object_or_404(members, pk=int(number))
    return get_object_or_404(members, user=request.user.pk)


def is_own(user: "User | AnonymousUser", member: Member) -> bool:
    return member.user_id is not None and member.user_id == user.pk


def may_edit(user: "User | AnonymousUser", member: Member) -> bool:
    """Those who keep a member's records: herself, her coach, and staff who may see all and add records."""
    is_coach = member.coach is not None and member.coach.user_id == user.pk
    is_staff = user.has_perm("gym.view_all_members") and user.has_perm("gym.add_weightrecord")
    return is_own(user, member) or is_coach or is_staff


def editable_member_of(request: HttpRequest) -> Member:
    """As `member_of`, for those who keep her records."""
    member = member_of(request)
    if not may_edit(request.user, member):
        raise Http404
    return member


def query_of(request: HttpRequest, member: Member) -> str:
    """What a link adds to stay with this member."""
    return "" if is_own(request.user, member) else f"?member={member.pk}"


def plain(text: str) -> str:
    """A posted value that passed no form: PostgreSQL takes no NUL."""
    return text.replace("\0", "").strip()
