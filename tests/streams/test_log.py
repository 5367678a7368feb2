"""The log's contract, on the embedded log; the Redis log will run the same tests."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from streams import events
from streams.events import TERMINAL, Done, Event, Resumed, Text
from streams.log.base import Append, Closed, Fenced, LogBusy, Verdict
from streams.log.sqlite import SqliteLog
from streams.log.writer import LogWriter

OK, ALREADY, FENCED, BEHIND = Verdict.OK, Verdict.ALREADY, Verdict.FENCED, Verdict.BEHIND


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[SqliteLog]:
    log = SqliteLog(tmp_path / "log.sqlite3")
    await log.open()
    yield log
    await log.close()


def entry(seq: int, event: Event, epoch: int = 1, stream: str = "s", appender: Any = None) -> Append:
    return Append(stream, epoch, seq, event, events.encode(event), None, isinstance(event, TERMINAL), appender)


async def test_entries_come_back_in_order(log: SqliteLog) -> None:
    assert await log.take_over("s", 1, None) == 0
    assert await log.commit([entry(1, Text("本")), entry(2, Text("周")), entry(3, Done())]) == [OK, OK, OK]
    assert [(e.seq, events.decode(e.payload)) for e in await log.read("s", 1, 10)] == [(2, Text("周")), (3, Done())]
    assert len(await log.read("s", 0, 2)) == 2


async def test_a_repeated_append_is_already_there(log: SqliteLog) -> None:
    await log.take_over("s", 1, None)
    await log.commit([entry(1, Text("本"))])
    assert await log.commit([entry(1, Text("本")), entry(1, Text("别"))]) == [ALREADY, FENCED]


async def test_a_gap_is_behind(log: SqliteLog) -> None:
    await log.take_over("s", 1, None)
    assert await log.commit([entry(2, Text("周"))]) == [BEHIND]


async def test_nothing_follows_the_terminal(log: SqliteLog) -> None:
    await log.take_over("s", 1, None)
    assert await log.commit([entry(1, Done()), entry(2, Text("!"))]) == [OK, FENCED]
    with pytest.raises(Closed):
        await log.take_over("s", 2, b"{}")


async def test_a_newer_epoch_fences_the_older(log: SqliteLog) -> None:
    await log.take_over("s", 1, None)
    await log.commit([entry(1, Text("本"))])
    assert await log.take_over("s", 2, events.encode(Resumed(2))) == 2
    assert await log.commit([entry(2, Text("旧"), epoch=1), entry(3, Text("新"), epoch=2)]) == [FENCED, OK]
    assert [events.decode(e.payload) for e in await log.read("s", 0, 9)] == [Text("本"), Resumed(2), Text("新")]
    with pytest.raises(Fenced):
        await log.take_over("s", 1, None)


async def test_a_repeated_take_over_appends_resumed_once(log: SqliteLog) -> None:
    await log.take_over("s", 2, events.encode(Resumed(2)))
    assert await log.take_over("s", 2, events.encode(Resumed(2))) == 1


async def test_without_a_take_over_nothing_is_accepted(log: SqliteLog) -> None:
    assert await log.commit([entry(1, Text("本"))]) == [FENCED]


async def test_an_expired_stream_is_purged(log: SqliteLog) -> None:
    for stream in ("old", "new"):
        await log.take_over(stream, 1, None)
        await log.commit([entry(1, Done(), stream=stream)])
    await log.expire("old", -1)
    await log.expire("new", 60)
    assert await log.purge() == 1
    assert await log.head("old") is None
    assert await log.streams() == ["new"]


async def test_a_deleted_stream_leaves_nothing(log: SqliteLog) -> None:
    await log.take_over("s", 1, None)
    await log.commit([entry(1, Text("本"))])
    await log.delete(["s", "never-there"])
    assert await log.read("s", 0, 9) == []
    assert await log.commit([entry(2, Text("周"))]) == [FENCED]


async def test_a_second_process_is_refused_with_a_sentence(log: SqliteLog) -> None:
    second = SqliteLog(log.file)
    with pytest.raises(LogBusy, match="另一个溪流进程"):
        await second.open()
    await second.close()


async def test_the_log_survives_a_restart_and_keeps_its_identity(tmp_path: Path) -> None:
    first = SqliteLog(tmp_path / "log.sqlite3")
    await first.open()
    await first.take_over("s", 1, None)
    await first.commit([entry(1, Text("本"))])
    identity = first.identity
    await first.close()
    second = SqliteLog(tmp_path / "log.sqlite3")
    await second.open()
    assert second.identity == identity
    head = await second.head("s")
    assert head is not None
    assert (head.epoch, head.last, head.closed) == (1, 1, False)
    await second.close()


class Appender:
    def __init__(self) -> None:
        self.told: list[tuple[int, str]] = []

    def accepted(self, item: Append) -> None:
        self.told.append((item.seq, "ok"))

    def refused(self, item: Append, verdict: Verdict) -> None:
        self.told.append((item.seq, verdict.value))


async def test_the_writer_gathers_shows_and_tells_in_order(log: SqliteLog) -> None:
    await log.take_over("s", 1, None)
    shown: list[int] = []
    appender = Appender()
    writer = LogWriter(log, lambda items: shown.extend(item.seq for item in items), 0.001)
    for seq in range(1, 101):
        writer.append(entry(seq, Text(str(seq)), appender=appender))
    await writer.drained()
    assert shown == list(range(1, 101))
    assert appender.told == [(seq, "ok") for seq in range(1, 101)]


async def test_what_is_refused_is_never_shown(log: SqliteLog) -> None:
    await log.take_over("s", 2, None)
    shown: list[int] = []
    appender = Appender()
    writer = LogWriter(log, lambda items: shown.extend(item.seq for item in items), 0)
    writer.append(entry(1, Text("旧"), epoch=1, appender=appender))
    await writer.drained()
    assert shown == []
    assert appender.told == [(1, "fenced")]
