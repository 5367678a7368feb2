"""An assessment held against the one before: what the body shows, and what was done in between."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from gym.writer.advice import monthly_points
from gym.writer.body import judged, measures_paragraph, trend
from gym.writer.training import phase_paragraph, records_paragraph, training_paragraph
from gym.writer.words import Facts, day, joined, numbered, plain

FLAT_KG = 0.3


def monthly_summary(table: Mapping[str, Any]) -> str:
    """The whole text in the active language; `table` is what `gym.facts.month.monthly_facts` returns."""
    facts = Facts(table)
    said = [
        _opening(facts),
        _body(facts),
        _weighed(facts),
        training_paragraph(facts),
        records_paragraph(facts),
        phase_paragraph(facts),
    ]
    return "\n".join([*filter(None, said), _("到下次体测之前："), *numbered(monthly_points(facts)), _closing(facts)])


def _opening(facts: Facts) -> str:
    words = {
        "name": facts["member_name"],
        "date": day(facts["assessment_date"]),
        "prev": day(facts["prev_assessment_date"]),
        "days": facts["days_between"],
    }
    return _("%(name)s，你好！%(date)s的体测出来了，离上次（%(prev)s）过了 %(days)s 天，放在一起看看。") % words


def _body(facts: Facts) -> str:
    weight, measured = _weight(facts), measures_paragraph(facts)
    if not weight and not measured:
        return _("可惜这两次体测没有都量到的项目，没法直接比较。")
    missing = ""
    if facts["body_fat_change"] is None and facts["muscle_change"] is None:
        missing = _("体脂率和骨骼肌缺了一头，脂肪和肌肉各变了多少，这次先不下结论。")
    return joined(weight, measured, missing)


def _weight(facts: Facts) -> str:
    change = facts["assessment_weight_change"]
    if change is None:
        return ""
    words = {
        "start": plain(facts["assessment_weight_start"]),
        "end": plain(facts["assessment_weight_end"]),
        "change": plain(change),
    }
    if abs(change) < FLAT_KG:
        return _("体重和上次差不多，这次是 %(end)s 公斤。") % words
    if change < 0:
        return _("体重从 %(start)s 公斤到 %(end)s 公斤，下降 %(change)s 公斤。") % words
    return _("体重从 %(start)s 公斤到 %(end)s 公斤，上升 %(change)s 公斤。") % words


def _weighed(facts: Facts) -> str:
    count = int(facts.number("weigh_ins"))
    if count == 0:
        return _("两次体测之间没有称重，中间怎么走过来的看不到，只能看头尾。")
    if count < 3:
        return _("两次体测之间只称了 %(count)s 次体重，看不出过程，只能看头尾。") % {"count": count}
    between = _("两次体测之间称了 %(count)s 次体重。") % {"count": count}
    return joined(between, trend(facts), judged(facts))


def _closing(facts: Facts) -> str:
    planned, completed = facts.number("planned"), facts.number("completed")
    if planned and completed / planned >= 0.8:
        return facts.pick(
            "closing",
            _("身体不会骗人，练过的都在里面，继续。"),
            _("这段时间的功夫没有白下，下次体测见。"),
            _("照这个劲头走下去，下一次会更好看。"),
        )
    return facts.pick(
        "closing",
        _("体测只是路上的标记，往前走就好，下次体测见。"),
        _("数字是用来调整方向的，不是用来责怪自己的，下次见。"),
        _("有想不明白的地方，约教练当面聊聊。"),
    )
