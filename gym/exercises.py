"""The exercise catalogue: names as people and apps write them, and the muscles they train."""

import json
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

from gym.models import Exercise

CATALOGUE = Path(__file__).parent / "data" / "exercises.json"


class Known(TypedDict):
    name: str
    aliases: list[str]
    primary: str
    secondary: list[str]


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Known]:
    """Every name and alias, folded, of the common exercises."""
    known: list[Known] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return {fold(name): exercise for exercise in known for name in [exercise["name"], *exercise["aliases"]]}


def fold(name: str) -> str:
    """What makes two spellings one name: width, case and spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).lower().split())


class ExerciseFinder:
    """Finds or creates exercises by name; one query at the start, one per new exercise."""

    def __init__(self) -> None:
        self._by_name: dict[str, Exercise] = {}
        for exercise in Exercise.objects.all():
            self._remember(exercise)

    def _remember(self, exercise: Exercise) -> None:
        for name in [exercise.name, *exercise.aliases]:
            self._by_name.setdefault(fold(str(name)), exercise)

    def knows(self, name: str) -> bool:
        return fold(name) in self._by_name

    def get(self, name: str) -> Exercise:
        """The exercise of that name; an unknown one is created without muscles, for staff to fill in."""
        folded = fold(name)
        if folded not in self._by_name:
            known = catalogue().get(folded)
            fields: Known = known or {"name": " ".join(name.split()), "aliases": [], "primary": "", "secondary": []}
            exercise, _created = Exercise.objects.get_or_create(
                name=fields["name"],
                defaults={
                    "aliases": fields["aliases"],
                    "primary_muscle": fields["primary"],
                    "secondary_muscles": fields["secondary"],
                },
            )
            self._remember(exercise)
            self._by_name.setdefault(folded, exercise)
        return self._by_name[folded]
