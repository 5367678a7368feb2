"""The admin: a coach sees and touches his own members, and nobody else's."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from gym.models import ImportRun, Member, Summary, WeightRecord
from gym.permissions import coach_group
from streams.models import Stream, pack
from tests.gym import people

pytestmark = pytest.mark.django_db

LISTS = ["gym", "coach", "member", "weightrecord", "assessment", "phase", "exercise", "trainingsession", "summary"]
LISTS += ["weeklyaggregate", "closedweek", "importrun"]


@pytest.fixture
def alice() -> Member:
    return people.alice()


@pytest.fixture
def charlie() -> Member:
    return people.charlie()


@pytest.fixture
def bob(alice: Member, charlie: Member) -> Client:
    user = people.user("bob")
    user.groups.add(coach_group())
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def admin(alice: Member, charlie: Member) -> Client:
    browser = Client()
    browser.force_login(User.objects.create_superuser("admin"))
    return browser


def summarise(member: Member) -> Summary:
    return Summary.objects.create(
        member=member,
        kind="weekly",
        start="2025-03-23",
        end="2025-03-30",
        text=f"给{member.name}",
        stream_id=member.name,
    )


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_for_staff(admin: Client, alice: Member, name: str) -> None:
    people.weigh(alice, "2025-03-24", 64)
    people.lift(people.train(alice, "2025-03-24"), "深蹲", 50, 8)
    summarise(alice)
    assert admin.get(reverse(f"admin:gym_{name}_changelist")).status_code == 200


def test_a_coach_sees_only_his_own_members(bob: Client, alice: Member, charlie: Member) -> None:
    page = bob.get(reverse("admin:gym_member_changelist")).content.decode()
    assert "Alice" in page
    assert "Charlie" not in page
    assert bob.get(reverse("admin:gym_member_change", args=[alice.pk])).status_code == 200
    assert bob.get(reverse("admin:gym_member_change", args=[charlie.pk])).status_code == 302


def test_a_coach_sees_only_his_members_records(bob: Client, alice: Member, charlie: Member) -> None:
    mine, other = people.weigh(alice, "2025-03-24", 64.3), people.weigh(charlie, "2025-03-24", 91.7)
    people.train(charlie, "2025-03-24", "秘密训练")
    page = bob.get(reverse("admin:gym_weightrecord_changelist")).content.decode()
    assert ("64.3" in page, "91.7" in page) == (True, False)
    assert "秘密训练" not in bob.get(reverse("admin:gym_trainingsession_changelist")).content.decode()
    assert bob.get(reverse("admin:gym_weightrecord_change", args=[mine.pk])).status_code == 200
    assert bob.get(reverse("admin:gym_weightrecord_change", args=[other.pk])).status_code == 302
    other_summary = summarise(charlie)
    assert bob.get(reverse("admin:gym_summary_change", args=[other_summary.pk])).status_code == 302


def test_a_coach_cannot_record_for_somebody_elses_member(bob: Client, alice: Member, charlie: Member) -> None:
    def post(member: Member) -> int:
        form = {"member": member.pk, "measured_at_0": "2025-03-24", "measured_at_1": "08:00", "kg": "64"}
        form |= {"source": "manual"}
        return bob.post(reverse("admin:gym_weightrecord_add"), form).status_code

    assert post(charlie) == 200  # the form again, with an error
    assert post(alice) == 302
    assert list(WeightRecord.objects.values_list("member", flat=True)) == [alice.pk]


def test_what_a_person_has_changed_is_no_import_any_more(bob: Client, alice: Member) -> None:
    record = people.weigh(alice, "2025-03-24", 64)
    WeightRecord.objects.update(source="fitbit")
    form = {"member": alice.pk, "measured_at_0": "2025-03-24", "measured_at_1": "08:00", "kg": "63.5"}
    assert bob.post(reverse("admin:gym_weightrecord_change", args=[record.pk]), form).status_code == 302
    record.refresh_from_db()
    assert (record.kg, record.source) == (Decimal("63.50"), "manual")


def test_a_coach_chooses_among_his_members_only(bob: Client) -> None:
    query = {"app_label": "gym", "model_name": "weightrecord", "field_name": "member", "term": ""}
    found = bob.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [row["text"] for row in found] == ["Alice"]


def test_a_coach_cannot_take_a_member_from_another(bob: Client, alice: Member) -> None:
    page = bob.get(reverse("admin:gym_member_change", args=[alice.pk])).content.decode()
    assert 'name="coach"' not in page
    assert 'name="consented_at_0"' not in page
    assert 'name="goal"' in page


def test_staff_see_what_was_asked_and_what_came_out(admin: Client) -> None:
    row = Stream.objects.create(
        answer="gym.weekly_summary",
        owner="user:1",
        params_hash="x",
        dialect="gym",
        profile="offline",
        state="done",
        text="<script>alert(1)</script>",
        packed=pack([b'{"type":"done"}']),
        inputs={"messages": [{"role": "user", "content": "提示"}]},
    )
    assert row.pk in admin.get(reverse("admin:streams_stream_changelist")).content.decode()
    page = admin.get(reverse("admin:streams_stream_change", args=[row.pk])).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert admin.get(reverse("admin:streams_stream_add")).status_code == 403


def test_a_members_page_leads_to_her_report_records_and_imports(admin: Client, bob: Client, alice: Member) -> None:
    for client in (admin, bob):
        page = client.get(reverse("admin:gym_member_change", args=[alice.pk])).content.decode()
        assert f'href="{reverse("gym-imports")}?member={alice.pk}"' in page
    assert admin.get(reverse("admin:gym_member_add")).status_code == 200


def test_imports_are_read_only_and_a_coach_sees_those_of_his_members(admin: Client, bob: Client, alice: Member) -> None:
    for member in (alice, Member.objects.get(user__username="charlie")):
        ImportRun.objects.create(owner=people.user("alice"), member=member, name=f"{member}.csv", file="x")
    page = bob.get(reverse("admin:gym_importrun_changelist")).content.decode()
    assert "Alice.csv" in page
    assert "Charlie.csv" not in page
    assert admin.get(reverse("admin:gym_importrun_add")).status_code == 403


def test_staff_who_are_members_see_no_draft_about_themselves(alice: Member, admin: Client) -> None:
    alice.user = User.objects.get(username="admin")
    alice.save()
    summary = {"member": alice, "kind": "weekly", "start": "2025-03-23", "end": "2025-03-30", "text": "草稿"}
    Summary.objects.create(**summary, stream_id="draft", review="draft", prompt_version="draft-1")
    assert "draft-1" not in admin.get(reverse("admin:gym_summary_changelist")).content.decode()
    Summary.objects.update(review="approved")
    assert "draft-1" in admin.get(reverse("admin:gym_summary_changelist")).content.decode()
