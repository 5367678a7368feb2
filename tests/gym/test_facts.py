"""The facts of a week computed by hand, and the edges of its days."""

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from gym import aggregates
from gym.facts import weekly_facts
from gym.facts.training import estimated_max
from gym.models import Member, Phase
from tests.gym import people

START, END = date(2025, 3, 23), date(2025, 3, 30)

pytestmark = pytest.mark.django_db


def values(facts: dict[str, Any]) -> dict[str, Any]:
    return {row["key"]: row["value"] for row in facts["facts"]}


def facts_of(member: Member, start: date = START, end: date = END) -> dict[str, Any]:
    return weekly_facts(member, start, end)


def units(facts: dict[str, Any]) -> dict[str, str]:
    return {row["key"]: row["unit"] for row in facts["facts"]}


def a_full_week() -> Member:
    """Alice with weigh-ins, assessments, training and a phase, in the range and before it."""
    alice = people.alice(target_weight_kg=60)
    for day, kg in (("2025-03-16", 65.0), ("2025-03-23", 64.4), ("2025-03-26", 64.1), ("2025-03-30", 63.8)):
        people.weigh(alice, day, kg)
    people.assess(alice, "2025-03-10", body_fat_percent=28.0, muscle_kg=25.0, waist_cm=80)
    people.assess(alice, "2025-03-29", body_fat_percent=27.4, muscle_kg=25.2, waist_cm=78.5)
    people.lift(people.train(alice, "2025-03-18"), "深蹲", 50, 8)
    session = people.train(alice, "2025-03-24", "下肢", minutes=65)
    people.lift(session, "深蹲", 20, 10, is_warmup=True)
    people.lift(session, "深蹲", 55, 8)
    people.lift(session, "深蹲", 50, 8)
    people.train(alice, "2025-03-26", "上肢", minutes=45)
    people.train(alice, "2025-03-28", status="missed", minutes=None)
    Phase.objects.create(
        member=alice,
        name="第一阶段",
        goal="fat_loss",
        start=date(2025, 3, 3),
        end=date(2025, 4, 27),
        sessions_per_week=3,
        targets={"weight": {"initial": 66, "target": 62}},
    )
    return alice


COMPUTED_BY_HAND = {
    "prev_start_date": "2025-03-15",
    "prev_end_date": "2025-03-22",
    "weigh_ins": 3,
    "weigh_ins_prev": 1,
    "weight_start": 64.4,
    "weight_end": 63.8,
    "weight_change": -0.6,
    "last_weigh_in_date": "2025-03-30",
    "target_weight": 60,
    "body_fat_start": 28,
    "body_fat_end": 27.4,
    "body_fat_change": -0.6,
    "muscle_change": 0.2,
    "waist_change": -1.5,
    "assessments": 1,
    "assessment_date": "2025-03-29",
    "prev_assessment_date": "2025-03-10",
    "planned": 3,
    "completed": 2,
    "missed": 1,
    "completion_rate": 66.7,
    "training_hours": 1.8,
    "avg_session_minutes": 55,
    "longest_session_minutes": 65,
    "longest_session_date": "2025-03-24",
    "longest_session_name": "下肢",
    "rest_days": 6,
    "completed_prev": 1,
    "sets_total": 2,
    "sets_legs": 2,
    "sets_core": 1,
    "volume_total": 840,
    "volume_total_prev": 400,
    "personal_records": 1,
    "pr_squat": 55,
    "pr_squat_reps": 8,
    "pr_squat_date": "2025-03-24",
    "phase_week": 4,
    "phase_weeks": 8,
    "phase_sessions_done": 3,
    "phase_sessions_planned": 24,
    "phase_weight_percent": 55,
}


def test_a_week_computed_by_hand() -> None:
    facts = facts_of(a_full_week())
    found = values(facts)
    assert {key: found.get(key) for key in COMPUTED_BY_HAND} == COMPUTED_BY_HAND
    assert facts["records"] == [{"exercise": "深蹲", "lift": "squat", "weight": 55, "reps": 8, "date": "2025-03-24"}]
    unit = units(facts)
    assert (unit["body_fat_change"], unit["trend_rate"], unit["sets_legs"]) == ("百分点", "kg/week", "组")


