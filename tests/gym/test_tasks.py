"""Aggregates as they are run: the server's own worker thread, separate Celery processes on Redis, and a kill -9."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from tests.ports import LOOK_EVERY_S, free_port
from tests.processes import ROOT, Installation

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

REDIS = os.environ.get("REDIS_TEST_URL", "redis://127.0.0.1:6379/9")
STRONG = "Date,Workout Name,Exercise Name,Set Order,Weight (kg),Reps,Distance,Seconds\n"


@pytest.fixture
def xiliu(tmp_path: Path) -> Iterator[Installation]:
    installation = Installation(tmp_path, AGGREGATE_EVERY_S="0.3").prepare()
    yield installation
    installation.close()


@pytest.fixture
def broker() -> Iterator[str]:
    """A database of its own on a real Redis; in CI it must be there."""
    client = redis.Redis.from_url(REDIS)
    try:
        client.flushdb()
    except redis.ConnectionError:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"NO REDIS at {REDIS}")
    yield REDIS
    client.flushdb()
    client.close()


def rows(xiliu: Installation, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(xiliu.directory / "xiliu.sqlite3", timeout=10)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def totals(xiliu: Installation) -> list[tuple[object, ...]]:
    daily = rows(xiliu, "SELECT * FROM gym_dailyaggregate ORDER BY member_id, day")
    return daily + rows(xiliu, "SELECT * FROM gym_weeklyaggregate ORDER BY member_id, iso_year, iso_week")


def until(process: "subprocess.Popen[bytes]", true: Callable[[], bool]) -> None:
    """Another process does the work and tells nobody: look again until it is done."""
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, "it was not done in time"
        try:
            process.wait(LOOK_EVERY_S)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError("the process has ended")


def consumed(xiliu: Installation) -> bool:
    return rows(xiliu, "SELECT COUNT(*) FROM gym_mark") == [(0,)] and bool(totals(xiliu))


def import_a_workout(xiliu: Installation, day: str) -> None:
    file = xiliu.directory / "strong.csv"
    file.write_text(STRONG + "".join(f"{day} 18:00:00,腿日,深蹲,{n},{50 + n},5,0,0\n" for n in range(1, 30)))
    done = xiliu.manage("import_training", str(file), "--member", "123")
    assert done.returncode == 0, done.stderr


def assert_true(xiliu: Installation) -> None:
    """A rebuild from the raw records finds nothing to change, not even a time of computing."""
    before = totals(xiliu)
    assert xiliu.manage("rebuild_aggregates").returncode == 0
    assert totals(xiliu) == before


def test_the_servers_own_worker_keeps_totals_true_through_a_kill_9(xiliu: Installation) -> None:
    port = free_port()
    process = xiliu.start(port)
    xiliu.wait_until_up(port, process)
    import_a_workout(xiliu, "2026-11-03")
    process.send_signal(signal.SIGKILL)  # in the middle of whatever it was doing
    process.wait(10)
    import_a_workout(xiliu, "2026-11-05")
    assert not consumed(xiliu)

    port = free_port()
    process = xiliu.start(port)
    xiliu.wait_until_up(port, process)
    until(process, lambda: consumed(xiliu))
    assert_true(xiliu)
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) is not None
    assert "Traceback" not in xiliu.log()


def test_separate_workers_on_redis_keep_totals_true_through_a_kill_9(xiliu: Installation, broker: str) -> None:
    xiliu.environment["REDIS_URL"] = broker
    log = (xiliu.directory / "celery.log").open("ab")
    celery = [sys.executable, "-m", "celery", "-A", "config"]

    def start(*arguments: str) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen([*celery, *arguments], cwd=ROOT, env=xiliu.environment, stdout=log, stderr=log)
        xiliu.processes.append(process)
        return process

    start("beat", "--pidfile=", "--max-interval", "1")
    worker = start("worker", "--concurrency", "1", "--pool", "solo")
    until(worker, lambda: consumed(xiliu))
    import_a_workout(xiliu, "2026-11-03")
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    import_a_workout(xiliu, "2026-11-05")

    worker = start("worker", "--concurrency", "1", "--pool", "solo")
    until(worker, lambda: consumed(xiliu))
    assert_true(xiliu)
    log.close()
