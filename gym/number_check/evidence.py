"""Rows for the check from the whole dictionary of `gym.facts.weekly_facts`."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

_UNITS = {"kg": "kg", "percent": "%", "kcal": "kcal", "cm": "cm", "fat": "级"}


def evidence(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fact table, then the lists as further rows; {"key", "value", "unit"} and, where it has one, "date".

    Keys of lists name their entry: `weights.2025-03-23`, `sessions.2025-03-24.minutes`, `records.squat.reps`,
    `assessment.waist_cm`; a second entry of the same day is `weights.2025-03-23#2`.
    """
    rows = [dict(row) for row in facts.get("facts") or []]
    rows += _weights(facts.get("weights") or [])
    rows += _sessions(facts.get("sessions") or [])
    rows += _records(facts.get("records") or [])
    rows += _assessment(facts.get("assessment") or {})
    known = {row["key"] for row in rows}
    rows += [row for row in _phase(facts.get("phase") or {}) if row["key"] not in known]
    rows += [row for row in _basic(facts.get("basic") or {}) if row["key"] not in known]
    return rows


def _numbered(days: list[str]) -> Iterator[tuple[str, str]]:
    seen: Counter[str] = Counter()
    for day in days:
        seen[day] += 1
        yield day, day if seen[day] == 1 else f"{day}#{seen[day]}"


def _weights(entries: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for entry, (day, name) in zip(entries, _numbered([str(e["date"]) for e in entries]), strict=True):
        yield {"key": f"weights.{name}", "value": entry["weight"], "unit": "kg", "date": day}
        yield {"key": f"weights.{name}.date", "value": day, "unit": "date"}


def _sessions(entries: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for entry, (day, name) in zip(entries, _numbered([str(e["date"]) for e in entries]), strict=True):
        if entry.get("duration"):
            yield {"key": f"sessions.{name}.minutes", "value": entry["duration"], "unit": "min", "date": day}
        yield {"key": f"sessions.{name}.date", "value": day, "unit": "date"}


def _records(entries: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        name, day = entry.get("lift") or entry.get("exercise"), entry.get("date")
        yield {"key": f"records.{name}", "value": entry.get("weight"), "unit": "kg", "date": day}
        yield {"key": f"records.{name}.reps", "value": entry.get("reps"), "unit": "次", "date": day}
        if day:
            yield {"key": f"records.{name}.date", "value": day, "unit": "date"}


def _assessment(entry: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, value in entry.items():
        if name == "date":
            yield {"key": "assessment.date", "value": value, "unit": "date"}
        else:
            unit = _UNITS.get(name.rpartition("_")[2], "")
            yield {"key": f"assessment.{name}", "value": value, "unit": unit, "date": entry.get("date")}


def _phase(phase: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, unit in (
        ("name", "text"),
        ("start", "date"),
        ("end", "date"),
        ("week", "周"),
        ("weeks", "周"),
        ("sessions_done", "次"),
        ("sessions_planned", "次"),
        ("sessions_per_week", "次"),
    ):
        if phase.get(name) is not None:
            yield {"key": f"phase_{name}", "value": phase[name], "unit": unit}
    for measure, progress in (phase.get("targets") or {}).items():
        for name in ("initial", "target", "percent"):
            if progress.get(name) is not None:
                yield {"key": f"phase_{measure}_{name}", "value": progress[name], "unit": ""}


def _basic(basic: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name in ("start", "end", "prev_start", "prev_end"):
        if basic.get(name):
            yield {"key": f"{name}_date", "value": basic[name], "unit": "date"}
