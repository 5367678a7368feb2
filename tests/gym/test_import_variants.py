"""Every spelling of the exports that is known: one file each, imported twice. The files' contents are invented."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gym.importers import fitbit, formats, generic, hevy, strong
from gym.importers.base import Report
from gym.models import Member, SetRecord, TrainingSession, WeightRecord
from tests.gym import people

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parent / "files"


@pytest.fixture
def alice() -> Member:
    return people.alice()


def take(name: str, alice: Member, **options: Any) -> Report:
    with (FILES / name).open("rb") as file:
        return formats.import_file(file, "auto", alice, **options)


class Expected(NamedTuple):
    name: str
    options: dict[str, str]
    sets: int
    skipped: int
    starts: list[str]  # in UTC
    minutes: Sequence[int | None]
    values: list[tuple[str, str | None, int | None, int | None, str | None, str | None]]
    """exercise, kg, repetitions, seconds, metres, RPE: the first sets of the file's earliest workouts"""
    warmups: int = 0


STRONG = [
    Expected(
        "strong/first.csv",
        {"unit": "kg"},
        4,
        0,
        ["2026-04-06 10:30:00", "2026-04-06 23:05:09"],
        [None, None],
        [
            ("深蹲", "100.00", 5, None, None, None),
            ("深蹲", "102.50", 5, None, None, "8.5"),
            ("平板支撑", None, None, 60, None, None),
            ("跑步", None, None, 1800, "5200.0", None),
        ],
    ),
    Expected(
        "strong/ios.csv",
        {"unit": "lb"},
        5,
        1,
        ["2026-04-06 10:30:00", "2026-04-07 22:00:00"],
        [65, 42],
        [
            ("卧推", "20.41", 10, None, None, None),
            ("卧推", "61.23", 8, None, None, "8.0"),
            ("卧推", "61.23", 6, None, None, "10.0"),
            ("卧推", "43.09", 12, None, None, None),
            ("跑步", None, None, 1500, "4989.0", None),
        ],
        warmups=1,
    ),
    Expected(
        "strong/ios_without_notes.csv",
        {"unit": "kg"},
        2,
        0,
        ["2026-04-06 10:30:00"],
        [45],
        [("Highrow", "60.00", 13, None, None, None), ("高位下拉", "55.00", 10, None, None, None)],
    ),
    Expected(
        "strong/android.csv",
        {},
        4,
        0,
        ["2026-04-06 08:49:28"],
        [44],
        [
            ("哑铃弯举", "14.00", 8, None, None, None),
            ("哑铃弯举", "13.61", 8, None, None, "9.5"),
            ("步行", None, None, 1200, "2414.0", None),
            ("动感单车", None, None, 1500, "8000.0", None),
        ],
    ),
    Expected(
        "strong/current_kg.csv",
        {},
        4,
        2,
        ["2026-04-06 04:58:47", "2026-04-07 23:30:00"],
        [70, 32],
        [
            ("上斜卧推", "40.00", 15, None, None, None),
            ("上斜卧推", "61.23", 7, None, None, "8.0"),
            ("上斜卧推", "50.00", 9, None, None, None),
            ("跑步", None, None, 1800, "5200.0", None),
        ],
        warmups=1,
    ),
    Expected(
        "strong/current_lb_comma.csv",
        {},
        2,
        0,
        ["2026-04-06 09:30:00"],
        [60],
        [("深蹲", "82.78", 5, None, None, "8.5"), ("深蹲", "82.78", 4, None, None, None)],
    ),
    Expected(
        "strong/units_per_row.csv",
        {},
        3,
        0,
        ["2026-04-06 10:30:00"],
        [2],
        [
            ("硬拉", "100.00", 5, None, None, None),
            ("硬拉", "453.82", 1, None, None, None),
            ("划船机", None, None, 480, "2000.0", None),
        ],
    ),
    Expected(
        "strong/twelve_hours.csv",
        {},
        3,
        0,
        ["2026-04-06 10:30:00", "2026-04-07 10:30:00", "2026-04-07 16:05:00"],
        [None, None, None],
        [("深蹲", "80.00", 5, None, None, None), ("深蹲", "82.50", 5, None, None, None)],
    ),
    Expected(
        "strong/spreadsheet_gbk.csv",
        {"unit": "kg"},
        2,
        0,
        ["2026-04-06 10:30:00"],
        [None],
        [("深蹲", "80.00", 5, None, None, None), ("深蹲", "82.50", 5, None, None, None)],
    ),
]
HEVY = [
    Expected(
        "hevy/kg.csv",
        {},
        6,
        0,
        ["2026-04-06 01:31:00", "2026-04-08 08:50:00"],
        [None, 75],
        [
            ("跑步", None, None, 1620, "5250.0", None),
            ("热身", None, None, 300, None, None),
            ("深蹲", "60.00", 10, None, None, None),
            ("深蹲", "102.50", 5, None, None, "8.5"),
            ("髋内收", "78.00", 10, None, None, "9.5"),
            ("髋外展", "50.00", 15, None, None, None),
        ],
        warmups=1,
    ),
    Expected(
        "hevy/lb.csv",
        {},
        3,
        0,
        ["2026-03-28 09:29:00"],
        [83],
        [
            ("卧推", "86.18", 5, None, None, "8.0"),
            ("弹力带拉开", None, 20, None, None, None),
            ("跑步", None, None, 540, "804.7", None),
        ],
    ),
    Expected(
        "hevy/languages.csv",
        {},
        16,
        0,
        [],
        [45] * 16,
        [("引体向上", None, 8, None, None, None)],
    ),
    Expected(
        "hevy/times.tsv",
        {},
        6,
        0,
        [
            *("2026-04-08 08:50:00", "2026-04-09 08:50:00", "2026-04-10 08:50:00", "2026-04-11 08:50:00"),
            *("2026-04-12 08:50:30", "2026-09-13 08:50:00"),
        ],
        [60, 60, 60, 60, 60, None],
        [("引体向上", None, 8, None, None, None)],
    ),
]


