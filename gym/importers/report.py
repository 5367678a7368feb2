"""What the import commands share: opening the file, progress, and the report in words."""

from collections.abc import Callable
from dataclasses import asdict
from typing import BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from gym.importers.base import Progress, Report
from gym.importers.table import ImportRefused
from gym.models import Member

EVERY = 10_000
MOST_SHOWN = 50


def member_or_error(number: int, error: type[Exception]) -> Member:
    member = Member.objects.select_related("gym").filter(pk=number).first() if number < 2**63 else None
    if member is None:
        raise error(f"没有编号为 {number} 的会员。")
    return member


def run(command: BaseCommand, path: str, work: Callable[[BinaryIO, Progress], Report]) -> None:
    """Import a file and print what became of it; raises `CommandError` when nothing could be read."""
    shown = 0

    def progress(done: int) -> None:
        nonlocal shown
        if done - shown >= EVERY:
            shown = done
            command.stdout.write(f"已处理 {done} 行……")

    try:
        with open(path, "rb") as file:
            report = work(file, progress)
    except OSError as error:
        raise CommandError(f"打不开文件：{error.strerror or error}") from error
    except ImportRefused as error:
        raise CommandError(str(error)) from error
    for row, reason in report.errors[:MOST_SHOWN]:
        command.stderr.write(f"第 {row} 行：{reason}")
    if report.failed > MOST_SHOWN:
        command.stderr.write(f"……另有 {report.failed - MOST_SHOWN} 行有问题。")
    command.stdout.write(in_words(report))


def in_words(report: Report) -> str:
    """The numbers of a report in a sentence, and what a removal means."""
    counts = asdict(report)
    said = _("新增 %(created)d，更新 %(updated)d，未变 %(unchanged)d，跳过 %(skipped)d，有问题 %(failed)d。") % counts
    if report.removed:
        said += _("另有 %(removed)d 组在文件里已经没有了，从原来的训练里删掉。") % counts
    return said
