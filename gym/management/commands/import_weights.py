"""manage.py import_weights FILE --member ID | --map FILE_ID=MEMBER_ID ...: weigh-ins from a file."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gym.importers.formats import AUTO, WEIGHTS, import_weights
from gym.importers.report import member_or_error, run
from gym.models import Member


class Command(BaseCommand):
    help = "导入体重记录（Fitbit 的体重日志，或 date,weight 两列的表格）。同一个文件导入两次不会重复。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--member", type=int, help="文件属于这位会员")
        parser.add_argument("--map", nargs="+", default=[], metavar="文件里的编号=会员编号")
        parser.add_argument("--format", choices=[AUTO, *WEIGHTS], default=AUTO)
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        people = self._people(options)
        run(
            self,
            options["file"],
            lambda file, progress: import_weights(
                file, people, format_name=options["format"], dry_run=options["dry_run"], progress=progress
            ),
        )

    def _people(self, options: dict[str, Any]) -> dict[str, Member]:
        if bool(options["member"]) == bool(options["map"]):
            raise CommandError("请用 --member 指定一位会员，或用 --map 指定文件里的编号对应哪些会员。")
        if options["member"]:
            return {"": member_or_error(options["member"], CommandError)}
        people = {}
        for pair in options["map"]:
            name, sign, number = pair.partition("=")
            if not (name and sign and number.isascii() and number.isdigit()):
                raise CommandError(f"--map 的写法是 文件里的编号=会员编号，不是 {pair}")
            people[name] = member_or_error(int(number), CommandError)
        return people
