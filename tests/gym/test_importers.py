"""Importing what people bring: what each format says, good rows kept, bad ones named, nothing twice."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from gym.importers import fitbit
from gym.importers.base import import_weights
from gym.importers.table import ImportRefused
from gym.models import Exercise, Member, SetRecord, TrainingSession, WeightRecord
from tests.gym import people
from tests.gym.importing import GOOD, STRONG_HEADER, reasons, train, weigh

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Member:
    return people.alice()


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


def test_a_corrected_duration_or_note_is_taken_over_and_an_empty_one_is_not(alice: Member) -> None:
    row = "2026-04-08 18:30:00,Leg,Squat,1,80,5,0,0,,{note},,{duration}\n"
    header = f"{STRONG_HEADER},Duration\n"
    train(alice, header + row.format(note="", duration="45m"))
    assert train(alice, header + row.format(note="膝盖有点紧", duration="1h 5m")).updated == 1
    assert train(alice, header + row.format(note="", duration="")).updated == 0
    session = TrainingSession.objects.get()
    assert (session.minutes, session.note) == (65, "膝盖有点紧")


def test_a_workout_that_runs_over_two_batches_is_one_session(alice: Member) -> None:
    row = "2026-04-08 18:30:00,Leg,Squat,1,80,5,0,0,,,\n"
    text = f"{STRONG_HEADER}\n{row * 700}"
    assert train(alice, text, dry_run=True).created == 700
    assert not Exercise.objects.exists()
    assert train(alice, text).created == 700
    assert train(alice, text).unchanged == 700
    assert TrainingSession.objects.get().sets.count() == 700


def test_a_workout_without_end_and_endless_names_are_bounded(alice: Member) -> None:
    row = "2026-04-08 18:30:00,Leg,Squat,1,80,5,0,0,,,\n"
    assert train(alice, f"{STRONG_HEADER}\n{row * 1_003}").failed == 3
    names = "".join(f"2026-04-09 18:30:00,L{n // 100},Exercise {n},1,80,5,0,0,,,\n" for n in range(503))
    assert train(alice, f"{STRONG_HEADER}\n{names}").failed == 3
    assert Exercise.objects.count() == 501


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


def test_strong_as_its_newer_versions_write_it(alice: Member) -> None:
    text = """Workout #;Date;Workout Name;Duration (sec);Exercise Name;Set Order;Weight (kg);Reps;Distance (meters)
1;2026-04-08 6:30:00\u202fPM;Run;3600;Squat;1;61.234969999999997;5;
1;2026-04-08 6:30:00\u202fPM;Run;3600;Running;1;;;5000
"""
    assert train(alice, text, "").created == 2
    session = TrainingSession.objects.get()
    assert (session.start, session.minutes) == (datetime(2026, 4, 8, 10, 30, tzinfo=UTC), 60)
    assert [s.weight_kg for s in session.sets.all()] == [Decimal("61.23"), None]
    assert session.sets.get(order=2).distance_m == 5000


def test_a_file_saved_again_by_a_chinese_spreadsheet(alice: Member) -> None:
    text = f"{STRONG_HEADER}\r\n2026/4/8 18:30,腿部训练,深蹲,1,80,5,0,0,很累,,\r\n"
    assert train(alice, text.encode("gbk")).created == 1
    assert weigh(alice, "date,weight\r\n2026/4/8 7:05,70.5\r\n").created == 1
    assert WeightRecord.objects.get().measured_at == datetime(2026, 4, 7, 23, 5, tzinfo=UTC)


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
    assert [row for row, _reason in reasons(report)] == list(range(3, 15))
    assert all(reason for _row, reason in reasons(report))
    assert report.created == 2
    orders = list(SetRecord.objects.order_by("order").values_list("order", flat=True))
    corrected = train(alice, text.replace("heavy", "81"))
    assert (corrected.created, corrected.unchanged) == (1, 2)
    assert set(orders) < set(SetRecord.objects.values_list("order", flat=True))


def test_what_a_person_entered_is_never_overwritten(alice: Member) -> None:
    people.weigh(alice, "2026-04-08", 70, "08:00")
    report = weigh(alice, "date,weight\n2026-04-08 08:00,71\n2026-04-09 08:00,71\n")
    assert (report.created, report.failed) == (1, 1)
    assert WeightRecord.objects.order_by("measured_at")[0].kg == 70
    people.train(alice, "2026-04-08", "Leg, Day", clock="18:30")
    assert train(alice, GOOD).failed == 4


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


def test_a_fitbit_file_of_many_people_is_never_given_to_one(alice: Member) -> None:
    text = """Id,Date,WeightKg
1,04/12/2016,60
2,04/13/2016,90
1,04/14/2016,59.8
"""
    report = weigh(alice, text, "fitbit")
    assert (report.created, [row for row, _reason in reasons(report)]) == (2, [3])
    assert "另一个人" in report.errors[0].reason


@pytest.mark.parametrize("rows_between", [0, 600])
def test_a_moment_with_two_values_keeps_the_first_however_often_it_is_imported(
    alice: Member, rows_between: int
) -> None:
    between = "".join(f"2025-{n % 12 + 1:02}-{n % 28 + 1:02} {n // 84:02}:00,71\n" for n in range(rows_between))
    text = f"date,weight\n2026-04-08 08:00,70\n{between}2026-04-08 08:00,72\n2026-04-08 08:00,70\n"
    first = weigh(alice, text)
    again = weigh(alice, text)
    assert (first.created, first.failed) == (rows_between + 1, 1)
    assert (again.created, again.updated, again.failed) == (0, 0, 1)
    assert WeightRecord.objects.order_by("-measured_at")[0].kg == 70


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


def test_the_format_is_found_by_its_columns(alice: Member, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "weights.csv"
    file.write_text("id;date;weightkg\n1;4/13/2016 1:08:52 AM;60,5\n", encoding="utf-16")
    call_command("import_weights", str(file), "--map", f"1={alice.pk}")
    assert WeightRecord.objects.get().source == "fitbit"
    file.write_text("date,weight\n2026-04-08,70\n")
    with pytest.raises(CommandError, match="--member"):
        call_command("import_weights", str(file), "--map", f"1={alice.pk}")
    file.write_text("day,kilos\n2026-04-08,70\n")
    with pytest.raises(CommandError, match="date, weight"):
        call_command("import_weights", str(file), "--member", str(alice.pk))
    with pytest.raises(CommandError, match="Workout Name"):
        call_command("import_training", str(file), "--member", str(alice.pk))
    assert not capsys.readouterr().err


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
