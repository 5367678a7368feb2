"""manage.py import_training FILE --member ID: workouts of another product's export."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gym.importers.formats import AUTO, TRAINING, import_training
from gym.importers.report import member_or_error, run


class Command(BaseCommand):
    help = "导入训练记录（Strong 或 Hevy 导出的 CSV）。同一个文件导入两次不会重复。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--member", type=int, required=True, help="会员编号")
        parser.add_argument("--format", choices=[AUTO, *TRAINING], default=AUTO)
        parser.add_argument("--unit", choices=["kg", "lb"], default="", help="文件没有写明时的重量单位")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        member = member_or_error(options["member"], CommandError)
        run(
            self,
            options["file"],
            lambda file, progress: import_training(
                file,
                member,
                format_name=options["format"],
                unit=options["unit"],
                dry_run=options["dry_run"],
                progress=progress,
            ),
        )
