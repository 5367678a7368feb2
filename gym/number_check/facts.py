"""The rows of a fact table, sorted by what they speak of."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

MUSCLES = ("chest", "back", "legs", "shoulders", "arms", "core")
MEASURES = {
    "weight": "mass",
    "body_fat": "percent",
    "fat_mass": "mass",
    "muscle": "mass",
    "bmr": "energy",
    "waist": "length",
    "chest": "length",
    "hip": "length",
}
EXTRA = "extra"
"""Of facts with words of their own: any number of their kind may be one."""
_PLAIN = {
    "trend_weight": ("trend", "mass", "level"),
    "trend_rate": ("rate", "mass", "change"),
    "target_weight": ("weight", "mass", "target"),
    "weigh_ins": ("weigh", "count", "level"),
    "assessments": ("assess", "count", "level"),
    "planned": ("planned", "count", "level"),
    "completed": ("completed", "count", "level"),
    "missed": ("missed", "count", "level"),
    "completion_rate": ("completion", "percent", "level"),
    "training_hours": ("total", "time", "level"),
    "avg_session_minutes": ("average", "time", "level"),
    "longest_session_minutes": ("longest", "time", "level"),
    "rest_days": ("rest", "days", "level"),
    "sets_total": ("total", "sets", "level"),
    "volume_total": ("volume", "mass", "level"),
    "personal_records": ("records", "records", "level"),
    "phase_sessions_due": ("planned", "count", "level"),
    "phase_adherence": ("completion", "percent", "level"),
    "phase_days_left": (EXTRA, "days", "level"),
    "phase_weeks_past": (EXTRA, "weeks", "level"),
    "phase_weeks_kept": (EXTRA, "weeks", "level"),
    "best_week_sessions": (EXTRA, "count", "level"),
    "longest_break_days": (EXTRA, "days", "level"),
    "phase_week": ("phase_week", "weeks", "level"),
    "phase_weeks": ("phase_weeks", "weeks", "level"),
    "phase_sessions_done": ("phase_done", "count", "level"),
    "phase_sessions_planned": ("phase_planned", "count", "level"),
    "phase_sessions_per_week": ("per_week", "count", "level"),
}
_DIMS = {
    "kg": ("mass", 1.0),
    "kg/week": ("mass", 1.0),
    "%": ("percent", 1.0),
    "百分点": ("percent", 1.0),
    "次": ("count", 1.0),
    "组": ("sets", 1.0),
    "天": ("days", 1.0),
    "周": ("weeks", 1.0),
    "级": ("level", 1.0),
    "项": ("records", 1.0),
    "h": ("time", 60.0),
    "min": ("time", 1.0),
    "cm": ("length", 1.0),
    "kcal": ("energy", 1.0),
}
# Of values that the table holds rounded, half of their last place: it matters where a text says more digits.
_SLACK = {"training_hours": 3.0, "avg_session_minutes": 0.5, "completion_rate": 0.045, "volume_total": 0.5}


@dataclass(frozen=True)
class Fact:
    """One value in the unit of its kind; `keys` name the rows that it was taken or computed from."""

    keys: tuple[str, ...]
    dim: str
    topic: str
    role: str
    value: float
    prev: bool = False
    slack: float = 0.005
    day: date | None = None


@dataclass(frozen=True)
class DateFact:
    key: str
    topic: str
    role: str
    day: date
    prev: bool = False


class Index:
    """Facts by topic; a row that cannot be read is left out."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self.facts: list[Fact] = []
        self.dates: list[DateFact] = []
        self.texts: dict[str, str] = {}
        for row in rows:
            self._add(row)
        self._by_name = {fact.keys[0]: fact for fact in self.facts}
        self.days = {fact.key: fact.day for fact in self.dates}
        self.listed = {
            kind for kind in ("weights", "sessions", "records") if any(f.key.startswith(kind) for f in self.dates)
        }

    def get(self, key: str) -> Fact | None:
        return self._by_name.get(key)

    def value(self, key: str) -> float | None:
        fact = self._by_name.get(key)
        return fact.value if fact else None

    @property
    def prev_days(self) -> tuple[date, date]:
        """The range before, which no day is in where it is not known."""
        return self.days.get("prev_start_date", date.max), self.days.get("prev_end_date", date.min)

    @property
    def range_days(self) -> int | None:
        start, end = self.days.get("start_date"), self.days.get("end_date")
        return (end - start).days + 1 if start and end else None

    def _add(self, row: Mapping[str, Any]) -> None:
        key, value, unit = str(row.get("key", "")), row.get("value"), str(row.get("unit", ""))
        if unit == "text":
            self.texts[key] = str(value)
            return
        if unit == "date" or key.endswith("_date") or key in {"phase_start", "phase_end"}:
            day = _day(value)
            if day:
                self.dates.append(_date_fact(key, day))
            return
        number = _number(value)
        if number is None:
            return
        fact = _fact(key, number, unit, _day(row.get("date")))
        if fact:
            self.facts.append(fact)


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _fact(key: str, number: float, unit: str, day: date | None) -> Fact | None:
    name = key.removesuffix("_prev")
    prev = name != key
    dim, size = _DIMS.get(unit, ("", 1.0))
    slack = _SLACK.get(name, 0.005)
    if "." in key:
        return _listed(key, number, dim, day)
    if name == "training_hours":
        dim, size = "time", 60.0
    found = _PLAIN.get(name) or _measure(name) or _lift(name) or _phase(name)
    if found is None:
        return Fact((key,), dim, "", "level", number * size, prev, slack) if dim else None
    topic, own_dim, role = found
    return Fact((key,), own_dim, topic, role, number * size, prev, slack)


