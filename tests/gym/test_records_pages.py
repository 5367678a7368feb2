"""Entering and correcting weigh-ins and training by hand, on pages that work without JavaScript."""

from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gym.forms import TrainingForm, WeightForm
from gym.models import Exercise, Gym, Member, SetRecord, TrainingSession, WeightRecord
from tests.gym import people

pytestmark = pytest.mark.django_db

WEIGHT = {"date": "2026-11-02", "time": "08:00", "amount": "64.5", "unit": "kg", "body_fat": ""}
TRAINING = {"date": "2026-11-02", "time": "19:00", "name": "腿日", "minutes": "60", "status": "completed", "note": ""}


def sets(*rows: dict[str, Any], before: int = 0) -> dict[str, Any]:
    data: dict[str, Any] = {"sets-TOTAL_FORMS": len(rows), "sets-INITIAL_FORMS": before}
    for number, row in enumerate(rows):
        data |= {f"sets-{number}-{name}": value for name, value in row.items()}
    return data


@pytest.fixture
def alice() -> Member:
    people.charlie()
    return people.alice()


@pytest.fixture
def client(alice: Member) -> Client:
    return signed_in("alice")


def signed_in(name: str, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(people.user(name))
    return client


def body(response: Any) -> str:
    text: str = response.content.decode()
    return text


def test_an_empty_list_says_what_to_do(client: Client) -> None:
    page = body(client.get(reverse("gym-records")))
    assert "还没有训练记录" in page
    assert "还没有体重记录" in page


@pytest.mark.parametrize(
    ("amount", "unit", "kg"), [("64.5", "kg", "64.50"), ("129", "jin", "64.50"), ("142.2", "lb", "64.50")]
)
def test_a_weight_is_kept_in_kilograms_at_the_gyms_time(
    client: Client, alice: Member, amount: str, unit: str, kg: str
) -> None:
    page = client.post(
        reverse("gym-weight-new"), WEIGHT | {"amount": amount, "unit": unit, "body_fat": "25.5"}, follow=True
    )
    assert f"体重已保存：{float(kg):g} 公斤。" in body(page)
    record = alice.weights.get()
    assert (record.kg, record.body_fat_percent, record.source) == (Decimal(kg), Decimal("25.5"), "manual")
    assert record.measured_at == people.at(alice, "2026-11-02", "08:00")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": "12"}, "应当在 20 到 400 之间"),
        ({"amount": "64.5.5"}, "有几处要改一下"),
        ({"amount": "1e400"}, "有几处要改一下"),
        ({"amount": "NaN"}, "有几处要改一下"),
        ({"unit": "stone"}, "有几处要改一下"),
        ({"date": "2026-02-30"}, "有几处要改一下"),
        ({"date": "9999-12-31", "time": "23:59"}, "有几处要改一下"),
        ({"date": "0001-01-01", "time": "00:00"}, "这个日期太远了"),
        ({"date": "2099-01-01"}, "还没到这个时间"),
        ({"body_fat": "90"}, "有几处要改一下"),
    ],
)
def test_a_wrong_weight_is_explained_and_not_kept(client: Client, wrong: dict[str, str], words: str) -> None:
    page = client.post(reverse("gym-weight-new"), WEIGHT | wrong)
    assert page.status_code == 200
    assert words in body(page)
    assert not WeightRecord.objects.exists()


def test_sending_the_same_form_twice_makes_one_record(client: Client) -> None:
    client.post(reverse("gym-weight-new"), WEIGHT)
    assert "这个时间已经有一条体重记录了" in body(client.post(reverse("gym-weight-new"), WEIGHT))
    client.post(reverse("gym-training-new"), TRAINING | sets())
    assert "已经有同名的训练了" in body(client.post(reverse("gym-training-new"), TRAINING | sets()))
    assert (WeightRecord.objects.count(), TrainingSession.objects.count()) == (1, 1)


