"""The demo gym: people with stories, extended to today each time it runs, never doubled."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone

from gym.days import midnight
from gym.demo.story import ALICE_NOW, ALICE_SPRING, MUSCLE_STORY, REHAB_STORY, Story, tell
from gym.importers import fitbit
from gym.importers.base import import_weights
from gym.models import Assessment, Coach, Goal, Gym, Member, Phase, TrainingSession, WeightRecord
from gym.permissions import coach_group

PASSWORD = "xiliu-demo"
ALICE_ID = 123
FITBIT = Path(__file__).parent.parent / "data" / "fitbit" / "weightLogInfo_merged.csv"


@dataclass(frozen=True)
class Person:
    username: str
    name: str
    goal: Goal
    target: float | None
    fitbit_id: str


OTHERS = [
    Person("diana", "周岚", Goal.FITNESS, None, "6962181067"),
    Person("erik", "吴迪", Goal.MUSCLE_GAIN, 90, "8877689391"),
    Person("fiona", "许诺", Goal.SHAPING, 67, "4558609924"),
    Person("grace", "沈静", Goal.REHAB, None, "1503960366"),
]


@transaction.atomic
def build(today: date | None = None) -> None:
    """Create what is missing. `today` is the gym's calendar day."""
    gym, _created = Gym.objects.get_or_create(name="溪流健身（演示）", defaults={"address": "上海市徐汇区漕溪路 1 号"})
    today = today or gym.today()
    bob, carol = _coach("bob", "陈", "波", gym), _coach("carol", "何", "柔", gym)
    _user("admin", "", "", is_staff=True, is_superuser=True)
    alice = _member("alice", "林悦", gym, bob, Goal.FAT_LOSS, 60, pk=ALICE_ID)
    _alice(alice, today)
    charlie = _member("charlie", "赵晨", gym, carol, Goal.FITNESS, None, consented=False)
    _charlie(charlie, today)
    for person in OTHERS:
        member = _member(person.username, person.name, gym, bob, person.goal, person.target)
        if not member.weights.exists():
            with FITBIT.open("rb") as file:
                import_weights(file, fitbit.read, {person.fitbit_id: member})
        story = {Goal.MUSCLE_GAIN: MUSCLE_STORY, Goal.REHAB: REHAB_STORY}.get(person.goal, ALICE_NOW)
        tell(member, story.without_weights(), today - timedelta(days=27), today)
    _reset_sequences()


def _user(username: str, last: str, first: str, **fields: Any) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User.objects.create_user(username, password=PASSWORD, last_name=last, first_name=first, **fields)
    return user


def _coach(username: str, last: str, first: str, gym: Gym) -> Coach:
    user = _user(username, last, first, is_staff=True)
    group: Group = coach_group()
    user.groups.add(group)
    return Coach.objects.get_or_create(user=user, defaults={"gym": gym})[0]


def _member(
    username: str,
    name: str,
    gym: Gym,
    coach: Coach,
    goal: Goal,
    target: float | None,
    *,
    pk: int | None = None,
    consented: bool = True,
) -> Member:
    user = _user(username, name[0], name[1:])
    fields = {
        "gym": gym,
        "coach": coach,
        "name": name,
        "goal": goal,
        "target_weight_kg": target,
        "height_cm": 166,
        "sex": Member.Sex.FEMALE if username in {"alice", "diana", "fiona", "grace"} else Member.Sex.MALE,
        "consented_at": timezone.now() if consented else None,
    }
    if pk is not None:
        fields["id"] = pk
    return Member.objects.get_or_create(user=user, defaults=fields)[0]


def _alice(alice: Member, today: date) -> None:
    """Spring 2025 as in the API's document, and the twelve weeks up to today."""
    spring = ALICE_SPRING
    tell(alice, spring, date(2025, 3, 3), date(2025, 3, 30))
    _phase(alice, "减脂第一阶段", date(2025, 3, 3), 12, spring, target=66)
    _assess(alice, date(2025, 3, 17), weight=70.6, fat=30.2, muscle=26.4, waist=81.5)
    _assess(alice, date(2025, 3, 29), weight=69.9, fat=29.6, muscle=26.5, waist=80.4)
    first = alice.sessions.filter(start__gte=timezone.now() - timedelta(days=120)).order_by("start").first()
    begin = first.start.astimezone(alice.gym.zone).date() if first else today - timedelta(days=83)
    begin -= timedelta(days=begin.weekday())
    tell(alice, ALICE_NOW, begin, today)
    _phase(alice, "秋冬塑形减脂", begin, 16, ALICE_NOW, target=60)
    _assess(alice, begin + timedelta(days=30), weight=64.8, fat=27.8, muscle=26.3, waist=75.6)
    _assess(alice, begin + timedelta(days=79), weight=62.9, fat=26.4, muscle=26.5, waist=73.2)


def _phase(member: Member, name: str, start: date, weeks: int, story: Story, *, target: float) -> None:
    Phase.objects.get_or_create(
        member=member,
        name=name,
        defaults={
            "goal": member.goal,
            "start": start,
            "end": start + timedelta(weeks=weeks, days=-1),
            "sessions_per_week": len(story.plan),
            "targets": {"weight": {"initial": story.kg, "target": target}},
        },
    )


def _assess(member: Member, day: date, *, weight: float, fat: float, muscle: float, waist: float) -> None:
    Assessment.objects.get_or_create(
        member=member,
        date=day,
        defaults={
            "weight_kg": weight,
            "body_fat_percent": fat,
            "muscle_kg": muscle,
            "fat_mass_kg": round(weight * fat / 100, 2),
            "bmr_kcal": round(370 + 21.6 * weight * (1 - fat / 100)),
            "waist_cm": waist,
            "chest_cm": round(waist + 12.4, 1),
            "hip_cm": round(waist + 20.1, 1),
            "visceral_fat": 6,
        },
    )


def _charlie(charlie: Member, today: date) -> None:
    """Thin data: one weigh-in, one session missed."""
    at = midnight(today - timedelta(days=3), charlie.gym.zone) + timedelta(hours=7, minutes=30)
    if not charlie.weights.exists():
        WeightRecord.objects.create(member=charlie, measured_at=at, kg=82.4, source="demo")
        TrainingSession.objects.create(
            member=charlie, start=at + timedelta(days=1, hours=11), name="体能基础", status="missed", source="demo"
        )


def _reset_sequences() -> None:
    """PostgreSQL does not notice that member 123 took its number."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Member]):
            cursor.execute(statement)
