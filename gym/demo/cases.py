"""Members of the demo's coach whom he should look after, each for a reason of her own; they have no accounts.

Told anew each time: what they have is always as many days ago.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from gym import writer
from gym.checked import judge
from gym.demo.story import LEGS, PULL, PUSH, ROW, Story, tell
from gym.facts import weekly_facts
from gym.models import Coach, Goal, Gym, ImportRun, Member, Phase, Summary

BRANCH = "溪流健身静安店（演示）"
DAYS = 41

ALL = (LEGS, PUSH, PULL, ROW)
KEPT = Story(60, 0, (LEGS, PUSH), weigh_days=(), missed_share=0)
DROPPED = Story(60, 0, (PULL, ROW), weigh_days=(), missed_share=1)


@dataclass(frozen=True)
class Case:
    """`ends` is how many days before today the story ends."""

    name: str
    goal: Goal
    story: Story | None = None
    target: float | None = None
    ends: int = 0


GAINING = Case("马睿", Goal.FAT_LOSS, Story(72, 0.35, ALL, missed_share=0), 66)
FAST = Case("朱婷", Goal.FAT_LOSS, Story(81, -1.2, ALL, missed_share=0), 68)
BEHIND = Case("胡静", Goal.FAT_LOSS, Story(64.5, -0.15, ALL, missed_share=0), 60)
OVER = Case("郭明", Goal.MUSCLE_GAIN, Story(70, 0.2, ALL, missed_share=0), 74)
IDLE = Case("郑凯", Goal.FITNESS, Story(75, 0, ALL, missed_share=0), ends=17)
MISSING = Case("孙琪", Goal.SHAPING)
DRAFT = Case("罗兰", Goal.SHAPING, Story(58, -0.1, ALL, missed_share=0))
IMPORT = Case("梁雨", Goal.FITNESS, KEPT)
SILENT = Case("唐宁", Goal.FITNESS)
CASES = (GAINING, FAST, BEHIND, OVER, IDLE, MISSING, DRAFT, IMPORT, SILENT)


def build(coach: Coach, today: date) -> None:
    branch, _created = Gym.objects.get_or_create(
        name=BRANCH, defaults={"address": "上海市静安区苏河湾 2 号", "summaries_need_approval": True}
    )
    people = {case.name: _member(case, branch if case is DRAFT else coach.gym, coach) for case in CASES}
    for case in CASES:
        member = people[case.name]
        if case.story:
            _tell(member, [(case.story, DAYS, case.ends)], today)
    _tell(people[MISSING.name], [(KEPT, DAYS, 0), (DROPPED, 13, 0)], today)
    _phases(people[BEHIND.name], people[OVER.name], today)
    _draft(people[DRAFT.name], today)
    _failed_import(people[IMPORT.name], coach.user)


def _member(case: Case, gym: Gym, coach: Coach) -> Member:
    defaults = {
        "gym": gym,
        "goal": case.goal,
        "target_weight_kg": case.target,
        "consented_at": timezone.now(),
    }
    return Member.objects.get_or_create(name=case.name, coach=coach, user=None, defaults=defaults)[0]


def _tell(member: Member, stories: list[tuple[Story, int, int]], today: date) -> None:
    """Each story from so many days ago to so many, once a day; records that a person has made stay."""
    wanted = {
        today - timedelta(days=ago)
        for story, first, last in stories
        for ago in range(last, first + 1)
        if (today - timedelta(days=ago)).weekday() in {workout.weekday for workout in story.plan}
    }
    told = member.sessions.filter(source="demo").values_list("start", flat=True)
    if {start.astimezone(member.gym.zone).date() for start in told} == wanted:
        return
    member.weights.filter(source="demo").delete()
    member.sessions.filter(source="demo").delete()
    for story, first, last in stories:
        tell(member, story, today - timedelta(days=first), today - timedelta(days=last))


def _phases(behind: Member, over: Member, today: date) -> None:
    if not behind.phases.filter(end__gte=today).exists():
        before = behind.phases.order_by("end").last()
        start = today - timedelta(days=46)
        _phase(behind, max(start, before.end + timedelta(days=1)) if before else start, today + timedelta(days=9))
    if not over.phases.exists():
        _phase(over, today - timedelta(days=90), today - timedelta(days=6))


def _phase(member: Member, start: date, end: date) -> None:
    losing = member.goal == Goal.FAT_LOSS
    Phase.objects.create(
        member=member,
        name="减脂冲刺" if losing else "增肌基础",
        goal=member.goal,
        start=start,
        end=end,
        sessions_per_week=4,
        targets={"weight": {"initial": 64.5 if losing else 70, "target": 60 if losing else 74}},
    )


def _draft(member: Member, today: date) -> None:
    """The summary of the last whole week, which waits for the coach."""
    end = today - timedelta(days=today.weekday() + 1)
    key = f"demo-{end:%Y%m%d}"
    if Summary.objects.filter(stream_id=key).exists():
        return
    facts = weekly_facts(member, end - timedelta(days=6), end)
    summary = Summary(
        member=member,
        kind=Summary.Kind.WEEKLY,
        start=facts["basic"]["start"],
        end=facts["basic"]["end"],
        text=writer.weekly_summary(facts),
        facts=facts,
        review=Summary.Review.DRAFT,
        stream_id=key,
    )
    judge(summary)
    summary.save()


def _failed_import(member: Member, owner: User) -> None:
    ImportRun.objects.update_or_create(
        member=member,
        name="训练记录.xlsx",
        defaults={
            "owner": owner,
            "state": ImportRun.State.FAILED,
            "message": "这个文件不是表格文本，请导出成 CSV 再导入。",
            "created_at": timezone.now(),
        },
    )
