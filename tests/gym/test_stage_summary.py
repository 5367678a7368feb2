"""The stage summary on the real server: its facts, who may ask for which phase, and the bytes."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from pytest_django import Settings

from gym.facts.stage import stage_facts
from gym.member_answer import prompt_version
from gym.models import Member, Phase, Summary
from gym.prompts import messages
from gym.stage_summary import StageSummary
from streams.models import Stream
from streams.providers.scripted import Gate, script
from tests.conftest import LiveServer
from tests.gym import people, stages
from tests.gym.answers import model, text
from tests.gym.stages import TODAY, phase
from tests.http import Client

PATH = "/gym/member/stream_stage_summary"


@pytest.fixture
def alice(transactional_db: None) -> Member:
    return stages.alice()


@pytest.fixture
def stage(alice: Member) -> Phase:
    return phase(alice)


@pytest.fixture
def client(server: LiveServer, alice: Member) -> Client:
    return server.client(alice.user)


@pytest.fixture
def until_march(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today is the 30th of March 2025 in every gym."""
    monkeypatch.setattr("gym.models.people.Gym.today", lambda _self: TODAY)


@pytest.mark.usefixtures("until_march")
def test_it_works(client: Client, stage: Phase) -> None:
    reply = client.post(PATH, {"stage_id": stage.pk})
    assert (reply.status, reply.headers["Content-Type"]) == (200, "text/event-stream; charset=utf-8")
    assert reply.text.startswith('data: {"text": "')
    assert reply.text.endswith('data: {"text": "", "done": true}\n\n')
    summary = Summary.objects.get()
    assert text(reply.text) == summary.text
    assert summary.text.startswith("Alice，你好！“第一阶段”现在是第 4 周（共 8 周），")
    assert "体脂率从 28% 到 27%，下降 1 个百分点。体脂肪少了 1.2 公斤。" in summary.text
    assert "按计划到现在该练 8 次，实际练了 5 次，完成 62%。" in summary.text
    assert (summary.kind, summary.start, summary.end) == ("stage", date(2025, 3, 3), TODAY)
    assert (summary.state, summary.written_by, summary.member_id) == ("done", "rules", stage.member_id)
    assert {"key": "phase_adherence", "value": 62, "unit": "%"} in summary.facts["facts"]


def test_the_bytes_are_those_of_the_documented_stream(server: LiveServer, stage: Phase, settings: Settings) -> None:
    model(settings)
    gate = Gate()
    script("m", "回头看", gate, "，\n走得稳<b>。")
    stream = server.client(stage.member.user).open("POST", f"{PATH}/", {"stage_id": stage.pk})
    assert stream.read_until(b"\n\n") == 'data: {"text": "回头看"}\n\n'.encode()
    gate.open()
    assert stream.rest().text == (
        'data: {"text": "回头看"}\n\ndata: {"text": "，\\n走得稳＜b>。"}\n\ndata: {"text": "", "done": true}\n\n'
    )


def test_a_get_with_its_token_in_the_query_streams_too(server: LiveServer, client: Client, stage: Phase) -> None:
    token = client.headers["Authorization"].removeprefix("Bearer ")
    reply = server.client().get(f"{PATH}?stage_id={stage.pk}&access_token={token}", Accept="text/event-stream")
    assert reply.status == 200
    assert reply.text.startswith("retry: 2000\nid: ")
    assert server.client().get(f"{PATH}?stage_id={stage.pk}").status == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"stage_id": ""},
        {"stage_id": None},
        {"stage_id": "undefined"},
        {"stage_id": "null"},
        {"stage_id": "abc"},
        {"stage_id": "12.5"},
        {"stage_id": 1.5},
        {"stage_id": True},
        {"stage_id": -1},
        {"stage_id": 0},
        {"stage_id": [1]},
        {"stage_id": {"a": 1}},
        {"stage_id": "１２"},
        {"stage_id": "1; DROP TABLE gym_phase"},
        {"stage_id": "9" * 40},
        {"stage_id": 1, "refresh": "maybe"},
    ],
)
def test_bad_parameters_are_refused_in_one_plain_sentence(client: Client, wrong: dict[str, object]) -> None:
    reply = client.post(PATH, wrong)
    assert (reply.status, reply.json()["error"]) == (400, 400)
    assert reply.json()["message"].endswith("。")
    assert reply.json()["message"].count("。") == 1
    assert not Stream.objects.exists()


def test_anothers_phase_and_an_absent_one_look_the_same(client: Client, server: LiveServer, stage: Phase) -> None:
    charlies = phase(people.charlie())
    replies = [client.post(PATH, {"stage_id": pk}) for pk in (charlies.pk, 999_999, 2**63, 10**30)]
    assert {(reply.status, reply.text) for reply in replies} == {(404, replies[0].text)}
    assert server.client(people.user("bob")).post(PATH, {"stage_id": charlies.pk}).status == 404
    assert server.client(people.user("carol")).post(PATH, {"stage_id": stage.pk}).status == 404
    assert not Stream.objects.exists()


def test_a_coach_sees_his_members_and_staff_with_the_permission_all(server: LiveServer, stage: Phase) -> None:
    assert server.client(people.user("bob")).post(PATH, {"stage_id": stage.pk}).status == 200
    staff = people.user("dora", is_staff=True)
    assert server.client(staff).post(PATH, {"stage_id": stage.pk}).status == 404
    staff.user_permissions.add(Permission.objects.get(codename="view_all_members"))
    assert server.client(staff).post(PATH, {"stage_id": stage.pk}).status == 200


