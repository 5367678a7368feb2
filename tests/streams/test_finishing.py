"""The end of a row: an outage of the database is waited for, a fault in what an answer saves is not."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError

from streams import producer
from streams.models import Stream
from streams.providers.scripted import script
from tests.conftest import LiveServer
from tests.streams.echo import Echo

LOST = "what test.echo saves at the end could not be saved"


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(producer, "FINISH_RETRY_S", 0)


class Saving:
    """What an answer does at its end: it raises these one after the other, then it saves."""

    def __init__(self, *faults: Exception) -> None:
        self.faults: Iterator[Exception] = iter(faults)
        self.tries = 0
        self.saved: list[str] = []

    def __call__(self, stream: Stream) -> None:
        self.tries += 1
        for fault in self.faults:
            raise fault
        self.saved.append(stream.text)


def asked(server: LiveServer, alice: User, monkeypatch: pytest.MonkeyPatch, saving: Saving) -> Stream:
    monkeypatch.setattr(Echo, "finish", lambda _answer, stream: saving(stream))
    script("echo", "好")
    stream = server.client(alice).post("/echo", {}).headers["Stream-Id"]
    return Stream.objects.get(pk=stream)


def test_a_fault_that_stays_ends_the_row_without_what_it_was_for(
    server: LiveServer, alice: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    saving = Saving(*[ValueError("a fault of ours")] * 50)
    row = asked(server, alice, monkeypatch, saving)
    assert (row.state, row.text, saving.saved) == ("done", "好", [])
    assert saving.tries == producer.FINISH_TRIES
    assert LOST in caplog.text
    assert server.client(alice).get(f"/streams/{row.pk}").text.count("event: end") == 1


def test_a_fault_that_passes_costs_nothing(
    server: LiveServer, alice: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    saving = Saving(ValueError("once"))
    assert asked(server, alice, monkeypatch, saving).state == "done"
    assert saving.saved == ["好"]
    assert LOST not in caplog.text


@pytest.mark.parametrize("outage", [OperationalError, InterfaceError])
def test_an_outage_of_the_database_is_waited_for(
    server: LiveServer, alice: User, monkeypatch: pytest.MonkeyPatch, outage: type[Exception]
) -> None:
    saving = Saving(*[outage("gone")] * 20)
    assert asked(server, alice, monkeypatch, saving).state == "done"
    assert saving.saved == ["好"]
