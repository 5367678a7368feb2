"""The clinic's pages, as owners use them: pets, a consultation step by step, pictures, questions, reports."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from petclinic import reports
from petclinic.models import Consultation, EndUser, MedicalRecord, PetProfile, Picture, Turn
from petclinic.portal import flow
from tests.petclinic import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports are built by the tests themselves."""
    from petclinic import tasks

    monkeypatch.setattr(tasks.build_report, "delay", lambda _number: None)


@pytest.fixture
def page(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def stranger(charlie: User) -> Client:
    client = Client()
    client.force_login(charlie)
    return client


def image(data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", data if data is not None else people.photo(), "image/jpeg")


def test_an_owner_begins_with_an_empty_page_that_says_what_to_do(page: Client) -> None:
    text = page.get("/clinic/").content.decode()
    assert "还没有建档" in text
    assert "还没有问过诊" in text
    assert page.get("/").headers["Location"] == "/clinic/"


def test_a_pet_is_added_changed_and_deleted(page: Client, alice: User) -> None:
    new = {
        "name": "豆豆",
        "pet_type": "2",
        "gender": "1",
        "weight": "12.1kg",
        "birthday": "2024-01-02",
        "is_neutered": "1",
    }
    number = page.post("/clinic/pets/new/", new).headers["Location"].split("/")[-2]
    pet = PetProfile.objects.get(pk=number)
    assert (pet.owner.user, float(pet.weight_kg or 0), pet.is_neutered, pet.is_vaccination) == (alice, 12.1, True, None)
    assert "12.1 公斤" in page.get(f"/clinic/pets/{number}/").content.decode()
    page.post(f"/clinic/pets/{number}/edit/", new | {"weight": "12.5", "is_neutered": ""})
    pet = PetProfile.objects.get()
    assert (pet.weights.count(), pet.is_neutered) == (2, None)
    page.post(f"/clinic/pets/{number}/delete/")
    assert not PetProfile.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("weight", "很重"), ("birthday", "2999-01-01"), ("pet_type", "7")]
)
def test_a_mistake_in_the_form_is_told_beside_the_field(page: Client, field: str, value: str) -> None:
    new = {"name": "豆豆", "pet_type": "2", "gender": "1", field: value}
    response = page.post("/clinic/pets/new/", new)
    assert response.status_code == 200
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not PetProfile.objects.exists()


def begin(page: Client, words: str = "狗狗从昨天开始吐，吐了三次") -> str:
    return str(page.post("/clinic/consult/", {"complaint": words}).headers["Location"])


def walk(page: Client, path: str) -> None:
    """Answer until there is nothing left to ask."""
    consultation = Consultation.objects.latest("created_at")
    for _step in range(2 * flow.MOST_QUESTIONS):
        step = flow.next_step(consultation)
        if step.kind == "enough":
            return
        if step.kind == "ask":
            page.post(f"{path}answer/", {"question": step.words, "option": step.options[0]})
        elif step.kind == "symptoms":
            page.post(f"{path}symptoms/", {"symptom": step.options[:1]})
        else:
            page.post(f"{path}photo/", {"image": image()})
    raise AssertionError("the questions do not end")


def test_a_consultation_comes_to_its_end_with_a_picture_in_it(page: Client) -> None:
    path = begin(page)
    assert "吐" in page.get(path).content.decode()
    walk(page, path)
    text = page.get(path).content.decode()
    assert 'answer="petclinic.consultation_summary"' in text
    assert Turn.objects.filter(stage=flow.TICKED, role="user").count() == 1
    assert Turn.objects.filter(content_type=2).count() == Picture.objects.count() == 1


def test_an_answer_sent_twice_counts_once(page: Client) -> None:
    path = begin(page)
    step = flow.next_step(Consultation.objects.get())
    sent = {"question": step.words, "option": step.options[0]}
    page.post(f"{path}answer/", sent)
    page.post(f"{path}answer/", sent)
    assert list(Turn.objects.values_list("content", flat=True)) == [step.words, step.options[0]]


@pytest.mark.parametrize(
    "sent", [{}, {"option": " "}, {"words": "x" * 10_001}, {"option": "x", "question": "别的问题"}]
)
def test_an_answer_that_is_none_leaves_the_question(page: Client, sent: dict[str, str]) -> None:
    path = begin(page)
    step = flow.next_step(Consultation.objects.get())
    page.post(f"{path}answer/", {"question": step.words} | sent)
    assert not Turn.objects.exists()
    assert step.words in page.get(path).content.decode()


@pytest.mark.parametrize("data", [b"", b"hello", b"GIF89a", b"\xff\xd8\xff"])
def test_a_picture_that_is_none_is_refused_with_a_sentence(page: Client, data: bytes) -> None:
    response = page.post("/clinic/photo/", {"kind": "5", "image": image(data)})
    assert response.status_code == 400
    assert "图片不符合规范" in response.content.decode()
    assert not Picture.objects.exists()
    assert not Consultation.objects.exists()


def test_a_picture_check_shows_the_picture_and_begins_by_itself(page: Client) -> None:
    path = page.post("/clinic/photo/", {"kind": "6", "image": image()}).headers["Location"]
    text = page.get(path).content.decode()
    shown = re.search(r'src="(/file/pictures/[^"]+)"', text)
    assert shown
    assert page.get(shown[1]).content.startswith(b"\xff\xd8")
    assert 'data-auto="1"' in text
    assert "皮肤检查" in text


