"""Calendar days in a gym's zone as moments, for queries."""

from datetime import date, datetime, time, timedelta, tzinfo


def midnight(day: date, zone: tzinfo) -> datetime:
    """The moment at which the day begins."""
    return datetime.combine(day, time(), zone)


def span(start: date, end: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """From the beginning of `start` to the beginning of the day after `end`."""
    return midnight(start, zone), midnight(end + timedelta(days=1), zone)
