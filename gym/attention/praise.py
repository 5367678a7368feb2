"""A good word for those who do well."""

from datetime import timedelta

from django.utils.translation import gettext as _

from gym.aggregates import week_of
from gym.attention.reasons import course
from gym.attention.records import WEEKS, Record
from gym.models import Goal
from gym.writer.words import plain

FEWEST_WEEKS = 2


def of(record: Record) -> str:
    """The best that can be said; empty where there is nothing to speak of."""
    weeks = streak(record)
    if weeks >= FEWEST_WEEKS:
        return _("连续 %(weeks)s 周全勤") % {"weeks": weeks}
    found = course(record)
    if found and record.member.goal == Goal.FAT_LOSS and found.change < 0:
        return _("%(days)s 天减了 %(kg)s 公斤，稳稳地走") % {"days": found.days, "kg": plain(found.change)}
    if found and record.member.goal == Goal.MUSCLE_GAIN and found.change > 0:
        return _("%(days)s 天长了 %(kg)s 公斤，方向对") % {"days": found.days, "kg": plain(found.change)}
    completed = sum(day.completed for day in record.between(13, 0))
    return _("最近两周完成了 %(completed)s 次训练") % {"completed": completed} if completed else ""


def streak(record: Record) -> int:
    """Whole weeks without a miss, up to last week, 8 at most; a week without a plan ends it."""
    monday = record.today - timedelta(days=record.today.weekday())
    for count in range(WEEKS):
        week = record.weeks.get(week_of(monday - timedelta(weeks=count + 1)))
        if week is None or not week.planned or week.completed < week.planned:
            return count
    return WEEKS