def _measure(name: str) -> tuple[str, str, str] | None:
    topic, _gap, role = name.removeprefix("assessment_").rpartition("_")
    if topic in MEASURES and role in {"start", "end", "change"}:
        return topic, MEASURES[topic], role
    if name.startswith("sets_"):
        return name, "sets", "level"
    return None


def _lift(name: str) -> tuple[str, str, str] | None:
    if not name.startswith("pr_"):
        return None
    if name.endswith("_reps"):
        return name.removesuffix("_reps"), "count", "reps"
    return name, "mass", "level"


def _phase(name: str) -> tuple[str, str, str] | None:
    middle = name.removeprefix("phase_")
    topic, _gap, role = middle.rpartition("_")
    if middle == name or topic not in MEASURES:
        return None
    if role == "percent":
        return f"progress:{topic}", "percent", "level"
    if role == "current":
        role = "end"
    return (topic, MEASURES[topic], role) if role in {"initial", "target", "end"} else None


def _listed(key: str, number: float, dim: str, day: date | None) -> Fact | None:
    """A row of `evidence`: weights.2025-03-23, sessions.0.minutes, records.squat.reps, assessment.waist_cm."""
    kind, _dot, rest = key.partition(".")
    if kind == "weights":
        return Fact((key,), "mass", "weight", "listed", number, day=day)
    if kind == "sessions":
        return Fact((key,), "time", "session", "listed", number, day=day)
    if kind == "records":
        name = "pr_" + rest.removesuffix(".reps")
        return Fact((key,), dim, name, "reps" if dim == "count" else "level", number, day=day)
    if kind == "assessment":
        topic = {
            "weight_kg": "weight",
            "body_fat_percent": "body_fat",
            "muscle_kg": "muscle",
            "fat_mass_kg": "fat_mass",
        }
        name = topic.get(rest, rest.partition("_")[0] if rest != "visceral_fat" else rest)
        return Fact((key,), dim, name, "listed", number, day=day)
    return None


def _date_fact(key: str, day: date) -> DateFact:
    name = key.removesuffix("_prev")
    known = {
        "start_date": ("range", "start", False),
        "end_date": ("range", "end", False),
        "prev_start_date": ("range", "start", True),
        "prev_end_date": ("range", "end", True),
        "last_weigh_in_date": ("weigh", "last", False),
        "assessment_date": ("assess", "last", False),
        "prev_assessment_date": ("assess", "before", False),
        "first_assessment_date": ("assess", "first", False),
        "best_week_start": ("session", "", False),
        "last_session_date": ("session", "last", False),
        "longest_session_date": ("longest", "", False),
        "phase_start": ("phase", "start", False),
        "phase_end": ("phase", "end", False),
    }
    if name in known:
        topic, role, prev = known[name]
        return DateFact(key, topic, role, day, prev or name != key)
    if name.startswith("pr_"):
        return DateFact(key, name.removesuffix("_date"), "", day)
    kind = key.partition(".")[0]
    if kind == "records":
        return DateFact(key, "pr_" + key.removeprefix("records.").removesuffix(".date"), "", day)
    return DateFact(key, {"weights": "weigh", "sessions": "session", "assessment": "assess"}.get(kind, ""), "", day)