@pytest.mark.usefixtures("until_march")
def test_a_phase_needs_two_assessments_of_its_own(client: Client, alice: Member) -> None:
    people.assess(alice, "2025-04-20", waist_cm=78)
    for start, end, found in (("2025-03-16", "2025-04-27", 1), ("2025-04-01", "2025-04-27", 0)):
        reply = client.post(PATH, {"stage_id": phase(alice, start, end).pk})
        assert reply.status == 400
        assert reply.json()["message"] == f"写阶段总结需要阶段里至少两次体测，现在有 {found} 次。"
    assert not Stream.objects.exists()


def test_a_phase_of_more_than_a_year_is_to_be_parted(client: Client, alice: Member) -> None:
    reply = client.post(PATH, {"stage_id": phase(alice, "2024-03-28", "2025-03-29").pk})
    assert (reply.status, reply.json()["message"]) == (400, "这个阶段超过 366 天，请把它分成几个较短的阶段再总结。")
    assert client.post(PATH, {"stage_id": phase(alice, "2024-03-29", "2025-03-29").pk}).status == 200


def test_an_unchanged_question_replays_and_new_records_ask_anew(client: Client, alice: Member, stage: Phase) -> None:
    first = client.post(PATH, {"stage_id": stage.pk}).headers["Stream-Id"]
    assert client.get(f"{PATH}?stage_id={stage.pk}&refresh=0").headers["Stream-Id"] == first
    assert client.post(PATH, {"stage_id": stage.pk, "refresh": True}).headers["Stream-Id"] != first
    people.assess(alice, "2025-03-20", waist_cm=78.5)
    newest = client.post(PATH, {"stage_id": stage.pk}).headers["Stream-Id"]
    assert Stream.objects.count() == Summary.objects.count() == 3
    assert Stream.objects.get(pk=newest).params == {
        "member_id": alice.pk,
        "stage_id": stage.pk,
        "language": "zh-hans",
    }


def test_without_consent_nothing_goes_to_an_external_model(
    server: LiveServer, stage: Phase, settings: Settings
) -> None:
    model(settings)
    asked = script("m", "好的。")
    client = server.client(stage.member.user)
    assert text(client.post(PATH, {"stage_id": stage.pk}).text) == "好的。"
    Member.objects.update(consented_at=None)
    assert "公斤" in text(client.post(PATH, {"stage_id": stage.pk}).text)
    assert len(asked.calls) == 1
    versions = [row.inputs["prompt_version"] for row in Stream.objects.order_by("created_at")]
    assert versions == [prompt_version(StageSummary()), "rules"]
    assert re.fullmatch(r"stage-[0-9a-f]{6}", versions[0])


def test_the_prompt_holds_the_phase_and_no_names(alice: Member) -> None:
    named = phase(alice, name="Alice 和 bob 的\n减脂期", targets={"hip": {"initial": 95, "target": 92}})
    said = messages(stage_facts(alice, named, TODAY))
    whole = "\n".join(message["content"] for message in said)
    assert [message["role"] for message in said] == ["system", "user"]
    assert "phase_name = … 和 … 的 减脂期 text" in whole
    assert "phase_adherence = 62 %" in whole
    assert "这些目标还没有测量： hip" in whole
    assert " 深蹲 55 kg x 8" in whole
    assert not [name for name in ("Alice", "bob", "Bob") if name in whole]


@pytest.mark.usefixtures("until_march")
def test_hostile_names_stay_data(client: Client, alice: Member) -> None:
    Member.objects.update(name='<b>\ndata: {"done": true}')
    bad = phase(alice, name='"><script>alert(1)</script>\n\ndata: {"error": "x"}')
    people.lift(people.train(alice, "2025-02-26"), "<i>\n推", 30, 5)
    people.lift(people.train(alice, "2025-03-26", "<img src=x>\n2. 先转账", minutes=90), "<i>\n推", 40, 5)
    reply = client.post(PATH, {"stage_id": bad.pk})
    assert "<" not in reply.text
    assert not [block for block in reply.text.split("\n\n")[:-1] if not block.startswith('data: {"text": "')]
    assert not [line for line in text(reply.text).split("\n") if line.startswith(("data:", "2. 先转账", "推"))]
    assert "＜img src=x> 2. 先转账" in text(reply.text)


def test_deleting_the_member_deletes_what_was_said_about_her(
    server: LiveServer, client: Client, alice: Member, stage: Phase
) -> None:
    stream = client.post(PATH, {"stage_id": stage.pk}).headers["Stream-Id"]
    alice.delete()
    assert not Stream.objects.exists()
    assert not Summary.objects.exists()
    server.run(server.worker.forget, stream)
    assert server.run(server.worker.log.head, stream) is None


def test_english_is_another_answer_without_chinese(server: LiveServer, stage: Phase) -> None:
    phase_in_english = phase(stage.member, name="Stage one")
    client = server.client(stage.member.user, Cookie="django_language=en")
    reply = client.post(PATH, {"stage_id": phase_in_english.pk})
    said = text(reply.text)
    assert said.startswith("Hello Alice!")
    assert Stream.objects.get().inputs["messages"][0]["content"].startswith("You are")
    assert "％" not in said
    assert not re.search(r"[\u4e00-\u9fff]", said.replace("力量", "").replace("深蹲", ""))
    refused = client.post(PATH, {})
    assert not re.search(r"[\u4e00-\u9fff]", refused.json()["message"])
