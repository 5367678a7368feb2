"""What stands behind a number of a summary: facts by the names that people know, and the records they come from."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from gym.days import span
from gym.models import SetRecord, Summary, TrainingSession
from gym.number_check import evidence as fact_rows
from gym.writer.words import MUSCLES, muscle

MOST_ROWS = 30
PREV = "_prev"


class Fact(NamedTuple):
    name: str
    value: str


class Rows:
    """The evidence of one summary; every list of records is read once, when a number asks for it."""

    def __init__(self, summary: Summary) -> None:
        self.summary = summary
        self._facts = {row["key"]: row for row in fact_rows(summary.facts)}
        self._read: dict[tuple[str, bool], list[str]] = {}

    def fact(self, key: str) -> Fact:
        """A fact's name and value in words."""
        row = self._facts.get(key, {"value": "", "unit": ""})
        value, unit = row["value"], row["unit"]
        said = f"{value} {unit}".strip() if unit not in {"text", "date", ""} else str(value)
        return Fact(label(key), said)

    def rows(self, keys: Iterable[str]) -> list[str]:
        """The records behind these facts, in the range that they speak of; `MOST_ROWS` at most."""
        found: list[str] = []
        for family, before in dict.fromkeys((family_of(key), key.endswith(PREV)) for key in keys):
            if family and (family, before) not in self._read:
                self._read[family, before] = getattr(self, f"_{family}")(*self._range(before))
            found += self._read.get((family, before), [])
        more = len(found) - MOST_ROWS
        return found[:MOST_ROWS] + ([_("……另有 %(more)s 条") % {"more": more}] if more > 0 else [])

    @cached_property
    def _member(self) -> Any:
        return self.summary.member

    def _range(self, before: bool) -> tuple[date, date]:
        basic = self.summary.facts["basic"]
        names = ("prev_start", "prev_end") if before else ("start", "end")
        start, end = (date.fromisoformat(basic[name]) for name in names)
        return start, end

    def _weights(self, start: date, end: date) -> list[str]:
        zone = self._member.gym.zone
        since, until = span(start, end, zone)
        records = self._member.weights.filter(measured_at__gte=since, measured_at__lt=until).order_by("measured_at")
        return [f"{record.measured_at.astimezone(zone):%Y-%m-%d %H:%M}  {_plain(record.kg)} kg" for record in records]

    def _sessions(self, start: date, end: date) -> list[str]:
        zone = self._member.gym.zone
        since, until = span(start, end, zone)
        sessions = self._member.sessions.filter(start__gte=since, start__lt=until).order_by("start")
        return [f"{session.start.astimezone(zone):%Y-%m-%d %H:%M}  {_session(session)}" for session in sessions]

    def _sets(self, start: date, end: date) -> list[str]:
        zone = self._member.gym.zone
        since, until = span(start, end, zone)
        records = (
            SetRecord.objects.filter(
                session__member=self._member,
                session__status=TrainingSession.Status.COMPLETED,
                session__start__gte=since,
                session__start__lt=until,
                is_warmup=False,
            )
            .select_related("session", "exercise")
            .order_by("session__start", "order")
        )
        return [f"{record.session.start.astimezone(zone):%Y-%m-%d}  {_set(record)}" for record in records]

    def _assessments(self, start: date, end: date) -> list[str]:
        """Those of the range, and the last before, with which a single one is compared."""
        rows = list(self._member.assessments.filter(date__lte=end).order_by("-date")[:2])
        return [f"{row.date}  {_measures(row)}" for row in reversed(rows)]


def _plain(value: Decimal) -> str:
    return f"{float(value):g}"


def _session(session: TrainingSession) -> str:
    minutes = _("%(minutes)s 分钟") % {"minutes": session.minutes} if session.minutes else ""
    return " · ".join(part for part in (session.name, minutes, session.get_status_display()) if part)


