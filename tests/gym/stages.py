"""Alice's first phase, with what she did in it by the 30th of March 2025."""

from datetime import date
from typing import Any

from gym.models import Member, Phase
from tests.gym import people

TODAY = date(2025, 3, 30)


def phase(of: Member, start: str = "2025-03-03", end: str = "2025-04-27", **fields: Any) -> Phase:
    defaults = {
        "name": "第一阶段",
        "goal": "fat_loss",
        "sessions_per_week": 2,
        "targets": {"weight": {"initial": 66, "target": 62}, "waist": {"initial": 80, "target": 76}},
    }
    return Phase.objects.create(
        member=of, start=date.fromisoformat(start), end=date.fromisoformat(end), **(defaults | fields)
    )


def alice() -> Member:
    member = people.alice()
    for day, kg in (("2025-03-03", 65.8), ("2025-03-12", 65.0), ("2025-03-23", 64.4), ("2025-03-28", 63.8)):
        people.weigh(member, day, kg)
    people.assess(member, "2025-02-20", body_fat_percent=29.0, waist_cm=82)
    people.assess(member, "2025-03-05", weight_kg=65.8, body_fat_percent=28.0, muscle_kg=25.0, fat_mass_kg=18.4)
    people.assess(member, "2025-03-15", weight_kg=64.9, waist_cm=79)
    people.assess(member, "2025-03-28", weight_kg=63.8, body_fat_percent=27.0, muscle_kg=25.2, fat_mass_kg=17.2)
    people.lift(people.train(member, "2025-02-25"), "深蹲", 50, 8)
    for day in ("2025-03-04", "2025-03-06", "2025-03-08", "2025-03-20", "2025-03-25"):
        people.lift(people.train(member, day), "深蹲", 55, 8)
    people.train(member, "2025-03-27", status="missed", minutes=None)
    return member
