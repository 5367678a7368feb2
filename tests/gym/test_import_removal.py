"""What was deleted in the app is deleted here at the next import, and nothing else is."""

import io
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from gym.importers import formats
from gym.importers.base import Report
from gym.importers.report import in_words
from gym.importers.training import import_training
from gym.models import Exercise, Member, SetRecord, TrainingSession
from tests.gym import people
from tests.gym.importing import STRONG_HEADER, read_strong, train

pytestmark = pytest.mark.django_db

ROW = "2026-04-08 18:30:00,{workout},Squat,1,{kg},5,0,0,,,\n"


@pytest.fixture
def alice() -> Member:
    return people.alice()


def file(*workouts: tuple[str, list[int]]) -> str:
    """A Strong file of runs of rows: a workout's name and the weights of its sets."""
    return f"{STRONG_HEADER}\n" + "".join(ROW.format(workout=name, kg=kg) for name, sets in workouts for kg in sets)


def weights(workout: str = "Leg") -> list[int]:
    return [int(kg or 0) for kg in SetRecord.objects.filter(session__name=workout).values_list("weight_kg", flat=True)]


@pytest.mark.parametrize("left", [[70, 80], [60, 80], [60, 70], [60], [80]])
def test_a_set_deleted_in_the_app_is_removed_and_none_is_doubled(alice: Member, left: list[int]) -> None:
    train(alice, file(("Leg", [60, 70, 80])))
    text = file(("Leg", left))
    dry = train(alice, text, dry_run=True)
    assert weights() == [60, 70, 80]
    report = train(alice, text)
    assert weights() == left
    assert report == dry
    assert (report.removed, report.created, report.failed) == (3 - len(left), 0, 0)
    assert train(alice, text) == Report(unchanged=len(left))


def test_the_report_says_in_words_what_was_removed(alice: Member) -> None:
    train(alice, file(("Leg", [60, 70, 80])))
    report = train(alice, file(("Leg", [60])))
    assert in_words(report) == (
        "新增 0，更新 0，未变 1，跳过 0，有问题 0。另有 2 组在文件里已经没有了，从原来的训练里删掉。"
    )
    assert "删掉" not in in_words(train(alice, file(("Leg", [60]))))


def test_a_workout_in_two_runs_of_rows_keeps_all_its_sets(alice: Member) -> None:
    text = file(("Leg", [60, 70]), ("Arm", [10]), ("Leg", [80]))
    assert train(alice, text).created == 4
    assert train(alice, text) == Report(unchanged=4)
    assert train(alice, file(("Leg", [60]), ("Arm", [10]), ("Leg", [80]))).removed == 1
    assert weights() == [60, 80]


def test_a_workout_over_two_batches_loses_only_what_is_gone(alice: Member) -> None:
    before = list(range(100, 800))
    assert train(alice, file(("Leg", before))).created == 700
    report = train(alice, file(("Leg", before[:-90])))
    assert (report.unchanged, report.removed) == (610, 90)
    assert weights() == before[:-90]


def test_workouts_that_the_file_does_not_name_stay(alice: Member) -> None:
    train(alice, file(("Leg", [60, 70])))
    assert train(alice, file(("Arm", [10]))).removed == 0
    assert weights() == [60, 70]


@pytest.mark.parametrize("source", ["manual", "hevy", "demo"])
def test_a_session_that_is_not_of_this_import_loses_nothing(alice: Member, source: str) -> None:
    train(alice, file(("Leg", [60, 70, 80])))
    TrainingSession.objects.update(source=source)
    report = train(alice, file(("Leg", [60])))
    assert (report.removed, report.failed) == (0, 1)
    assert weights() == [60, 70, 80]


def test_another_members_session_of_the_same_time_and_name_loses_nothing(alice: Member) -> None:
    train(people.charlie(), file(("Leg", [60, 70, 80])))
    train(alice, file(("Leg", [60])))
    assert SetRecord.objects.count() == 4


