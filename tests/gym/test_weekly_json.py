"""The weekly summary as JSON: the facts and the finished text of the same stream."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from pytest_django import Settings

from gym.models import Member, Phase, Summary
from streams.errors import UpstreamBusy
from streams.models import Stream
from streams.providers.scripted import Gate, script
from tests.conftest import LiveServer
from tests.gym import people
from tests.gym.answers import model, text
from tests.http import Client

PATH, STREAM = "/gym/member/weekly_summary", "/gym/member/stream_weekly_summary"
RANGE = {"start_date": "2025-03-23", "end_date": "2025-03-30"}


@pytest.fixture
def alice(transactional_db: None) -> Member:
    member = people.alice(target_weight_kg=60)
    for day, kg in (("2025-03-20", 64.6), ("2025-03-23", 64.4), ("2025-03-30", 63.8)):
        people.weigh(member, day, kg)
    people.assess(member, "2025-03-10", body_fat_percent=28.0)
    people.assess(member, "2025-03-29", body_fat_percent=27.4, waist_cm=78.5)
    people.lift(people.train(member, "2025-03-18"), "深蹲", 50, 8)
    people.lift(people.train(member, "2025-03-24", "下肢"), "深蹲", 55, 8)
    return member


@pytest.fixture
def client(server: LiveServer, alice: Member) -> Client:
    return server.client(alice.user)


def test_it_works(client: Client, alice: Member) -> None:
    reply = client.post(PATH, {"member_id": alice.pk, **RANGE})
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/json")
    whole = reply.json()
    assert (list(whole), whole["error"]) == (["error", "data"], 0)
    assert list(whole["data"]) == ["basic_info", "weekly_data", "summary"]
    assert whole["data"]["basic_info"] == {
        "member_id": alice.pk,
        "member_name": "Alice",
        "coach_name": "bob",
        "gym_name": "溪流",
        "goal": "fat_loss",
        "target_weight": 60,
        "start_date": "2025-03-23",
        "end_date": "2025-03-30",
    }
    summary = Summary.objects.get()
    assert whole["data"]["summary"] == summary.text
    assert "从 64.4 公斤到 63.8 公斤" in summary.text
    assert whole["data"]["weekly_data"]["facts"] == summary.facts["facts"]


def test_the_data_of_the_week(client: Client) -> None:
    data: dict[str, Any] = client.get(f"{PATH}/?start_date=2025-03-23&end_date=2025-03-30").json()["data"][
        "weekly_data"
    ]
    assert (data["weigh_ins"], data["assessments"], data["has_previous_assessment"]) == (2, 1, True)
    assert data["changes"]["weight"] == data["changes"]["body_fat"] == -0.6
    assert data["changes"]["muscle"] is None
    assert list(data["changes"]) == ["weight", "body_fat", "muscle", "fat_mass", "bmr", "waist", "chest", "hip"]
    assert data["weights"] == [{"date": "2025-03-23", "weight": 64.4}, {"date": "2025-03-30", "weight": 63.8}]
    assert data["latest_assessment"] == {"date": "2025-03-29", "body_fat_percent": 27.4, "waist_cm": 78.5}
    assert data["training"]["sessions"][0] == {
        "date": "2025-03-24",
        "time": "19:00",
        "duration": 60,
        "completed": True,
        "status": "completed",
        "name": "下肢",
    }
    assert (data["training"]["completed"], data["training"]["completion_rate"]) == (1, 100)
    assert data["training"]["records"][0]["weight"] == 55
    assert data["training"]["muscles"] == {"legs": 1, "core": 0.5}
    assert data["phase"] is None
    assert data["previous"]["start_date"] == "2025-03-15"
    assert (data["previous"]["weigh_ins"], data["previous"]["completed"]) == (1, 1)


def test_nothing_at_all_is_null_and_never_invented(server: LiveServer, transactional_db: None) -> None:
    charlie = people.charlie()
    Member.objects.update(coach=None)
    data = server.client(charlie.user).get(PATH).json()["data"]
    assert (data["basic_info"]["coach_name"], data["basic_info"]["target_weight"]) == ("", None)
    assert set(data["weekly_data"]["changes"].values()) == {None}
    assert (data["weekly_data"]["latest_assessment"], data["weekly_data"]["weights"]) == (None, [])
    assert "还没有任何记录" in data["summary"]


def test_the_stream_and_the_json_never_generate_twice(client: Client) -> None:
    first = client.post(STREAM, RANGE)
    reply = client.post(PATH, RANGE)
    assert reply.headers["Stream-Id"] == first.headers["Stream-Id"]
    assert reply.json()["data"]["summary"] == text(first.text)
    assert client.post(PATH, {**RANGE, "refresh": True}).headers["Stream-Id"] != first.headers["Stream-Id"]
    assert Summary.objects.count() == 2


def test_two_readers_of_a_running_stream_are_one_generation(
    server: LiveServer, client: Client, settings: Settings
) -> None:
    model(settings)
    gate = Gate()
    asked = script("m", "本周", gate, "很<好>。")
    stream = client.open("POST", STREAM, RANGE)
    stream.read_until(b"\n\n")
    with ThreadPoolExecutor(2) as pool:
        replies = [pool.submit(client.post, PATH, RANGE) for _n in range(2)]
        server.wait_for_readers(3)
        gate.open()
        bodies = {reply.result().body for reply in replies}
    told = stream.rest()
    assert len(bodies) == 1
    assert replies[0].result().json()["data"]["summary"] == text(told.text) == "本周很＜好>。"
    assert len(asked.calls) == Stream.objects.count() == Summary.objects.count() == 1


def test_a_failure_is_503_with_its_plain_sentence(client: Client, settings: Settings) -> None:
    model(settings)
    script("m", "本周", UpstreamBusy())
    reply = client.post(PATH, RANGE)
    assert (reply.status, reply.json()) == (503, {"error": 503, "message": "模型服务正忙，请稍后重试。"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"member_id": "abc"},
        {"start_date": "2025-3-5"},
        {"start_date": "2025-03-31", "end_date": "2025-03-30"},
        {"start_date": "2024-03-29", "end_date": "2025-03-30"},
        {"refresh": "maybe"},
    ],
)
def test_it_refuses_as_the_stream_does(client: Client, wrong: dict[str, object]) -> None:
    refused, same = client.post(PATH, wrong), client.post(STREAM, wrong)
    assert (refused.status, refused.body) == (400, same.body)
    assert not Stream.objects.exists()


def test_only_those_who_may_see_her_do(server: LiveServer, client: Client, alice: Member) -> None:
    charlie = people.charlie()
    assert client.post(PATH, {"member_id": charlie.pk}).status == 404
    assert server.client(charlie.user).post(PATH, {"member_id": alice.pk}).status == 404
    assert server.client().post(PATH, RANGE).status == 401
    assert client.open("PUT", PATH, RANGE).rest().status == 405
    assert server.client(people.user("bob")).post(PATH, {"member_id": alice.pk, **RANGE}).status == 200


def test_the_phase_comes_with_its_targets(client: Client, alice: Member) -> None:
    targets = {"weight": {"initial": 66, "target": 62}}
    Phase.objects.create(
        member=alice, name="一", goal="fat_loss", start=date(2025, 3, 3), end=date(2025, 4, 27), targets=targets
    )
    phase = client.post(PATH, RANGE).json()["data"]["weekly_data"]["phase"]
    assert (phase["name"], phase["week"], phase["targets"]["weight"]["percent"]) == ("一", 4, 55)
