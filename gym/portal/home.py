"""Where each kind of person begins in the gym."""

from typing import Any

from gym.models import Member


def start_of(user: Any) -> str:
    """The name of the page, "" for whoever has nothing to do with the gym."""
    if Member.objects.filter(user=user.pk).exists():
        return "gym-week"
    return "gym-members" if hasattr(user, "coach") or user.has_perm("gym.view_all_members") else ""
