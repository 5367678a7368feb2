"""A client of the documented platform goes through the fifteen steps of a consultation."""

from django.contrib.auth.models import User

from petclinic import reports
from petclinic.models import Consultation, MedicalRecord
from tests.conftest import LiveServer
from tests.petclinic import people
from tests.petclinic.people import V1, V2


def test_the_fifteen_steps(server: LiveServer) -> None:
    _acme, key = people.integrator()
    anonymous = server.client()
    reply = anonymous.get(f"/token/accessToken?api_key={key}&user_id=u-7")
    assert reply.status == 200
    granted = reply.json()
    assert (granted["code"], granted["message"], granted["data"]["expires_in"]) == (200, "success", 172800)
    q = f"?token={granted['data']['access_token']}"
    body = {"name": "豆豆", "gender": 1, "pet_type": 2, "weight": "12.5", "birthday": "2024-05-01", "is_neutered": 1}
    made = anonymous.post(f"{V1}/pet-profile{q}", body).json()
    assert made["code"] == 200
    pet = made["data"]["id"]
    first = anonymous.get(f"{V2}/pre-question{q}&pet_profile_id={pet}").json()
    assert first["success"] is True
    assert first["data"]
    assert all(isinstance(text, str) for text in first["data"])

    start = {"module_type": 1, "pet_profile_id": pet, "content": "狗狗从昨天开始吐了三次"}
    data = anonymous.post(f"{V2}/session-record/session-start{q}", start).json()["data"]
    session = {"pet_profile_id": pet, "session_id": data["session_id"]}
    found = anonymous.post(f"{V2}/aidoc/keywords{q}", {**session, "content": start["content"]}).json()
    assert found["message"] == "Get successfully."
    assert {"keyword", "unit"} == set(found["data"])
    why = anonymous.post(f"{V2}/aidoc/reason-info{q}&is_sse=true", session)
    assert why.text.startswith('event: start_stream\ndata: {"type":"content","data":null}\n\nevent: stream\ndata: ')
    questions = anonymous.post(f"{V2}/aidoc/analysis{q}", session).json()["data"]["questions"]
    assert set(questions[0]) == {"id", "content", "options"}
    assert set(questions[0]["options"][0]) == {"choice", "title"}
    options = anonymous.post(f"{V2}/aidoc/related-question{q}", session).json()["data"]["options"]
    assert options
    assert all(isinstance(option, str) for option in options)

    said = {"module_type": 1, "session_id": session["session_id"], "content_type": 1, "stage": 2}
    for role, content in (("assistant", questions[0]["content"]), ("user", questions[0]["options"][0]["title"])):
        kept = anonymous.post(f"{V2}/session-record/history{q}", {**said, "role": role, "content": content}).json()
        assert kept == {"data": None, "message": "Save successfully.", "success": True, "error_code": 0}

    need = anonymous.post(f"{V2}/aidoc/if-need-image{q}", session).json()["data"]
    assert need["is_pic"] in ("True", "False")
    assert need["pic_explain"]
    form, kind = people.multipart(people.photo(), upload_type="1")
    sent = anonymous.post(f"/file/upload-image-oss{q}", form, Content_Type=kind).json()
    assert (sent["code"], sent["msg"], type(sent["time"])) == (1, "ok", float)
    assert set(sent["data"]) == {"name", "url", "show_url"}
    result = anonymous.post(f"{V2}/aidoc/pic-result{q}", {**session, "img_url": sent["data"]["url"]})
    assert result.json() == {"data": None, "message": "Get successfully.", "success": True, "error_code": 0}
    again = anonymous.post(f"{V2}/aidoc/if-continue-ask{q}&is_sse=false", session)
    assert again.text in ("[True]\n$", "[False]\n$")

    summary = anonymous.post(f"{V2}/aidoc/summary{q}&is_sse=true", session)
    assert "【病情小结】" in summary.text
    assert anonymous.post(f"{V2}/aidoc/report{q}", {"session_id": session["session_id"]}).text == "true"
    assert reports.build(data["medical_record_id"])
    record = anonymous.get(f"{V2}/medical-record{q}&report_id={data['medical_record_id']}").json()["data"]
    assert record["report_status"] == 2
    assert '"review"' in record["report"]
    rows = anonymous.post(f"{V2}/medical-record-list{q}", {"page": 1, "limit": 5})
    assert rows.headers["X-Total-Count"] == "1"
    assert rows.json()["data"][0]["id"] == data["medical_record_id"]
    history = anonymous.get(f"{V2}/session-record{q}&session_id={session['session_id']}").json()["data"]
    assert [turn["role"] for turn in history["history"]] == ["ai", "user"]
    listed = anonymous.post(f"{V2}/medical-session-list{q}", {}).json()["data"]
    assert listed["pagination"]["total_count"] == 1
    assert listed["list"][0]["session_id"] == session["session_id"]


def test_a_picture_is_checked_in_four_calls(server: LiveServer, alice: User) -> None:
    of = people.owner(alice)
    sender = server.client(alice)
    url = people.upload(sender)
    start = {"module_type": 5, "sub_module_type": 5, "pet_profile_id": 0}
    data = sender.post(f"{V1}/session-record/session-start", start).json()["data"]
    asked = {"img_url": url, "sub_module_type": 5, "pet_profile_id": 0, "session_id": data["session_id"]}
    sse = sender.post(f"{V1}/aipic/summary?is_sse=true&is_simple=true", asked)
    text = sender.post(f"{V1}/aipic/summary?is_simple=true", asked)
    assert sse.text.endswith('event: end_stream\ndata: {"type":"content","data":null}\n\n')
    assert text.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert text.text.endswith("$")
    assert sender.post(f"{V1}/aipic/report", asked).json()["data"] is None
    assert reports.build(data["medical_record_id"])
    record = sender.get(f"{V1}/medical-record?report_id={data['medical_record_id']}").json()["data"]
    assert (record["module_type"], record["sub_module_type"]) == (5, "5")
    assert Consultation.objects.get().owner == of
    assert MedicalRecord.objects.get().report_status == 2
