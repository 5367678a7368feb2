"""Who may ask without a token: nobody else's page, and no browser of a listed network for it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from pytest_django import Settings

from streams.auth import authenticate
from streams.errors import ForeignOrigin
from streams.providers.scripted import Script, script
from tests.chatflow.conftest import Caller


@pytest.fixture
def model(settings: Settings, profiles: None) -> Script:
    settings.CHAT_PROFILE = "operator"
    return script("operator", "你好")


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", ""])
def test_plain_chat_takes_json_only(caller: Caller, model: Script, kind: str) -> None:
    assert caller.client.post("/stream-chat", b"message=a", Content_Type=kind).status == 415
    assert not model.calls


def test_a_page_of_another_site_starts_nothing_by_a_get(caller: Caller, model: Script) -> None:
    assert caller.client.get("/stream-chat?message=a").status == 405
    assert not model.calls
    picture = RequestFactory().get("/anything", headers={"sec-fetch-site": "cross-site"})
    picture.user = AnonymousUser()
    assert authenticate(picture).key.startswith("network:")
    with pytest.raises(ForeignOrigin):
        authenticate(picture, starts=True)
