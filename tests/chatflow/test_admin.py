"""The admin of the calls: staff find a call, name a code, change the flow, take calls out; others may not."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from chatflow import demo, flows
from chatflow.models import CallSession, FlaggedCode, FlowVersion, Gateway, StageCode, Variable
from chatflow.permissions import agent_group

pytestmark = pytest.mark.django_db
CALLS = "/admin/chatflow/callsession/"


@pytest.fixture
def calls(db: None) -> None:
    demo.build(timezone.now(), "xiliu-demo")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def admin(db: None) -> Client:
    return client_of(User.objects.create_superuser("root", password="xiliu-demo"))


@pytest.fixture
def gina(calls: None) -> Client:
    return client_of(User.objects.get(username="gina"))


@pytest.mark.parametrize(
    "name", ["callsession", "callturn", "variable", "stagecode", "flowversion", "flaggedcode", "gateway"]
)
def test_every_list_opens(admin: Client, calls: None, name: str) -> None:
    assert admin.get(f"/admin/chatflow/{name}/").status_code == 200


def test_a_call_is_found_by_a_plate_and_looking_is_written_down(gina: Client) -> None:
    page = gina.get(CALLS, {"q": "苏E12346"}).content.decode()
    assert "demo-1002" in page
    assert "demo-1001" not in page
    call = CallSession.objects.get(session_id="demo-1002")
    shown = gina.get(f"{CALLS}{call.pk}/change/").content.decode()
    assert "最后一位是6" in shown
    entry = LogEntry.objects.get()
    assert (entry.user.get_username(), entry.object_id, entry.change_message) == ("gina", str(call.pk), "查看")


def test_a_value_is_put_right_by_hand(admin: Client, calls: None) -> None:
    variable = Variable.objects.get(session__session_id="demo-1002", key="hphm1")
    admin.post(f"/admin/chatflow/variable/{variable.pk}/change/", {"value": "苏E12340"})
    variable.refresh_from_db()
    assert (variable.value, variable.status, variable.confidence) == ("苏E12340", "set", 1.0)


def exported(client: Client, kind: str) -> Any:
    return client.post(f"{CALLS}export/", {"format": kind, "resource": "0"})


def test_an_export_needs_a_permission_and_is_written_down(gina: Client) -> None:
    assert exported(gina, "0").status_code == 403
    User.objects.get(username="gina").user_permissions.add(Permission.objects.get(codename="export_calls"))
    rows = list(csv.DictReader(io.StringIO(exported(gina, "0").content.decode("utf-8-sig"))))
    call = next(row for row in rows if row["session_id"] == "demo-1002")
    assert (call["stage"], call["sfrs"], call["hphm1"]) == ("2000", "无", "苏E12346")
    assert LogEntry.objects.get().change_message == "导出 6 个通话（csv）"


def test_an_export_is_a_spreadsheet_without_formulas(admin: Client, calls: None) -> None:
    Variable.objects.filter(key="hphm1").update(value='=HYPERLINK("http://evil.example")')
    sheet = openpyxl.load_workbook(io.BytesIO(exported(admin, "1").content)).active
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert not any(str(value).startswith("=") for value in values)


def test_a_flow_is_checked_when_it_is_saved_and_gets_a_number(admin: Client) -> None:
    first = flows.in_force()
    path = "/admin/chatflow/flowversion/add/"
    assert "slots:" in admin.get(path).content.decode()
    broken = admin.post(path, {"source": first.source.replace('start: "1002"', 'start: "9999"'), "active": "on"})
    assert "起始阶段 9999 不在 stages 里" in broken.content.decode()
    source = first.source.replace("请问现场有没有人受伤，或者被困在车里？", "有人受伤吗？")
    admin.post(path, {"source": source, "note": "短一点", "active": "on"})
    second = flows.in_force()
    assert (second.number, second.note, second.created_by) == (2, "短一点", User.objects.get())
    assert FlowVersion.objects.filter(active=True).count() == 1
    admin.post(f"/admin/chatflow/flowversion/{first.pk}/activate/", follow=True)
    assert flows.in_force() == first


def test_a_flagged_code_is_named_and_settled(admin: Client, calls: None) -> None:
    call = CallSession.objects.all()[0]
    flag = FlaggedCode.objects.create(session=call, code="2016", stage="1002", reason="unknown")
    page = admin.get("/admin/chatflow/flaggedcode/").content.decode()
    assert "/admin/chatflow/stagecode/add/?code=2016" in page
    admin.post("/admin/chatflow/stagecode/add/", {"code": "2016", "label": "双车拍照"})
    assert StageCode.objects.get(code="2016").label == "双车拍照"
    admin.post("/admin/chatflow/flaggedcode/", {"action": "settle", "_selected_action": [flag.pk]})
    flag.refresh_from_db()
    assert flag.seen


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"code": "12", "label": "x"}, "四位数字"),
        ({"code": "abcd"}, "四位数字"),
        ({"code": "2004", "folds_into": "2004"}, "不能并入自己"),
        ({"code": "2004", "folds_into": "3001"}, "自己也并入别的代码"),
    ],
)
def test_a_code_that_makes_no_sense_is_refused(admin: Client, fields: dict[str, str], words: str) -> None:
    assert words in admin.post("/admin/chatflow/stagecode/add/", fields).content.decode()


def test_a_gateways_token_is_shown_once(admin: Client) -> None:
    shown = admin.post("/admin/chatflow/gateway/add/", {"name": "北门", "active": "on"}, follow=True).content.decode()
    assert "xg_" in shown
    gateway = Gateway.objects.get()
    old = gateway.digest
    path = f"/admin/chatflow/gateway/{gateway.pk}/new_token/"
    assert "立刻失效" in admin.get(path).content.decode()
    assert "xg_" in admin.post(path, follow=True).content.decode()
    gateway.refresh_from_db()
    assert gateway.digest != old


def test_an_agent_may_read_but_not_change_the_flow(gina: Client) -> None:
    assert gina.get("/admin/chatflow/flowversion/").status_code == 200
    assert gina.get("/admin/chatflow/flowversion/add/").status_code == 403
    assert gina.get("/admin/chatflow/gateway/").status_code == 403
    assert agent_group().user_set.count() == 1
