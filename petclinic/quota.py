"""Counting an integrator's calls against its month."""

from datetime import datetime, timedelta

from django.utils import timezone

from petclinic.errors import QuotaUsedUp
from petclinic.models import EndUser
from petclinic.models.owners import use_quota


def count(owner: EndUser, at: datetime | None = None) -> None:
    """One call of this owner. Raises `QuotaUsedUp`, which says in how many seconds the next month begins."""
    if owner.integrator is None or use_quota(owner.integrator, at):
        return
    error = QuotaUsedUp(log=f"integrator {owner.integrator_id}")
    error.retry_after = seconds_to_next_month(at or timezone.now())
    raise error


def seconds_to_next_month(at: datetime) -> int:
    here = timezone.localtime(at)
    start = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    following = (start + timedelta(days=32)).replace(day=1)
    return int((following - here).total_seconds()) + 1
