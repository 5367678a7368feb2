"""Importing in the portal: checked first, watched while it goes, begun again after a cut, and nothing twice."""

import io
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from gym import imports
from gym.importers import base
from gym.models import ImportRun, Member, SetRecord, WeightRecord
from tests.gym import people

pytestmark = pytest.mark.django_db

STRONG = "Date,Workout Name,Exercise Name,Set Order,Weight (kg),Reps,Distance,Seconds\n"
GOOD = STRONG + "2026-11-02 18:00:00,腿日,深蹲,1,60,5,0,0\n2026-11-02 18:00:00,腿日,深蹲,2,62.5,5,0,0\n"
BAD_ROW = GOOD + "2026-11-02 18:00:00,腿日,深蹲,3,heavy,5,0,0\n"
NO_UNIT = GOOD.replace("Weight (kg)", "Weight")
FITBIT = "Id,Date,WeightKg,WeightPounds,Fat,BMI,IsManualReport,LogId\n"
TWO_PEOPLE = FITBIT + "".join(
    f"{person},5/{day}/2016 11:59:59 PM,{kg},,,22,True,1\n" for person, kg in ((111, 61), (222, 85)) for day in (1, 2)
)


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def alice() -> Member:
    people.charlie()
    return people.alice()


def signed_in(name: str, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(people.user(name))
    return client


def body(response: Any) -> str:
    text: str = response.content.decode()
    return text


def hand_in(client: Client, text: str | bytes, name: str = "strong.csv", **fields: str) -> ImportRun:
    content = text.encode() if isinstance(text, str) else text
    response = client.post(reverse("gym-imports"), {"file": SimpleUploadedFile(name, content), **fields})
    assert response.status_code == 302, body(response)
    run = ImportRun.objects.latest("pk")
    assert response.headers["Location"] == reverse("gym-import", args=[run.pk])
    return run


def page(client: Client, run: ImportRun) -> str:
    return body(client.get(reverse("gym-import", args=[run.pk])))


def again(client: Client, run: ImportRun, **fields: str) -> None:
    client.post(reverse("gym-import-again", args=[run.pk]), fields)
    imports.run(run.pk)
    run.refresh_from_db()


def test_a_check_writes_nothing_and_the_import_after_it_does(alice: Member, tmp_path: Path) -> None:
    client = signed_in("alice")
    run = hand_in(client, BAD_ROW, check="1")
    assert "马上开始" in page(client, run)
    assert imports.run(run.pk)
    shown = page(client, run)
    assert "检查完了，还没有写入" in shown
    assert "heavy" in shown
    assert not SetRecord.objects.exists()

    again(client, run)
    assert SetRecord.objects.count() == 2
    assert (run.report["created"], run.report["failed"], run.report["errors"][0][0]) == (2, 1, 4)
    assert "导入完成" in page(client, run)
    assert not run.file
    assert list(tmp_path.rglob("*.csv")) == []


def test_the_same_file_twice_changes_nothing(alice: Member) -> None:
    client = signed_in("alice")
    for created in (2, 0):
        run = hand_in(client, GOOD)
        imports.run(run.pk)
        run.refresh_from_db()
        assert (run.report["created"], run.report["unchanged"]) == (created, 2 - created)
    assert "没有变化" in page(client, run)


def test_a_file_without_a_unit_asks_for_it(alice: Member) -> None:
    client = signed_in("alice")
    run = hand_in(client, NO_UNIT)
    imports.run(run.pk)
    assert '<select id="unit"' in page(client, run)
    again(client, run, unit="lb")
    assert list(SetRecord.objects.order_by("order").values_list("weight_kg", flat=True)) == [
        Decimal("27.22"),
        Decimal("28.35"),
    ]


def test_a_file_of_several_people_asks_who_it_is(alice: Member) -> None:
    client = signed_in("alice")
    run = hand_in(client, TWO_PEOPLE, "weightLogInfo.csv")
    imports.run(run.pk)
    assert '<option value="222">222' in page(client, run)
    assert not WeightRecord.objects.exists()
    again(client, run, person="222")
    assert [float(weight.kg) for weight in alice.weights.all()] == [85.0, 85.0]
    assert run.report["skipped"] == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a,b\n1,2\n", "认不出这个文件"),
        (b"\x00\xff\xfe" * 50, ""),
        (b"PK\x03\x04 not a table", "请先解压或另存为 CSV"),
        ("=cmd|'/c calc'!A1\n", "认不出这个文件"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(alice: Member, content: str | bytes, words: str) -> None:
    client = signed_in("alice")
    run = hand_in(client, content)
    imports.run(run.pk)
    run.refresh_from_db()
    assert run.state == "failed"
    assert words in run.message
    assert run.message in body(client.get(reverse("gym-import", args=[run.pk]), {"part": ""}))


def test_an_empty_file_and_no_file_are_told_at_once(alice: Member) -> None:
    client = signed_in("alice")
    for fields in ({}, {"file": SimpleUploadedFile("empty.csv", b"")}):
        response = client.post(reverse("gym-imports"), fields)
        assert response.status_code == 200
        assert 'class="error small"' in body(response)
    assert not ImportRun.objects.exists()


def test_an_import_that_dies_is_begun_again_and_doubles_nothing(alice: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "BATCH", 2)
    monkeypatch.setattr(imports, "TELL_EVERY_S", 0)
    rows = "".join(f"2026-11-02 18:00:00,腿日,深蹲,{n},{50 + n},5,0,0\n" for n in range(1, 2000))
    run = hand_in(signed_in("alice"), STRONG + rows)
    progress = imports._progress

    def dying(row: ImportRun) -> Any:
        tell = progress(row)

        def wrapped(done: int) -> None:
            tell(done)
            raise SystemExit

        return wrapped

    monkeypatch.setattr(imports, "_progress", dying)
    with pytest.raises(SystemExit):
        imports.run(run.pk)
    there = SetRecord.objects.count()
    assert 0 < there < 1999
    run.refresh_from_db()
    assert (run.state, run.rows_done > 0) == ("running", True)

    monkeypatch.setattr(imports, "_progress", progress)
    assert not imports.run(run.pk)  # somebody may still be at work
    assert imports.resume() == 0
    ImportRun.objects.update(heard_at=timezone.now() - timedelta(seconds=61))
    assert imports.resume() == 1
    run.refresh_from_db()
    assert (run.state, run.report["created"] + there, run.report["unchanged"]) == ("done", 1000, there)
    assert SetRecord.objects.count() == 1000  # more than a thousand sets of one workout are refused, row by row


def test_a_worker_that_has_lost_its_run_stops(alice: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "TELL_EVERY_S", 0)
    run = hand_in(signed_in("alice"), GOOD)
    row = ImportRun.objects.get(pk=run.pk)
    ImportRun.objects.update(state="running", heard_at=timezone.now())  # another has taken it over
    with pytest.raises(imports._Stopped):
        imports._progress(row)(1)


def test_a_worker_that_ends_too_late_leaves_the_new_ones_file(alice: Member) -> None:
    run = hand_in(signed_in("alice"), GOOD)
    late = ImportRun.objects.get(pk=run.pk)
    ImportRun.objects.update(state="running", heard_at=timezone.now())
    imports._finish(late, ImportRun.State.DONE, report=base.Report())
    run.refresh_from_db()
    assert run.state == "running"
    assert Path(run.file.path).exists()


def test_a_file_that_kills_its_worker_each_time_is_given_up(alice: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    def dying(*_arguments: Any) -> None:
        raise SystemExit

    run = hand_in(signed_in("alice"), GOOD)
    monkeypatch.setattr(imports, "_import", dying)
    for _attempt in range(imports.MOST_ATTEMPTS):
        with pytest.raises(SystemExit):
            imports.run(run.pk)
        ImportRun.objects.update(heard_at=timezone.now() - timedelta(seconds=61))
    assert imports.resume() == 1
    run.refresh_from_db()
    assert (run.state, "拆成小一些的文件" in run.message) == ("failed", True)


def test_a_nul_in_a_posted_value_is_nothing(alice: Member) -> None:
    client = signed_in("alice")
    run = hand_in(client, TWO_PEOPLE, "weightLogInfo.csv")
    imports.run(run.pk)
    again(client, run, person="2\x0022")
    assert alice.weights.count() == 2


def test_a_run_whose_file_is_gone_says_so(alice: Member) -> None:
    run = hand_in(signed_in("alice"), GOOD)
    ImportRun.objects.update(file="")
    imports.run(run.pk)
    run.refresh_from_db()
    assert "请重新上传" in run.message


def test_a_run_that_nobody_took_up_is_found_by_the_clock(alice: Member) -> None:
    run = hand_in(signed_in("alice"), GOOD)
    assert imports.resume() == 0
    ImportRun.objects.update(heard_at=timezone.now() - timedelta(seconds=6))
    assert imports.resume() == 1
    run.refresh_from_db()
    assert run.state == "done"


def test_files_are_kept_for_a_day_after_a_check(alice: Member) -> None:
    run = hand_in(signed_in("alice"), GOOD, check="1")
    imports.run(run.pk)
    run.refresh_from_db()
    path = Path(run.file.path)
    imports.resume()
    assert path.exists()
    ImportRun.objects.update(heard_at=timezone.now() - timedelta(days=2))
    imports.resume()
    assert not path.exists()
    run.refresh_from_db()
    assert not run.file
    again(signed_in("alice"), run)
    assert run.state == "done"
    assert not SetRecord.objects.exists()


def test_deleting_a_member_deletes_her_files(alice: Member) -> None:
    run = hand_in(signed_in("alice"), GOOD)
    path = Path(run.file.path)
    alice.delete()
    assert not path.exists()
    assert not imports.run(run.pk)


def test_nobody_sees_or_begins_the_import_of_a_stranger(alice: Member) -> None:
    run = hand_in(signed_in("alice"), GOOD)
    stranger = signed_in("charlie")
    assert stranger.get(reverse("gym-import", args=[run.pk])).status_code == 404
    assert stranger.post(reverse("gym-import-again", args=[run.pk])).status_code == 404
    assert stranger.post(f"{reverse('gym-imports')}?member={alice.pk}", {}).status_code == 404
    assert signed_in("bob").get(reverse("gym-import", args=[run.pk])).status_code == 200


def test_a_hostile_file_name_is_shown_as_text_and_stays_in_its_folder(alice: Member, tmp_path: Path) -> None:
    client = signed_in("alice")
    run = hand_in(client, GOOD, "../../<script>x.csv")
    shown = page(client, run)
    assert "<script>x" not in shown
    assert tmp_path in Path(run.file.path).resolve().parents


def test_a_form_from_elsewhere_is_refused_and_a_look_changes_nothing(alice: Member) -> None:
    client = signed_in("alice", enforce_csrf_checks=True)
    assert client.post(reverse("gym-imports"), {"file": io.BytesIO(GOOD.encode())}).status_code == 403
    assert client.get(reverse("gym-imports")).status_code == 200
    assert not ImportRun.objects.exists()
