"""The catalogue is sound, and names that it does not know find their exercise."""

import json
from typing import Any

import pytest

from gym import exercises
from gym.exercises import ExerciseFinder, Known, assign, catalogue, fold, merge, suggestions, target, targets, unmapped
from gym.facts.training import lift_key
from gym.models import Exercise, Member, Muscle, SetRecord
from tests.gym import people
from tests.gym.importing import STRONG_HEADER, train

KNOWN: list[Known] = json.loads(exercises.CATALOGUE.read_text(encoding="utf-8"))
APPS = [
    *(
        "Bench Press (Barbell)",
        "Squat (Barbell)",
        "Deadlift (Barbell)",
        "Overhead Press (Barbell)",
        "Pull Up",
        "Chin Up",
    ),
    *("Lat Pulldown (Cable)", "Seated Row (Cable)", "Seated Cable Row - V Grip (Cable)", "Bent Over Row (Barbell)"),
    *("Romanian Deadlift (Barbell)", "Leg Press", "Leg Press (Machine)", "Leg Extension (Machine)", "T Bar Row"),
    *("Lying Leg Curl (Machine)", "Hip Thrust (Barbell)", "Bulgarian Split Squat", "Triceps Rope Pushdown"),
    *("Triceps Pushdown (Cable - Straight Bar)", "Bicep Curl (Dumbbell)", "Hammer Curl (Dumbbell)", "Face Pull"),
    *("Lateral Raise (Dumbbell)", "Reverse Fly (Machine)", "Rear Delt Reverse Fly (Cable)", "Butterfly (Pec Deck)"),
    *("Cable Fly Crossovers", "Chest Dip (Assisted)", "Skullcrusher (Barbell)", "Preacher Curl (Machine)"),
    *("Hanging Leg Raise", "Plank", "Ab Wheel", "Russian Twist (Weighted)", "Kettlebell Swing", "Goblet Squat"),
    *("Running (Treadmill)", "Cycling (Indoor)", "Rowing Machine", "Stair Machine (Floors)", "Stretching", "Warm Up"),
]


@pytest.fixture
def alice() -> Member:
    return people.alice()


def unknown(member: Member, *names: str) -> None:
    rows = "".join(f"2026-04-{n + 1:02} 18:30:00,Leg,{name},1,80,5,0,0,,,\n" for n, name in enumerate(names))
    train(member, f"{STRONG_HEADER}\n{rows}")


def test_the_catalogue_is_large() -> None:
    assert len(KNOWN) >= 150


def test_no_name_belongs_to_two_exercises() -> None:
    names = [(fold(name), known["name"]) for known in KNOWN for name in [known["name"], *known["aliases"]]]
    assert sorted(names) == sorted(dict(names).items())


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: str(known["name"]))
def test_an_entry_is_sound(known: Known) -> None:
    names = [known["name"], *known["aliases"]]
    assert all(name == fold(name) for name in known["aliases"])
    assert all(0 < len(name) <= 96 for name in names)
    assert not known["name"].isascii()
    assert any(alias.isascii() for alias in known["aliases"])
    assert known["primary"] in ["", *Muscle.values]
    assert len(set(known["secondary"])) == len(known["secondary"])
    assert set(known["secondary"]) <= set(Muscle.values) - {known["primary"]}
    assert known["primary"] or not known["secondary"]


def test_each_exercise_has_a_fact_name_of_its_own_and_the_barbell_lifts_have_the_short_ones() -> None:
    keys = {known["name"]: lift_key(Exercise(name=known["name"], aliases=known["aliases"])) for known in KNOWN}
    assert len(set(keys.values())) == len(keys)
    short = {
        "深蹲": "squat",
        "卧推": "bench_press",
        "硬拉": "deadlift",
        "推举": "overhead_press",
        "引体向上": "pull_up",
    }
    assert short.items() <= keys.items()


@pytest.mark.parametrize("name", APPS)
def test_the_apps_own_names_are_known(name: str) -> None:
    assert fold(name) in catalogue()


@pytest.mark.django_db
def test_a_known_name_counts_for_its_muscle_and_is_no_new_exercise() -> None:
    finder = ExerciseFinder()
    assert finder.knows("  BENCH  press (barbell)")
    assert not finder.knows("Bench Press of Doom")
    found = finder.get("Bench Press (Barbell)")
    assert (found.name, found.primary_muscle, found.secondary_muscles) == ("卧推", "chest", ["shoulders", "arms"])
    assert finder.get("平板卧推") == finder.get("ｂｅｎｃｈ press") == found


