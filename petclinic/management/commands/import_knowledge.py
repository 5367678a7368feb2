"""manage.py import_knowledge [PATH] [--dry-run]: articles of the knowledge base from files; without a path, ours."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from petclinic.knowledge.importing import STARTER, import_path
from petclinic.knowledge.reading import FileRefused

MOST_SHOWN = 50


class Command(BaseCommand):
    help = "导入知识库文章（带资料头的 Markdown、CSV、文件夹或 zip）；不写路径就导入自带的文章。导入两次不会重复。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=STARTER)
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = import_path(options["path"], dry_run=options["dry_run"])
        except OSError as error:
            raise CommandError(f"打不开：{error.strerror or error}") from error
        except FileRefused as error:
            raise CommandError(str(error)) from error
        for note in report.notes[:MOST_SHOWN]:
            self.stderr.write(f"{note.file} 第 {note.line} 行：{note.sentence}")
        if len(report.notes) > MOST_SHOWN:
            self.stderr.write(f"……另有 {len(report.notes) - MOST_SHOWN} 条没有显示。")
        self.stdout.write(("（只检查）" if options["dry_run"] else "") + report.in_words())
