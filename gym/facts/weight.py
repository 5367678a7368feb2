"""Weight: the weigh-ins of the range, the smoothed trend, and the rate per week."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from gym.days import midnight
from gym.facts.table import Table
from gym.models import Member

SMOOTHED_DAYS = 28
WARM_UP_DAYS = 56
TIME_CONSTANT_DAYS = 7.0
FEWEST_FOR_RATE = 3


@dataclass
class Weighed:
    points: list[dict[str, Any]]
    trend: list[dict[str, Any]]
    fat: list[tuple[date, float]]
    current: float | None
    rate_known: bool


@dataclass
class WeighIn:
    day: date
    moment: float
    kg: float


def collect(member: Member, start: date, end: date, prev_start: date, table: Table) -> Weighed:
    """Rows up to 84 days before the end, or to the beginning of the previous range if that is earlier."""
    window = end - timedelta(days=max(SMOOTHED_DAYS, (end - start).days + 1) - 1)
    since = min(prev_start, window - timedelta(days=WARM_UP_DAYS))
    zone = member.gym.zone
    all_weights: list[WeighIn] = []
    fat: list[tuple[date, float]] = []
    records = member.weights.filter(
        measured_at__gte=midnight(since, zone), measured_at__lt=midnight(end + timedelta(days=1), zone)
    ).order_by("measured_at")
    for record in records:
        local = record.measured_at.astimezone(zone)
        all_weights.append(WeighIn(local.date(), local.timestamp() / 86_400, float(record.kg)))
        if record.body_fat_percent is not None:
            fat.append((local.date(), float(record.body_fat_percent)))
    here = [w for w in all_weights if w.day >= start]
    before = [w for w in all_weights if prev_start <= w.day < start]
    _totals(here, "", table)
    _totals(before, "_prev", table)
    line = smoothed(all_weights)
    trend = [(w.day, kg) for w, kg in zip(all_weights, line, strict=True) if w.day >= start]
    in_window = [w for w in all_weights if w.day >= window]
    rate = slope(in_window) * 7 if here and len(in_window) >= FEWEST_FOR_RATE else None
    if here:
        table.add("last_weigh_in_date", here[-1].day.isoformat(), "date")
        if len(in_window) >= FEWEST_FOR_RATE:
            table.add("trend_weight", line[-1], "kg")
            table.add("trend_rate", rate, "kg/week")
    if member.target_weight_kg is not None:
        table.add("target_weight", float(member.target_weight_kg), "kg")
    return Weighed(
        points=[{"date": w.day.isoformat(), "weight": round(w.kg, 2)} for w in here],
        trend=[{"date": day.isoformat(), "weight": round(kg, 2)} for day, kg in trend],
        fat=fat,
        current=all_weights[-1].kg if all_weights else None,
        rate_known=rate is not None,
    )


def _totals(weights: Sequence[WeighIn], suffix: str, table: Table) -> None:
    table.add(f"weigh_ins{suffix}", len(weights), "次")
    if weights:
        table.add(f"weight_start{suffix}", weights[0].kg, "kg")
        table.add(f"weight_end{suffix}", weights[-1].kg, "kg")
    if len(weights) > 1:
        table.add(f"weight_change{suffix}", weights[-1].kg - weights[0].kg, "kg")


def smoothed(weights: Sequence[WeighIn]) -> list[float]:
    """An exponentially weighted average in time (constant of 7 days), so that gaps and double weigh-ins count right."""
    line: list[float] = []
    for index, weigh_in in enumerate(weights):
        if index == 0:
            line.append(weigh_in.kg)
            continue
        gap = weigh_in.moment - weights[index - 1].moment
        share = 1 - math.exp(-max(gap, 0.25) / TIME_CONSTANT_DAYS)
        line.append(line[-1] + share * (weigh_in.kg - line[-1]))
    return line


def slope(weights: Sequence[WeighIn]) -> float:
    """kg per day by least squares over the weigh-ins; 0.0 when they were all taken at one moment."""
    count = len(weights)
    mean_x = sum(w.moment for w in weights) / count
    mean_y = sum(w.kg for w in weights) / count
    spread = sum((w.moment - mean_x) ** 2 for w in weights)
    if spread < 1e-6:
        return 0.0
    return sum((w.moment - mean_x) * (w.kg - mean_y) for w in weights) / spread
