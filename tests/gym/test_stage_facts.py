"""The facts of a stage computed by hand, and the shape that all kinds share."""

from datetime import date

import pytest

from gym.facts import weekly_facts
from gym.facts.month import monthly_facts, pair
from gym.facts.stage import stage_facts
from gym.models import Member, Phase
from tests.gym import stages
from tests.gym.stages import TODAY, phase


@pytest.fixture
def alice(db: None) -> Member:
    return stages.alice()


@pytest.fixture
def stage(alice: Member) -> Phase:
    return phase(alice)


COMPUTED_BY_HAND = {
    "start_date": "2025-03-03",
    "end_date": "2025-03-30",
    "prev_start_date": "2025-02-03",
    "assessments": 3,
    "first_assessment_date": "2025-03-05",
    "prev_assessment_date": "2025-03-15",
    "assessment_date": "2025-03-28",
    "days_between": 23,
    "assessment_weight_change": -2,
    "body_fat_start": 28,
    "body_fat_end": 27,
    "body_fat_change": -1,
    "muscle_change": 0.2,
    "fat_mass_change": -1.2,
    "weigh_ins": 4,
    "weight_start": 65.8,
    "weight_change": -2,
    "planned": 6,
    "completed": 5,
    "missed": 1,
    "sets_total": 5,
    "completed_prev": 1,
    "personal_records": 1,
    "pr_squat": 55,
    "phase_week": 4,
    "phase_weeks": 8,
    "phase_days_left": 28,
    "phase_sessions_done": 5,
    "phase_sessions_planned": 16,
    "phase_sessions_due": 8,
    "phase_adherence": 62,
    "phase_weeks_past": 4,
    "phase_weeks_kept": 1,
    "best_week_start": "2025-03-03",
    "best_week_sessions": 3,
    "longest_break_days": 11,
    "last_session_date": "2025-03-25",
    "phase_weight_initial": 66,
    "phase_weight_current": 63.8,
    "phase_weight_target": 62,
    "phase_weight_percent": 55,
    "phase_waist_current": 79,
    "phase_waist_percent": 25,
}


def test_a_stage_computed_by_hand(alice: Member, stage: Phase) -> None:
    facts = stage_facts(alice, stage, TODAY)
    found = {row["key"]: row["value"] for row in facts["facts"]}
    assert {key: found.get(key) for key in COMPUTED_BY_HAND} == COMPUTED_BY_HAND
    assert not {"waist_start", "waist_end", "waist_change"} & set(found)
    assert facts["basic"]["kind"] == "stage"
    assert facts["phase"]["unmeasured"] == []
    assert facts["assessment"]["date"] == "2025-03-28"


def test_the_tables_of_all_kinds_have_one_shape(alice: Member, stage: Phase) -> None:
    weekly = weekly_facts(alice, date(2025, 3, 23), TODAY)
    monthly = monthly_facts(alice, pair(alice.assessments.get(date=date(2025, 3, 28))))
    whole = stage_facts(alice, stage, TODAY)
    assert list(weekly) == list(monthly) == list(whole)
    assert list(weekly["basic"]) == list(monthly["basic"]) == list(whole["basic"])
    assert [facts["basic"]["kind"] for facts in (weekly, whole, monthly)] == ["weekly", "stage", "monthly"]


def test_a_phase_that_is_over_is_counted_to_its_end(alice: Member) -> None:
    over = phase(alice, "2025-03-03", "2025-03-16", targets={"hip": {"initial": 95, "target": 92}, "toes": {}})
    facts = stage_facts(alice, over, TODAY)
    found = {row["key"]: row["value"] for row in facts["facts"]}
    assert (found["end_date"], found["phase_days_left"], found["phase_sessions_due"]) == ("2025-03-16", 0, 4)
    assert (found["completed"], found["phase_adherence"], found["phase_weeks_kept"]) == (3, 75, 1)
    assert facts["phase"]["unmeasured"] == ["hip"]
