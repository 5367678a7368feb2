"""The admin with many calls: few queries, harmless exports, versions compared, and every reading written down."""

import csv
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chatflow import demo, flows
from chatflow.console import shown
from chatflow.models import CallSession, CallTurn, FlaggedCode, FlowVersion, Variable
from chatflow.permissions import agent_group
from streams.models import Stream

pytestmark = pytest.mark.django_db
CALLS = "/admin/chatflow/callsession/"


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="xiliu-demo"))
    return client


@pytest.fixture
def gina() -> Client:
    user = User.objects.create_user("gina", is_staff=True)
    user.groups.add(agent_group())
    client = Client()
    client.force_login(user)
    return client


def calls(first: int, last: int) -> None:
    version = flows.in_force()
    made = CallSession.objects.bulk_create(
        CallSession(owner="network:loopback", session_id=f"s{number}", flow=version, stage="1002")
        for number in range(first, last)
    )
    CallTurn.objects.bulk_create(
        CallTurn(session=call, number=1, time_stamp="x", said="喂", text="您好", code="1002", state="done")
        for call in made
    )
    Variable.objects.bulk_create(Variable(session=call, key="hphm1", value="沪A89391") for call in made)
    FlaggedCode.objects.bulk_create(
        FlaggedCode(session=call, code="2016", stage="1002", reason="unknown") for call in made
    )


@pytest.mark.parametrize("name", ["callsession", "callturn", "variable", "flaggedcode"])
def test_a_list_asks_as_often_for_many_as_for_few(admin: Client, name: str) -> None:
    path = f"/admin/chatflow/{name}/"
    calls(0, 2)
    admin.get(path)
    with CaptureQueriesContext(connection) as few:
        assert admin.get(path).status_code == 200
    calls(2, 40)
    with CaptureQueriesContext(connection) as many:
        assert admin.get(path).status_code == 200
    assert len(many) == len(few)


def test_an_export_asks_as_often_for_many_as_for_few(admin: Client) -> None:
    calls(0, 2)
    exported(admin, "0")
    with CaptureQueriesContext(connection) as few:
        exported(admin, "0")
    calls(2, 40)
    with CaptureQueriesContext(connection) as many:
        exported(admin, "0")
    assert len(many) == len(few)


def exported(client: Client, kind: str) -> bytes:
    response: Any = client.post(f"{CALLS}export/", {"format": kind, "resource": "0"})
    assert response.status_code == 200
    return bytes(response.content)


