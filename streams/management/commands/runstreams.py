"""manage.py runstreams: producers outside of the web process; not with the embedded log."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "在网页进程之外生成回答。内置日志只容一个进程，因此目前不可用。"

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "内置日志只容一个进程，回答由网页进程生成，不需要 runstreams。"
            "跨进程的日志（REDIS_URL）还没有提供，设置了它也只用于频道层。"
        )
