"""The clinic's streams, byte by byte: the named events, the `$` form, and that both say the same."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from petclinic.models import Consultation, PictureFinding
from petclinic.steps import ContinueAsk
from streams.errors import UpstreamCut
from streams.models import Stream
from streams.providers.base import Delta
from streams.providers.scripted import Gate, script
from tests.conftest import LiveServer
from tests.http import Client
from tests.petclinic import people
from tests.petclinic.people import V1, V2

START = b'event: start_stream\ndata: {"type":"content","data":null}\n\n'
END = b'event: end_stream\ndata: {"type":"content","data":null}\n\n'

server_properties = hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def events(body: bytes) -> list[tuple[str, Any]]:
    """Name and data of every whole block; every data line parses."""
    whole = body[: body.rfind(b"\n\n") + 2].decode()
    found = []
    for block in whole.split("\n\n"):
        name = re.search(r"^event: (.*)$", block, re.MULTILINE)
        data = re.search(r"^data: (.*)$", block, re.MULTILINE)
        if name and data:
            value = json.loads(data[1])
            assert set(value) == {"type", "data"}
            found.append((name[1], value))
    return found


def said(body: bytes) -> str:
    return "".join(value["data"] for name, value in events(body) if name == "stream")


def session(of: Any) -> dict[str, Any]:
    return {"pet_profile_id": 0, "session_id": str(people.consultation(of).pk)}


def picture(sender: Client, of: Any, url: str = "", kind: int = 5) -> dict[str, Any]:
    made = people.picture_session(of, kind)
    return {
        "img_url": url or people.upload(sender),
        "sub_module_type": kind,
        "pet_profile_id": 0,
        "session_id": str(made.pk),
    }


def test_the_summary_comes_line_by_line(server: LiveServer, alice: User) -> None:
    sender, asked = server.client(alice), session(people.owner(alice))
    reply = sender.post(f"{V2}/aidoc/summary?is_sse=true", asked)
    assert reply.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert reply.headers["Stream-Id"]
    assert reply.body.startswith(START)
    assert reply.body.endswith(END)
    names = [name for name, _value in events(reply.body)]
    assert names.count("start_stream") == names.count("end_stream") == 1
    lines = [value["data"] for name, value in events(reply.body) if name == "stream"]
    assert lines[:3] == ["【病情小结】\n", "\n", "**基本信息:**\n"]
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines[:-1])
    assert "- 宠物昵称: 无。\n" in lines


@pytest.mark.parametrize("path", ["aidoc/summary", "aidoc/reason-info", "aidoc/if-continue-ask"])
@pytest.mark.parametrize("version", [V1, V2])
def test_the_dollar_form_is_the_text_of_the_events(server: LiveServer, alice: User, path: str, version: str) -> None:
    sender, asked = server.client(alice), session(people.owner(alice))
    text = sender.post(f"{version}/{path}", asked)
    sse = sender.post(f"{version}/{path}?is_sse=TRUE", asked)
    end = "$" if path == "aidoc/summary" else "\n$"
    assert text.text == said(sse.body).replace("$", "＄") + end
    assert text.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert text.headers["Stream-Id"] == sse.headers["Stream-Id"]
    assert Stream.objects.count() == 1


def test_a_dollar_in_the_text_is_full_width_in_the_dollar_form_alone(
    server: LiveServer, alice: User, model: str
) -> None:
    asked = session(people.agreed(people.owner(alice)))
    script(model, "花了 $100。", "\n还是不吃。")
    sender = server.client(alice)
    sse = sender.post(f"{V2}/aidoc/summary?is_sse=1", asked)
    text = sender.post(f"{V2}/aidoc/summary?is_sse=0", asked)
    assert "$100" in said(sse.body)
    assert text.text.count("$") == 1
    assert "＄100" in text.text
    assert "$100" in Consultation.objects.get().summary


def test_the_answer_to_go_on_is_one_piece(server: LiveServer, alice: User) -> None:
    reply = server.client(alice).post(f"{V2}/aidoc/if-continue-ask?is_sse=true", session(people.owner(alice)))
    body = b'event: stream\ndata: {"type":"content","data":"[True]"}\n\n'
    assert reply.body == START + body + END
    assert ContinueAsk.name == Stream.objects.get().answer


def test_ids_are_only_added(server: LiveServer, alice: User) -> None:
    """Without the id, retry and comment lines, the form with ids is the documented one."""
    sender, asked = server.client(alice), session(people.owner(alice))
    with_ids = sender.post(f"{V2}/aidoc/summary?is_sse=true", asked, Accept="text/event-stream").body
    plain = sender.post(f"{V2}/aidoc/summary?is_sse=true", asked).body
    assert re.sub(rb"^(id|retry): .*\n", b"", with_ids, flags=re.MULTILINE) == plain
    assert with_ids.startswith(START[:-1] + b"retry: 2000\nid: ")


@server_properties
@given(data=st.data())
def test_cut_at_any_byte_every_event_comes_once(server: LiveServer, alice: User, data: st.DataObject) -> None:
    """A client cut anywhere resumes with the id of its last whole block; it sees what an uncut one sees."""
    sender = server.client(alice)
    row = Stream.objects.first()
    if row is None:
        sender.post(f"{V2}/aidoc/summary?is_sse=true", session(people.owner(alice)))
        row = Stream.objects.get()
    whole = sender.get(f"/streams/{row.pk}?dialect=petclinic.lines", Accept="text/event-stream").body
    cut = data.draw(st.integers(0, len(whole)))
    seen = whole[:cut][: whole[:cut].rfind(b"\n\n") + 2]
    ids = re.findall(rb"^id: (.*)$", seen, re.MULTILINE)
    again = {"Last_Event_ID": ids[-1].decode()} if ids else {}
    rest = sender.get(f"/streams/{row.pk}?dialect=petclinic.lines", Accept="text/event-stream", **again)
    assert rest.status == (204 if seen == whole else 200)
    assert events(seen) + events(rest.body) == events(whole)


def test_cut_at_every_byte_of_the_dollar_form(server: LiveServer, alice: User) -> None:
    sender, asked = server.client(alice), session(people.owner(alice))
    whole = sender.post(f"{V2}/aidoc/reason-info", asked).body
    row = Stream.objects.get()
    for offset in range(1, len(whole)):
        start = offset
        while whole[start] & 0xC0 == 0x80:
            start -= 1
        assert sender.get(f"/streams/{row.pk}?offset={offset}").body == whole[start:]
    assert sender.get(f"/streams/{row.pk}?offset={len(whole)}").status == 204
    assert sender.get(f"/streams/{row.pk}").body == whole


def test_an_offset_counts_in_the_text_form_when_the_stream_began_with_events(server: LiveServer, alice: User) -> None:
    sender, asked = server.client(alice), session(people.owner(alice))
    sender.post(f"{V2}/aidoc/summary?is_sse=true", asked)
    text = sender.post(f"{V2}/aidoc/summary", asked).body
    row = Stream.objects.get()
    at = text.index("主诉".encode())
    assert sender.get(f"/streams/{row.pk}?offset={at}").body == text[at:]


def test_a_broken_answer_has_no_dollar_and_one_error(server: LiveServer, alice: User, model: str) -> None:
    asked = session(people.agreed(people.owner(alice)))
    script(model, "吐了三次。\n", UpstreamCut())
    sender = server.client(alice)
    text = sender.post(f"{V2}/aidoc/summary", asked)
    assert not text.whole
    assert not text.text.endswith("$")
    script(model, "吐了三次。\n", UpstreamCut())
    sse = sender.post(f"{V2}/aidoc/summary?is_sse=true", asked)
    name, value = events(sse.body)[-1]
    assert (name, value["type"]) == ("error", "content")
    assert "模型" in value["data"]
    assert "end_stream" not in sse.text
    assert Consultation.objects.get().summary == ""


def test_the_head_is_by_rules_and_thoughts_come_before_the_text(server: LiveServer, alice: User, model: str) -> None:
    of = people.agreed(people.owner(alice))
    animal = people.pet(of, "豆豆", pet_type=1)
    asked = {"pet_profile_id": animal.pk, "session_id": str(people.consultation(of, "猫咪吐了", pet=animal).pk)}
    spoken = script(model, Delta("", "先想想"), "猫咪昨天开始", "呕吐。")
    reply = server.client(alice).post(f"{V2}/aidoc/summary?is_sse=true", asked)
    names = [name for name, _value in events(reply.body)]
    assert names.index("stream") > max(index for index, name in enumerate(names) if name == "metadata")
    text = said(reply.body)
    assert "- 宠物昵称: 豆豆。\n- 宠物种类: 猫。" in text
    assert "猫咪昨天开始呕吐。" in text
    prompt = json.dumps(spoken.calls[0].messages, ensure_ascii=False)
    assert "豆豆" not in prompt
    assert "alice" not in prompt
    assert Consultation.objects.get().summary_by == "model"


def test_the_guard_stands_above_the_model(server: LiveServer, alice: User, model: str) -> None:
    """The emergency line first, no calming, no dose; what the model reports raises the tier, and is said at once."""
    of = people.agreed(people.owner(alice))
    number = str(people.consultation(of, "狗狗刚才抽搐了两分钟").pk)
    script(model, "不用去", "医院。可以喂阿莫西林", "每公斤10毫克。", "先让它侧躺。")
    reply = server.client(alice).post(f"{V2}/aidoc/summary?is_sse=true", {"pet_profile_id": 0, "session_id": number})
    text = said(reply.body)
    assert text.index("抽搐") < text.index("【病情小结】")
    assert "不用去医院" not in text
    assert "10毫克" not in text
    assert "先让它侧躺。" in text
    assert Consultation.objects.get(pk=number).tier == "red"
    quiet = str(people.consultation(of, "狗狗今天吐了一次").pk)
    script(model, "它吐血了。", "需要检查。")
    reply = server.client(alice).post(f"{V2}/aidoc/summary?is_sse=true", {"pet_profile_id": 0, "session_id": quiet})
    assert said(reply.body).count("请现在就带它去") >= 1
    assert Consultation.objects.get(pk=quiet).tier == "red"


def test_without_consent_no_model_is_asked(server: LiveServer, alice: User, model: str) -> None:
    spoken = script(model, "不该出现")
    server.client(alice).post(f"{V2}/aidoc/summary", session(people.owner(alice)))
    assert spoken.calls == []
    assert Stream.objects.get().written_by == "rules"


def test_an_unchanged_session_replays_and_refresh_asks_anew(server: LiveServer, alice: User) -> None:
    sender, asked = server.client(alice), session(people.owner(alice))
    first = sender.post(f"{V2}/aidoc/summary?is_sse=true", asked)
    assert sender.post(f"{V2}/aidoc/summary?is_sse=true", asked).headers["Stream-Id"] == first.headers["Stream-Id"]
    anew = sender.post(f"{V2}/aidoc/summary?is_sse=true", {**asked, "refresh": True})
    assert anew.headers["Stream-Id"] != first.headers["Stream-Id"]
    said_more = {**asked, "module_type": 1, "role": "user", "content": "今天开始拉肚子"}
    sender.post(f"{V2}/session-record/history", said_more)
    later = sender.post(f"{V2}/aidoc/summary?is_sse=true", asked)
    assert later.headers["Stream-Id"] not in (first.headers["Stream-Id"], anew.headers["Stream-Id"])


def test_two_summaries_at_once_are_one_stream(server: LiveServer, alice: User, model: str) -> None:
    gate = Gate()
    asked = session(people.agreed(people.owner(alice)))
    spoken = script(model, "一句。", gate, "两句。")
    sender = server.client(alice)
    first = sender.open("POST", f"{V2}/aidoc/summary?is_sse=true", asked)
    second = sender.open("POST", f"{V2}/aidoc/summary", asked)
    gate.open()
    assert first.id == second.id
    assert said(first.rest().body) + "$" == second.rest().text
    assert len(spoken.calls) == 1


def test_a_deleted_pet_takes_a_running_stream_along(server: LiveServer, alice: User, model: str) -> None:
    of = people.agreed(people.owner(alice))
    animal = people.pet(of)
    asked = {"pet_profile_id": animal.pk, "session_id": str(people.consultation(of, pet=animal).pk)}
    spoken = script(model, "一句。\n", Gate(), "不该出现")
    sender = server.client(alice)
    stream = sender.open("POST", f"{V2}/aidoc/summary?is_sse=true", asked)
    stream.read_until("一句".encode())
    assert sender.open("DELETE", f"{V1}/pet-profile?pet_profile_id={animal.pk}").rest().status == 204
    reply = stream.rest()
    assert "不该出现" not in reply.text
    assert spoken.closed.wait(5)
    assert not Stream.objects.exists()
    assert not Consultation.objects.exists()
    assert sender.get(f"/streams/{stream.id}").status == 404
    assert server.run(server.worker.log.read, stream.id, 0, 100) == []


# --- pictures


def test_a_picture_without_a_model_is_judged_by_nobody(server: LiveServer, alice: User) -> None:
    sender = server.client(alice)
    asked = picture(sender, people.owner(alice))
    reply = sender.post(f"{V1}/aipic/summary?is_sse=true", asked)
    assert "模型" in said(reply.body)
    finding = PictureFinding.objects.get()
    assert not finding.by_model
    assert finding.picture is not None


def test_what_a_model_sees_is_told_without_its_verdict(server: LiveServer, alice: User, model: str) -> None:
    sender, of = server.client(alice), people.agreed(people.owner(alice))
    asked = picture(sender, of)
    spoken = script(model, "[O", "K]\n发现未消化的", "食物残渣。")
    reply = sender.post(f"{V1}/aipic/summary?is_sse=true", asked)
    assert said(reply.body) == "发现未消化的食物残渣。"
    parts = spoken.calls[0].messages[1]["content"]
    assert [part["type"] for part in parts] == ["text", "image_url"]
    assert parts[1]["image_url"]["url"].startswith("data:image/jpeg;base64,")
    assert "base64" not in json.dumps(Stream.objects.get().inputs)
    assert PictureFinding.objects.get().text == "发现未消化的食物残渣。"


def test_the_wrong_subject_is_refused_in_the_stream(server: LiveServer, alice: User, model: str) -> None:
    sender, of = server.client(alice), people.agreed(people.owner(alice))
    asked = picture(sender, of)
    script(model, "[UNFIT:no_", "animal]\n", "这是一辆车")
    reply = sender.post(f"{V1}/aipic/summary?is_sse=true", asked)
    told = '{"type":"content","data":"图片里面没有猫狗，请换一张宠物的清晰照片。"}'
    stop = f"event: signal_stop\ndata: {told}\n\n".encode()
    assert reply.body.endswith(stop + END)
    assert b"event: stream" not in reply.body
    assert "车" not in reply.text
    assert PictureFinding.objects.get().refused == "no_animal"
    script(model, "[OK]\n看到呕吐物。")
    again = sender.post(f"{V1}/aipic/summary?is_sse=true", asked | {"img_url": people.upload(sender)})
    assert said(again.body) == "看到呕吐物。"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/a.jpg",
        "http://169.254.169.254/latest/meta-data",
        "ftp://example.com/a.jpg",
        "not an address",
        "http://[::ffff:10.0.0.1]/a.png",
        "https://example.com:8443/a.png",
    ],
)
def test_every_picture_that_cannot_be_fetched_gets_the_one_refusal(server: LiveServer, alice: User, url: str) -> None:
    sender = server.client(alice)
    asked = picture(sender, people.owner(alice), url)
    reply = sender.post(f"{V1}/aipic/summary?is_sse=true", asked)
    stop = 'event: signal_stop\ndata: {"type":"content","data":"图片不符合规范, 请重新上传"}\n\n'.encode()
    assert reply.body.endswith(stop + END)
    assert sender.post(f"{V1}/aipic/summary", asked).text == "图片不符合规范, 请重新上传$"


def test_a_refused_picture_is_looked_at_again(server: LiveServer, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from petclinic import image_fetch
    from petclinic.images import Unfit

    answers: list[bytes | Unfit] = [people.photo(), Unfit("timeout")]

    async def fetch(_url: str) -> bytes:
        found = answers.pop()
        if isinstance(found, Unfit):
            raise found
        return found

    monkeypatch.setattr(image_fetch, "fetch", fetch)
    sender = server.client(alice)
    asked = picture(sender, people.owner(alice), "https://example.com/a.jpg")
    assert sender.post(f"{V1}/aipic/summary", asked).text == "图片不符合规范, 请重新上传$"
    assert "模型" in sender.post(f"{V1}/aipic/summary", asked).text
    assert "模型" in sender.post(f"{V1}/aipic/summary", asked).text
    assert answers == []


def test_somebody_elses_picture_is_unfit(server: LiveServer, alice: User, charlie: User) -> None:
    url = people.upload(server.client(alice))
    sender = server.client(charlie)
    asked = picture(sender, people.owner(charlie), url)
    assert sender.post(f"{V1}/aipic/summary", asked).text == "图片不符合规范, 请重新上传$"


def test_a_dark_picture_is_refused_with_a_tip(server: LiveServer, alice: User) -> None:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (640, 480), (3, 3, 3)).save(out, "JPEG")
    sender = server.client(alice)
    asked = picture(sender, people.owner(alice), people.upload(sender, out.getvalue()))
    reply = sender.post(f"{V1}/aipic/summary", asked)
    assert reply.text.startswith("光线太暗")
    assert reply.text.endswith("$")
    assert PictureFinding.objects.get().refused == "dark"


def test_an_unfit_picture_of_a_consultation_is_422_with_the_tip(server: LiveServer, alice: User) -> None:
    asked = session(people.owner(alice)) | {"img_url": "http://10.0.0.1/a.jpg"}
    reply = server.client(alice).post(f"{V2}/aidoc/pic-result", asked)
    assert reply.status == 422
    assert reply.json() == {
        "data": None,
        "message": "图片不符合规范, 请重新上传",
        "success": False,
        "error_code": 422,
    }


# --- questions


def test_a_question_and_its_answer_join_the_dialogue(server: LiveServer, alice: User, settings: Settings) -> None:
    of = people.owner(alice)
    sender = server.client(alice)
    start = {"module_type": 4, "pet_profile_id": 0}
    number = sender.post(f"{V1}/session-record/session-start", start).json()["data"]["session_id"]
    reply = sender.post(f"{V1}/ai-conv/answer?is_sse=true", {"session_id": number, "user_input": "狗狗能吃葡萄吗？"})
    turns = list(Consultation.objects.get(owner=of).turns.values_list("role", "content"))
    assert turns == [("user", "狗狗能吃葡萄吗？"), ("ai", said(reply.body))]


@pytest.mark.parametrize("text", ["", "   ", "？？？", "12345", "。", "a"])
def test_input_that_asks_nothing_is_refused_in_the_stream(server: LiveServer, alice: User, text: str) -> None:
    people.owner(alice)
    sender = server.client(alice)
    start = {"module_type": 4, "pet_profile_id": 0}
    number = sender.post(f"{V1}/session-record/session-start", start).json()["data"]["session_id"]
    reply = sender.post(f"{V1}/ai-conv/answer?is_sse=true", {"session_id": number, "user_input": text})
    told = '{"type":"content","data":"输入内容不符合规范，请重新输入"}'
    assert reply.body == START + f"event: signal_stop\ndata: {told}\n\n".encode() + END