HOSTILE = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x")',
]


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_that_a_caller_says_is_a_formula(admin: Client, words: str) -> None:
    calls(0, 1)
    Variable.objects.update(value=words)
    CallSession.objects.update(session_id=words)
    rows = list(csv.reader(io.StringIO(exported(admin, "0").decode("utf-8-sig"), newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(exported(admin, "1"))).active
    assert sheet
    cells = [value for row in rows for value in row] + [str(cell.value) for row in sheet.iter_rows() for cell in row]
    held = [cell for cell in cells if "1+1" in cell or "SUM" in cell or "calc" in cell or "HYPERLINK" in cell]
    assert len(held) == 4
    assert all(cell.startswith("'") for cell in held)


def test_a_control_character_breaks_no_table(admin: Client) -> None:
    calls(0, 1)
    Variable.objects.update(value="沪\x01A\x0b89391\x1f👨\u200d👩")
    assert "沪A89391👨\u200d👩" in exported(admin, "0").decode()
    assert exported(admin, "1")


def test_a_table_opens_in_a_spreadsheet_with_its_characters(admin: Client) -> None:
    calls(0, 1)
    assert exported(admin, "0").startswith(b"\xef\xbb\xbf")


def test_whoever_reads_turns_and_values_is_written_down(gina: Client) -> None:
    calls(0, 1)
    call = CallSession.objects.get()
    gina.get(f"/admin/chatflow/callturn/{CallTurn.objects.get().pk}/change/")
    gina.get(f"/admin/chatflow/variable/{Variable.objects.get().pk}/change/")
    assert [(entry.object_id, entry.change_message) for entry in LogEntry.objects.all()] == [(str(call.pk), "查看")]
    gina.get("/admin/chatflow/callturn/")
    gina.get("/admin/chatflow/variable/")
    assert set(LogEntry.objects.values_list("change_message", flat=True)) == {"查看", "查看通话轮次", "查看会话变量"}


@pytest.mark.parametrize("one_by_one", [True, False])
def test_a_call_that_is_deleted_leaves_no_stream(admin: Client, one_by_one: bool) -> None:
    demo.build(timezone.now(), "xiliu-demo")
    call = CallSession.objects.get(session_id="demo-1004")
    assert Stream.objects.filter(subject=call.subject).exists()
    if one_by_one:
        admin.post(f"{CALLS}{call.pk}/delete/", {"post": "yes"})
    else:
        action = {"action": "delete_selected", "_selected_action": [call.pk], "post": "yes"}
        admin.post(CALLS, action)
    assert not CallSession.objects.filter(pk=call.pk).exists()
    assert not Stream.objects.filter(subject=call.subject).exists()


def changed_flow() -> tuple[FlowVersion, FlowVersion]:
    first = flows.in_force()
    source = first.source.replace("请问现场有没有人受伤，或者被困在车里？", "有人受伤吗？")
    return first, flows.store(source, note="短一点")


def test_a_version_is_compared_with_the_one_before(gina: Client) -> None:
    first, second = changed_flow()
    page = gina.get(f"/admin/chatflow/flowversion/{second.pk}/compare/").content.decode()
    assert page.count('role="deletion"') == page.count('role="insertion"') == 1
    assert "请问现场有没有人受伤，或者被困在车里？" in page
    assert "有人受伤吗？" in page
    assert "没有更早的版本" in gina.get(f"/admin/chatflow/flowversion/{first.pk}/compare/").content.decode()


def test_a_version_is_put_in_force_only_by_a_form(admin: Client) -> None:
    """A link that somebody sends must not change what callers hear."""
    first, second = changed_flow()
    path = f"/admin/chatflow/flowversion/{first.pk}/activate/"
    page = admin.get(path).content.decode()
    assert "csrfmiddlewaretoken" in page
    assert "新的通话" in page
    assert flows.in_force() == second
    admin.post(path, follow=True)
    assert flows.in_force() == first
    entry = LogEntry.objects.get()
    assert (entry.user.get_username(), entry.object_id, entry.change_message) == ("root", str(first.pk), "启用")


def test_an_agent_compares_but_puts_nothing_in_force(gina: Client) -> None:
    first, second = changed_flow()
    assert gina.post(f"/admin/chatflow/flowversion/{first.pk}/activate/").status_code == 403
    assert flows.in_force() == second


def test_an_agent_is_offered_only_what_she_may_do(gina: Client) -> None:
    calls(0, 1)
    page = gina.get("/admin/chatflow/flaggedcode/").content.decode()
    assert "stagecode/add" not in page
    flag = FlaggedCode.objects.get()
    gina.post("/admin/chatflow/flaggedcode/", {"action": "settle", "_selected_action": [flag.pk]})
    flag.refresh_from_db()
    assert flag.seen


def test_calls_are_found_by_who_took_them_and_when(admin: Client) -> None:
    demo.build(timezone.now(), "xiliu-demo")
    gina = User.objects.get(username="gina")
    CallSession.objects.filter(session_id="demo-1003").update(agent=gina)
    page = admin.get(CALLS, {"agent__id__exact": gina.pk}).content.decode()
    assert "demo-1003" in page
    assert "demo-1001" not in page
    assert "demo-1003" in admin.get(CALLS, {"q": "季"}).content.decode()


def test_exporting_needs_its_permission(gina: Client) -> None:
    calls(0, 1)
    assert gina.post(f"{CALLS}export/", {"format": "0", "resource": "0"}).status_code == 403
    User.objects.get(username="gina").user_permissions.add(Permission.objects.get(codename="export_calls"))
    assert exported(gina, "0")


def test_a_version_is_shown_with_its_lines(gina: Client) -> None:
    page = gina.get(f"/admin/chatflow/flowversion/{flows.in_force().pk}/change/").content.decode()
    assert "<pre" in page
    assert "\nslots:\n" in page


def test_the_demos_calls_are_there_on_the_next_day_too() -> None:
    now = timezone.now()
    demo.build(now - timedelta(days=1), "xiliu-demo")
    demo.build(now, "xiliu-demo")
    queue = {entry["session"]: entry for entry in shown.queue()}
    assert set(queue) == {f"demo-100{number}" for number in range(1, 6)}
    assert queue["demo-1004"]["waits"]
    assert queue["demo-1003"]["waits"]
    assert CallTurn.objects.order_by("created_at")[0].created_at > now - timedelta(hours=2)
