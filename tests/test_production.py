"""With DEBUG off: static files are collected under hashed names, and pages and errors are the product's own."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings


@pytest.fixture
def collected(settings: Settings, tmp_path: Path) -> Path:
    settings.STATIC_ROOT = tmp_path
    storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": storage}}
    call_command("collectstatic", "--noinput", verbosity=0)
    return tmp_path


@pytest.mark.django_db
def test_pages_use_the_collected_files(collected: Path) -> None:
    assert (collected / "staticfiles.json").exists()
    assert list(collected.glob("dist/site.*.css.gz"))
    page = Client().get("/accounts/login/").content.decode()
    assert '/static/dist/site.css"' not in page
    assert "/static/dist/site." in page


@pytest.mark.django_db
def test_an_absent_page_says_so_in_our_own_words() -> None:
    reply = Client().get("/nowhere")
    assert reply.status_code == 404
    assert "没有找到这一页" in reply.content.decode()


@pytest.mark.django_db
def test_every_page_forbids_what_comes_from_outside() -> None:
    policy = Client().get("/accounts/login/").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    for page in ("/accounts/login/", "/nowhere"):
        body = Client().get(page).content.decode()
        assert "http://" not in body
        assert "https://" not in body
        assert " style=" not in body
        assert " onclick=" not in body


@pytest.mark.django_db
def test_the_language_is_the_persons_choice_not_the_browsers() -> None:
    browser = Client(headers={"Accept-Language": "en"})
    assert "登录溪流" in browser.get("/accounts/login/").content.decode()
    browser.post("/i18n/", {"language": "en", "next": "/accounts/login/"})
    assert "Sign in to Xiliu" in browser.get("/accounts/login/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/login/", "/api/auth/login"])
def test_too_many_wrong_passwords_lock_one_name_from_one_address(path: str, settings: Settings) -> None:
    for name in ("alice", "bob"):
        User.objects.create_user(name, password="xiliu-demo")
    settings.AXES_FAILURE_LIMIT = 3
    browser = Client()
    codes = [browser.post(path, {"username": "alice", "password": "no"}).status_code for _try in range(4)]
    assert codes[-1] == 429
    locked = browser.post(path, {"username": "alice", "password": "xiliu-demo"})
    assert locked.status_code == 429
    assert "15 分钟" in locked.content.decode()
    assert (locked.headers["Content-Type"] == "application/json") == path.startswith("/api/")
    assert browser.post(path, {"username": "bob", "password": "xiliu-demo"}).status_code in {200, 302}
