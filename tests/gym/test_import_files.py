"""Importing damaged and hostile files: any bytes give rows, a reason per row, or a refusal in words."""

import contextlib
import functools
import io
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from gym.importers import generic, strong
from gym.importers.base import Report, import_weights
from gym.importers.table import LONGEST_LINE, ImportRefused, rows
from gym.importers.training import LONGEST_NOTE, Set, import_training
from gym.models import Exercise, Member, SetRecord, TrainingSession, WeightRecord
from tests.gym import people
from tests.gym.importing import STRONG_HEADER, read_strong, reasons, train, weigh

pytestmark = pytest.mark.django_db

ROW = "2026-04-08 18:30:00,Leg,Squat,{order},80,5,0,0,{note},,\n"


@pytest.fixture
def alice() -> Member:
    return people.alice()


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
        ("Date," + "x" * 200_000 + "\n", "Date"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "Date"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_words(alice: Member, text: str | bytes, said: str) -> None:
    with pytest.raises(ImportRefused, match=said):
        train(alice, text)


def test_one_bad_byte_spoils_one_row_and_not_the_encoding_of_the_file(alice: Member) -> None:
    good = "2026-04-08 18:30:00,腿部训练,深蹲,1,80,5,0,0,很累,,\n"
    bad = b"2026-04-08 18:30:00,Leg\xe8\x85,Squat,2,80,5,0,0,,,\n"
    report = train(alice, f"{STRONG_HEADER}\n{good}".encode() + bad + good.encode())
    assert (report.created, [row for row, _reason in reasons(report)]) == (2, [3])
    assert TrainingSession.objects.get().name == "腿部训练"


def test_the_first_chinese_character_may_come_late(alice: Member) -> None:
    plain = "".join(ROW.format(order=n, note="x" * 100) for n in range(1, 900))
    text = f"{STRONG_HEADER}\n{plain}{ROW.format(order=900, note='很累')}"
    assert len(text) > 100_000
    assert train(alice, text.encode("gbk")).failed == 0


def test_a_broken_utf_16_file_is_no_crash(alice: Member) -> None:
    text = "date,weight\n2026-04-08,70\n".encode("utf-16")
    report = weigh(alice, text + b"\x00\xdc,\x00\n\x00" + b"\x41")
    assert (report.created, report.failed) == (1, 2)


@pytest.mark.parametrize("length", [200_000, LONGEST_LINE, 10_000_000])
def test_an_endless_field_costs_its_row_only(alice: Member, length: int) -> None:
    text = STRONG_HEADER + "\n" + ROW.format(order=1, note="x" * length) + ROW.format(order=2, note="")
    report = train(alice, text)
    assert (report.created, [row for row, _reason in reasons(report)]) == (1, [2])


@pytest.mark.parametrize("broken", ['2026-04-08 18:30:00,Leg,"Squat,1,80,5,0,0,,,\n', '"\n', '"","\n'])
@pytest.mark.parametrize("following", [1, 50, 5_000])
def test_a_quote_without_its_pair_swallows_no_good_row(alice: Member, broken: str, following: int) -> None:
    good = ROW.format(order=1, note="") * following
    report = Report()
    found = list(strong.read(io.BytesIO(f"{STRONG_HEADER}\n{broken}{good}".encode()), alice, report, "kg"))
    assert (len([item for item in found if isinstance(item, Set)]), report.failed) == (following, 1)
    assert reasons(report)[0][0] == 2


def test_a_record_that_never_ends_is_bounded() -> None:
    body = b'date,weight\n"' + b'\n","' * 300_000
    assert sum(1 for row in rows(io.BytesIO(body), ("date", "weight")) if row.problem) > 1


def test_a_quote_left_open_at_the_end_of_the_file(alice: Member) -> None:
    report = weigh(alice, 'date,weight\n2026-04-08,"70\n2026-04-09,71\n')
    assert (report.created, [row for row, _reason in reasons(report)]) == (1, [2])


def test_a_download_that_was_cut_off_gives_no_half_number(alice: Member) -> None:
    report = train(alice, f"{STRONG_HEADER}\n{ROW.format(order=1, note='')}2026-04-08 18:30:00,Leg,Squat,2,8")
    assert (report.created, [row for row, _reason in reasons(report)]) == (1, [3])
    assert SetRecord.objects.get().weight_kg == 80


def test_empty_cells_behind_the_last_column_do_no_harm(alice: Member) -> None:
    assert weigh(alice, "date,weight\n2026-04-08,70,,\n2026-04-09,71,x\n").created == 1


def test_errors_are_all_counted_and_a_thousand_kept(alice: Member) -> None:
    report = weigh(alice, "date,weight\n" + "x,y\n" * 1_500)
    assert (report.failed, len(report.errors), report.errors[-1].row) == (1_500, 1_000, 1_001)


def test_the_callers_file_stays_open(alice: Member) -> None:
    file = io.BytesIO(b"date,weight\n2026-04-08,70\n")
    import_weights(file, generic.read, {"": alice}, source="generic")
    with pytest.raises(ImportRefused):
        next(rows(file, ("absent",)))
    assert not file.closed


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
@example(b"\xff\xfe\x00\xdc")
def test_any_bytes_give_rows_or_a_refusal(body: bytes) -> None:
    for start in (b"", b"date,weight\n", "date,weight\n".encode("utf-16")):
        with contextlib.suppress(ImportRefused):
            for row in rows(io.BytesIO(start + body), ("date", "weight")):
                assert row.problem or set(row.cells) >= {"date", "weight"}


class Generated(io.RawIOBase):
    """A large file that is never whole anywhere: a header, and `lines` lines made when they are read."""

    def __init__(self, header: str, line: str, lines: int) -> None:
        self._header, self._line, self._lines = header, line, lines
        self.seek(0)

    def _make(self) -> Iterator[bytes]:
        yield f"{self._header}\n".encode()
        for n in range(self._lines):
            day = f"2026-{n % 12 + 1:02}-{n % 28 + 1:02} {n % 24:02}:{n % 60:02}"
            yield self._line.format(day=day, n=n).encode()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """To the beginning only, as `rows` does before anything is read twice."""
        if (offset, whence) == (0, 0):
            self._source, self._held = self._make(), b""
        return 0

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while len(self._held) < len(buffer) and (piece := next(self._source, b"")):
            self._held += piece
        size = min(len(buffer), len(self._held))
        buffer[:size] = self._held[:size]
        self._held = self._held[size:]
        return size


WIDE = "x" * 2_000


def _peak(work: Callable[[], Report]) -> tuple[Report, int]:
    tracemalloc.start()
    try:
        return work(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_20_megabytes_of_weights_need_little_memory(alice: Member) -> None:
    file = io.BufferedReader(Generated("date,weight,note", f"{{day}},{{n}},{WIDE}\n", 10_000))
    report, peak = _peak(lambda: import_weights(file, generic.read, {"": alice}, source="generic"))
    assert report.created + report.unchanged + report.failed == 10_000
    assert report.created == WeightRecord.objects.count() > 0
    assert len(report.errors) == 1_000
    assert peak < 10_000_000


def test_20_megabytes_of_training_need_little_memory(alice: Member) -> None:
    line = f"{{day}}:00,Leg,Squat,{{n}},80,5,0,0,{WIDE},,\n"
    file = io.BufferedReader(Generated(STRONG_HEADER, line, 10_000))
    read = functools.partial(strong.read, in_unit="kg")
    report, peak = _peak(lambda: import_training(read, file, alice, source="strong"))
    assert report.created == SetRecord.objects.count() == 10_000
    assert peak < 15_000_000


def test_long_notes_need_little_memory_and_are_cut(alice: Member) -> None:
    line = f"{{day}}:00,Leg,Squat,{{n}},80,5,0,0,,{'x' * 100_000},\n"
    file = io.BufferedReader(Generated(STRONG_HEADER, line, 500))
    report, peak = _peak(lambda: import_training(read_strong("kg"), file, alice, source="strong"))
    assert report.created == 500
    assert {len(note) for note in TrainingSession.objects.values_list("note", flat=True)} == {LONGEST_NOTE}
    assert peak < 20_000_000


@pytest.mark.parametrize("cell", ["=1+1", "=cmd|' /C calc'!A0", "@SUM(1)", "+1+1", "-1", "1e400", "nan", "९९"])
def test_a_formula_is_no_number_and_runs_nowhere(alice: Member, cell: str) -> None:
    row = "2026-04-08 18:30:00,Leg,Squat,1,{kg},5,0,0,,,\n"
    report = train(alice, f"{STRONG_HEADER}\n" + row.format(kg=cell) + row.format(kg=80))
    assert (report.created, [number for number, _reason in reasons(report)]) == (1, [2])


@pytest.mark.parametrize("bomb", [b'"', b",", b"\0", b"\n", b"\r", b'"\n', b"9,", b"\xff"])
def test_a_bomb_is_rows_or_errors_in_little_memory(alice: Member, bomb: bytes) -> None:
    body = STRONG_HEADER.encode() + b"\n" + bomb * 200_000
    report, peak = _peak(lambda: train(alice, body))
    assert report.created == 0
    assert peak < 15_000_000


def test_two_imports_in_two_threads_end_as_one(transactional_db: None) -> None:
    alice = people.alice()
    text = f"{STRONG_HEADER}\n" + "".join(
        ROW.format(order=1, note="").replace("Squat", f"Sq {n % 40}") for n in range(900)
    )

    def work() -> Report:
        try:
            return train(alice, text)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        one, other = [future.result() for future in [pool.submit(work), pool.submit(work)]]
    assert (one.created + other.created, one.failed + other.failed) == (900, 0)
    assert SetRecord.objects.count() == 900
    assert Exercise.objects.count() == 40
    assert train(alice, text) == Report(unchanged=900)
