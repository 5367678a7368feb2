"""The time of a turn, from the stamp that the gateway sends."""

import re
from datetime import datetime, tzinfo

from django.utils import timezone

DIGITS = re.compile(r"[0-9]{12}(?:[0-9]{2})?")
YEARS = range(2000, 3000)


def turn_time(stamp: str, now: datetime | None = None) -> datetime:
    """`202503310303`, with seconds or without, or ISO 8601, in the product's time zone unless it says another; the
    result is in the product's.

    A stamp in any other form, or of another age, says nothing: then it is now.
    """
    at = _read(stamp.strip(), timezone.get_default_timezone())
    return at if at and at.year in YEARS else now or timezone.localtime()


def _read(stamp: str, local: tzinfo) -> datetime | None:
    try:
        if DIGITS.fullmatch(stamp):
            form = "%Y%m%d%H%M%S" if len(stamp) == 14 else "%Y%m%d%H%M"
            return datetime.strptime(stamp, form).replace(tzinfo=local)
        parsed = datetime.fromisoformat(stamp)
        return parsed.astimezone(local) if parsed.tzinfo else parsed.replace(tzinfo=local)
    except (ValueError, OverflowError):
        return None