def test_a_question_begins_a_conversation(page: Client) -> None:
    path = page.post("/clinic/ask/", {"question": "幼犬多大打疫苗？"}).headers["Location"]
    text = page.get(path).content.decode()
    assert 'answer="petclinic.knowledge_answer"' in text
    assert "幼犬多大打疫苗" in text


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "{{ 7*7 }}", "'; DROP TABLE x;--", "\u202e倒过来", "😀" * 500]
)
def test_hostile_words_stay_words(page: Client, hostile: str) -> None:
    path = begin(page, f"狗狗吐了 {hostile}")
    page.post("/clinic/pets/new/", {"name": hostile[:60], "pet_type": "1", "gender": "0", "disease_history": hostile})
    for shown in (path, "/clinic/", "/clinic/records/", f"{path}?finish=1"):
        response = page.get(shown)
        assert response.status_code == 200
        assert b"<script>alert" not in response.content


def test_charlie_sees_none_of_alices_pages(page: Client, stranger: Client, alice: User) -> None:
    of = people.owner(alice)
    pet = people.pet(of)
    talk, look = people.consultation(of, pet=pet), people.picture_session(of)
    paths = [
        f"/clinic/pets/{pet.pk}/",
        f"/clinic/pets/{pet.pk}/edit/",
        f"/clinic/pets/{pet.pk}/delete/",
        f"/clinic/sessions/{talk.pk}/",
        f"/clinic/photo/{look.pk}/",
        f"/clinic/ask/{talk.pk}/",
        f"/clinic/records/{talk.record.pk}/",
        f"/clinic/records/{talk.record.pk}/report.pdf",
        "/clinic/pets/99999999999999999999/",
    ]
    for path in paths:
        assert stranger.get(path).status_code == 404, path
    for path in (f"/clinic/sessions/{talk.pk}/answer/", f"/clinic/records/{talk.record.pk}/report/"):
        assert stranger.post(path, {"question": "x", "option": "y"}).status_code == 404
    assert stranger.post(f"/clinic/pets/{pet.pk}/delete/").status_code == 404
    posted = stranger.post("/clinic/consult/", {"complaint": "吐", "pet": pet.pk})
    assert posted.status_code == 200
    assert PetProfile.objects.count() == 1
    for path in ("/clinic/queue/", f"/clinic/queue/{talk.pk}/"):
        assert stranger.get(path).status_code == 403


def test_nobody_is_sent_to_sign_in() -> None:
    for path in ("/clinic/", "/clinic/consult/", "/clinic/photo/", "/clinic/queue/", "/clinic/records/1/"):
        assert Client().get(path).headers["Location"].startswith("/accounts/login/")


def test_consent_is_given_and_taken_back(page: Client, alice: User) -> None:
    page.post("/clinic/consent/", {"agree": "1"})
    assert EndUser.objects.get(user=alice).consents
    assert "您在" in page.get("/clinic/").content.decode()
    page.post("/clinic/consent/", {"agree": "0"})
    assert not EndUser.objects.get(user=alice).consents


def with_report(of: EndUser) -> MedicalRecord:
    record = people.consultation(of, "狗狗吐了三次").record
    reports.ask(record)
    assert reports.build(record.pk)
    record.refresh_from_db()
    return record


def test_a_report_is_waited_for_and_then_read_as_page_and_pdf(page: Client, alice: User) -> None:
    record = people.consultation(people.owner(alice), "狗狗吐了三次").record
    path = f"/clinic/records/{record.pk}/"
    assert "还没有生成报告" in page.get(path).content.decode()
    page.post(f"{path}report/")
    assert "报告正在生成" in page.get(path).content.decode()
    assert 'data-state="1"' in page.get(f"{path}?part").content.decode()
    assert page.get(f"{path}report.pdf").status_code == 404
    reports.build(record.pk)
    assert "由规则生成" in page.get(path).content.decode()
    paper = page.get(f"{path}report.pdf")
    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


def test_a_signed_link_shows_the_report_to_whoever_has_it_for_a_while(alice: User, settings: Settings) -> None:
    from petclinic.links import report_path

    record = with_report(people.owner(alice))
    link = report_path(record)
    assert Client().get(link).status_code == 200
    assert Client().get(f"{link}.pdf").content.startswith(b"%PDF")
    assert Client().get(f"{link[:-2]}xx").status_code == 404
    settings.CLINIC_LINK_S = -1
    assert Client().get(link).status_code == 410


# --- reports


def test_a_report_is_built_once_however_often_its_task_runs(alice: User) -> None:
    record = with_report(people.owner(alice))
    built = record.report.built_at
    assert not reports.build(record.pk)
    assert MedicalRecord.objects.get().report.built_at == built


def test_a_lost_task_is_built_by_the_sweep(alice: User) -> None:
    record = people.consultation(people.owner(alice), "狗狗吐了三次").record
    reports.ask(record)
    assert reports.resume() == 0
    assert reports.resume(timezone.now() + reports.SILENCE) == 1
    assert MedicalRecord.objects.get().report_status == 2


def test_a_picture_session_without_a_picture_has_nothing_to_report(alice: User) -> None:
    record = people.picture_session(people.owner(alice)).record
    reports.ask(record)
    assert not reports.build(record.pk)
    assert MedicalRecord.objects.get().report_status == MedicalRecord.ReportStatus.UNFIT


def test_a_report_that_cannot_be_built_is_failed_not_forgotten(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    record = people.consultation(people.owner(alice), "狗狗吐了三次").record
    reports.ask(record)

    def broken(*_args: Any) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(reports, "contents", broken)
    assert not reports.build(record.pk)
    assert MedicalRecord.objects.get().report_status == MedicalRecord.ReportStatus.FAILED