@pytest.mark.parametrize("expected", [*STRONG, *HEVY], ids=lambda expected: str(expected.name))
def test_a_variant_is_read_to_the_last_number_and_again_without_a_change(alice: Member, expected: Expected) -> None:
    dry = take(expected.name, alice, dry_run=True, **expected.options)
    report = take(expected.name, alice, **expected.options)
    assert report == dry == Report(created=expected.sets, skipped=expected.skipped)
    sessions = list(TrainingSession.objects.order_by("start"))
    if expected.starts:
        assert [f"{session.start.astimezone(UTC):%Y-%m-%d %H:%M:%S}" for session in sessions] == expected.starts
    assert [session.minutes for session in sessions] == list(expected.minutes)
    assert {session.source for session in sessions} == {expected.name.split("/")[0]}
    sets = SetRecord.objects.order_by("session__start", "order").select_related("exercise")
    found = [(s.exercise.name, s.weight_kg, s.reps, s.seconds, s.distance_m, s.rpe) for s in sets]
    assert [tuple(None if v is None else v if isinstance(v, int) else str(v) for v in row) for row in found][
        : len(expected.values)
    ] == expected.values
    assert sets.filter(is_warmup=True).count() == expected.warmups
    before = list(SetRecord.objects.values_list().order_by("pk"))
    again = take(expected.name, alice, **expected.options)
    assert again == Report(unchanged=expected.sets, skipped=expected.skipped)
    assert list(SetRecord.objects.values_list().order_by("pk")) == before


def test_every_month_of_every_language_is_that_month(alice: Member) -> None:
    take("hevy/languages.csv", alice)
    days = {session.start.astimezone(UTC).strftime("%m-%d") for session in TrainingSession.objects.all()}
    assert days == {*(f"{month:02}-02" for month in range(1, 13)), "06-03", "03-03", "04-03", "05-03"}


def test_no_format_follows_the_locale_of_the_process() -> None:
    every = [*hevy.FORMATS, *strong.FORMATS, *fitbit.FORMATS, *generic.FORMATS]
    assert not {"%b", "%B", "%p", "%a", "%A"} & {directive for form in every for directive in re.findall("%.", form)}


def test_a_weight_log_of_two_people_goes_to_each(alice: Member) -> None:
    charlie = people.charlie()
    report = take("fitbit/two_people.csv", alice, people={"1001": alice, "2002": charlie})
    assert report == Report(created=3)
    found = WeightRecord.objects.order_by("measured_at").values_list("member", "measured_at", "kg", "body_fat_percent")
    assert list(found) == [
        (alice.pk, datetime(2026, 4, 11, 22, 5, tzinfo=UTC), Decimal("62.50"), Decimal("25.0")),
        (charlie.pk, datetime(2026, 4, 12, 15, 59, 59, tzinfo=UTC), Decimal("90.00"), None),
        (alice.pk, datetime(2026, 4, 13, 10, 30, tzinfo=UTC), Decimal("62.40"), None),
    ]
    assert take("fitbit/two_people.csv", alice, people={"1001": alice, "2002": charlie}) == Report(unchanged=3)


@pytest.mark.parametrize(
    ("name", "kg"),
    [
        ("generic/comma.csv", ["70.50", "70.40", "70.40", "70.30", "72.50"]),
        ("generic/semicolon.csv", ["70.50", "70.25"]),
    ],
)
def test_plain_tables_of_weights_are_read_in_their_units(alice: Member, name: str, kg: list[str]) -> None:
    assert take(name, alice) == Report(created=len(kg))
    assert [str(weight) for weight in WeightRecord.objects.order_by("measured_at").values_list("kg", flat=True)] == kg
    assert take(name, alice) == Report(unchanged=len(kg))
