"""The gym's records: people, plans, measurements, training, and the summaries written about them."""

from gym.models.aggregates import ClosedWeek, DailyAggregate, Mark, WeeklyAggregate
from gym.models.body import Assessment, Phase, Source, WeightRecord
from gym.models.imports import ImportRun
from gym.models.people import Coach, CoachNote, Goal, Gym, Member
from gym.models.summaries import Summary
from gym.models.training import Exercise, Muscle, SetRecord, TrainingSession

__all__ = [
    "Assessment",
    "ClosedWeek",
    "Coach",
    "CoachNote",
    "DailyAggregate",
    "Exercise",
    "Goal",
    "Gym",
    "ImportRun",
    "Mark",
    "Member",
    "Muscle",
    "Phase",
    "SetRecord",
    "Source",
    "Summary",
    "TrainingSession",
    "WeeklyAggregate",
    "WeightRecord",
]
