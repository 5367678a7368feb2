"""The exercise catalogue: names as people and apps write them, the muscles they train, and what to do with others."""

import json
import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _

from gym.models import Exercise, Muscle

CATALOGUE = Path(__file__).parent / "data" / "exercises.json"
LEAST_SIMILAR = 0.35
MOST_ALIASES = 200


class Known(TypedDict):
    name: str
    aliases: list[str]
    primary: str
    secondary: list[str]


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Known]:
    """Every name and alias, folded, of the common exercises. Cardio and stretching have no muscles."""
    known: list[Known] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return {fold(name): exercise for exercise in known for name in [exercise["name"], *exercise["aliases"]]}


def fold(name: str) -> str:
    """What makes two spellings one name: width, case and spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).lower().split())


def of_catalogue(known: Known) -> Exercise:
    """A catalogue entry as an exercise that is not saved."""
    return Exercise(
        name=known["name"],
        aliases=list(known["aliases"]),
        primary_muscle=known["primary"],
        secondary_muscles=list(known["secondary"]),
    )


def saved(exercise: Exercise) -> Exercise:
    """The exercise itself, or the one of its name; created when there is none."""
    if exercise.pk:
        return exercise
    fields = {
        "aliases": exercise.aliases,
        "primary_muscle": exercise.primary_muscle,
        "secondary_muscles": exercise.secondary_muscles,
    }
    return Exercise.objects.get_or_create(name=exercise.name, defaults=fields)[0]


class ExerciseFinder:
    """Finds or creates exercises by name; one query at the start, one per new exercise."""

    def __init__(self) -> None:
        self._load()

    def _load(self) -> None:
        self._state = self._there()
        self._by_name: dict[str, Exercise] = {}
        for exercise in Exercise.objects.all():
            self._remember(exercise)

    @staticmethod
    def _there() -> tuple[int, int]:
        found = Exercise.objects.aggregate(count=Count("pk"), last=Max("pk"))
        return found["count"], found["last"] or 0

    def refresh(self) -> None:
        """Load again what others have created or merged in the meantime; one small query when nothing has changed."""
        if self._there() != self._state:
            self._load()

    def _remember(self, exercise: Exercise) -> None:
        for name in [exercise.name, *exercise.aliases]:
            self._by_name.setdefault(fold(str(name)), exercise)

    def knows(self, name: str) -> bool:
        return fold(name) in self._by_name or fold(name) in catalogue()

    def get(self, name: str) -> Exercise:
        """The exercise of that name; an unknown one is created without muscles, for staff to fill in."""
        folded = fold(name)
        if folded not in self._by_name:
            known = catalogue().get(folded)
            exercise = saved(of_catalogue(known) if known else Exercise(name=" ".join(name.split())))
            self._remember(exercise)
            self._by_name.setdefault(folded, exercise)
        return self._by_name[folded]


def unmapped() -> QuerySet[Exercise]:
    """Exercises without a muscle that people have done, most used first, with `sets_count` and `members_count`.

    Cardio and stretching of the catalogue have none and need none.
    """
    without = {known["name"] for known in catalogue().values() if not known["primary"]}
    return (
        Exercise.objects.filter(primary_muscle="")
        .exclude(name__in=without)
        .annotate(sets_count=Count("sets"), members_count=Count("sets__session__member", distinct=True))
        .filter(sets_count__gt=0)
        .order_by("-sets_count", "name")
    )


def targets() -> list[Exercise]:
    """What an unknown name may mean: exercises that are known, then catalogue entries that are not saved yet."""
    entries = {known["name"]: known for known in catalogue().values()}
    there = list(Exercise.objects.all())
    names = {exercise.name for exercise in there}
    mapped = [exercise for exercise in there if exercise.primary_muscle or exercise.name in entries]
    return mapped + [of_catalogue(known) for name, known in entries.items() if name not in names]


def target(name: str) -> Exercise | None:
    """The saved exercise, or the unsaved catalogue entry, of exactly that name."""
    found = Exercise.objects.filter(name=name).first()
    known = catalogue().get(fold(name))
    return found or (of_catalogue(known) if known and known["name"] == name else None)


def suggestions(exercise: Exercise, limit: int = 3, among: Iterable[Exercise] | None = None) -> list[Exercise]:
    """The most similar known exercises, best first; unsaved ones are catalogue entries. `among` spares the query."""
    names = _names(exercise)
    scores = [
        (max(_similarity(one, other) for one in names for other in _names(candidate)), candidate)
        for candidate in (targets() if among is None else among)
        if candidate.name != exercise.name
    ]
    likely = [(score, candidate) for score, candidate in scores if score >= LEAST_SIMILAR]
    likely.sort(key=lambda pair: (-pair[0], pair[1].name))
    return [candidate for _score, candidate in likely[:limit]]


def _names(exercise: Exercise) -> list[str]:
    return [fold(str(name)) for name in [exercise.name, *exercise.aliases]]


def _similarity(one: str, other: str) -> float:
    """From 0 to 1: what two names share in words and, twice as heavy for spelling mistakes, in pairs of letters."""
    (words, pairs), (other_words, other_pairs) = _parts(one), _parts(other)
    return (_dice(words, other_words) + 2 * _dice(pairs, other_pairs)) / 3


@lru_cache(maxsize=8_192)
def _parts(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """Words, a Chinese character being one, and pairs of neighbouring letters within runs."""
    runs = re.findall(r"[^\W_]+", name)
    words = [word for run in runs for word in re.findall(r"[a-z0-9]+|[^a-z0-9]", run)]
    pairs = [run[n : n + 2] for run in runs for n in range(max(1, len(run) - 1))]
    return frozenset(words), frozenset(pairs)


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


@transaction.atomic
def merge(unknown: Exercise, into: Exercise) -> int:
    """Give the sets of `unknown` to `into`, which may be unsaved, and its names, so that later imports find them.

    Returns the number of sets. Raises `ValueError` for one and the same exercise, and for one that is gone.
    """
    into = saved(into)
    both = {row.pk: row for row in Exercise.objects.select_for_update().filter(pk__in=[unknown.pk, into.pk])}
    if len(both) != 2:
        raise ValueError(_("这个动作已经合并或删除，请刷新页面。"))
    gone, kept = both[unknown.pk], both[into.pk]
    aliases = dict.fromkeys([*_names(kept)[1:], *_names(gone)])
    aliases.pop(fold(kept.name), None)
    kept.aliases = list(aliases)[:MOST_ALIASES]
    kept.save(update_fields=["aliases"])
    moved = gone.sets.update(exercise=kept)
    gone.delete()
    return moved


def assign(exercise: Exercise, primary: str, secondary: Collection[str]) -> None:
    """Say what an exercise trains. Raises `ValueError` for what is no muscle group."""
    if primary not in Muscle.values or not set(secondary) <= set(Muscle.values):
        raise ValueError(_("请选择肌群。"))
    exercise.primary_muscle = primary
    exercise.secondary_muscles = [muscle for muscle in Muscle.values if muscle in secondary and muscle != primary]
    exercise.save(update_fields=["primary_muscle", "secondary_muscles"])
