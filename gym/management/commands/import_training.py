"""manage.py import_training FILE --member ID: workouts of another product's export."""

import functools
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gym.importers import strong
from gym.importers.report import member_or_error, run
from gym.importers.training import import_training


class Command(BaseCommand):
    help = "导入训练记录（Strong 导出的 CSV）。同一个文件导入两次不会重复。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--member", type=int, required=True, help="会员编号")
        parser.add_argument("--format", choices=["auto", "strong"], default="auto")
        parser.add_argument("--unit", choices=["kg", "lb"], default="", help="文件没有写明时的重量单位")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        member = member_or_error(options["member"], CommandError)
        read = functools.partial(strong.read, in_unit=options["unit"])
        run(
            self,
            options["file"],
            lambda file, progress: import_training(
                read, file, member, source=strong.SOURCE, dry_run=options["dry_run"], progress=progress
            ),
        )
