"""The time of a turn, from the stamp that the gateway sends."""

import re
from datetime import datetime

from django.utils import timezone

DIGITS = re.compile(r"[0-9]{12}(?:[0-9]{2})?")


def turn_time(stamp: str, now: datetime | None = None) -> datetime:
    """`202503310303`, with seconds or without, or ISO 8601, in the product's time zone unless it says another.

    A stamp in any other form says nothing: then it is now.
    """
    stamp = stamp.strip()
    local = timezone.get_default_timezone()
    try:
        if DIGITS.fullmatch(stamp):
            form = "%Y%m%d%H%M%S" if len(stamp) == 14 else "%Y%m%d%H%M"
            return datetime.strptime(stamp, form).replace(tzinfo=local)
        parsed = datetime.fromisoformat(stamp)
        at = parsed if parsed.tzinfo else parsed.replace(tzinfo=local)
        at.astimezone(local)  # the first and the last year have no neighbours
        return at
    except (ValueError, OverflowError):
        return now or timezone.localtime()
