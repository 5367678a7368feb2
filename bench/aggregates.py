"""python -m bench.aggregates [--members 100000]: the gym's totals on PostgreSQL, as ratios and milliseconds.

A database of its own is made on POSTGRES_URL and dropped at the end. Every member has two sessions of ten sets and
three weigh-ins in the week, one has a year of them. Compared are:

    bare      one hand-written INSERT ... SELECT ... GROUP BY of the week's totals, from the raw records
    close     what Xiliu does on Monday: every member's week summed from his days, which its clock keeps up to date
    again     the same once more: compared, nothing written
    rebuild   days and weeks from the raw records, with none of them there
"""

import argparse
import contextlib
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

POSTGRES_URL = os.environ.get("POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
NAME = f"xiliu_bench_{os.getpid()}"
MONDAY = date(2026, 11, 2)
FEW = 1_000

FILL = """
INSERT INTO gym_gym (name, address, time_zone, summaries_need_approval) VALUES ('溪流', '', 'Asia/Shanghai', false);
INSERT INTO gym_exercise (name, aliases, primary_muscle, secondary_muscles)
  SELECT 'exercise ' || n, '[]', (ARRAY['chest','back','legs','shoulders','arms','core'])[1 + n %% 6],
         CASE n %% 3 WHEN 0 THEN '["arms"]' WHEN 1 THEN '["core", "legs"]' ELSE '[]' END::jsonb
  FROM generate_series(1, 150) n;
"""
# Members %(first)s to %(last)s: sessions on Tuesday and Friday evening, weigh-ins on three mornings.
MEMBERS = """
INSERT INTO gym_member (gym_id, name, sex, goal, active)
  SELECT 1, 'member ' || n, 'unknown', 'fat_loss', true FROM generate_series(%(first)s::int, %(last)s) n;
INSERT INTO gym_trainingsession (member_id, start, minutes, name, status, note, source)
  SELECT m.id, %(monday)s::date + (d || ' days')::interval + '11:00', 60, '力量',
         CASE WHEN (m.id + d) %% 9 = 0 THEN 'missed' ELSE 'completed' END, '', 'manual'
  FROM gym_member m, (VALUES (1), (4)) days(d) WHERE m.id BETWEEN %(first)s AND %(last)s;
INSERT INTO gym_setrecord (session_id, exercise_id, "order", weight_kg, reps, is_warmup)
  SELECT s.id, 1 + (s.id * 7 + n) %% 150, n, 40 + (s.id + n) %% 60, 5 + n %% 8, n = 1
  FROM gym_trainingsession s, generate_series(1, 10) n WHERE s.member_id BETWEEN %(first)s AND %(last)s;
INSERT INTO gym_weightrecord (member_id, measured_at, kg, source)
  SELECT m.id, %(monday)s::date + (d || ' days')::interval + '00:30', 60 + (m.id + d) %% 40, 'manual'
  FROM gym_member m, (VALUES (0), (2), (5)) days(d) WHERE m.id BETWEEN %(first)s AND %(last)s;
"""
# A year of training for the first member, so that her report page has something to look through.
HISTORY = """
INSERT INTO gym_trainingsession (member_id, start, minutes, name, status, note, source)
  SELECT 1, %(monday)s::date - (n * 2 || ' days')::interval + '11:00', 60, '力量', 'completed', '', 'manual'
  FROM generate_series(1, 180) n;
INSERT INTO gym_setrecord (session_id, exercise_id, "order", weight_kg, reps, is_warmup)
  SELECT s.id, 1 + (s.id * 7 + n) %% 150, n, 40 + n, 5, false
  FROM gym_trainingsession s, generate_series(1, 20) n WHERE s.member_id = 1 AND s.start < %(monday)s;
"""
BARE = """
INSERT INTO bare_week
SELECT s.member_id, count(DISTINCT s.id), count(*) FILTER (WHERE NOT x.is_warmup), sum(x.weight_kg * x.reps),
       sum(CASE WHEN e.primary_muscle = 'chest' THEN 1 WHEN e.secondary_muscles ? 'chest' THEN .5 ELSE 0 END),
       sum(CASE WHEN e.primary_muscle = 'back' THEN 1 WHEN e.secondary_muscles ? 'back' THEN .5 ELSE 0 END),
       sum(CASE WHEN e.primary_muscle = 'legs' THEN 1 WHEN e.secondary_muscles ? 'legs' THEN .5 ELSE 0 END),
       sum(CASE WHEN e.primary_muscle = 'shoulders' THEN 1 WHEN e.secondary_muscles ? 'shoulders' THEN .5 ELSE 0 END),
       sum(CASE WHEN e.primary_muscle = 'arms' THEN 1 WHEN e.secondary_muscles ? 'arms' THEN .5 ELSE 0 END),
       sum(CASE WHEN e.primary_muscle = 'core' THEN 1 WHEN e.secondary_muscles ? 'core' THEN .5 ELSE 0 END),
       max(w.weigh_ins), max(w.first), max(w.last)
FROM gym_trainingsession s
JOIN gym_setrecord x ON x.session_id = s.id
JOIN gym_exercise e ON e.id = x.exercise_id
LEFT JOIN (SELECT member_id, count(*) AS weigh_ins, (array_agg(kg ORDER BY measured_at))[1] AS first,
                  (array_agg(kg ORDER BY measured_at DESC))[1] AS last
           FROM gym_weightrecord WHERE measured_at >= '2026-11-02 00:00+08' AND measured_at < '2026-11-09 00:00+08'
           GROUP BY member_id) w ON w.member_id = s.member_id
WHERE s.start >= '2026-11-02 00:00+08' AND s.start < '2026-11-09 00:00+08' AND s.status = 'completed'
GROUP BY s.member_id
"""
BARE_TABLE = """
DROP TABLE IF EXISTS bare_week;
CREATE TABLE bare_week (member_id bigint PRIMARY KEY, sessions int, sets int, volume numeric, chest float, back float,
  legs float, shoulders float, arms float, core float, weigh_ins int, first numeric, last numeric)
"""


@contextlib.contextmanager
def database() -> Iterator[None]:
    """A migrated database of its own, made the default one of Django."""
    with psycopg.connect(POSTGRES_URL, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{NAME}"')
        try:
            os.environ["DATABASE_URL"] = urlunsplit(urlsplit(POSTGRES_URL)._replace(path=f"/{NAME}"))
            os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
            import django
            from django.core.management import call_command
            from django.db import connection

            django.setup()
            call_command("migrate", verbosity=0)
            yield
            connection.close()
            if pool := getattr(connection, "pool", None):
                pool.close()
        finally:
            admin.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')


def execute(statements: str, parameters: dict[str, Any] | None = None) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in filter(str.strip, statements.split(";\n")):
            cursor.execute(statement, parameters or {})


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def add_members(first: int, last: int) -> None:
    execute(MEMBERS, {"first": first, "last": last, "monday": MONDAY})
    execute("ANALYZE")


def edits(rounds: int = 60) -> float:
    """Milliseconds of one edit of one set, from the change until the totals of its day and week are stored."""
    from gym import aggregates
    from gym.models import SetRecord

    numbers = list(
        SetRecord.objects.filter(is_warmup=False).order_by("pk").values_list("pk", flat=True)[: rounds * 3 : 3]
    )

    def edit(pk: int) -> None:
        record = SetRecord.objects.get(pk=pk)
        record.reps = (record.reps or 0) + 1
        record.save()
        aggregates.consume()

    return 1000 * statistics.median(seconds(lambda pk=pk: edit(pk)) for pk in numbers)  # type: ignore[misc]


def page(rounds: int = 20) -> tuple[float, float]:
    """Milliseconds of the report page over two weeks, median and slowest, of the member with a year of records."""
    from django.contrib.auth.models import User
    from django.test import Client

    from gym.models import Member

    alice = User.objects.create_user("alice")
    Member.objects.filter(pk=1).update(user=alice)
    client = Client()
    client.force_login(alice)
    times = []
    for number in range(rounds + 2):
        began = time.perf_counter()
        response = client.get("/gym/week/?start_date=2026-10-27&end_date=2026-11-08")
        assert response.status_code == 200
        if number >= 2:  # templates are compiled
            times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times), max(times)


def closes(rounds: int) -> dict[str, list[float]]:
    """Seconds of each, taken in turns."""
    from gym import aggregates

    week = aggregates.Span("Asia/Shanghai", MONDAY, 1)
    empty = "TRUNCATE gym_dailyaggregate;\nTRUNCATE gym_weeklyaggregate"
    found: dict[str, list[float]] = {"bare": [], "close": [], "again": [], "rebuild": []}
    for _round in range(rounds):
        execute(BARE_TABLE)
        found["bare"].append(seconds(lambda: execute(BARE)))
        execute(empty)
        found["rebuild"].append(seconds(lambda: aggregates.recompute(week)))
        execute("TRUNCATE gym_weeklyaggregate;\nANALYZE gym_dailyaggregate")
        found["close"].append(seconds(lambda: aggregates.recompute(week, from_days=True)))
        found["again"].append(seconds(lambda: aggregates.recompute(week, from_days=True)))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with database():
        from django.db import connection

        execute(FILL)
        add_members(1, FEW)
        execute(HISTORY, {"monday": MONDAY})
        from gym import aggregates
        from gym.models import Mark

        aggregates.consume()
        few = edits()
        add_members(FEW + 1, options.members)
        marks = Mark.objects.count()
        counted = seconds(lambda: aggregates.consume(1_000_000))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM gym_setrecord")
            sets = cursor.fetchone()[0]
        times = {name: statistics.median(values) for name, values in closes(options.rounds).items()}
        execute("VACUUM ANALYZE")
        many = edits()
        median, slowest = page()
    print(f"{options.members} members, {sets} sets\n")
    print("| what | seconds | x bare |\n|---|---|---|")
    for name, value in times.items():
        print(f"| {name} | {value:.1f} | {value / times['bare']:.2f} |")
    print(f"\n{marks} marks of a bulk insertion counted in {counted:.1f} s")
    print("\n| one edit, change to stored totals | ms | ratio |\n|---|---|---|")
    print(f"| {FEW} members | {few:.1f} | 1 |\n| {options.members} members | {many:.1f} | {many / few:.2f} |")
    print(f"\nreport page, median {median:.0f} ms, slowest {slowest:.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
