"""One door for four formats, the people of a file, and reports that can be put away and taken out again."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from gym.importers import formats
from gym.importers.base import Report
from gym.importers.fitbit import LONGEST_ID
from gym.importers.table import ImportRefused
from gym.models import Member, SetRecord, WeightRecord
from tests.gym import people
from tests.gym.importing import GOOD

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parent / "files"


@pytest.fixture
def alice() -> Member:
    return people.alice()


def opened(text: str) -> io.BytesIO:
    return io.BytesIO(text.encode())


@pytest.mark.parametrize("path", sorted(FILES.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_each_file_is_recognised_by_its_header(path: Path) -> None:
    with path.open("rb") as file:
        kind, name = formats.recognise(file)
    assert name == path.parent.name
    assert kind == ("training" if name in formats.TRAINING else "weights")


def test_a_workout_log_is_never_read_as_body_weights(alice: Member) -> None:
    """It has a date and a weight, which is all that a plain table needs."""
    with pytest.raises(ImportRefused, match="Strong 的训练记录"):
        formats.import_file(opened(GOOD), "weights", alice, unit="kg")
    with pytest.raises(ImportRefused, match="Strong 的训练记录"):
        formats.import_weights(opened(GOOD), {"": alice})
    assert not WeightRecord.objects.exists()


def test_body_weights_are_no_training(alice: Member) -> None:
    with pytest.raises(ImportRefused, match="体重记录"):
        formats.import_file(opened("date,weight\n2026-04-08,70\n"), "training", alice)


@pytest.mark.parametrize(
    ("header", "kind", "said"),
    [
        ("title,start_time,end_time,exercise_title,reps", "auto", r"最像Hevy，但表头缺少这些列：set_type"),
        ("Date,Workout Name,Exercise,Set Order", "training", "最像Strong，但表头缺少这些列：Exercise Name"),
        ("Id,Date,Kilos", "weights", "WeightKg|weight"),
        ("date;kg", "weights", "最像通用表格，但表头缺少这些列：weight"),
        ("a,b,c", "auto", "没有认识的列。通用表格需要这些列：date, weight"),
        ("a,b,c", "training", "Strong需要这些列：Date, Workout Name, Exercise Name, Set Order"),
        ("", "auto", "空"),
        ("PK\x03\x04" + "x" * 100, "auto", "Excel"),
    ],
)
def test_an_unknown_file_is_told_what_the_nearest_format_needs(
    alice: Member, header: str, kind: str, said: str
) -> None:
    with pytest.raises(ImportRefused, match=said):
        formats.import_file(opened(f"{header}\n1,2,3\n" if header else ""), kind, alice)  # type: ignore[arg-type]


def test_a_missing_unit_can_be_asked_for(alice: Member) -> None:
    with pytest.raises(formats.UnitNeeded):
        formats.import_file(opened(GOOD), "auto", alice)
    assert formats.import_file(opened(GOOD), "auto", alice, unit="lb").created == 5


def test_a_file_without_a_map_is_the_members_own(alice: Member) -> None:
    text = "Id,Date,WeightKg\n1001,4/12/2026 6:05:00 AM,62.5\n"
    assert formats.import_file(opened(text), "weights", alice).created == 1
    assert WeightRecord.objects.get().member == alice


def test_the_people_of_a_file_are_counted() -> None:
    with (FILES / "fitbit/two_people.csv").open("rb") as file:
        assert formats.people_in(file) == {"1001": 2, "2002": 1}


def test_people_are_counted_without_bad_rows_and_in_bounded_memory() -> None:
    long = "9" * (LONGEST_ID + 1)
    assert formats.people_in(opened(f"Id,Date,WeightKg\n,x,1\n7,x,1\n{long},x,1\n7\n8,x,1\n")) == {"7": 1, "8": 1}
    many = "".join(f"{n},x,1\n" for n in range(1_001))
    with pytest.raises(ImportRefused, match="1000"):
        formats.people_in(opened(f"Id,Date,WeightKg\n{many}"))
    with pytest.raises(ImportRefused, match="Id"):
        formats.people_in(opened("date,weight\n2026-04-08,70\n"))


def test_a_report_survives_json(alice: Member) -> None:
    report = formats.import_file(opened("date,weight\n2026-04-08,70\nx,y\n"), "auto", alice)
    saved = json.loads(json.dumps(report.as_dict()))
    assert Report.from_dict(saved) == report
    assert Report.from_dict(saved).errors[0].row == 3
    assert set(saved) == {"created", "updated", "unchanged", "removed", "skipped", "failed", "errors"}


def test_the_commands_know_hevy(alice: Member, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(FILES / "hevy/kg.csv")
    call_command("import_training", path, "--member", str(alice.pk), "--dry-run")
    assert not SetRecord.objects.exists()
    call_command("import_training", path, "--member", str(alice.pk), "--format", "hevy")
    assert capsys.readouterr().out.count("新增 6") == 2
    with pytest.raises(CommandError, match="Workout Name"):
        call_command("import_training", path, "--member", str(alice.pk), "--format", "strong")
    with pytest.raises(CommandError, match="Hevy 的训练记录"):
        call_command("import_weights", path, "--member", str(alice.pk))