def _set(record: SetRecord) -> str:
    load = f"{_plain(record.weight_kg)} kg" if record.weight_kg is not None else ""
    reps = f"× {record.reps}" if record.reps else ""
    return " ".join(part for part in (str(record.exercise), load, reps) if part)


def _measures(row: Any) -> str:
    values = [(row._meta.get_field(name).verbose_name, getattr(row, name)) for name in row.MEASURES]
    return "，".join(f"{name} {_plain(value)}" for name, value in values if value is not None)


FAMILIES = {
    "weights": r"weight_|trend_|weigh_ins|last_weigh|weights\.",
    "sets": r"sets_|volume_|pr_|personal_records|records\.",
    "sessions": r"planned|completed|missed|completion|training_|avg_session|longest|rest_days|sessions\.",
    "assessments": r"body_fat|fat_mass|muscle|bmr|waist|chest|hip|assessment|prev_assessment",
}


def family_of(key: str) -> str:
    """Which records a fact comes from; "" for dates of the range, goals and phases."""
    return next((family for family, names in FAMILIES.items() if re.match(names, key)), "")


def label(key: str) -> str:
    """A fact's name for people: 体重变化, 胸部组数（上一段）."""
    if key.endswith(PREV):
        return _("%(name)s（上一段）") % {"name": label(key.removesuffix(PREV))}
    names = _names()
    if key in names:
        return names[key]
    measure, _sign, part = key.rpartition("_")
    if measure in names and part in {"start", "end", "change"}:
        return names[measure] + {"start": _("（起）"), "end": _("（止）"), "change": _("变化")}[part]
    if key.startswith("sets_") and key[5:] in MUSCLES:
        return _("%(muscle)s组数") % {"muscle": muscle(key[5:])}
    for prefix, name in (
        ("weights.", _("称重")),
        ("sessions.", _("训练")),
        ("records.", _("最好成绩")),
        ("pr_", _("最好成绩")),
        ("assessment.", _("体测")),
        ("phase_", _("阶段目标")),
    ):
        if key.startswith(prefix):
            return f"{name} {key.removeprefix(prefix)}"
    return key


def _names() -> dict[str, str]:
    return {
        "weight": _("体重"),
        "body_fat": _("体脂率"),
        "fat_mass": _("体脂肪量"),
        "muscle": _("骨骼肌"),
        "bmr": _("基础代谢"),
        "waist": _("腰围"),
        "chest": _("胸围"),
        "hip": _("臀围"),
        "trend_weight": _("趋势体重"),
        "trend_rate": _("每周变化"),
        "target_weight": _("目标体重"),
        "weigh_ins": _("称重次数"),
        "last_weigh_in_date": _("最近一次称重"),
        "start_date": _("开始日期"),
        "end_date": _("结束日期"),
        "prev_start_date": _("上一段开始"),
        "prev_end_date": _("上一段结束"),
        "assessments": _("体测次数"),
        "assessment_date": _("体测日期"),
        "prev_assessment_date": _("上一次体测"),
        "planned": _("安排的训练"),
        "completed": _("完成的训练"),
        "missed": _("缺席的训练"),
        "completion_rate": _("完成率"),
        "training_hours": _("训练总时长"),
        "avg_session_minutes": _("平均每次时长"),
        "longest_session_minutes": _("最长的一次"),
        "longest_session_date": _("最长一次的日期"),
        "rest_days": _("休息天数"),
        "sets_total": _("总组数"),
        "volume_total": _("总训练量"),
        "personal_records": _("新纪录"),
        "phase_start": _("阶段开始"),
        "phase_end": _("阶段结束"),
        "phase_week": _("阶段第几周"),
        "phase_weeks": _("阶段总周数"),
        "phase_sessions_done": _("阶段已完成训练"),
        "phase_sessions_planned": _("阶段计划训练"),
        "phase_sessions_per_week": _("阶段每周训练"),
    }
