"""Staff take lists along as CSV and XLSX: what they may see, with harmless cells, and nothing else."""

import csv
import io

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from gym import aggregates
from gym.models import Member
from gym.permissions import coach_group
from tests.gym import people

pytestmark = pytest.mark.django_db

LISTS = ["member", "weightrecord", "assessment", "trainingsession", "weeklyaggregate", "summary"]


@pytest.fixture
def alice() -> Member:
    alice = people.alice()
    alice.name = "=HYPERLINK(1)"
    alice.save()
    people.weigh(alice, "2026-11-02", 64.5)
    people.train(alice, "2026-11-02")
    people.weigh(people.charlie(), "2026-11-02", 80)
    aggregates.consume()
    people.coach("bob").user.groups.add(coach_group())
    return alice


def exported(client: Client, name: str, kind: int) -> bytes:
    page = client.post(reverse(f"admin:gym_{name}_export"), {"format": kind, "resource": ""})
    assert page.status_code == 200, page
    return page.content


@pytest.mark.parametrize("name", LISTS)
def test_an_administrator_exports_every_list_in_both_formats(name: str, alice: Member) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("admin"))
    assert client.get(reverse(f"admin:gym_{name}_export")).status_code == 200
    text = exported(client, name, 0).decode("utf-8-sig")
    rows = list(load_workbook(io.BytesIO(exported(client, name, 1))).active.values)
    assert len(list(csv.reader(io.StringIO(text)))) == len(rows)


def test_a_coach_exports_his_own_members_only_and_formulas_are_text(alice: Member) -> None:
    client = Client()
    client.force_login(people.user("bob"))
    rows = list(csv.DictReader(io.StringIO(exported(client, "weightrecord", 0).decode("utf-8-sig"))))
    assert [(row["member"], row["kg"]) for row in rows] == [(str(alice.pk), "64.50")]
    assert rows[0]["member_name"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("name", ["=1+1", "==1+1", "+1+1", "-1+1", "@SUM(1+1)", "\t=1+1", "＝1+1"])
def test_no_name_is_a_formula_in_either_format(name: str, alice: Member) -> None:
    Member.objects.filter(pk=alice.pk).update(name=name)
    client = Client()
    client.force_login(User.objects.create_superuser("admin"))
    rows = csv.reader(io.StringIO(exported(client, "weightrecord", 0).decode("utf-8-sig")))
    sheet = load_workbook(io.BytesIO(exported(client, "weightrecord", 1))).active.values
    held = [str(cell) for row in (*rows, *sheet) for cell in row if "1+1" in str(cell)]
    assert held == [f"'{name}"] * 2


def test_who_may_not_see_a_list_may_not_export_it(alice: Member) -> None:
    client = Client()
    client.force_login(people.user("bob"))
    assert client.get(reverse("admin:gym_weeklyaggregate_export")).status_code == 200
    people.user("bob").groups.clear()
    assert client.get(reverse("admin:gym_weeklyaggregate_export")).status_code == 403
