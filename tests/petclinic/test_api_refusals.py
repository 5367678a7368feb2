"""Bad input to the clinic's API: a status, the envelope, a plain sentence, and nothing done."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from PIL import Image

from petclinic.models import Consultation, Picture, Turn
from streams.models import Stream
from tests.conftest import LiveServer
from tests.http import Reply
from tests.petclinic import people
from tests.petclinic.people import V1, V2


def refused(reply: Reply, status: int) -> str:
    assert reply.status == status, reply.text
    body = reply.json()
    assert set(body) == {"data", "message", "success", "error_code"}
    assert (body["data"], body["success"], body["error_code"]) == (None, False, status)
    return str(body["message"])


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"module_type": 99, "pet_profile_id": 0, "content": "吐"},
        {"module_type": 12, "pet_profile_id": 0},
        {"module_type": "x", "pet_profile_id": 0, "content": "吐"},
        {"module_type": 1, "pet_profile_id": 0},
        {"module_type": 1, "pet_profile_id": 0, "content": "  "},
        {"module_type": 1, "content": "吐"},
        {"module_type": 1, "pet_profile_id": -1, "content": "吐"},
        {"module_type": 5, "pet_profile_id": 0},
        {"module_type": 5, "pet_profile_id": 0, "sub_module_type": 9},
        {"module_type": 5, "pet_profile_id": 0, "sub_module_type": 0},
        {"module_type": [1], "pet_profile_id": {}, "content": 5},
    ],
)
def test_a_session_that_cannot_be_begun(server: LiveServer, alice: User, body: dict[str, Any]) -> None:
    refused(server.client(alice).post(f"{V2}/session-record/session-start", body), 422)
    assert not Consultation.objects.exists()


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff", b'"x"', b'{"a": NaN}', b"[" * 3000])
def test_a_body_that_is_no_object(server: LiveServer, alice: User, raw: bytes) -> None:
    reply = server.client(alice).post(f"{V2}/session-record/session-start", raw, Content_Type="application/json")
    refused(reply, 422 if raw == b"" else 400)


@pytest.mark.parametrize("value", ["maybe", "2", "on", "truee", "是"])
def test_is_sse_is_true_or_false(server: LiveServer, alice: User, value: str) -> None:
    from urllib.parse import quote

    asked = {"pet_profile_id": 0, "session_id": str(people.consultation(people.owner(alice)).pk)}
    refused(server.client(alice).post(f"{V2}/aidoc/summary?is_sse={quote(value)}", asked), 422)
    assert not Stream.objects.exists()


def test_nobody_is_401_everywhere(server: LiveServer) -> None:
    for method, path in (
        ("POST", f"{V2}/aidoc/summary"),
        ("POST", f"{V2}/aidoc/analysis"),
        ("POST", f"{V2}/session-record/session-start"),
        ("GET", f"{V2}/medical-record?report_id=1"),
        ("GET", f"{V1}/pet-profiles"),
        ("POST", "/file/upload-image-oss"),
        ("POST", f"{V1}/aipic/summary"),
    ):
        refused(server.client().open(method, path, {} if method == "POST" else None).rest(), 401)


def test_the_wrong_method_says_which_are_right(server: LiveServer, alice: User) -> None:
    reply = server.client(alice).get(f"{V2}/session-record/session-start")
    refused(reply, 405)
    assert "POST" in reply.headers["Allow"]


def test_an_answer_of_the_wrong_module_is_refused(server: LiveServer, alice: User) -> None:
    of = people.owner(alice)
    sender = server.client(alice)
    talk, look = people.consultation(of), people.picture_session(of, 5)
    asked = {"img_url": "https://example.com/a.jpg", "pet_profile_id": 0}
    check = f"{V1}/aipic/summary"
    refused(sender.post(check, {**asked, "sub_module_type": 5, "session_id": str(talk.pk)}), 422)
    refused(sender.post(check, {**asked, "sub_module_type": 4, "session_id": str(look.pk)}), 422)
    refused(sender.post(check, {**asked, "sub_module_type": 77, "session_id": str(look.pk)}), 422)
    question = {"session_id": str(talk.pk), "user_input": "狗狗能吃葡萄吗"}
    refused(sender.post(f"{V1}/ai-conv/answer", question), 422)
    assert not Stream.objects.exists()


def test_another_pet_of_hers_does_not_fit_the_session(server: LiveServer, alice: User) -> None:
    of = people.owner(alice)
    session = people.consultation(of, pet=people.pet(of, "甲"))
    asked = {"pet_profile_id": people.pet(of, "乙").pk, "session_id": str(session.pk)}
    refused(server.client(alice).post(f"{V2}/aidoc/summary", asked), 422)


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("content", "", 422),
        ("content", "  ", 422),
        ("content", "长" * 10_001, 422),
        ("content", "长" * 100_000, 413),
        ("content", "a\x00b", 422),
        ("content", "\ud83d", 422),
        ("role", "vet", 422),
        ("stage", 9, 422),
        ("stage", "I", 422),
        ("stage", [], 422),
        ("content_type", 3, 422),
        ("module_type", 4, 422),
        ("session_id", "x", 404),
    ],
)
def test_what_cannot_be_said(server: LiveServer, alice: User, field: str, value: Any, status: int) -> None:
    session = people.consultation(people.owner(alice))
    said = {"content": "吐了", "module_type": 1, "role": "user", "session_id": str(session.pk), field: value}
    refused(server.client(alice).post(f"{V2}/session-record/history", said), status)
    assert not Turn.objects.exists()


@pytest.mark.parametrize(("role", "kept"), [("user", "user"), ("ai", "ai"), ("assistant", "ai"), ("system", "ai")])
@pytest.mark.parametrize(("stage", "told"), [(0, 0), (8, 8), ("3", 3), ("A", "A"), ("h", "H")])
def test_roles_and_stages_come_back_as_documented(
    server: LiveServer, alice: User, role: str, kept: str, stage: Any, told: Any
) -> None:
    session = people.consultation(people.owner(alice))
    sender = server.client(alice)
    said = {"content": "吐了", "module_type": 1, "role": role, "session_id": str(session.pk), "stage": stage}
    assert sender.post(f"{V2}/session-record/history", said).status == 200
    paged = sender.get(f"{V2}/session-record?session_id={session.pk}&page=1&limit=1").json()["data"]
    turn = paged["history"][0]
    assert (turn["role"], turn["stage"], turn["content_type"]) == (kept, told, 1)
    assert paged["pagination"] == {
        "total_count": 1,
        "page": 1,
        "limit": 1,
        "total_pages": 1,
        "has_next": False,
        "has_prev": False,
    }


def test_the_newest_message_is_first_in_the_list(server: LiveServer, alice: User) -> None:
    of = people.owner(alice)
    sender = server.client(alice)
    first, second = people.consultation(of, "甲"), people.consultation(of, "乙")
    people.picture_session(of)
    said = {"content": "又吐了", "module_type": 1, "role": "user", "session_id": str(first.pk)}
    sender.post(f"{V2}/session-record/history", said)
    rows = sender.post(f"{V2}/medical-session-list", {}).json()["data"]["list"]
    assert [row["session_id"] for row in rows] == [str(first.pk), str(second.pk)]
    assert (rows[0]["last_message"], rows[0]["last_role"], rows[0]["message_count"]) == ("又吐了", "user", 1)
    pictures = sender.post(f"{V2}/medical-session-list", {"module_type": [5]}).json()["data"]["list"]
    assert [row["sub_module_type"] for row in pictures] == [5]


@pytest.mark.parametrize("body", [{"page": 0}, {"limit": 0}, {"limit": 101}, {"page": "x"}, {"module_type": "x"}])
def test_an_impossible_page(server: LiveServer, alice: User, body: dict[str, Any]) -> None:
    refused(server.client(alice).post(f"{V2}/medical-session-list", body), 422)


# --- pictures that are sent


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 40,
        b"\xff\xd8\xff\xe0cut",
        b"%PDF-1.4",
    ],
)
def test_what_is_no_picture_is_refused(server: LiveServer, alice: User, data: bytes) -> None:
    body, kind = people.multipart(data, "cute.jpg")
    reply = server.client(alice).post("/file/upload-image-oss", body, Content_Type=kind)
    assert refused(reply, 422) == "图片不符合规范, 请重新上传"
    assert not Picture.objects.exists()


def test_a_picture_above_ten_megabytes_is_413(server: LiveServer, alice: User) -> None:
    body, kind = people.multipart(people.photo() + b"\0" * (10 * 1024 * 1024), "big.jpg")
    refused(server.client(alice).post("/file/upload-image-oss", body, Content_Type=kind), 413)


def test_an_upload_without_a_picture_names_the_field(server: LiveServer, alice: User) -> None:
    reply = server.client(alice).post("/file/upload-image-oss", {"upload_type": 1})
    assert "image" in refused(reply, 422)


def test_a_stored_picture_is_clean_and_hers_alone(server: LiveServer, alice: User, charlie: User) -> None:
    from io import BytesIO

    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    out = BytesIO()
    Image.open(BytesIO(people.photo())).save(out, "JPEG", exif=exif)
    sender = server.client(alice)
    body, kind = people.multipart(out.getvalue())
    data = sender.post("/file/upload-image-oss", body, Content_Type=kind).json()["data"]
    path = data["url"].removeprefix(server.url)
    mine = sender.get(path)
    assert mine.headers["Content-Type"] == "image/jpeg"
    assert b"SecretCamera" not in mine.body
    assert server.client(charlie).get(path).status == 404
    assert server.client().get(path).status == 401
    shown = data["show_url"].removeprefix(server.url)
    assert server.client().get(shown).body == mine.body
    assert server.client().get(f"{shown}x").status == 401
