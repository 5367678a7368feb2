"""Importing what people bring: good rows kept, bad ones named, nothing twice, memory bounded."""

import contextlib
import functools
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from gym.importers import fitbit, generic, strong
from gym.importers.base import Report, import_weights
from gym.importers.table import ImportRefused, rows
from gym.importers.training import import_training
from gym.models import Exercise, Member, SetRecord, TrainingSession, WeightRecord
from tests.gym import people

pytestmark = pytest.mark.django_db

STRONG_HEADER = "Date,Workout Name,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE"


@pytest.fixture
def alice() -> Member:
    return people.alice()


def train(alice: Member, text: str | bytes, unit: str = "kg", *, dry_run: bool = False) -> Report:
    data = text.encode() if isinstance(text, str) else text
    read = functools.partial(strong.read, in_unit=unit)
    return import_training(read, io.BytesIO(data), alice, source="strong", dry_run=dry_run)


def weigh(alice: Member, text: str | bytes, source: str = "generic") -> Report:
    data = text.encode() if isinstance(text, str) else text
    reader = generic.read if source == "generic" else fitbit.read
    return import_weights(io.BytesIO(data), reader, {"": alice}, source=source)


def reasons(report: Report) -> list[tuple[int, str]]:
    return [(error.row, error.reason) for error in report.errors]


GOOD = f"""{STRONG_HEADER}
2026-04-08 18:30:00,"Leg, Day",Squat (Barbell),W,40,10,0,0,,,
2026-04-08 18:30:00,"Leg, Day",Squat (Barbell),1,80,5,0,0,"heavy
today",,8.5
2026-04-08 18:30:00,"Leg, Day",Rest Timer,Rest Timer,0,0,0,90,,,
2026-04-08 18:30:00,"Leg, Day",Squat (Barbell),F,80.5,4,0,0,,,10
2026-04-08 18:30:00,"Leg, Day",倒立行走,1,0,0,0.05,30,,,
2026-04-10 07:00:00,Run,Running,1,0,0,5,1800,,,
"""


def test_strong_works(alice: Member) -> None:
    report = train(alice, GOOD)
    assert (report.created, report.skipped, report.failed) == (5, 1, 0)
    leg, run = TrainingSession.objects.order_by("start")
    assert (leg.name, leg.status, leg.source) == ("Leg, Day", "completed", "strong")
    assert leg.start == datetime(2026, 4, 8, 10, 30, tzinfo=UTC)
    found = list(leg.sets.order_by("order").values_list("order", "weight_kg", "reps", "is_warmup", "rpe"))
    assert found[0] == (1, Decimal("40.00"), 10, True, None)
    assert found[1] == (2, Decimal("80.00"), 5, False, Decimal("8.5"))
    assert run.sets.get().distance_m == 5000
    assert leg.sets.first().exercise.name == "深蹲"  # type: ignore[union-attr]
    assert Exercise.objects.get(name="倒立行走").primary_muscle == ""


def test_the_same_file_twice_changes_nothing(alice: Member) -> None:
    train(alice, GOOD)
    again = train(alice, GOOD)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 5)
    assert (TrainingSession.objects.count(), SetRecord.objects.count()) == (2, 5)


def test_an_edited_row_is_corrected_and_not_doubled(alice: Member) -> None:
    train(alice, GOOD)
    again = train(alice, GOOD.replace(",80,5,", ",82.5,5,"))
    assert (again.created, again.updated, again.unchanged) == (0, 1, 4)
    assert SetRecord.objects.filter(weight_kg="82.50").count() == 1


def test_a_dry_run_writes_nothing(alice: Member) -> None:
    assert train(alice, GOOD, dry_run=True).created == 5
    assert not TrainingSession.objects.exists()


def test_semicolons_decimal_commas_and_pounds_per_row(alice: Member) -> None:
    header = STRONG_HEADER.replace("RPE", "RPE,Weight Unit,Duration").replace(",", ";")
    text = f"""{header}
2026-04-08 18:30;Leg;Squat;1;80,5;5;0;0;;;;kg;1h 5m
2026-04-08 18:30;Leg;Squat;2;100;5;0;0;;;;lbs;1h 5m
"""
    assert train(alice, text, "").failed == 0
    assert list(SetRecord.objects.values_list("weight_kg", flat=True)) == [Decimal("80.50"), Decimal("45.36")]
    assert TrainingSession.objects.get().minutes == 65


