"""The number check: every number with a unit, and every date, of a finished text is matched to a fact.

Pure functions over a text and the rows that it was written from; docs/number-check.md states the rules.
"""

from gym.number_check.evidence import evidence
from gym.number_check.judge import Verdict, check

__all__ = ["Verdict", "check", "evidence"]
