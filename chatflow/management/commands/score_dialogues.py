"""manage.py score_dialogues FILE: hold scripted dialogues and count which codes and slots come out right."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings

from chatflow.accident_call import AGENT
from chatflow.scoring import read, score


class Command(BaseCommand):
    help = "用对话脚本给流程打分：每行一个 JSON，含 id、now、turns（say、code）和 slots。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="JSON Lines 文件")
        parser.add_argument("--provider", default="offline", help="offline（只用规则）或 MODEL_PROFILES 里的名字")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["provider"]
        if name == AGENT or name not in settings.MODEL_PROFILES:
            known = "、".join(sorted(set(settings.MODEL_PROFILES) - {AGENT}))
            raise CommandError(f"没有名为 {name} 的模型档案；可用的有：{known}。")
        try:
            with open(options["file"], encoding="utf-8") as lines, override_settings(CALL_PROFILE=name):
                total = score(read(lines), by_rules=name == "offline")
        except (OSError, ValueError) as error:
            raise CommandError(f"读不了 {options['file']}：{error}") from None
        for miss in total.misses:
            self.stdout.write(miss)
        self.stdout.write(
            f"阶段代码 {total.codes_right}/{total.codes} 对；"
            f"信息项 精确率 {total.precision:.1%}（{total.right}/{total.found}）、"
            f"召回率 {total.recall:.1%}（{total.right}/{total.wanted}）"
        )
