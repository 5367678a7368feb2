"""A stored report as sections for people: titles in the page's language, content as it was written."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec
from django.utils.translation import gettext as _

from petclinic.report.plain import line as one_line
from petclinic.report.plain import shown, without_doses
from petclinic.report.view import ReportView


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """Lines under a small heading; `form` says how they stand."""

    lines: tuple[str, ...]
    heading: str = ""
    form: Literal["text", "list", "lead", "named"] = "text"


class Section(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    blocks: tuple[Block, ...]


class Content:
    """Reads a stored report that may lack anything, and hides doses unless a vet has signed."""

    def __init__(self, view: ReportView) -> None:
        self._report = view.report
        self._signed = view.signed

    def value(self, *path: str) -> Any:
        found: Any = self._report
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found

    def text(self, *path: str, of: Any = None) -> str:
        """At this path of the report, or of the mapping `of`."""
        raw = of.get(path[0]) if isinstance(of, Mapping) else self.value(*path)
        return self.fit(shown(raw)).strip()

    def fit(self, text: str) -> str:
        return text if self._signed else without_doses(text)

    def rows(self, *path: str) -> list[Any]:
        found = self.value(*path)
        return list(found)[:50] if isinstance(found, list | tuple) else []


def sections(view: ReportView) -> list[Section]:
    """Only those that hold something."""
    content = Content(view)
    parts = _of_picture(content) if "recg" in view.report else _of_consultation(content)
    return [section for title, blocks in parts if (section := Section(title=title, blocks=tuple(blocks))).blocks]


def summary_blocks(view: ReportView) -> list[Block]:
    """The summary's text: `**标题:**` as headings, `- ` lines as lists."""
    text = shown(view.summary)
    text = text if view.signed else without_doses(text)
    blocks: list[Block] = []
    heading, lines = "", list[str]()
    for line in [*map(str.strip, text.split("\n")), "**end**"]:
        marked = re.fullmatch(r"\*\*(.+?)[:：]?\*\*[:：]?", line)
        if not marked:
            if line and line != "【病情小结】":
                lines.append(line)
            continue
        blocks += _paragraphs(heading, lines)
        heading, lines = marked[1], []
    return blocks


def _paragraphs(heading: str, lines: list[str]) -> list[Block]:
    if not lines:
        return []
    listed = all(line.startswith("- ") for line in lines)
    return [
        Block(
            heading=heading,
            lines=tuple(line.removeprefix("- ").replace("**", "") for line in lines),
            form="list" if listed else "text",
        )
    ]


def _of_consultation(content: Content) -> Iterator[tuple[str, list[Block]]]:
    at = ("result", "diagnosis")
    yield (
        _("初步判断"),
        [
            *_block(content.text(*at, "suspected"), form="lead"),
            *_block(_severity(content.text(*at, "severity_of_the_illness")), _("严重程度")),
            *_block(content.text(*at, "description"), _("是怎么回事")),
            *_block(content.text(*at, "basis"), _("为什么这样想")),
        ],
    )
    yield (
        _("也可能是"),
        [
            block
            for row in content.rows("result", "other_suspected_diagnosis")
            for block in _block(_other(content, row), one_line(content.text("suspected", of=row), 80), "named")
        ],
    )
    yield (
        _("建议做的检查"),
        [
            *_block(content.text("result", "EssentialCheckItems"), _("要做的"), "list"),
            *_block(content.text("result", "RecommendCheckItems"), _("看情况做的"), "list"),
        ],
    )
    yield (
        _("怎么处理"),
        [
            *_block(content.text("advice", "Initial_Treatment"), _("现在")),
            *_block(content.text("advice", "Persistent_Aggravation"), _("持续或加重时")),
            *_block(content.text("advice", "Intensive_Treatment"), _("严重时")),
        ],
    )
    yield (
        _("看兽医"),
        [
            *_block(content.text("vet_order", "vet_advise"), _("就诊")),
            *_block(content.text("vet_order", "follow_up"), _("复查")),
        ],
    )
    rows = [content.fit(shown(row)).strip() for row in content.rows("supplements")]
    yield _("平时"), _block("\n".join(rows), form="list")


def _of_picture(content: Content) -> Iterator[tuple[str, list[Block]]]:
    healthy = content.text("recg", "is_healthy")
    yield (
        _("识别结果"),
        [
            *_block(_percent(healthy), _("健康的可能")),
            *_block(_named(content, "feature", "recg", "report_abnormal"), _("异常"), "list"),
            *_block(_named(content, "feature", "recg", "report_normal"), _("正常"), "list"),
            *_block(_named(content, "risk", "report_risk"), _("风险"), "list"),
        ],
    )
    yield (
        _("说明"),
        [
            *_block(content.text("disease", "symptom"), _("所见")),
            *_block(content.text("disease", "reason"), _("原因")),
            *_block(content.text("disease", "precautions"), _("照顾")),
            *_block(content.text("disease", "attention"), _("要当心")),
        ],
    )
    yield (
        _("建议"),
        [
            *_block(content.text("suggest", "summary")),
            *_block(_named(content, "desc", "suggest", "health_guide"), _("护理"), "list"),
            *_block(content.text("suggest", "monitoring_essentials"), _("观察")),
        ],
    )


def _named(content: Content, detail: str, *path: str) -> str:
    rows = [(content.text("name", of=row), content.text(detail, of=row)) for row in content.rows(*path)]
    return "\n".join(f"{name}：{_percent(said) if detail == 'risk' else said}" for name, said in rows if name or said)


def _percent(said: str) -> str:
    return f"{said}%" if re.fullmatch(r"\d{1,3}(\.\d+)?", said) else said


def _other(content: Content, row: Any) -> str:
    if isinstance(row, str):
        return content.fit(shown(row))
    return content.text("description", of=row) + content.text("basis", of=row)


def _block(text: str, heading: str = "", form: Literal["text", "list", "lead", "named"] = "text") -> list[Block]:
    lines = tuple(line.strip() for line in text.split("\n") if line.strip())
    return [Block(heading=heading, lines=lines, form=form)] if lines else []


def _severity(name: str) -> str:
    return {
        "Slight": _("轻微"), "Medium": _("中等"), "MediumHigh": _("较重"), "Severe": _("严重"),
    }.get(name, name)  # fmt: skip
