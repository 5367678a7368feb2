"""Precomputed totals equal what the raw records give, whatever was done to the records, and by whom."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Max
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gym import aggregates
from gym.aggregates import triggers
from gym.importers import formats
from gym.models import (
    ClosedWeek,
    DailyAggregate,
    Exercise,
    Gym,
    Mark,
    Member,
    SetRecord,
    TrainingSession,
    WeeklyAggregate,
    WeightRecord,
)
from tests.gym import people, recomputed

pytestmark = pytest.mark.django_db

# A year's end, a week of two years, and both nights in which New York changes its clocks.
DAYS = [date(2025, 12, 28), date(2025, 12, 29), date(2026, 1, 1), date(2026, 1, 4), date(2026, 1, 5)]
DAYS += [date(2026, 3, 8), date(2026, 3, 9), date(2026, 11, 1), date(2026, 11, 2)]
CLOCKS = [0, 90, 719, 1439]


def moment(day: date, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute)


def assert_true() -> None:
    """What is stored equals what plain Python makes of the raw records, and nothing is left to do."""
    assert not Mark.objects.exists()
    assert recomputed.stored_days() == recomputed.days()
    assert recomputed.stored_weeks() == recomputed.weeks()


numbers = st.integers(0, 5)
steps = st.one_of(
    st.tuples(st.just("weigh"), numbers, st.sampled_from(DAYS), st.sampled_from(CLOCKS), st.integers(4000, 9000)),
    st.tuples(st.just("train"), numbers, st.sampled_from(DAYS), st.sampled_from(CLOCKS), st.integers(0, 90)),
    st.tuples(st.just("lift"), numbers, numbers, st.integers(0, 12), st.integers(0, 20_000), st.booleans()),
    st.tuples(st.just("status"), numbers, st.sampled_from(["planned", "completed", "missed"])),
    st.tuples(st.just("move session"), numbers, st.sampled_from(DAYS), st.sampled_from(CLOCKS)),
    st.tuples(st.just("move set"), numbers, numbers),
    st.tuples(st.just("move weight"), numbers, st.sampled_from(DAYS)),
    st.tuples(st.just("delete"), st.sampled_from(["weight", "session", "set", "all sets", "member"]), numbers),
    st.tuples(st.just("import"), numbers, st.sampled_from(DAYS), st.integers(1, 4)),
    st.tuples(st.just("muscles"), numbers, st.sampled_from(["", "legs", "chest"]), st.booleans()),
    st.tuples(st.just("zone"), st.sampled_from(["Asia/Shanghai", "America/New_York", "Pacific/Apia"])),
    st.tuples(st.just("move member"), numbers),
    st.tuples(st.just("roll back"), numbers, st.sampled_from(DAYS)),
    st.tuples(st.just("catch up"), numbers),
    st.tuples(st.just("close"), st.sampled_from(DAYS)),
)


class World:
    """Does one step of a story through the ways that people and programs have: save, bulk, update, cascade, import."""

    def __init__(self) -> None:
        self.gyms = [people.gym("America/New_York"), Gym.objects.create(name="东区", time_zone="Asia/Shanghai")]
        self.members = [people.alice(), people.charlie(), people.member("diana", "bob", gym=self.gyms[1])]
        self.exercises = [
            Exercise.objects.create(name="深蹲", primary_muscle="legs", secondary_muscles=["core", "back"]),
            Exercise.objects.create(name="卧推", primary_muscle="chest", secondary_muscles=["arms", "chest"]),
            Exercise.objects.create(name="未知"),
        ]

    def pick(self, model: Any, number: int) -> Any:
        rows = list(model.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def do(self, step: tuple[Any, ...]) -> None:
        name, *arguments = step
        getattr(self, "do_" + name.replace(" ", "_"))(*arguments)

    def do_weigh(self, who: int, day: date, minute: int, centikilos: int) -> None:
        if member := self.pick(Member, who):
            WeightRecord.objects.update_or_create(
                member=member, measured_at=moment(day, minute), defaults={"kg": centikilos / 100}
            )

    def do_train(self, who: int, day: date, minute: int, minutes: int) -> None:
        if member := self.pick(Member, who):
            key = {"member": member, "start": moment(day, minute), "name": "力量"}
            TrainingSession.objects.get_or_create(**key, defaults={"minutes": minutes, "status": "completed"})

    def do_lift(self, session: int, exercise: int, reps: int, centikilos: int, is_warmup: bool) -> None:
        if held := self.pick(TrainingSession, session):
            last = held.sets.aggregate(last=Max("order"))["last"] or 0
            rows = [
                SetRecord(
                    session=held,
                    exercise=self.pick(Exercise, exercise + n),
                    order=last + 1 + n,
                    weight_kg=centikilos / 100 or None,
                    reps=reps or None,
                    is_warmup=is_warmup,
                )
                for n in range(2)
            ]
            SetRecord.objects.bulk_create(rows)

    def do_status(self, session: int, status: str) -> None:
        if held := self.pick(TrainingSession, session):
            TrainingSession.objects.filter(name=held.name, member=held.member).update(status=status)

    def do_move_session(self, session: int, day: date, minute: int) -> None:
        held = self.pick(TrainingSession, session)
        if held and not held.member.sessions.filter(start=moment(day, minute)).exists():
            held.start = moment(day, minute)
            held.save()

    def do_move_set(self, number: int, session: int) -> None:
        record, held = self.pick(SetRecord, number), self.pick(TrainingSession, session)
        if record:
            last = SetRecord.objects.aggregate(last=Max("order"))["last"]
            SetRecord.objects.filter(pk=record.pk).update(session=held, order=last + 1)

    def do_move_weight(self, number: int, day: date) -> None:
        record = self.pick(WeightRecord, number)
        if record and not record.member.weights.filter(measured_at=moment(day, 1)).exists():
            WeightRecord.objects.filter(pk=record.pk).update(measured_at=moment(day, 1))

    def do_delete(self, what: str, number: int) -> None:
        if what == "all sets":
            SetRecord.objects.all().delete()
            return
        model = {"weight": WeightRecord, "session": TrainingSession, "set": SetRecord, "member": Member}[what]
        if row := self.pick(model, number):
            row.delete()

    def do_import(self, who: int, day: date, sets: int) -> None:
        if member := self.pick(Member, who):
            rows = "".join(f"{day} 18:00:00,腿日,深蹲,{n + 1},{50 + n},5,0,0\n" for n in range(sets))
            file = io.BytesIO(
                f"Date,Workout Name,Exercise Name,Set Order,Weight (kg),Reps,Distance,Seconds\n{rows}".encode()
            )
            formats.import_training(file, member)

    def do_muscles(self, exercise: int, primary: str, with_core: bool) -> None:
        Exercise.objects.filter(pk=self.pick(Exercise, exercise).pk).update(
            primary_muscle=primary, secondary_muscles=["core"] if with_core else []
        )

    def do_zone(self, zone: str) -> None:
        Gym.objects.filter(pk=self.gyms[0].pk).update(time_zone=zone)

    def do_move_member(self, who: int) -> None:
        if member := self.pick(Member, who):
            member.gym = next(gym for gym in self.gyms if gym.pk != member.gym_id)
            member.save()

    def do_roll_back(self, who: int, day: date) -> None:
        with transaction.atomic():
            self.do_weigh(who, day, 5, 5000)
            self.do_delete("session", who)
            transaction.set_rollback(True)

    def do_consume(self) -> None:
        aggregates.consume()
        assert_true()

    def do_catch_up(self, who: int) -> None:
        if member := self.pick(Member, who):
            aggregates.catch_up(member.pk)
            mine = {key: row for key, row in recomputed.days().items() if key[0] == member.pk}
            assert {key: row for key, row in recomputed.stored_days().items() if key[0] == member.pk} == mine

    def do_close(self, day: date) -> None:
        aggregates.close_weeks(moment(day, 900))


class AnySequence(TestCase):
    """Hypothesis with a rolled-back database for each story."""

    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.tuples(steps, st.booleans()), min_size=4, max_size=20))
    def test_any_sequence_of_changes_leaves_true_totals(self, story: list[tuple[tuple[Any, ...], bool]]) -> None:
        world = World()
        for number in range(3):
            world.do_train(number, DAYS[number], 600, 60)
            world.do_weigh(number, DAYS[number], 600, 7000)
        world.do_lift(0, 0, 5, 6000, False)
        for step, consumed in story:
            world.do(step)
            if consumed:
                world.do_consume()
        world.do_consume()

    @settings(max_examples=20, deadline=None)
    @given(st.lists(steps, max_size=14))
    def test_a_rebuild_gives_the_same_with_no_marks_at_all(self, story: list[tuple[Any, ...]]) -> None:
        world = World()
        for step in story:
            world.do(step)
        Mark.objects.all().delete()
        aggregates.rebuild()
        assert_true()


def test_a_day_belongs_to_the_gyms_zone_and_a_week_to_the_iso_year() -> None:
    alice = people.alice(gym=Gym.objects.create(name="NY", time_zone="America/New_York"))
    people.weigh(alice, "2025-12-29", 70, "00:30")  # 05:30 UTC; ISO week 1 of 2026
    people.weigh(alice, "2026-01-04", 69.5, "23:30")  # Monday in UTC, Sunday in New York
    aggregates.consume()
    assert [row.day for row in DailyAggregate.objects.order_by("day")] == [date(2025, 12, 29), date(2026, 1, 4)]
    week = WeeklyAggregate.objects.get()
    assert (str(week), week.weigh_ins, float(week.weight_first or 0), float(week.weight_last or 0)) == (
        "2026-W01",
        2,
        70.0,
        69.5,
    )
    assert (week.monday, week.sunday) == (date(2025, 12, 29), date(2026, 1, 4))


def test_what_has_not_changed_keeps_the_time_at_which_it_was_computed() -> None:
    alice = people.alice()
    people.lift(people.train(alice, "2026-11-02"), "深蹲", 60, 5)
    aggregates.consume()
    before = DailyAggregate.objects.get()
    aggregates.rebuild()
    assert DailyAggregate.objects.get().computed_at == before.computed_at
    SetRecord.objects.update(reps=6)
    aggregates.consume()
    after = DailyAggregate.objects.get()
    assert after.computed_at > before.computed_at
    assert after.input_hash != before.input_hash


def test_a_change_marks_its_member_as_stale_until_somebody_looks() -> None:
    alice, charlie = people.alice(), people.charlie()
    people.weigh(alice, "2026-11-02", 70)
    assert aggregates.is_stale([alice.pk, charlie.pk]) == {alice.pk}
    aggregates.catch_up(alice.pk)
    assert aggregates.is_stale([alice.pk, charlie.pk]) == set()


def test_a_task_that_dies_half_way_loses_nothing_and_doubles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = people.alice()
    for day in range(1, 10):
        people.train(alice, f"2026-11-0{day}")
    monkeypatch.setattr(aggregates, "MARKS_AT_ONCE", 4)
    run = aggregates._run
    calls = []

    def dying(statement: Any, *arguments: Any) -> None:
        calls.append(statement)
        if len(calls) == 4:
            raise SystemExit  # in the second batch, between its days and its weeks
        run(statement, *arguments)

    monkeypatch.setattr(aggregates, "_run", dying)
    with pytest.raises(SystemExit):
        aggregates.consume()
    assert Mark.objects.count() == 5
    monkeypatch.setattr(aggregates, "_run", run)
    aggregates.consume()
    assert_true()


def test_a_week_is_closed_once_for_each_gym_when_its_monday_has_begun() -> None:
    shanghai = people.gym("Asia/Shanghai")
    Gym.objects.create(name="Apia", time_zone="Pacific/Apia")
    sunday_night = datetime(2026, 1, 4, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai, Monday 04:30 in Apia
    assert ("Apia", 1) in [(row.gym.name, row.iso_week) for row in aggregates.close_weeks(sunday_night)]
    assert not ClosedWeek.objects.filter(gym=shanghai, iso_year=2026, iso_week=1).exists()
    aggregates.close_weeks(sunday_night + timedelta(hours=1))
    assert str(ClosedWeek.objects.get(gym=shanghai, iso_year=2026, iso_week=1)).endswith("2026-W01")
    assert aggregates.close_weeks(sunday_night + timedelta(hours=2)) == []


def test_closing_a_week_heals_the_week_and_a_rebuild_heals_its_days() -> None:
    alice = people.alice()
    people.lift(people.train(alice, "2026-11-02"), "深蹲", 60, 5)
    aggregates.consume()
    WeeklyAggregate.objects.update(sets=99)
    aggregates.close_weeks(datetime(2026, 11, 9, 12, tzinfo=UTC))
    assert_true()
    DailyAggregate.objects.update(sets=99)
    aggregates.rebuild()
    assert_true()


def test_totals_are_right_with_more_members_than_one_statement_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        people.train(people.member(f"member{number}", "bob"), "2026-11-02")
    Mark.objects.all().delete()
    monkeypatch.setattr(aggregates, "MEMBERS_AT_ONCE", 3)
    seen: list[tuple[int, int]] = []
    aggregates.recompute(
        aggregates.Span("Asia/Shanghai", date(2026, 11, 2), 1), lambda done, of: seen.append((done, of))
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert_true()


def test_deleting_a_member_leaves_nothing_of_her() -> None:
    alice = people.alice()
    people.lift(people.train(alice, "2026-11-02"), "深蹲", 60, 5)
    aggregates.consume()
    alice.delete()
    aggregates.consume()
    assert not DailyAggregate.objects.exists()
    assert not WeeklyAggregate.objects.exists()
    assert not Mark.objects.exists()


def test_the_command_rebuilds_and_says_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    people.weigh(people.alice(), "2026-11-02", 70)
    call_command("rebuild_aggregates")
    assert capsys.readouterr().out.splitlines() == ["1/1", "每日汇总 1 行，每周汇总 1 行，未处理的改动 0 条。"]


def test_a_missing_trigger_is_an_error_of_the_systems_check() -> None:
    assert run_checks(tags=["database"], databases=["default"]) == []
    triggers.drop(connection)
    assert [found.id for found in run_checks(tags=["database"], databases=["default"])] == ["gym.E001"]
    triggers.install(connection)
    triggers.install(connection)
    assert run_checks(tags=["database"], databases=["default"]) == []