def test_two_who_save_at_once_are_told(client: Client, alice: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    people.weigh(alice, "2026-11-02", 70)
    people.train(alice, "2026-11-02", "腿日")
    for form in (WeightForm, TrainingForm):  # as if the other had saved just after the form looked
        monkeypatch.setattr(form, "is_taken", lambda self, at: False)
    assert "刚刚有了另一条记录" in body(client.post(reverse("gym-weight-new"), WEIGHT))
    assert "刚刚有了另一条记录" in body(client.post(reverse("gym-training-new"), TRAINING | sets()))
    assert (WeightRecord.objects.count(), TrainingSession.objects.count()) == (1, 1)


def test_a_corrected_record_is_no_import_any_more(client: Client, alice: Member) -> None:
    record = people.weigh(alice, "2026-11-01", 70)
    WeightRecord.objects.update(source="fitbit")
    client.post(reverse("gym-weight", args=[record.pk]), WEIGHT)
    record.refresh_from_db()
    assert (record.kg, record.source) == (Decimal("64.50"), "manual")


def test_a_training_is_kept_with_its_sets_in_order_and_empty_rows_are_none(client: Client, alice: Member) -> None:
    rows = sets(
        {"exercise": "深蹲", "weight_kg": "60", "reps": "5", "is_warmup": "on"},
        {"exercise": "", "weight_kg": "", "reps": ""},
        {"exercise": "深蹲", "weight_kg": "80.25", "reps": "5"},
        {"exercise": "从没听过的动作", "weight_kg": "", "reps": "12"},
    )
    assert client.post(reverse("gym-training-new"), TRAINING | rows).status_code == 302
    session = alice.sessions.get()
    assert (session.name, session.minutes, session.status, session.source) == ("腿日", 60, "completed", "manual")
    assert list(session.sets.values_list("order", "exercise__name", "weight_kg", "reps", "is_warmup")) == [
        (1, "深蹲", Decimal("60.00"), 5, True),
        (2, "深蹲", Decimal("80.25"), 5, False),
        (3, "从没听过的动作", None, 12, False),
    ]
    assert Exercise.objects.get(name="深蹲").primary_muscle == "legs"


def test_correcting_sets_keeps_what_the_form_does_not_show(client: Client, alice: Member) -> None:
    session = people.train(alice, "2026-11-02")
    first = people.lift(session, "深蹲", 60, 5, rpe=8, seconds=30)
    second = people.lift(session, "深蹲", 70, 5)
    rows = sets(
        {"record": second.pk, "exercise": "深蹲", "weight_kg": "72.5", "reps": "4"},
        {"record": first.pk, "exercise": "深蹲", "weight_kg": "60", "reps": "6"},
        {"record": "", "exercise": ""},
        before=2,
    )
    client.post(reverse("gym-training", args=[session.pk]), TRAINING | rows)
    assert list(session.sets.values_list("order", "weight_kg", "reps", "rpe", "seconds")) == [
        (1, Decimal("72.50"), 4, None, None),
        (2, Decimal("60.00"), 6, Decimal("8.0"), 30),
    ]


def test_a_set_of_somebody_else_gives_nothing_away(client: Client, alice: Member) -> None:
    charlie = Member.objects.get(user__username="charlie")
    stolen = people.lift(people.train(charlie, "2026-11-02"), "深蹲", 60, 5, rpe=9)
    rows = sets({"record": stolen.pk, "exercise": "深蹲", "weight_kg": "10", "reps": "1"}, before=1)
    client.post(reverse("gym-training-new"), TRAINING | rows)
    assert SetRecord.objects.get(session__member=alice).rpe is None
    stolen.refresh_from_db()
    assert stolen.rpe == 9


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "有几处要改一下"),
        ({"name": "长" * 129}, "有几处要改一下"),
        ({"minutes": "0"}, "有几处要改一下"),
        ({"minutes": "99999999999999999999"}, "有几处要改一下"),
        ({"status": "done"}, "有几处要改一下"),
        ({"date": "2099-01-01"}, "不能是“已完成”"),
        ({"name": "腿\0日"}, "有几处要改一下"),
        (sets({"exercise": "", "reps": "5"}), "这一组是什么动作？"),
        (sets({"exercise": "深蹲", "reps": "-1"}), "有几处要改一下"),
        (sets({"exercise": "深蹲", "weight_kg": "9999999"}), "有几处要改一下"),
        ({"sets-TOTAL_FORMS": "1000000"}, "有几处要改一下"),
        ({"sets-TOTAL_FORMS": "many"}, "有几处要改一下"),
    ],
)
def test_a_wrong_training_is_explained_and_not_kept(client: Client, wrong: dict[str, str], words: str) -> None:
    page = client.post(reverse("gym-training-new"), TRAINING | sets() | wrong)
    assert page.status_code == 200
    assert words in body(page)
    assert not TrainingSession.objects.exists()