@pytest.mark.parametrize("column", ["Weight (kg)", "Weight (lbs)"])
def test_the_header_may_say_the_unit(alice: Member, column: str) -> None:
    text = f"{STRONG_HEADER.replace('Weight', column)}\n2026-04-08 18:30:00,Leg,Squat,1,100,5,0,0,,,\n"
    assert train(alice, text, "").created == 1
    assert SetRecord.objects.get().weight_kg == (Decimal("100.00") if "kg" in column else Decimal("45.36"))


def test_a_file_that_does_not_say_its_unit_is_not_guessed(alice: Member) -> None:
    with pytest.raises(ImportRefused, match="--unit"):
        train(alice, GOOD, "")
    assert not TrainingSession.objects.exists()


def test_each_bad_row_is_named_and_the_good_ones_are_kept(alice: Member) -> None:
    text = f"""{STRONG_HEADER}
2026-04-08 18:30:00,Leg,Squat,1,80,5,0,0,,,
yesterday,Leg,Squat,1,80,5,0,0,,,
2026-04-08 18:30:00,Leg,Squat,2,heavy,5,0,0,,,
2026-04-08 18:30:00,Leg,Squat,3,nan,5,0,0,,,
2026-04-08 18:30:00,Leg,Squat,4,-5,5,0,0,,,
2026-04-08 18:30:00,Leg,Squat,5,1e308,5,0,0,,,
2026-04-08 18:30:00,Leg,Squat,6,80,5.5,0,0,,,
2026-04-08 18:30:00,Leg,Squat,7,80,5,0,0,,,11
2026-04-08 18:30:00,Leg,,8,80,5,0,0,,,
2026-04-08 18:30:00,Leg,Squat,?,80,5,0,0,,,
2026-04-08 18:30:00,Leg,Squat,9,80,5,0,0,,,,too,many
2026-04-08 18:30:00,Leg,Sq\0uat,9,80,5,0,0,,,
2026-04-08 18:30:00,Leg,Squat,10
2026-04-08 18:30:00,Leg,Squat,11,85,5,0,0,,,
"""
    report = train(alice, text)
    assert [row for row, _reason in reasons(report)] == list(range(3, 14))
    assert all(reason for _row, reason in reasons(report))
    assert report.created == 3
    orders = list(SetRecord.objects.order_by("order").values_list("order", flat=True))
    corrected = train(alice, text.replace("heavy", "81"))
    assert (corrected.created, corrected.unchanged) == (1, 3)
    assert set(orders) < set(SetRecord.objects.values_list("order", flat=True))


def test_what_a_person_entered_is_never_overwritten(alice: Member) -> None:
    people.weigh(alice, "2026-04-08", 70, "08:00")
    report = weigh(alice, "date,weight\n2026-04-08 08:00,71\n2026-04-09 08:00,71\n")
    assert (report.created, report.failed) == (1, 1)
    assert WeightRecord.objects.order_by("measured_at")[0].kg == 70
    people.train(alice, "2026-04-08", "Leg, Day", clock="18:30")
    assert train(alice, GOOD).failed == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(alice: Member, encoding: str) -> None:
    text = f"{STRONG_HEADER}\n2026-04-08 18:30:00,腿部训练,深蹲,1,80,5,0,0,很累,,\n"
    assert train(alice, text.encode(encoding)).created == 1
    assert TrainingSession.objects.get().name == "腿部训练"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "空"),
        ("\n\n  \n", "空"),
        ("a,b,c\n1,2,3\n", "Date"),
        ("Date|Workout Name|Exercise Name|Set Order\n", "分隔"),
        ("Date,Workout Name,Set Order\n", "Exercise Name"),
        ("x" * 2_000_000, "100 万"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "Date"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_words(alice: Member, text: str | bytes, said: str) -> None:
    with pytest.raises(ImportRefused, match=said):
        train(alice, text)


def test_the_fitbit_file_as_it_circulates(alice: Member) -> None:
    path = Path(__file__).parents[2] / "gym/data/fitbit/weightLogInfo_merged.csv"
    for _time in range(2):
        with path.open("rb") as file:
            report = import_weights(file, fitbit.read, {"8877689391": alice})
        assert (report.created + report.unchanged, report.failed) == (33, 0)
    weights = WeightRecord.objects.order_by("measured_at")
    assert weights.count() == 32  # one moment stands twice in the file
    assert report.skipped == 67


def test_fitbit_reads_both_date_formats_and_checks_its_two_units(alice: Member) -> None:
    text = """Id,Date,WeightKg,WeightPounds,Fat,BMI,IsManualReport,LogId
1,04/12/2016,60,132.2774,,22,TRUE,1
1,4/13/2016 1:08:52 AM,60.5,133.3797,25,22,TRUE,2
1,13/04/2016,60,132.2774,,22,TRUE,3
1,4/14/2016 1:08:52 AM,60,60,,22,TRUE,4
1,4/15/2016 1:08:52 AM,,132.2774,0,22,TRUE,5
1,4/16/2016 1:08:52 AM,600,1322.77,,22,TRUE,6
"""
    report = weigh(alice, text, "fitbit")
    assert (report.created, [row for row, _reason in reasons(report)]) == (3, [4, 5, 7])


def test_generic_weights_with_units_and_body_fat(alice: Member) -> None:
    report = weigh(alice, "date;weight;unit;body_fat\n2026-04-08;154,3;lb;25,5\n2026-04-09;70;;\n2026-04-10;7;st;\n")
    assert (report.created, report.failed) == (2, 1)
    assert list(WeightRecord.objects.order_by("measured_at").values_list("kg", "body_fat_percent")) == [
        (Decimal("69.99"), Decimal("25.5")),
        (Decimal("70.00"), None),
    ]


def test_an_hour_that_does_not_exist_is_moved_behind_the_gap() -> None:
    alice = people.alice(gym=people.gym("Europe/Berlin"))
    weigh(alice, "date,weight\n2025-03-30 02:30,70\n")
    assert WeightRecord.objects.get().measured_at == datetime(2025, 3, 30, 1, 30, tzinfo=UTC)


@hypothesis_settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=14))
def test_any_cells_give_a_row_or_a_reason(alice: Member, cells: list[str]) -> None:
    text = f"{STRONG_HEADER}\n{','.join(cells)}\n2026-04-08 18:30:00,Leg,Squat,1,80,5,0,0,,,\n"
    report = Report()
    found = list(strong.read(io.BytesIO(text.encode()), alice, report, "kg"))
    assert found or report.failed
    assert all(0 < error.row < 20 for error in report.errors)


