"""The rules: why a member needs the coach. Each reason has a weight, a sentence with true numbers, and a next step.

A missing coach and a missing consent are no reasons.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from gym.attention.records import Day, Record
from gym.facts.phase import MEASURES
from gym.models import Goal, Phase
from gym.writer.words import measure, one_line, plain

IDLE_DAYS = 8
MISSED, MISSED_SHARE = 2, 1 / 3
FALLEN_POINTS, FEWEST_SESSIONS = 25, 3
UNWEIGHED_DAYS = 10
WEIGHED_GOALS = (Goal.FAT_LOSS, Goal.MUSCLE_GAIN)
WRONG_KG = 0.5
FAST_PERCENT = 1.0
FEWEST_WEIGH_INS, SHORTEST_SPAN = 3, 14
ENDING_DAYS, BEHIND_POINTS = 14, 10


@dataclass(frozen=True)
class Reason:
    """`text` says what is so, `advice` what can be done next; both plain text."""

    kind: str
    weight: int
    text: str
    advice: str


@dataclass(frozen=True)
class Course:
    """The weights of the last four weeks, from the first to the last weigh-in, `days` apart; kg."""

    first: float
    last: float
    days: int

    @property
    def change(self) -> float:
        return round(self.last - self.first, 2)

    @property
    def lost_per_week(self) -> float:
        return (self.first - self.last) / (self.days / 7)


def of(record: Record) -> list[Reason]:
    """All reasons that hold, heaviest first."""
    found = [reason for rule in RULES if (reason := rule(record))]
    return sorted(found, key=lambda reason: -reason.weight)


def course(record: Record) -> Course | None:
    """None where there is too little to speak of a direction."""
    weights = record.weights
    if len(weights) < FEWEST_WEIGH_INS or (weights[-1].day - weights[0].day).days < SHORTEST_SPAN:
        return None
    return Course(weights[0].weight_first or 0, weights[-1].weight_last or 0, (weights[-1].day - weights[0].day).days)


def _silent(record: Record) -> Reason | None:
    if record.last_trained or record.last_weighed:
        return None
    return Reason("silent", 40, _("最近一年没有训练和体重记录"), _("约个时间见面，从第一次称重和第一节课开始"))


def _idle(record: Record) -> Reason | None:
    if record.last_trained is None:
        if record.last_weighed is None:
            return None  # said already
        return Reason("idle", 50, _("最近一年没有完成的训练"), _("打个电话，约第一节课"))
    days = (record.today - record.last_trained).days
    if days < IDLE_DAYS:
        return None
    words = {"days": days, "date": _day(record.last_trained)}
    text = _("%(days)s 天没有训练了，上一次是 %(date)s") % words
    return Reason("idle", min(50, 17 + days), text, _("发个消息问问近况，把下一节课定下来"))


def _missed(record: Record) -> Reason | None:
    due, missed = _outcomes(record.between(13, 0))
    if missed < MISSED or missed < due * MISSED_SHARE:
        return None
    text = _("最近两周 %(due)s 次训练缺席了 %(missed)s 次") % {"due": due, "missed": missed}
    return Reason("missed", min(40, 15 + 5 * missed), text, _("问问是什么耽误了，换一个排得开的时间"))


def _falling(record: Record) -> Reason | None:
    """Whoever has stopped training altogether is spoken of as that."""
    (due, missed), (due_before, missed_before) = _outcomes(record.between(13, 0)), _outcomes(record.between(27, 14))
    if min(due, due_before) < FEWEST_SESSIONS:
        return None
    now, before = round(100 * (due - missed) / due), round(100 * (due_before - missed_before) / due_before)
    if before - now < FALLEN_POINTS:
        return None
    text = _("训练完成率从前两周的 %(before)s%% 降到 %(now)s%%") % {"before": before, "now": now}
    return Reason("falling", 15, text, _("看看计划是不是排得太满，先减一节课把节奏找回来"))


def _unweighed(record: Record) -> Reason | None:
    if record.member.goal not in WEIGHED_GOALS or not (record.last_trained or record.last_weighed):
        return None
    advice = _("提醒早起空腹称一次，每周三次就够")
    if record.last_weighed is None:
        return Reason("unweighed", 20, _("最近一年没有称过体重"), advice)
    days = (record.today - record.last_weighed).days
    if days < UNWEIGHED_DAYS:
        return None
    return Reason("unweighed", min(20, 8 + days // 2), _("%(days)s 天没有称体重了") % {"days": days}, advice)


def _wrong_way(record: Record) -> Reason | None:
    found = course(record)
    if found is None or record.member.goal not in WEIGHED_GOALS:
        return None
    losing = record.member.goal == Goal.FAT_LOSS
    against = found.change if losing else -found.change
    if against < WRONG_KG:
        return None
    words = {"days": found.days, "first": plain(found.first), "last": plain(found.last)}
    text = _("目标是减脂，%(days)s 天里体重却从 %(first)s 公斤涨到 %(last)s 公斤")
    if not losing:
        text = _("目标是增肌，%(days)s 天里体重却从 %(first)s 公斤掉到 %(last)s 公斤")
    advice = _("一起看看这几周的饮食和睡眠") if losing else _("看看吃得够不够，尤其是蛋白质和主食")
    return Reason("wrong_way", min(45, 25 + round(5 * against)), text % words, advice)


def _too_fast(record: Record) -> Reason | None:
    found = course(record)
    if found is None:
        return None
    share = 100 * found.lost_per_week / found.first
    if share <= FAST_PERCENT:
        return None
    words = {"days": found.days, "kg": plain(found.lost_per_week), "share": f"{share:.1f}"}
    text = _("%(days)s 天里平均每周掉 %(kg)s 公斤，是体重的 %(share)s%%，掉得太快") % words
    return Reason("too_fast", 35, text, _("先问问身体状况，把热量缺口放小一些"))


def _phase_behind(record: Record) -> Reason | None:
    phase = _running(record)
    if phase is None or (left := (phase.end - record.today).days) > ENDING_DAYS:
        return None
    gone = 100 * ((record.today - phase.start).days + 1) / ((phase.end - phase.start).days + 1)
    behind = [(percent, name) for name, percent in _progress(phase, record.body) if percent < gone - BEHIND_POINTS]
    if not behind:
        return None
    percent, name = min(behind)
    words = {"phase": one_line(phase.name), "left": left, "measure": measure(name), "percent": percent}
    text = _("“%(phase)s”还有 %(left)s 天结束，%(measure)s目标完成了 %(percent)s%%") % words
    if left == 0:
        text = _("“%(phase)s”今天结束，%(measure)s目标完成了 %(percent)s%%") % words
    return Reason("phase_behind", 25, text, _("商量一下：延长这个阶段，还是调整目标"))


def _phase_over(record: Record) -> Reason | None:
    if not record.phases or (last := record.phases[-1]).end >= record.today:
        return None
    words = {"phase": one_line(last.name), "days": (record.today - last.end).days}
    text = _("“%(phase)s”已经结束 %(days)s 天，还没有新的阶段") % words
    return Reason("phase_over", 15, text, _("约一次体测，定下一个阶段"))


def _draft(record: Record) -> Reason | None:
    if not record.drafts:
        return None
    text = _("有 %(count)s 份总结等您审阅") % {"count": record.drafts}
    return Reason("draft", 18, text, _("看一遍，改好就批准"))


def _import_failed(record: Record) -> Reason | None:
    if not record.failed_import:
        return None
    text = _("文件“%(name)s”没有导入成功") % {"name": one_line(record.failed_import)}
    return Reason("import_failed", 10, text, _("看看是哪里出错，换个格式再导一次"))


Rule = Callable[[Record], Reason | None]
RULES: list[Rule] = [
    _silent,
    _idle,
    _missed,
    _falling,
    _unweighed,
    _wrong_way,
    _too_fast,
    _phase_behind,
    _phase_over,
    _draft,
    _import_failed,
]


def _day(day: date) -> str:
    return _("%(month)d 月 %(day)d 日") % {"month": day.month, "day": day.day}


def _outcomes(days: list[Day]) -> tuple[int, int]:
    """Sessions that were held or missed, and the missed ones; what is still to come is neither."""
    missed = sum(day.missed for day in days)
    return missed + sum(day.completed for day in days), missed


def _running(record: Record) -> Phase | None:
    """The phase of today; of several, the one that ends last."""
    now = [phase for phase in record.phases if phase.start <= record.today <= phase.end]
    return now[-1] if now else None


def _progress(phase: Phase, body: dict[str, float]) -> Iterator[tuple[str, int]]:
    """Each target's name with its progress in whole per cent, 0 to 100; what staff typed may be incomplete."""
    targets: dict[str, Any] = phase.targets if isinstance(phase.targets, dict) else {}
    for name, ends in targets.items():
        if name not in MEASURES or name not in body or not isinstance(ends, dict):
            continue
        initial, target = ends.get("initial"), ends.get("target")
        if isinstance(initial, int | float) and isinstance(target, int | float) and initial != target:
            yield name, round(min(100, max(0, 100 * (body[name] - initial) / (target - initial))))