def test_hostile_names_are_shown_as_text(client: Client) -> None:
    client.post(
        reverse("gym-training-new"), TRAINING | sets({"exercise": "<img src=x>"}) | {"name": "<script>x</script>"}
    )
    page = body(client.get(reverse("gym-records")))
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


@pytest.mark.parametrize("kind", ["weight", "training"])
def test_deleting_asks_first(client: Client, alice: Member, kind: str) -> None:
    record = people.weigh(alice, "2026-11-02", 64) if kind == "weight" else people.train(alice, "2026-11-02")
    address = reverse("gym-record-delete", args=[kind, record.pk])
    assert "不能恢复" in body(client.get(address))
    assert type(record).objects.exists()
    assert "已删除" in body(client.post(address, follow=True))
    assert not type(record).objects.exists()


def test_nobody_touches_the_records_of_a_stranger(alice: Member) -> None:
    record, session = people.weigh(alice, "2026-11-02", 64), people.train(alice, "2026-11-02")
    stranger = signed_in("charlie")
    for address in (
        reverse("gym-weight", args=[record.pk]),
        reverse("gym-training", args=[session.pk]),
        reverse("gym-record-delete", args=["weight", record.pk]),
        reverse("gym-record-delete", args=["training", session.pk]),
        reverse("gym-records"),
        reverse("gym-weight-new"),
    ):
        assert stranger.post(f"{address}?member={alice.pk}", WEIGHT | TRAINING).status_code in {404, 405}
    for name in ("gym-weight", "gym-training"):
        assert stranger.get(reverse(name, args=[record.pk])).status_code == 404
    assert (alice.weights.get().kg, alice.sessions.count()) == (Decimal("64.00"), 1)


def test_a_coach_keeps_his_members_records(alice: Member) -> None:
    page = signed_in("bob").post(f"{reverse('gym-weight-new')}?member={alice.pk}", WEIGHT)
    assert page.headers["Location"] == f"{reverse('gym-records')}?member={alice.pk}"
    assert alice.weights.count() == 1


def test_staff_who_may_only_look_do_not_write(alice: Member) -> None:
    from django.contrib.auth.models import Permission

    staff = people.user("staff")
    staff.user_permissions.add(Permission.objects.get(codename="view_all_members"))
    assert signed_in("staff").get(f"{reverse('gym-records')}?member={alice.pk}").status_code == 404


def test_a_form_from_elsewhere_is_refused(alice: Member) -> None:
    client = signed_in("alice", enforce_csrf_checks=True)
    assert client.post(reverse("gym-weight-new"), WEIGHT).status_code == 403
    assert not WeightRecord.objects.exists()


@time_machine.travel("2026-12-01", tick=False)
def test_a_time_that_daylight_saving_skips_or_repeats_is_one_moment() -> None:
    alice = people.alice(gym=Gym.objects.create(name="NY", time_zone="America/New_York"))
    client = signed_in("alice")
    client.post(reverse("gym-weight-new"), WEIGHT | {"date": "2026-03-08", "time": "02:30"})
    client.post(reverse("gym-weight-new"), WEIGHT | {"date": "2026-11-01", "time": "01:30"})
    moments = [record.measured_at.isoformat() for record in alice.weights.order_by("measured_at")]
    assert moments == ["2026-03-08T07:30:00+00:00", "2026-11-01T05:30:00+00:00"]
    assert "2026-03-08 03:30" in body(client.get(reverse("gym-records")))
