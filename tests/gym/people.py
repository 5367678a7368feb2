"""Alice is a member, Bob her coach, Charlie a stranger: the member of another coach."""

from datetime import date, datetime, time
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from gym.models import Assessment, Coach, Exercise, Goal, Gym, Member, SetRecord, TrainingSession, WeightRecord

PASSWORD = "xiliu-demo"


def gym(zone: str = "Asia/Shanghai") -> Gym:
    return Gym.objects.get_or_create(name="溪流", defaults={"time_zone": zone})[0]


def user(name: str, **fields: Any) -> User:
    return User.objects.filter(username=name).first() or User.objects.create_user(name, password=PASSWORD, **fields)


def coach(name: str) -> Coach:
    return Coach.objects.get_or_create(user=user(name, is_staff=True), defaults={"gym": gym()})[0]


def member(name: str, coached_by: str, **fields: object) -> Member:
    defaults: dict[str, object] = {"gym": gym(), "name": name.title(), "goal": Goal.FAT_LOSS}
    return Member.objects.create(user=user(name), coach=coach(coached_by), **(defaults | fields))


def alice(**fields: object) -> Member:
    return member("alice", "bob", **{"consented_at": timezone.now(), **fields})


def charlie(**fields: object) -> Member:
    return member("charlie", "carol", **fields)


def at(of: Member, day: str, clock: str = "08:00") -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), of.gym.zone)


def weigh(of: Member, day: str, kg: float, clock: str = "08:00", fat: float | None = None) -> WeightRecord:
    return WeightRecord.objects.create(member=of, measured_at=at(of, day, clock), kg=kg, body_fat_percent=fat)


def train(
    of: Member, day: str, name: str = "力量", status: str = "completed", minutes: int | None = 60, clock: str = "19:00"
) -> TrainingSession:
    return TrainingSession.objects.create(
        member=of, start=at(of, day, clock), name=name, status=status, minutes=minutes
    )


def lift(session: TrainingSession, exercise: str, kg: float | None, reps: int, **fields: object) -> SetRecord:
    found, _created = Exercise.objects.get_or_create(
        name=exercise, defaults={"primary_muscle": "legs", "secondary_muscles": ["core"], "aliases": ["squat"]}
    )
    order = session.sets.count() + 1
    return SetRecord.objects.create(session=session, exercise=found, weight_kg=kg, reps=reps, order=order, **fields)


def assess(of: Member, day: str, **measures: float) -> Assessment:
    return Assessment.objects.create(member=of, date=day, **measures)