def test_the_rate_is_the_slope_of_a_straight_line() -> None:
    alice = people.alice()
    for n in range(15):
        people.weigh(alice, (END - timedelta(days=2 * n)).isoformat(), 70 + 0.2 * n)
    found = values(facts_of(alice))
    assert found["trend_rate"] == -0.7
    assert 70 < found["trend_weight"] < 71.5


def test_with_fewer_than_three_weigh_ins_there_is_no_rate() -> None:
    alice = people.alice()
    people.weigh(alice, "2025-03-24", 64)
    people.weigh(alice, "2025-03-29", 63)
    facts = facts_of(alice)
    assert facts["rate_known"] is False
    assert not {"trend_rate", "trend_weight"} & set(values(facts))


def test_one_weigh_in_has_no_change() -> None:
    alice = people.alice()
    people.weigh(alice, "2025-03-24", 64)
    found = values(facts_of(alice))
    assert (found["weigh_ins"], found["weight_end"], "weight_change" in found) == (1, 64, False)


def test_nothing_at_all_gives_counts_of_zero_and_no_measures() -> None:
    found = values(facts_of(people.alice()))
    assert (found["weigh_ins"], found["planned"], found["assessments"], found["rest_days"]) == (0, 0, 0, 8)
    assert not [key for key in found if key.startswith(("weight_", "body_fat", "phase", "pr_", "completion"))]


@pytest.mark.parametrize(
    ("zone", "clock", "inside"),
    [
        ("Asia/Shanghai", "00:00", True),
        ("Asia/Shanghai", "23:59", True),
        ("America/New_York", "23:59", True),
        ("Pacific/Kiritimati", "00:00", True),
    ],
)
def test_days_are_cut_in_the_gyms_zone(zone: str, clock: str, inside: bool) -> None:
    alice = people.alice(gym=people.gym(zone))
    for day in ("2025-03-23", "2025-03-30"):
        people.weigh(alice, day, 64, clock)
    people.weigh(alice, "2025-03-31", 64, "00:00")
    people.weigh(alice, "2025-03-22", 64, "23:59")
    found = values(facts_of(alice))
    assert (found["weigh_ins"], found["weigh_ins_prev"]) == (2, 1)


def test_a_range_over_the_end_of_the_year_and_daylight_saving() -> None:
    alice = people.alice(gym=people.gym("Europe/Berlin"))
    people.weigh(alice, "2025-12-31", 64, "23:30")
    people.weigh(alice, "2026-01-01", 63.9, "00:10")
    assert values(facts_of(alice, date(2025, 12, 29), date(2026, 1, 4)))["weigh_ins"] == 2
    people.weigh(alice, "2025-03-30", 65, "02:30")  # the hour that does not exist
    assert values(facts_of(alice, date(2025, 3, 30), date(2025, 3, 30)))["weigh_ins"] == 1


def test_a_record_needs_an_earlier_mark_and_a_believable_number_of_repetitions() -> None:
    alice = people.alice()
    people.lift(people.train(alice, "2025-03-24"), "深蹲", 60, 5)
    assert facts_of(alice)["records"] == []
    people.lift(people.train(alice, "2025-03-10"), "深蹲", 40, 5)
    people.lift(people.train(alice, "2025-03-25"), "深蹲", 30, 40)
    assert facts_of(alice)["records"][0]["weight"] == 60


def test_a_single_repetition_is_its_own_maximum() -> None:
    assert estimated_max(100, 1) == 100
    assert estimated_max(100, 10) == pytest.approx(133.33, abs=0.01)


def test_targets_that_staff_left_half_filled_are_left_out() -> None:
    alice = people.alice()
    people.weigh(alice, "2025-03-24", 64)
    Phase.objects.create(
        member=alice,
        name="阶段",
        goal="fat_loss",
        start=START,
        end=END,
        targets={"weight": {"initial": 66}, "waist": "80", "hip": {"initial": 1, "target": 1}, "bmr": None},
    )
    phase = facts_of(alice)["phase"]
    assert phase is not None
    assert phase["targets"] == {}


def test_the_number_of_queries_does_not_grow_with_the_records(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    alice = people.alice()
    for n in range(8):
        day = (START + timedelta(days=n)).isoformat()
        people.weigh(alice, day, 64)
        people.lift(people.train(alice, day), "深蹲", 50 + n, 5)
    member = Member.objects.select_related("gym", "coach__user").get(pk=alice.pk)
    aggregates.catch_up(alice.pk)
    with django_assert_max_num_queries(10):
        facts_of(member)
