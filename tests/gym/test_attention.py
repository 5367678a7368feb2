"""Why a member needs the coach: each rule on both sides of its threshold, the order of all, the number of queries."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from gym import aggregates
from gym.attention import judge, looked_after, praise, reasons
from gym.attention.records import Counted, Day, Record
from gym.models import Goal, Gym, ImportRun, Member, Phase, Summary
from tests.gym import people

TODAY = date(2026, 11, 20)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def record(goal: Goal = Goal.FAT_LOSS, **fields: Any) -> Record:
    """A member who trained and weighed herself yesterday, so that nothing is to be said."""
    quiet: dict[str, Any] = {"last_trained": ago(1), "last_weighed": ago(1)}
    return Record(Member(pk=1, name="Alice", goal=goal), TODAY, **(quiet | fields))


def texts(of: Record) -> list[str]:
    return [reason.text for reason in reasons.of(of)]


def trained(outcomes: dict[int, tuple[int, int]]) -> list[Day]:
    """Days ago -> (completed, missed)."""
    return [Day(ago(days), *outcomes[days], None, None) for days in sorted(outcomes, reverse=True)]


def weighed(weights: dict[int, float]) -> list[Day]:
    """Days ago -> kg."""
    return [Day(ago(days), 0, 0, weights[days], weights[days]) for days in sorted(weights, reverse=True)]


def test_nothing_is_said_of_a_member_who_is_well() -> None:
    assert reasons.of(record()) == []


@pytest.mark.parametrize(
    ("days", "said"),
    [(7, []), (8, ["8 天没有训练了，上一次是 11 月 12 日"]), (365, ["365 天没有训练了，上一次是 11 月 20 日"])],
)
def test_days_without_training(days: int, said: list[str]) -> None:
    assert texts(record(last_trained=ago(days))) == said


def test_who_never_trained_and_who_left_no_record_at_all() -> None:
    assert texts(record(last_trained=None)) == ["最近一年没有完成的训练"]
    assert texts(record(last_trained=None, last_weighed=None)) == ["最近一年没有训练和体重记录"]


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        ({3: (4, 1)}, []),  # one
        ({3: (5, 2)}, []),  # fewer than a third
        ({3: (4, 2)}, ["最近两周 6 次训练缺席了 2 次"]),
        ({13: (0, 2)}, ["最近两周 2 次训练缺席了 2 次"]),
        ({14: (0, 2)}, []),  # the two weeks before
    ],
)
def test_missed_sessions(outcomes: dict[int, tuple[int, int]], said: list[str]) -> None:
    assert texts(record(days=trained(outcomes))) == said


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        ({20: (4, 0), 3: (3, 1)}, ["训练完成率从前两周的 100% 降到 75%"]),
        ({20: (4, 0), 3: (4, 1)}, []),  # 80 per cent
        ({20: (2, 0), 3: (3, 1)}, []),  # too few before
        ({20: (3, 1), 3: (4, 0)}, []),  # better than before
    ],
)
def test_training_that_falls_off(outcomes: dict[int, tuple[int, int]], said: list[str]) -> None:
    assert texts(record(days=trained(outcomes))) == said


@pytest.mark.parametrize(
    ("goal", "last", "said"),
    [
        (Goal.FAT_LOSS, 9, []),
        (Goal.FAT_LOSS, 10, ["10 天没有称体重了"]),
        (Goal.MUSCLE_GAIN, None, ["最近一年没有称过体重"]),
        (Goal.FITNESS, 100, []),
    ],
)
def test_days_without_a_weigh_in(goal: Goal, last: int | None, said: list[str]) -> None:
    assert texts(record(goal, last_weighed=None if last is None else ago(last))) == said


@pytest.mark.parametrize(
    ("goal", "weights", "said"),
    [
        (Goal.FAT_LOSS, {27: 62.0, 10: 62.2, 1: 62.5}, ["目标是减脂，26 天里体重却从 62 公斤涨到 62.5 公斤"]),
        (Goal.FAT_LOSS, {27: 62.0, 10: 62.2, 1: 62.4}, []),
        (Goal.FAT_LOSS, {27: 62.0, 1: 63.0}, []),  # two weigh-ins say little
        (Goal.FAT_LOSS, {14: 62.0, 10: 62.2, 1: 63.0}, []),  # thirteen days say little
        (Goal.MUSCLE_GAIN, {27: 70.0, 10: 69.8, 1: 69.5}, ["目标是增肌，26 天里体重却从 70 公斤掉到 69.5 公斤"]),
        (Goal.MUSCLE_GAIN, {27: 70.0, 10: 70.2, 1: 70.5}, []),
        (Goal.FITNESS, {27: 70.0, 10: 70.2, 1: 72.5}, []),
    ],
)
def test_weight_against_the_goal(goal: Goal, weights: dict[int, float], said: list[str]) -> None:
    assert texts(record(goal, days=weighed(weights))) == said


@pytest.mark.parametrize(
    ("last", "said"),
    [(78.4, []), (78.3, ["14 天里平均每周掉 0.9 公斤，是体重的 1.1%，掉得太快"])],
)
@pytest.mark.parametrize("goal", [Goal.FAT_LOSS, Goal.REHAB])
def test_weight_lost_too_fast_whatever_the_goal(goal: Goal, last: float, said: list[str]) -> None:
    assert texts(record(goal, days=weighed({15: 80.0, 8: 79.0, 1: last}))) == said


def phase(start: int, end: int, targets: object = None) -> Phase:
    """From so many days ago to so many days ahead."""
    found = {"weight": {"initial": 70, "target": 60}} if targets is None else targets
    return Phase(name="减脂期", goal="fat_loss", start=ago(start), end=ago(-end), targets=found)


@pytest.mark.parametrize(
    ("runs", "kg", "said"),
    [
        (phase(86, 13), 65.0, ["“减脂期”还有 13 天结束，体重目标完成了 50%"]),
        (phase(86, 0), 65.0, ["“减脂期”今天结束，体重目标完成了 50%"]),
        (phase(84, 15), 65.0, []),  # not yet
        (phase(86, 13), 62.0, []),  # 80 per cent of the way, 87 of the time
        (phase(86, 13), 75.0, ["“减脂期”还有 13 天结束，体重目标完成了 0%"]),
        (phase(86, 13, {"weight": {"initial": 70}, "arm": 1, "waist": {"initial": 80, "target": 70}}), 75.0, []),
        (phase(86, 13, {"weight": {"initial": "70", "target": 60}}), 75.0, []),
        (phase(86, 13, ["weight"]), 75.0, []),
    ],
)
def test_a_phase_that_ends_before_its_target_is_near(runs: Phase, kg: float, said: list[str]) -> None:
    assert texts(record(phases=[runs], body={"weight": kg})) == said


def test_a_phase_that_is_over_without_a_new_one() -> None:
    over = phase(90, -6, {})
    assert texts(record(phases=[over])) == ["“减脂期”已经结束 6 天，还没有新的阶段"]
    assert texts(record(phases=[over, phase(5, 60, {})])) == []
    assert texts(record(phases=[over, phase(-3, 60, {})])) == []


def test_drafts_and_failed_imports() -> None:
    assert texts(record(drafts=2)) == ["有 2 份总结等您审阅"]
    assert texts(record(failed_import="a\nb.csv")) == ["文件“a b.csv”没有导入成功"]


def test_the_heaviest_reason_comes_first() -> None:
    found = reasons.of(record(drafts=1, last_trained=ago(40), failed_import="a.csv"))
    assert [reason.kind for reason in found] == ["idle", "draft", "import_failed"]


@pytest.mark.parametrize(
    ("weeks", "said"),
    [
        ([(3, 3), (3, 3), (2, 2)], "连续 3 周全勤"),
        ([(3, 3), (3, 3), (3, 2), (3, 3)], "连续 2 周全勤"),
        ([(3, 3)] * 9, "连续 8 周全勤"),
        ([(3, 3), (0, 0), (3, 3)], ""),
        ([(3, 2), (3, 3), (3, 3)], ""),
    ],
)
def test_whole_weeks_without_a_miss_are_praised(weeks: list[tuple[int, int]], said: str) -> None:
    """The newest week is the last whole one; this week does not count yet."""
    counted = {aggregates.week_of(ago(7 * (n + 1))): Counted(*week) for n, week in enumerate(weeks)}
    counted[aggregates.week_of(TODAY)] = Counted(4, 1)
    assert praise.of(record(weeks=counted)) == said


def test_progress_is_praised_and_so_is_training() -> None:
    assert praise.of(record(days=weighed({27: 62.0, 9: 61.5, 1: 61.0}))) == "26 天减了 1 公斤，稳稳地走"
    gain = record(Goal.MUSCLE_GAIN, days=weighed({27: 62.0, 9: 62.5, 1: 62.6}))
    assert praise.of(gain) == "26 天长了 0.6 公斤，方向对"
    assert praise.of(record(days=trained({3: (2, 0), 20: (5, 0)}))) == "最近两周完成了 2 次训练"


# --- from the records of the database


def house(count: int) -> list[Member]:
    """Members with something of every kind."""
    today = people.gym().today()
    made = []
    for number in range(count):
        of = Member.objects.create(
            gym=people.gym(), coach=people.coach("bob"), name=f"会员 {number:03}", goal=Goal.FAT_LOSS
        )
        for days, kg in ((26, 70.0), (12, 70.4), (1, 71.0 + number % 3)):
            people.weigh(of, (today - timedelta(days=days)).isoformat(), kg)
        people.train(of, (today - timedelta(days=9)).isoformat())
        people.assess(of, (today - timedelta(days=9)).isoformat(), body_fat_percent=30)
        Phase.objects.create(member=of, name="一", goal="fat_loss", start=today - timedelta(days=80), end=today)
        Summary.objects.create(member=of, kind="weekly", start=today, end=today, review="draft", stream_id=f"s{of.pk}")
        ImportRun.objects.create(member=of, owner=people.user("bob"), name="x.csv", state="failed")
        made.append(of)
    return made


def fresh(members: list[Member]) -> list[Member]:
    return list(Member.objects.filter(pk__in=[member.pk for member in members]).select_related("gym"))


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_members(django_assert_num_queries: Any) -> None:
    few, many = fresh(house(3)), fresh(house(60))
    aggregates.consume()
    for members in (few, many):
        with django_assert_num_queries(8):
            judged = judge(members)
        assert len(judged) == len(members)
        for one in judged:
            assert {reason.kind for reason in one.reasons} >= {"idle", "wrong_way", "draft", "import_failed"}


@pytest.mark.django_db
def test_all_are_sorted_by_weight_and_those_who_do_well_come_last() -> None:
    today = people.gym().today()
    well, idle, nothing = people.member("alice", "bob"), people.member("dora", "bob"), people.member("erik", "bob")
    monday = today - timedelta(days=today.weekday())
    for week in range(1, 4):
        people.train(well, (monday - timedelta(weeks=week) + timedelta(days=4)).isoformat())
    people.train(well, today.isoformat(), clock="00:01")
    people.weigh(well, today.isoformat(), 60, clock="00:01")
    people.train(idle, (today - timedelta(days=20)).isoformat())
    people.weigh(idle, today.isoformat(), 60, clock="00:01")
    aggregates.consume()
    judged = judge(fresh([well, idle, nothing]))
    assert [one.member.name for one in judged] == ["Erik", "Dora", "Alice"]
    assert [one.praise for one in judged] == ["", "", "连续 3 周全勤"]


@pytest.mark.django_db
def test_totals_that_are_behind_are_marked_so() -> None:
    alice = people.alice()
    people.weigh(alice, "2026-11-19", 60)
    assert judge(fresh([alice]))[0].stale
    aggregates.consume()
    assert not judge(fresh([alice]))[0].stale


@pytest.mark.django_db
def test_a_later_import_makes_up_for_one_that_failed_and_a_dry_run_is_none() -> None:
    alice, bob = people.alice(), people.coach("bob").user

    def failed() -> bool:
        return "import_failed" in {reason.kind for reason in judge(fresh([alice]))[0].reasons}

    ImportRun.objects.create(member=alice, owner=bob, name="x.csv", state="failed", dry_run=True)
    assert not failed()
    old = timezone.now() - timedelta(days=20)
    ImportRun.objects.create(member=alice, owner=bob, name="x.csv", state="failed", created_at=old)
    assert not failed()
    ImportRun.objects.create(member=alice, owner=bob, name="x.csv", state="failed")
    assert failed()
    ImportRun.objects.create(member=alice, owner=bob, name="x.csv", state="queued")
    assert failed()
    ImportRun.objects.create(member=alice, owner=bob, name="x.csv", state="done")
    assert not failed()


@pytest.mark.django_db
def test_days_are_those_of_each_members_own_gym() -> None:
    far = Gym.objects.create(name="远", time_zone="Pacific/Kiritimati")
    here, there = people.alice(), Member.objects.create(gym=far, name="远", goal=Goal.FAT_LOSS)
    for of in (here, there):
        people.weigh(of, (of.gym.today() - timedelta(days=10)).isoformat(), 60)
        people.train(of, of.gym.today().isoformat(), clock="00:00")
    aggregates.consume()
    for one in judge(fresh([here, there])):
        assert [reason.text for reason in one.reasons] == ["10 天没有称体重了"]


@pytest.mark.django_db
def test_nobody_looks_after_himself() -> None:
    alice, charlie = people.alice(), people.charlie()
    bob = people.user("bob")
    own = people.member("bob", "carol")
    assert set(looked_after(bob)) == {alice}
    assert set(looked_after(people.user("carol"))) == {charlie, own}
    assert not looked_after(alice.user).exists()
    bob.user_permissions.add(Permission.objects.get(codename="view_all_members"))
    nobodys = Member.objects.create(gym=people.gym(), name="新")
    assert set(looked_after(people.user("bob"))) == {alice, charlie, nobodys}
