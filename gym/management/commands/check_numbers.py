"""manage.py check_numbers FILE: how well the number check finds wrong numbers in a corpus."""

import json
from argparse import ArgumentParser
from dataclasses import dataclass, field
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gym.number_check import Verdict, check


@dataclass
class Count:
    """`numbers` have a verdict, `listed` are the wrong spans of the corpus."""

    lines: int = 0
    numbers: int = 0
    listed: int = 0
    found: int = 0
    false: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def missed(self) -> int:
        return self.listed - self.found

    @property
    def found_rate(self) -> float:
        return 100 * self.found / self.listed if self.listed else 100.0

    @property
    def false_rate(self) -> float:
        """Of the numbers that are not wrong."""
        return 100 * self.false / max(1, self.numbers - self.found)


class Command(BaseCommand):
    help = "用语料测数字核对：每行一个 JSON，含 facts、text、wrong。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--verbose", action="store_true", help="逐行列出漏掉的和误标的")
        parser.add_argument("--least-found", type=float, default=0, help="找到的比例低于这个百分数就算失败")
        parser.add_argument("--most-false", type=float, default=100, help="误标的比例高于这个百分数就算失败")

    def handle(self, *args: Any, **options: Any) -> None:
        count = Count()
        try:
            with open(options["file"], encoding="utf-8") as file:
                for number, line in enumerate(file, 1):
                    if line.strip():
                        _measure(count, number, _parsed(number, line))
        except OSError as error:
            raise CommandError(f"打不开文件：{error.strerror or error}") from error
        except UnicodeDecodeError as error:
            raise CommandError("文件不是 UTF-8 编码。") from error
        if options["verbose"]:
            for note in count.notes:
                self.stdout.write(note)
        self.stdout.write(
            f"lines {count.lines}, numbers {count.numbers}, wrong {count.listed}\n"
            f"found {count.found}, missed {count.missed}, false {count.false}\n"
            f"found rate {count.found_rate:.1f} %, false rate {count.false_rate:.1f} %"
        )
        if count.found_rate < options["least_found"] or count.false_rate > options["most_false"]:
            raise CommandError("没有达到要求的比例。")


def _parsed(number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
        text, facts, wrong = row["text"], row["facts"], row["wrong"]
        fits = isinstance(text, str) and all(isinstance(span, str) for span in wrong)
        if not fits or not all(isinstance(fact, dict) and "key" in fact and "value" in fact for fact in facts):
            raise TypeError
    except (ValueError, KeyError, TypeError) as error:
        raise CommandError(f"第 {number} 行不是含 facts、text、wrong 的 JSON 对象。") from error
    return dict(row)


def _measure(count: Count, number: int, row: dict[str, Any]) -> None:
    verdicts = check(row["text"], row["facts"])
    marked = [verdict for verdict in verdicts if verdict.verdict == "wrong"]
    count.lines += 1
    count.numbers += len(verdicts)
    count.listed += len(row["wrong"])
    for span in row["wrong"]:
        hit = next((verdict for verdict in marked if _meets(row["text"], span, verdict)), None)
        if hit is None:
            count.notes.append(f"{number}: missed {span}: {row['text']}")
        else:
            count.found += 1
            marked.remove(hit)
    rest = [verdict for verdict in marked if not any(_meets(row["text"], span, verdict) for span in row["wrong"])]
    count.false += len(rest)
    count.notes += [f"{number}: false {v.span} ({v.reason} {','.join(v.keys)}): {row['text']}" for v in rest]


def _meets(text: str, span: str, verdict: Verdict) -> bool:
    """A verdict overlaps an occurrence of the listed span."""
    at = text.find(span)
    while span and at >= 0:
        if at < verdict.end and verdict.start < at + len(span):
            return True
        at = text.find(span, at + 1)
    return False
