"""The gym's records: people, plans, measurements, training, and the summaries written about them."""

from gym.models.body import Assessment, Phase, Source, WeightRecord
from gym.models.people import Coach, Goal, Gym, Member
from gym.models.summaries import Summary
from gym.models.training import Exercise, Muscle, SetRecord, TrainingSession

__all__ = [
    "Assessment",
    "Coach",
    "Exercise",
    "Goal",
    "Gym",
    "Member",
    "Muscle",
    "Phase",
    "SetRecord",
    "Source",
    "Summary",
    "TrainingSession",
    "WeightRecord",
]
