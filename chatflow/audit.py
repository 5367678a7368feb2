"""Who has looked at a call, and what a person has done with it: written down in the admin's log."""

from datetime import timedelta
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext as _

from chatflow.models import CallSession

SAME_READING = timedelta(minutes=30)
"""Who looks at a call again within this time is still reading it: a console looks anew after each cut."""


def write(user: Any, words: str, call: CallSession | None = None) -> None:
    LogEntry.objects.create(
        user_id=user.pk or 0,
        content_type=ContentType.objects.get_for_model(CallSession),
        object_id=str(call.pk) if call else "",
        object_repr=str(call or _("通话"))[:200],
        action_flag=CHANGE,
        change_message=words,
    )


def read(user: Any, call: CallSession | None, words: str = "查看") -> None:
    """A person looks at a call, or at a list of what callers said."""
    kind = ContentType.objects.get_for_model(CallSession)
    number = str(call.pk) if call else ""
    mine = LogEntry.objects.filter(user_id=user.pk, content_type=kind, object_id=number, change_message=words)
    if not mine.filter(action_time__gt=timezone.now() - SAME_READING).exists():
        write(user, words, call)