def test_a_row_that_cannot_be_read_removes_nothing_and_doubles_nothing(alice: Member) -> None:
    train(alice, file(("Leg", [60, 70, 80])))
    for broken in (
        ROW.format(workout="Leg", kg="heavy"),
        "2026-04-08 18:30:00,Le\0g\n",
        "someday,Leg,Squat,1,70,5,0,0,,,\n",
    ):
        text = file(("Leg", [60])) + broken + ROW.format(workout="Leg", kg=80)
        report = train(alice, text)
        assert (report.failed, report.removed, report.unchanged) == (1, 0, 2)
        assert weights() == [60, 70, 80]


def test_a_download_that_was_cut_off_removes_nothing(alice: Member) -> None:
    whole = file(("Leg", [60, 70, 80, 90]))
    train(alice, whole)
    report = train(alice, whole[: whole.index(",80,5") + 3])
    assert (report.failed, report.removed) == (1, 0)
    assert weights() == [60, 70, 80, 90]


def test_a_file_that_is_refused_half_way_removes_nothing(alice: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    train(alice, file(("Leg", [60, 70])))
    monkeypatch.setattr("gym.importers.training.MOST_WORKOUTS", 1)
    with pytest.raises(formats.ImportRefused):
        train(alice, file(("Leg", [60]), ("Arm", [10])))
    assert weights() == [60, 70]


def test_two_imports_at_once_end_as_one(alice: Member) -> None:
    """The second begins and ends between two batches of the first, which then still holds what it knew before."""
    text = file(("Leg", list(range(100, 800))), ("Arm", [10]))
    started: list[Report] = []

    def meanwhile(_done: int) -> None:
        if not started:
            started.append(train(alice, text))

    report = import_training(read_strong("kg"), io.BytesIO(text.encode()), alice, source="strong", progress=meanwhile)
    assert started[0].created == 201
    assert (report.created, report.unchanged, report.removed, report.failed) == (500, 201, 0, 0)
    assert weights() == list(range(100, 800))


def test_an_exercise_merged_away_during_an_import_is_looked_up_again(alice: Member) -> None:
    """Staff may tidy up the names while a long file is being read."""
    from gym.exercises import merge

    text = file(("Leg", list(range(100, 800)))).replace("Squat", "Squatty")

    def meanwhile(done: int) -> None:
        if done == 500:
            merge(Exercise.objects.get(name="Squatty"), Exercise(name="深蹲", primary_muscle="legs"))

    report = import_training(read_strong("kg"), io.BytesIO(text.encode()), alice, source="strong", progress=meanwhile)
    assert report.created == 700
    assert set(SetRecord.objects.values_list("exercise__name", flat=True)) == {"深蹲"}


def test_a_member_deleted_during_an_import_ends_it_in_words(alice: Member) -> None:
    text = file(("Leg", list(range(100, 800))))
    pk = alice.pk

    def meanwhile(_done: int) -> None:
        Member.objects.filter(pk=pk).delete()

    with pytest.raises(formats.ImportRefused, match="会员"):
        import_training(read_strong("kg"), io.BytesIO(text.encode()), alice, source="strong", progress=meanwhile)


runs = st.lists(st.tuples(st.sampled_from(["Leg", "Arm"]), st.lists(st.integers(1, 4), max_size=4)), max_size=4)


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(runs, min_size=1, max_size=4), st.integers(1, 6))
def test_after_any_imports_a_session_holds_exactly_what_the_last_file_has_for_it(
    alice: Member, files: list[list[tuple[str, list[int]]]], batch: int
) -> None:
    TrainingSession.objects.all().delete()
    expected: dict[str, list[int]] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gym.importers.base.batches.__defaults__", (batch,))
        for runs_of_rows in files:
            text = file(*runs_of_rows)
            new: dict[str, list[int]] = {}
            for name, sets in runs_of_rows:
                new[name] = new.get(name, []) + sets
            expected |= {name: sets for name, sets in new.items() if sets}
            dry = train(alice, text, dry_run=True)
            assert train(alice, text) == dry
            assert {name: weights(name) for name in expected} == expected
    assert SetRecord.objects.count() == sum(map(len, expected.values()))
    assert all(kg == Decimal(int(kg)) for kg in SetRecord.objects.values_list("weight_kg", flat=True) if kg)