@pytest.mark.django_db
def test_unmapped_names_come_most_used_first_and_cardio_is_none(alice: Member) -> None:
    unknown(alice, "Sqat", "Squat", "Running", "Benchpres", "Benchpres")
    unknown(people.charlie(), "Benchpres")
    Exercise.objects.create(name="Never done")
    found: list[Any] = list(unmapped())
    assert [(e.name, e.sets_count, e.members_count) for e in found] == [("Benchpres", 3, 2), ("Sqat", 1, 1)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "likely"),
    [
        ("Barbell Bench Press (paused)", "卧推"),
        ("Sqat (Barbell)", "深蹲"),
        ("Lat Pulldowns", "高位下拉"),
        ("Pull-Ups strict", "引体向上"),
        ("杠铃平板卧推", "卧推"),
        ("坐姿腿屈伸机", "腿屈伸"),
        ("宽握引体向上", "引体向上"),
        ("Romanian Deadlifts", "罗马尼亚硬拉"),
    ],
)
def test_a_similar_name_is_suggested(name: str, likely: str) -> None:
    assert likely in [exercise.name for exercise in suggestions(Exercise(name=name))]


@pytest.mark.django_db
def test_nothing_is_suggested_for_what_resembles_nothing() -> None:
    assert suggestions(Exercise(name="xyzzy")) == []
    assert suggestions(Exercise(name="!!!")) == []


@pytest.mark.django_db
def test_suggestions_are_limited_and_name_what_is_saved_once(alice: Member) -> None:
    unknown(alice, "Squat", "Sqat jump")
    wrong = Exercise.objects.get(name="Sqat jump")
    found = suggestions(wrong, limit=2)
    assert len(found) == 2
    assert list(map(str, found)) == list(map(str, suggestions(wrong, limit=2, among=targets())))
    assert [exercise.name for exercise in targets()].count("深蹲") == 1
    assert wrong not in targets()
    own = Exercise.objects.create(name="Sqat jump special", primary_muscle="legs")
    assert own in suggestions(wrong, limit=10)


@pytest.mark.django_db
def test_a_merge_moves_the_sets_and_later_imports_find_the_name(alice: Member) -> None:
    unknown(alice, "Squat", "Sqat", "Sqat")
    wrong, right = Exercise.objects.get(name="Sqat"), Exercise.objects.get(name="深蹲")
    wrong.aliases = ["sqatt"]
    wrong.save()
    assert merge(wrong, right) == 2
    right.refresh_from_db()
    assert right.aliases[-2:] == ["sqat", "sqatt"]
    assert lift_key(right) == "squat"
    assert not Exercise.objects.filter(name="Sqat").exists()
    unknown(people.charlie(), "SQAT", "sqatt")
    assert set(SetRecord.objects.values_list("exercise__name", flat=True)) == {"深蹲"}


@pytest.mark.django_db
def test_a_merge_into_a_catalogue_entry_creates_it_once(alice: Member) -> None:
    unknown(alice, "Benchpres", "Flachbank")
    entry = target("卧推")
    assert entry is not None
    assert not Exercise.objects.filter(name="卧推").exists()
    assert merge(Exercise.objects.get(name="Benchpres"), entry) == 1
    assert merge(Exercise.objects.get(name="Flachbank"), entry) == 1
    created = Exercise.objects.get(name="卧推")
    assert (created.primary_muscle, created.aliases[-2:]) == ("chest", ["benchpres", "flachbank"])
    assert target("卧推") == created
    assert target("bench press") is None


@pytest.mark.django_db
def test_a_merge_with_itself_or_of_what_is_gone_changes_nothing(alice: Member) -> None:
    unknown(alice, "Sqat", "Squat")
    wrong, right = Exercise.objects.get(name="Sqat"), Exercise.objects.get(name="深蹲")
    with pytest.raises(ValueError):
        merge(right, right)
    merge(wrong, right)
    with pytest.raises(ValueError):
        merge(wrong, right)
    with pytest.raises(ValueError):
        merge(right, wrong)
    assert SetRecord.objects.filter(exercise=right).count() == 2


@pytest.mark.django_db
def test_muscles_are_assigned_and_nonsense_is_not(alice: Member) -> None:
    unknown(alice, "Zercher")
    zercher = Exercise.objects.get(name="Zercher")
    assign(zercher, "legs", ["core", "legs", "back", "core"])
    zercher.refresh_from_db()
    assert (zercher.primary_muscle, zercher.secondary_muscles) == ("legs", ["back", "core"])
    assert not unmapped().exists()
    for primary, secondary in [("", []), ("wings", []), ("legs", ["wings"])]:
        with pytest.raises(ValueError):
            assign(zercher, primary, secondary)
