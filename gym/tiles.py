"""The tiles of the week: the few numbers that a person looks for first, and words where there is none."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from gym.writer.words import Facts, plain


class Tile(NamedTuple):
    """`value` is empty where there is no such fact; `note` then says why."""

    name: str
    value: str
    unit: str = ""
    note: str = ""


def tiles(table: dict[str, Any]) -> list[Tile]:
    facts = Facts(table)
    return [_weight(facts), _trend(facts), _fat(facts), _sessions(facts), _hours(facts), _phase(facts)]


def signed(value: float) -> str:
    """−0.6, +0.4, 0: the sign is a real minus."""
    text = plain(value)
    if text == "0":
        return text
    return f"−{text}" if value < 0 else f"+{text}"


def _weight(facts: Facts) -> Tile:
    name, count = _("体重变化"), int(facts.number("weigh_ins"))
    if facts["weight_change"] is not None:
        now = _("现在 %(kg)s 公斤") % {"kg": plain(facts["weight_end"])}
        return Tile(name, signed(facts["weight_change"]), _("公斤"), now)
    if count == 1:
        return Tile(name, "", note=_("只称了一次：%(kg)s 公斤") % {"kg": plain(facts["weight_end"])})
    return Tile(name, "", note=_("没有称重"))


def _trend(facts: Facts) -> Tile:
    if facts["trend_rate"] is None:
        return Tile(_("趋势"), "", note=_("称重太少，看不出趋势"))
    note = _("趋势体重 %(kg)s 公斤") % {"kg": plain(facts["trend_weight"])}
    return Tile(_("趋势"), signed(facts["trend_rate"]), _("公斤/周"), note)


def _fat(facts: Facts) -> Tile:
    if facts["body_fat_end"] is None:
        return Tile(_("体脂率"), "", note=_("这段时间没有体测"))
    change = facts["body_fat_change"]
    note = _("变化 %(change)s 个百分点") % {"change": signed(change)} if change is not None else ""
    return Tile(_("体脂率"), plain(facts["body_fat_end"]), "%", note)


def _sessions(facts: Facts) -> Tile:
    if not facts.number("planned"):
        return Tile(_("训练完成"), "", note=_("没有安排训练"))
    missed = int(facts.number("missed"))
    note = _("缺席 %(missed)s 次") % {"missed": missed} if missed else _("全部完成")
    if not missed and facts.number("completed") < facts.number("planned"):
        note = _("还有训练没到时间")
    return Tile(_("训练完成"), f"{facts['completed']}/{facts['planned']}", _("次"), note)


def _hours(facts: Facts) -> Tile:
    if facts["training_hours"] is None:
        return Tile(_("训练时长"), "", note=_("没有记录时长"))
    note = _("平均每次 %(minutes)s 分钟") % {"minutes": facts["avg_session_minutes"]}
    return Tile(_("训练时长"), plain(facts["training_hours"]), _("小时"), note)


def _phase(facts: Facts) -> Tile:
    phase = facts.whole["phase"]
    if not phase:
        return Tile(_("阶段"), "", note=_("目前没有阶段计划"))
    return Tile(_("阶段"), f"{phase['week']}/{phase['weeks']}", _("周"), phase["name"])