@hypothesis_settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_rows_or_a_refusal(body: bytes) -> None:
    for start in (b"", b"date,weight\n"):
        with contextlib.suppress(ImportRefused):
            for row in rows(io.BytesIO(start + body), ("date", "weight")):
                assert row.problem or set(row.cells) >= {"date", "weight"}


class Generated(io.RawIOBase):
    """A large file that is never whole anywhere; it can be rewound to its beginning once."""

    def __init__(self, lines: int) -> None:
        self._lines = lines
        self._rewind()

    def _rewind(self) -> None:
        self._source = self._make()
        self._held = b""

    def _make(self) -> Iterator[bytes]:
        yield b"date,weight\n"
        for n in range(self._lines):
            day = f"2026-{n % 12 + 1:02}-{n % 28 + 1:02} {n % 24:02}:{n % 60:02}"
            yield f"{day},{60 + n % 10}{' ' * 80}\n".encode()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        if offset == 0 and whence == 0:
            self._rewind()
        return 0

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while len(self._held) < len(buffer):
            piece = next(self._source, b"")
            if not piece:
                break
            self._held += piece
        size = min(len(buffer), len(self._held))
        buffer[:size] = self._held[:size]
        self._held = self._held[size:]
        return size


def test_a_large_file_needs_little_memory(alice: Member) -> None:
    file = io.BufferedReader(Generated(60_000))  # 6 MB of rows, a few hundred distinct moments
    tracemalloc.start()
    try:
        report = import_weights(file, generic.read, {"": alice}, source="generic")
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert report.created + report.unchanged + report.updated + report.failed == 60_000
    assert len(report.errors) <= 1_000
    assert peak < 8_000_000


def test_the_commands_say_what_they_did(alice: Member, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "strong.csv"
    file.write_text(GOOD)
    call_command("import_training", str(file), "--member", str(alice.pk), "--unit", "kg")
    assert "新增 5" in capsys.readouterr().out
    weights = tmp_path / "weights.csv"
    weights.write_text("date,weight\n2026-04-08,70\nx,1\n")
    call_command("import_weights", str(weights), "--member", str(alice.pk))
    captured = capsys.readouterr()
    assert "新增 1" in captured.out
    assert "第 3 行" in captured.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import_training", "absent.csv", "--member", "ID"], "打不开"),
        (["import_training", "absent.csv", "--member", "99999"], "没有编号"),
        (["import_weights", "absent.csv"], "--member"),
        (["import_weights", "absent.csv", "--map", "x"], "写法"),
    ],
)
def test_the_commands_refuse_in_words(alice: Member, arguments: list[str], said: str) -> None:
    arguments = [str(alice.pk) if value == "ID" else value for value in arguments]
    with pytest.raises(CommandError, match=said):
        call_command(*arguments)
