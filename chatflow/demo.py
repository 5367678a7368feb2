"""The demo's calls: in different stages, one that waits for a person, one with somebody hurt; and an agent."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.test.utils import override_settings

from chatflow.models import CallSession
from chatflow.permissions import agent_group
from chatflow.rehearsal import hold
from streams.auth import Principal

STALE = timedelta(minutes=30)
OWNER = Principal("network:loopback")
CALLS: list[tuple[str, int, list[str]]] = [
    (
        "demo-1001",
        26,
        ["喂你好，我的车在延安高架虹桥出口被追尾了", "没有人受伤", "就刚刚", "两辆车", "沪A", "89", "391"],
    ),
    (
        "demo-1002",
        19,
        [
            "出事故了，人没事，就我自己撞了护栏",
            "十分钟前",
            "绕城高速南京方向，靠近三号出口",
            "苏E幺二三四五",
            "不对，最后一位是6",
            "前保险杠掉了，开不动了",
            "我姓陈",
            "幺三八 一二三四 五六七八",
            "平安",
            "对的",
        ],
    ),
    ("demo-1003", 8, ["我撞车了", "没有人受伤", "我不想跟机器人说，帮我转人工"]),
    ("demo-1004", 4, ["快来人，我跟一辆电动车撞了，骑车的人躺在地上，腿流血了", "在人民路和建设路路口"]),
    ("demo-1005", 3, ["喂", "等一下，我先把车停好"]),
    ("demo-1006", 40, ["两辆车刮了一下，人都没事", "我们自己协商好了，不用报了，谢谢，再见"]),
]


@transaction.atomic
def build(now: datetime, password: str) -> None:
    """Create what is missing; the calls are only made once."""
    gina, created = User.objects.get_or_create(
        username="gina",
        defaults={"first_name": "娜", "last_name": "季", "is_staff": True, "password": make_password(password)},
    )
    gina.groups.add(agent_group())
    if not created:
        _bring_to_today(now)
        return
    with override_settings(CALL_PROFILE="offline", OFFLINE_PACE_MS=0):
        for session, minutes, said in CALLS:
            start = now - timedelta(minutes=minutes)
            for number, text in enumerate(said):
                turn(session, text, start + timedelta(seconds=20 * number))


def turn(session: str, text: str, at: datetime) -> None:
    """One turn by the rules, as if it had been held at that time."""
    hold(OWNER, session, text, at)
    call = CallSession.objects.get(owner=OWNER.key, session_id=session)
    if call.waiting_since and call.waiting_since > at:
        call.waiting_since = at
    call.created_at, call.touched_at = min(call.created_at, at), at
    call.save()


def _bring_to_today(now: datetime) -> None:
    """Yesterday's calls would have left the console: the same calls, as if they were held now."""
    calls = list(CallSession.objects.filter(owner=OWNER.key, session_id__in=[session for session, *_rest in CALLS]))
    late = now - max((call.touched_at for call in calls), default=now)
    if late < STALE:
        return
    for call in calls:
        call.created_at, call.touched_at = call.created_at + late, call.touched_at + late
        call.waiting_since = call.waiting_since and call.waiting_since + late
        call.save(update_fields=["created_at", "touched_at", "waiting_since"])
        call.turns.update(created_at=F("created_at") + late)
