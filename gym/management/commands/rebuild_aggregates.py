"""manage.py rebuild_aggregates: all totals of days and weeks anew from the raw records."""

from typing import Any

from django.core.management.base import BaseCommand

from gym import aggregates
from gym.models import DailyAggregate, Mark, WeeklyAggregate


class Command(BaseCommand):
    help = "把每日、每周汇总从原始记录重新算一遍。可以随时中断，重来不会重复。"

    def handle(self, *args: Any, **options: Any) -> None:
        aggregates.consume()
        aggregates.rebuild(lambda done, of: self.stdout.write(f"{done}/{of}"))
        self.stdout.write(
            f"每日汇总 {DailyAggregate.objects.count()} 行，每周汇总 {WeeklyAggregate.objects.count()} 行，"
            f"未处理的改动 {Mark.objects.count()} 条。"
        )
