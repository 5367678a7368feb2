"""The demo gym: people with stories, extended to today each time it runs, never doubled."""

import functools
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone

from gym.days import midnight
from gym.demo import cases
from gym.demo.story import ALICE_LATER, ALICE_NOW, ALICE_SPRING, MUSCLE_STORY, REHAB_STORY, Story, tell
from gym.importers import fitbit
from gym.importers.base import import_weights
from gym.models import Assessment, Coach, Goal, Gym, Member, Phase, TrainingSession, WeightRecord
from gym.permissions import coach_group

PASSWORD = "xiliu-demo"
ALICE_ID = 123
FITBIT = Path(__file__).parent.parent / "data" / "fitbit" / "weightLogInfo_merged.csv"


NOW_PHASE, LATER_PHASE = "减脂第二阶段", "体重巩固阶段"


class DemoRefused(Exception):
    """The database has real people where the demo would put its own; the message is for people."""


@dataclass(frozen=True)
class Person:
    username: str
    name: str
    goal: Goal
    height: int
    target: float | None = None
    fitbit_id: str = ""


ALICE = Person("alice", "林悦", Goal.FAT_LOSS, 164, 60)
CHARLIE = Person("charlie", "赵晨", Goal.FITNESS, 178)
OTHERS = [
    Person("diana", "周岚", Goal.FITNESS, 160, None, "6962181067"),
    Person("erik", "吴迪", Goal.MUSCLE_GAIN, 183, 90, "8877689391"),
    Person("fiona", "许诺", Goal.SHAPING, 160, 67, "4558609924"),
    Person("grace", "沈静", Goal.REHAB, 152, None, "1503960366"),
]


@transaction.atomic
def build(today: date | None = None) -> None:
    """Create what is missing. `today` is the gym's calendar day. Raises `DemoRefused`."""
    _check_alice()
    gym, _created = Gym.objects.get_or_create(name="溪流健身（演示）", defaults={"address": "上海市徐汇区漕溪路 1 号"})
    today = today or gym.today()
    bob, carol = _coach("bob", "陈", "波", gym), _coach("carol", "何", "柔", gym)
    _user("admin", "", "", is_staff=True, is_superuser=True)
    _alice(_member(ALICE, gym, bob, id=ALICE_ID), today)
    _charlie(_member(CHARLIE, gym, carol, consented_at=None), today)
    for person in OTHERS:
        member = _member(person, gym, bob)
        if not member.weights.exists():
            with FITBIT.open("rb") as file:
                import_weights(file, fitbit.read, {person.fitbit_id: member})
        story = {Goal.MUSCLE_GAIN: MUSCLE_STORY, Goal.REHAB: REHAB_STORY}.get(person.goal, ALICE_NOW)
        tell(member, story.without_weights(), today - timedelta(days=27), today)
    cases.build(bob, today)
    _reset_sequences()


def _check_alice() -> None:
    found = set(Member.objects.filter(pk=ALICE_ID).values_list("user__username", flat=True))
    found |= {f"alice ({pk})" for pk in Member.objects.filter(user__username="alice").values_list("pk", flat=True)}
    if found - {"alice", f"alice ({ALICE_ID})"}:
        raise DemoRefused("会员 123 或账号 alice 已另有其人。请换一个空的数据库再创建演示数据。")


@functools.cache
def _password() -> str:
    """Hashed once for all: it is public anyway, and slow on purpose."""
    return make_password(PASSWORD)


def _user(username: str, last: str, first: str, **fields: Any) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User.objects.create(username=username, password=_password(), last_name=last, first_name=first, **fields)
    return user


def _coach(username: str, last: str, first: str, gym: Gym) -> Coach:
    user = _user(username, last, first, is_staff=True)
    group: Group = coach_group()
    user.groups.add(group)
    return Coach.objects.get_or_create(user=user, defaults={"gym": gym})[0]


def _member(person: Person, gym: Gym, coach: Coach, **fields: Any) -> Member:
    user = _user(person.username, person.name[0], person.name[1:])
    defaults = {
        "gym": gym,
        "coach": coach,
        "name": person.name,
        "goal": person.goal,
        "target_weight_kg": person.target,
        "height_cm": person.height,
        "sex": Member.Sex.MALE if person.username in {"charlie", "erik"} else Member.Sex.FEMALE,
        "consented_at": timezone.now(),
    }
    return Member.objects.get_or_create(user=user, defaults=defaults | fields)[0]


def _alice(alice: Member, today: date) -> None:
    """Spring 2025 as in the API's document, and the twelve weeks up to today."""
    tell(alice, ALICE_SPRING, date(2025, 3, 3), date(2025, 3, 30))
    _phase(alice, "减脂第一阶段", date(2025, 3, 3), 12, ALICE_SPRING, target=66)
    _assess(alice, date(2025, 3, 17), weight=70.6, fat=30.2, muscle=26.4, waist=81.5)
    _assess(alice, date(2025, 3, 29), weight=69.9, fat=29.6, muscle=26.5, waist=80.4)
    for phase in _phases_to(alice, today):
        later = phase.name == LATER_PHASE
        tell(alice, ALICE_LATER if later else ALICE_NOW, phase.start, min(phase.end, today))
        first, second = phase.start + timedelta(days=30), phase.start + timedelta(days=79)
        if first <= today:
            _assess(alice, first, weight=60.7 if later else 64.8, fat=25.4 if later else 27.8, muscle=26.5, waist=75.6)
        if second <= today:
            _assess(alice, second, weight=60.5 if later else 62.9, fat=25.1 if later else 26.4, muscle=26.7, waist=73.2)


def _phases_to(alice: Member, today: date) -> list[Phase]:
    """The phases of the last twelve weeks, one of them running today; after a longer pause the story begins anew."""
    told = alice.phases.filter(name__in=(NOW_PHASE, LATER_PHASE))
    phase = told.filter(end__gte=today - timedelta(days=83)).order_by("start").last()
    if phase is None:
        begin = today - timedelta(days=83)
        phase = _phase(alice, NOW_PHASE, begin - timedelta(days=begin.weekday()), 16, ALICE_NOW, target=60)
    while phase.end < today:
        phase = _phase(alice, LATER_PHASE, phase.end + timedelta(days=1), 16, ALICE_LATER, target=60)
    return list(told.filter(end__gte=today - timedelta(days=83)))


def _phase(member: Member, name: str, start: date, weeks: int, story: Story, *, target: float) -> Phase:
    return Phase.objects.get_or_create(
        member=member,
        start=start,
        name=name,
        defaults={
            "goal": member.goal,
            "end": start + timedelta(weeks=weeks, days=-1),
            "sessions_per_week": len(story.plan),
            "targets": {"weight": {"initial": story.kg, "target": target}},
        },
    )[0]


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
