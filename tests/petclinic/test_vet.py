"""Vera's day: the queue by urgency, one case, signing once, adding afterwards."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from petclinic import reports, signing
from petclinic.models import Addendum, Article, Consultation, MedicalRecord
from petclinic.permissions import vet_group
from tests.petclinic import people
from tests.petclinic.test_portal import _no_tasks, with_report

__all__ = ["_no_tasks"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def vera(transactional_db: None) -> User:
    user = User.objects.create_user("vera", password="xiliu-demo", last_name="韩", first_name="薇", is_staff=True)
    user.groups.add(vet_group())
    return user


@pytest.fixture
def page(vera: User) -> Client:
    client = Client()
    client.force_login(vera)
    return client


def test_the_queue_has_the_most_urgent_first(page: Client, alice: User) -> None:
    of = people.owner(alice)
    for tier in ("green", "orange", "red", "yellow"):
        people.consultation(of, f"{tier} 的情况")
        Consultation.objects.filter(complaint__startswith=tier).update(tier=tier)
    text = page.get("/clinic/queue/").content.decode()
    places = [text.index(f"{tier} 的情况") for tier in ("red", "orange", "yellow", "green")]
    assert places == sorted(places)
    assert "orange 的情况" not in page.get("/clinic/queue/?show=red").content.decode()
    assert page.get("/clinic/queue/?name=%00'&show=x").status_code == 200


def test_a_case_shows_what_stands_behind_it_and_reading_is_logged(
    page: Client, alice: User, caplog: pytest.LogCaptureFixture
) -> None:
    record = with_report(people.owner(alice))
    with caplog.at_level("INFO", logger="xiliu.audit"):
        text = page.get(f"/clinic/queue/{record.consultation_id}/").content.decode()
    assert "狗狗吐了三次" in text
    assert any(str(record.consultation_id) in line for line in caplog.messages)


def test_a_signed_record_is_locked_and_only_added_to(page: Client, vera: User, alice: User) -> None:
    record = with_report(people.owner(alice))
    path = f"/clinic/queue/{record.consultation_id}/review/"
    page.post(path, {"action": "save", "note": "草稿"})
    owner = Client()
    owner.force_login(alice)
    report = f"/clinic/records/{record.pk}/"
    assert "草稿" not in owner.get(report).content.decode()
    page.post(path, {"action": "sign", "note": "先禁食半天。"})
    record.refresh_from_db()
    assert (record.signed_by, record.vet_note) == (vera, "先禁食半天。")
    shown = owner.get(report).content.decode()
    assert "先禁食半天" in shown
    assert "韩薇" in shown
    for action in ("save", "sign"):
        page.post(path, {"action": action, "note": "改了"})
    reports.ask(record)
    assert not reports.build(record.pk)
    record.refresh_from_db()
    assert (record.vet_note, record.report_status) == ("先禁食半天。", 2)
    page.post(path, {"action": "add", "text": "复查已好转。"})
    assert "复查已好转" in owner.get(report).content.decode()
    assert Addendum.objects.get().author == vera


def test_nothing_is_signed_or_added_before_its_time(page: Client, alice: User) -> None:
    record = people.consultation(people.owner(alice)).record
    path = f"/clinic/queue/{record.consultation_id}/review/"
    page.post(path, {"action": "sign", "note": "早了"})
    page.post(path, {"action": "add", "text": "早了"})
    record.refresh_from_db()
    assert not record.signed
    assert not Addendum.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_vets_at_once_one_signs_and_the_other_is_told(vera: User, alice: User) -> None:
    record = with_report(people.owner(alice))
    other = User.objects.create_user("wen")
    told: list[str] = []
    start = threading.Barrier(2)

    def sign(vet: User) -> None:
        start.wait(5)
        try:
            signing.sign(MedicalRecord.objects.get(pk=record.pk), vet, vet.username)
            told.append("signed")
        except signing.Locked as error:
            told.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=sign, args=(vet,)) for vet in (vera, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    record.refresh_from_db()
    assert told.count("signed") == 1
    assert any("已经由别的兽医签署" in sentence for sentence in told)
    assert record.signed_by is not None
    assert record.vet_note == record.signed_by.username


# --- the admin


@pytest.fixture
def desk(transactional_db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


def test_a_new_integrator_gets_a_key_that_is_shown_once(desk: Client) -> None:
    new = {"name": "Acme", "monthly_quota": "100", "active": "on"}
    empty = {"months-TOTAL_FORMS": "0", "months-INITIAL_FORMS": "0"}
    shown = desk.post("/admin/petclinic/integrator/add/", new | empty, follow=True).content.decode()
    key = shown.split("<code>")[1].split("</code>")[0]
    assert desk.get(f"/token/accessToken?api_key={key}&user_id=1").status_code == 200
    assert key not in desk.get("/admin/petclinic/integrator/").content.decode()


@pytest.mark.parametrize(
    "model",
    [
        "integrator",
        "enduser",
        "petprofile",
        "consultation",
        "medicalrecord",
        "report",
        "addendum",
        "picture",
        "picturefinding",
        "article",
        "redflagrule",
    ],
)
def test_every_list_of_the_admin_opens_with_rows(desk: Client, alice: User, model: str) -> None:
    from petclinic.models.rules import load_defaults

    load_defaults()
    record = with_report(people.owner(alice))
    Addendum.objects.create(record=record, author=alice, text="x")
    assert desk.get(f"/admin/petclinic/{model}/").status_code == 200


def test_vera_signs_articles_and_a_changed_one_loses_its_signature(page: Client, vera: User) -> None:
    article = Article.objects.create(key="a", title="呕吐", text="呕吐怎么办", publisher="某协会")
    posted = {"action": "sign", "_selected_action": [article.pk]}
    page.post("/admin/petclinic/article/", posted)
    article.refresh_from_db()
    assert article.signed_by == vera
    article.text = "改了"
    article.save()
    assert not Article.objects.get().signed


def test_files_of_articles_are_checked_and_imported_in_the_admin(desk: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    head = "---\nkey: a-b\ntitle: 呕吐\nspecies: dog\npublisher: 某协会\nurl: https://example.org/a\n---\n"
    data = (head + "呕吐一次多半没事。").encode()

    def send(button: str) -> str:
        file = SimpleUploadedFile("a.md", data)
        return desk.post(reverse("admin:petclinic_article_import_page"), {"file": file, button: ""}).content.decode()

    assert "新增 1 篇" in send("check")
    assert not Article.objects.exists()
    assert "新增 1 篇" in send("write")
    assert Article.objects.get().key == "a-b"
