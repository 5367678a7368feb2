"""A member's story: weights and training by date, the same for the same date whenever it is told."""

import dataclasses
import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from gym.exercises import ExerciseFinder
from gym.models import Member, SetRecord, TrainingSession, WeightRecord

Lift = tuple[str, float, int, int]
"""Exercise, kg in the first week (0 = body weight), sets, repetitions."""


@dataclass(frozen=True)
class Workout:
    weekday: int
    name: str
    minutes: int
    lifts: tuple[Lift, ...]


@dataclass(frozen=True)
class Story:
    """From `kg`, `kg_per_week` on; weigh-ins on `weigh_days`; each missed workout is chosen by date.

    Loads grow by `load_per_week`, a share; `weeks_before` continues them from a story before.
    """

    kg: float
    kg_per_week: float
    plan: tuple[Workout, ...]
    weigh_days: tuple[int, ...] = (0, 2, 3, 5, 6)
    missed_share: float = 0.12
    load_per_week: float = 0.012
    weeks_before: int = 0

    def without_weights(self) -> "Story":
        return dataclasses.replace(self, weigh_days=())


LEGS = Workout(0, "下肢力量", 60, (("深蹲", 50, 4, 8), ("罗马尼亚硬拉", 45, 3, 10), ("箭步蹲", 12, 3, 12)))
PUSH = Workout(2, "上肢推", 55, (("卧推", 30, 4, 8), ("哑铃推举", 10, 3, 10), ("绳索下压", 15, 3, 12)))
PULL = Workout(4, "上肢拉", 50, (("高位下拉", 35, 4, 10), ("坐姿划船", 30, 3, 12), ("哑铃弯举", 7, 3, 12)))
ROW = Workout(5, "心肺与核心", 45, (("平板支撑", 0, 3, 1), ("壶铃摆动", 12, 4, 15)))
CARE = (
    Workout(1, "髋膝稳定", 40, (("臀桥", 0, 3, 15), ("死虫", 0, 3, 10))),
    Workout(4, "上肢轻量与核心", 40, (("坐姿划船", 15, 3, 15), ("鸟狗", 0, 3, 10))),
)

ALICE_SPRING = Story(71.3, -0.5, (LEGS, PUSH, PULL, ROW), missed_share=0.15)
ALICE_NOW = Story(66.4, -0.35, (LEGS, PUSH, PULL), missed_share=0.1)
ALICE_LATER = Story(60.8, -0.02, (LEGS, PUSH, PULL), missed_share=0.1, weeks_before=16)
MUSCLE_STORY = Story(82, 0.25, (LEGS, PUSH, PULL, ROW), load_per_week=0.02)
REHAB_STORY = Story(58, 0, CARE, missed_share=0, load_per_week=0)


def tell(member: Member, story: Story, start: date, end: date) -> None:
    """Write every day of the story that is not there yet, `end` included."""
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    WeightRecord.objects.bulk_create(
        [_weigh_in(member, story, start, day) for day in days if day.weekday() in story.weigh_days],
        ignore_conflicts=True,
    )
    there = set(member.sessions.values_list("start", flat=True))
    planned = [
        _session(member, story, workout, day)
        for day in days
        for workout in story.plan
        if workout.weekday == day.weekday()
    ]
    fresh = [session for session in planned if session.start not in there]
    workouts = {workout.name: workout for workout in story.plan}
    TrainingSession.objects.bulk_create(fresh)
    finder = ExerciseFinder()
    SetRecord.objects.bulk_create(
        [record for session in fresh for record in _sets(session, workouts[session.name], story, start, finder)]
    )


def _chance(*about: object) -> random.Random:
    return random.Random(" ".join(map(str, about)))


def _at(member: Member, day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), member.gym.zone)


def _weigh_in(member: Member, story: Story, start: date, day: date) -> WeightRecord:
    chance = _chance("weight", member.name, day)
    kg = story.kg + story.kg_per_week * (day - start).days / 7 + chance.gauss(0, 0.22)
    at = _at(member, day, 7, chance.randint(0, 40))
    return WeightRecord(member=member, measured_at=at, kg=Decimal(f"{kg:.1f}"), source="demo")


def _session(member: Member, story: Story, workout: Workout, day: date) -> TrainingSession:
    chance = _chance("session", member.name, day)
    missed = chance.random() < story.missed_share
    return TrainingSession(
        member=member,
        start=_at(member, day, 19, 0),
        minutes=None if missed else workout.minutes + chance.choice((-5, 0, 0, 5, 10)),
        name=workout.name,
        status=TrainingSession.Status.MISSED if missed else TrainingSession.Status.COMPLETED,
        source="demo",
    )


def _sets(
    session: TrainingSession, workout: Workout, story: Story, start: date, finder: ExerciseFinder
) -> list[SetRecord]:
    if session.status != TrainingSession.Status.COMPLETED:
        return []
    weeks = story.weeks_before + (session.start.date() - start).days // 7
    records: list[SetRecord] = []
    for name, kg, sets, reps in workout.lifts:
        load = Decimal(round(kg * (1 + story.load_per_week * weeks) / 2.5) * 2.5) if kg else None
        for number in range(sets):
            records.append(
                SetRecord(
                    session=session,
                    exercise=finder.get(name),
                    order=len(records) + 1,
                    weight_kg=load,
                    reps=max(1, reps - (1 if number == sets - 1 and reps > 5 else 0)),
                    seconds=45 if name == "平板支撑" else None,
                )
            )
    return records
