"""Streams are tested with an answer of their own and a scripted model."""

import pytest
from django.urls import clear_url_caches, re_path, set_urlconf
from pytest_django import Settings

from config.urls import urlpatterns as product
from streams.views import answer_view
from tests.streams import echo

echo.register()

urlpatterns = [
    re_path(r"^echo$", answer_view("test.echo")),
    re_path(r"^dollar$", answer_view("test.dollar")),
    *product,
]


@pytest.fixture(autouse=True)
def _echo(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.streams.conftest"
    settings.MODEL_PROFILES = {
        **settings.MODEL_PROFILES,
        "echo": {"provider": "scripted", "continuation": "prefix"},
        "stuck": {"provider": "scripted", "continuation": "none"},
    }
    clear_url_caches()
    set_urlconf(None)
