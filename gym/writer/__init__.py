"""Summaries by rules: what a good coach would write to a client, from the facts alone. Here the weekly one.

Plain text in lines. Every number stands in the fact table; where there is no fact, the text says so. The same facts
give the same text, other facts other words.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from gym.writer.advice import points
from gym.writer.body import measures_paragraph, verdict, weight_paragraph
from gym.writer.month import monthly_summary
from gym.writer.stage import stage_summary
from gym.writer.training import phase_begun, phase_paragraph, records_paragraph, training_paragraph
from gym.writer.words import Facts, day, numbered

__all__ = ["monthly_summary", "stage_summary", "weekly_summary"]


def weekly_summary(table: Mapping[str, Any]) -> str:
    """The whole text in the active language; `table` is what `gym.facts.weekly_facts` returns."""
    facts = Facts(table)
    if not any(facts.number(key) for key in ("weigh_ins", "planned", "assessments")):
        return "\n".join([_opening(facts), *_nothing(facts)])
    said = [
        _opening(facts),
        weight_paragraph(facts),
        measures_paragraph(facts),
        training_paragraph(facts),
        records_paragraph(facts),
        phase_paragraph(facts),
    ]
    return "\n".join([*filter(None, said), _("接下来："), *numbered(points(facts)), _closing(facts)])


def _opening(facts: Facts) -> str:
    words = {"name": facts["member_name"], "start": day(facts["start_date"]), "end": day(facts["end_date"])}
    if facts["start_date"] == facts["end_date"]:
        return _("%(name)s，你好！这是 %(end)s的小结。") % words
    return _("%(name)s，你好！这是 %(start)s到 %(end)s的小结。") % words


def _nothing(facts: Facts) -> list[str]:
    phase = phase_begun(facts)
    return [
        _("%(period)s还没有任何记录，没有称重，也没有训练，所以这次没有可以分析的内容。") % {"period": facts.period},
        *([phase] if phase else []),
        _("从一件小事开始就好：明早起床后、早餐前称一次体重，记下来；练完一次课，顺手补上内容。"),
        _("有了几次记录，下次就能看出变化，建议也会更有针对性。"),
        _caring(facts),
    ]


def _caring(facts: Facts) -> str:
    if facts.goal == "rehab":
        return _("如果是因为身体不舒服才停下来，先照顾好自己，准备好了随时告诉教练。")
    return _("要是最近忙或者状态不好，也没关系，告诉教练，我们把计划调得轻一点。")


def _closing(facts: Facts) -> str:
    planned, completed = facts.number("planned"), facts.number("completed")
    if planned and completed == planned and verdict(facts) in {"good", ""}:
        return facts.pick(
            "closing",
            _("这一周做得很好，继续保持。"),
            _("稳定就是最大的进步，下周见。"),
            _("节奏已经找到了，接着走就好。"),
        )
    if planned and completed / planned < 0.7:
        return facts.pick(
            "closing",
            _("偶尔掉队很正常，回来就好。"),
            _("不求满分，先求不断，下周见。"),
        )
    return facts.pick(
        "closing",
        _("有问题随时找教练，下周见。"),
        _("一点一点来，身体会记得你做过的每一次。"),
        _("慢慢来，比较快。"),
    )
