"""The API's document: valid, complete, and true to what the server really answers."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import get_resolver
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from config.openapi import document
from tests.conftest import LiveServer
from tests.petclinic import people
from tests.petclinic.people import V1, V2
from tests.test_docs import patterns

PATHS = document()["paths"]


def served() -> set[str]:
    """Every address of the API that the server answers."""
    found = set()
    for pattern in patterns(get_resolver("config.urls")):
        if (
            not pattern.startswith("^")
            or "admin" in pattern
            or not re.search(r"/\?\$$|\.jpg\$|\.pdf\$|120\}\)\$", pattern)
        ):
            continue
        plain = re.sub(r"\(\?P<(\w+)>.*?\)(?=[/.$]|\\)", r"{\1}", pattern)
        plain = plain.removeprefix("^").removesuffix("$").removesuffix("/?").replace("\\.", ".")
        found |= {f"/{plain.replace('(?:v1.0|v2.0)', version)}" for version in ("v1.0", "v2.0")}
    return {path for path in found if not path.startswith(("/i18n", "/static"))}


def test_the_document_is_valid() -> None:
    validate(document())


def test_every_address_is_in_the_document_and_none_that_is_not_served() -> None:
    portal = {path for path in served() if path.startswith("/gym/records")}
    assert served() - portal == set(PATHS)


@pytest.mark.parametrize("path", sorted(PATHS))
def test_every_call_says_what_it_is_and_how_it_refuses(path: str) -> None:
    for call in PATHS[path].values():
        assert call["summary"]
        assert call["tags"]
        assert {"401", "404", "429"} <= set(call["responses"])


def test_the_page_and_the_document_are_public_and_load_nothing_from_outside(client: Client, db: None) -> None:
    page = client.get("/api/docs/").content.decode()
    assert "/api/v2.0/ai-b/aidoc/summary" in page
    assert not re.search(r'(?:src|href)="https?:', page)
    assert client.get("/api/openapi.json").json()["openapi"] == "3.1.0"


def checked(method: str, path: str, body: Any, status: int = 200) -> None:
    """The body fits the schema that the document gives for it."""
    schema = PATHS[path][method]["responses"][str(status)]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": document()["components"]}).validate(body)


def test_real_answers_are_as_the_document_says(server: LiveServer, alice: User) -> None:
    of = people.owner(alice)
    sender = server.client(alice)
    pet = people.pet(of)
    session = people.consultation(of, pet=pet)
    asked = {"pet_profile_id": pet.pk, "session_id": str(session.pk)}
    said = {"session_id": str(session.pk), "content": "昨天开始", "module_type": 1, "role": "user"}
    for path, body in (
        ("session-record/session-start", {"module_type": 1, "pet_profile_id": pet.pk, "content": "吐了"}),
        ("session-record/history", said),
        ("aidoc/keywords", {**asked, "content": "吐了"}),
        ("aidoc/analysis", asked),
        ("aidoc/related-question", asked),
        ("aidoc/if-need-image", asked),
        ("aidoc/pic-result", {**asked, "img_url": people.upload(sender)}),
        ("aidoc/report", {"session_id": str(session.pk)}),
        ("medical-session-list", {}),
        ("medical-record-list", {"page": 1, "limit": 5}),
        ("pet-profile", {"name": "咪咪", "gender": 2, "pet_type": 1}),
    ):
        checked("post", f"{V2}/{path}", sender.post(f"{V2}/{path}", body).json())
    for path, query in (
        ("pre-question", f"?pet_profile_id={pet.pk}"),
        ("session-record", f"?session_id={session.pk}"),
        ("session-record", f"?session_id={session.pk}&page=1"),
        ("medical-record", f"?report_id={session.record.pk}"),
        ("pet-profile", f"?pet_profile_id={pet.pk}"),
        ("pet-profiles", ""),
    ):
        checked("get", f"{V1}/{path}", sender.get(f"{V1}/{path}{query}").json())
    checked("post", f"{V2}/aidoc/summary", sender.post(f"{V2}/aidoc/summary", {}).json(), 422)
    checked("get", f"{V2}/medical-record", sender.get(f"{V2}/medical-record?report_id=999").json(), 404)
    started = sender.post("/streams/start", {"answer": "petclinic.reason_info", "params": asked})
    checked("post", "/streams/start", started.json(), 201)
    server.settle_all()
    path = "/streams/{stream}/state"
    checked("get", path, sender.get(f"/streams/{started.json()['stream']}/state").json())
    checked("get", path, sender.get("/streams/unknown/state").json(), 404)
