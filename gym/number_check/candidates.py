"""The values that the words around a number may mean, by the kind of its unit."""

from collections.abc import Callable, Iterable

from gym.number_check.body_values import OfTheBody
from gym.number_check.training_values import OfTraining
from gym.number_check.values import Candidate
from gym.number_check.words import FOREIGN

__all__ = ["Candidate", "Candidates"]


class Candidates(OfTheBody, OfTraining):
    """Finds them for one number."""

    def all(self) -> list[Candidate]:
        by_dim: dict[str, Callable[[], Iterable[Candidate]]] = {
            "mass": self._mass,
            "rate": self._rate,
            "percent": self._percent,
            "length": self._measure_or_any,
            "energy": self._measure_or_any,
            "time": self._time,
            "count": self._count,
            "sets": self._sets,
            "days": self._days,
            "weeks": self._weeks,
            "records": self._records,
            "ratio": self._ratio,
        }
        find = by_dim.get(self.mention.dim)
        found = list(find()) if find and self.topic != FOREIGN else []
        return found + self._facts("", dim=self.mention.dim)
