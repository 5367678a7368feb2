"""A real Chromium against the real server; skipped loudly where there is none, never in CI."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import Settings

from gym import demo
from tests.chatflow.conftest import Caller
from tests.conftest import LiveServer

ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have a Chromium: apt-get install chromium")
        pytest.skip("NO BROWSER TESTS: there is no chromium here (apt-get install chromium)")
    # Playwright keeps a loop running in this thread; the fixtures' own queries are not asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Problems(list[str]):
    """What a page complained of, and what it asked for outside of this server."""


@pytest.fixture
def people(server: LiveServer) -> None:
    demo.build(date(2026, 11, 20))


@pytest.fixture
def page(chromium: Browser, server: LiveServer, people: None) -> Iterator[Page]:
    """A phone in Chinese."""
    with visiting(chromium, server) as page:
        yield page


@pytest.fixture
def caller(server: LiveServer, settings: Settings) -> Caller:
    import_module("chatflow.migrations.0002_stages").insert(apps, None)  # tests that commit empty the tables
    settings.CHATFLOW_TRUSTED_NETWORKS = ["loopback=127.0.0.0/8"]
    return Caller(server.client())


@contextmanager
def visiting(chromium: Browser, server: LiveServer, width: int = 390) -> Iterator[Page]:
    """A page in Chinese; the test fails when it logs an error or leaves the server."""
    context = chromium.new_context(viewport={"width": width, "height": 844}, locale="zh-CN", base_url=server.url)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    problems: list[str] = []
    context.on("weberror", lambda error: problems.append(str(error.error)))
    context.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    context.on(
        "request",
        lambda request: None if request.url.startswith((server.url, "data:")) else problems.append(request.url),
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()
    expected = ("Failed to load resource", "EventSource")  # a refused start is a refused resource
    assert [text for text in problems if not text.startswith(expected)] == []


def sign_in(page: Page, name: str = "alice") -> None:
    page.goto("/")
    page.fill("#id_username", name)
    page.fill("#id_password", demo.PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_load_state()
