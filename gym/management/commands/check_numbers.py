"""manage.py check_numbers FILE: how well the number check does on a corpus."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gym.number_check.measure import BadLine, Measured, measure


class Command(BaseCommand):
    help = '用语料测量数字核对。每行一个 JSON：{"facts": [...], "text": "...", "wrong": ["1.8公斤"]}。'

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--json", action="store_true", help="输出 JSON，给程序读")
        parser.add_argument("--fail-under", type=float, metavar="百分比", help="找到率低于它时以 1 退出")
        parser.add_argument("--fail-over", type=float, metavar="百分比", help="误报率高于它时以 1 退出")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = Path(options["file"]).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"读不了 {options['file']}：{error}") from error
        try:
            measured = measure(text.split("\n"))
        except BadLine as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(measured.figures(), ensure_ascii=False))
        else:
            self._tell(measured, details=options["verbosity"] > 1)
        under, over = options["fail_under"], options["fail_over"]
        if under is not None and measured.found_rate < under:
            raise CommandError(f"找到率 {measured.found_rate:.2f}% 低于 {under:g}%。")
        if over is not None and measured.false_rate > over:
            raise CommandError(f"误报率 {measured.false_rate:.2f}% 高于 {over:g}%。")

    def _tell(self, measured: Measured, *, details: bool) -> None:
        if details:
            for line, span in measured.missed:
                self.stdout.write(f"第 {line} 行：漏掉 {span}")
            for line, verdict in measured.false:
                keys = f"（{'、'.join(verdict.keys)}）" if verdict.keys else ""
                self.stdout.write(f"第 {line} 行：误报 {verdict.span}，{verdict.reason}{keys}")
        self.stdout.write(f"行数 {measured.lines}")
        self.stdout.write(f"核对的数字 {measured.numbers}")
        self.stdout.write(f"其中错误的 {measured.wrong}")
        self.stdout.write(f"找到 {measured.found}")
        self.stdout.write(f"漏掉 {len(measured.missed)}")
        self.stdout.write(f"误报 {len(measured.false)}")
        self.stdout.write(f"找到率 {measured.found_rate:.2f}%")
        self.stdout.write(f"误报率 {measured.false_rate:.2f}%")
