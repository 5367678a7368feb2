"""Hevy's times, and what of its files is refused."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from gym.importers import formats, hevy
from gym.importers.table import ImportRefused
from gym.importers.values import BadValue
from gym.models import Member, SetRecord, TrainingSession
from tests.gym import people
from tests.gym.importing import reasons

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Member:
    return people.alice()


@pytest.mark.parametrize(
    "text",
    [
        "8 Apr 2026, 16:50",
        "8 APRIL 2026, 4:50 PM",
        "Apr 8, 2026, 4:50 p.m.",
        "8. Apr. 2026, 16:50",
        "Apr 8 2026, 16:50",
    ],
)
def test_a_month_is_a_word_in_any_case_before_or_behind_the_day(alice: Member, text: str) -> None:
    assert hevy.at(text, alice.gym.zone) == datetime(2026, 4, 8, 8, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "8 Foo 2026, 16:50", "31 Apr 2026, 16:50", "8 4 2026, 16:50", "8 Apr 2026, 16:50 PM"]
)
def test_what_is_no_time_is_not_guessed(alice: Member, text: str) -> None:
    with pytest.raises(BadValue):
        hevy.at(text, alice.gym.zone)


def test_hevy_names_its_bad_rows_and_keeps_the_good_ones(alice: Member) -> None:
    header = "title,start_time,end_time,exercise_title,set_index,set_type,weight_kg,reps,rpe\n"
    good = 'Legs,"8 Apr 2026, 16:50","8 Apr 2026, 17:50",Squat (Barbell),0,normal,80,5,\n'
    bad = [
        good.replace("normal", "giant"),
        good.replace("8 Apr 2026, 16:50", "someday"),
        good.replace("80", "-80"),
        good.replace("80", "1e400"),
        good.replace("80", "=1+1"),
        good.replace(",5,", ",5.5,"),
        good.replace(",5,\n", ",5,11\n"),
        good.replace("Squat (Barbell)", ""),
    ]
    report = formats.import_file(io.BytesIO((header + "".join(bad) + good).encode()), "training", alice)
    assert [row for row, _reason in reasons(report)] == list(range(2, 2 + len(bad)))
    assert (report.created, SetRecord.objects.get().weight_kg) == (1, Decimal(80))


def test_a_hevy_file_without_a_weight_column_is_refused(alice: Member) -> None:
    text = 'title,start_time,end_time,exercise_title,set_type,reps\nLegs,"8 Apr 2026, 16:50",,Squat,normal,5\n'
    with pytest.raises(ImportRefused, match="weight_kg"):
        formats.import_file(io.BytesIO(text.encode()), "training", alice)


def test_a_forgotten_clock_costs_the_duration_and_no_set(alice: Member) -> None:
    header = "title,start_time,end_time,exercise_title,set_type,weight_kg,reps\n"
    row = 'Legs,"8 Apr 2026, 16:50","10 Apr 2026, 9:00",Squat (Barbell),normal,80,5\n'
    assert formats.import_file(io.BytesIO((header + row).encode()), "auto", alice).created == 1
    assert TrainingSession.objects.get().minutes is None
