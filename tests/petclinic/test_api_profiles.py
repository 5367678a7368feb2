"""Pet profiles, tokens and quotas of the documented platform."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from petclinic import quota
from petclinic.api.profiles import age_text
from petclinic.errors import QuotaUsedUp
from petclinic.models import AccessToken, EndUser, PetProfile, QuotaMonth
from tests.conftest import LiveServer
from tests.petclinic import people
from tests.petclinic.people import V1, V2


def test_a_profile_is_kept_with_numbers_and_told_in_words(server: LiveServer, alice: User) -> None:
    sender = server.client(alice)
    body = {"name": "豆豆", "gender": 1, "pet_type": 1, "birthday": "2025-08-01", "weight": "4.20", "is_neutered": 1}
    made = sender.post(f"{V1}/pet-profile", body)
    number = PetProfile.objects.get().pk
    assert made.json() == {"code": 200, "message": "success", "data": {"id": number}}
    told = sender.get(f"{V1}/pet-profile?pet_profile_id={number}").json()
    assert told["message"] == "Get successfully."
    data = told["data"]
    assert (data["gender"], data["pet_type"], data["is_neutered"], data["weight"]) == ("公", "猫", "已绝育", "4.2")
    assert data["age"] == age_text(PetProfile.objects.get().age_months())
    changed = sender.open(
        "PUT",
        f"{V1}/pet-profile?pet_profile_id={number}",
        {
            "weight": "4.5",
            "gender": 3,
            "allergy_history": "鸡肉",
            "vaccination_date": "2026-01-05",
            "is_vaccination": 1,
        },
    ).rest()
    assert changed.json() == {
        "data": {"pet_profile_id": number},
        "message": "Post successfully.",
        "success": True,
        "error_code": 0,
    }
    data = sender.get(f"{V2}/pet-profile?pet_profile_id={number}").json()["data"]
    assert (data["gender"], data["weight"], data["allergy_history"]) == ("未知", "4.5", "鸡肉")
    assert (data["vaccination_date"], data["is_vaccination"], data["name"]) == ("2026-01-05", 1, "豆豆")
    assert [float(row.kg) for row in PetProfile.objects.get().weights.all()] == [4.5, 4.2]
    assert [one["id"] for one in sender.get(f"{V1}/pet-profiles").json()["data"]] == [number]
    assert sender.open("DELETE", f"{V1}/pet-profile?pet_profile_id={number}").rest().status == 204
    assert sender.get(f"{V1}/pet-profile?pet_profile_id={number}").status == 404


@pytest.mark.parametrize(
    ("born", "today", "text"),
    [
        (date(2026, 8, 15), date(2026, 11, 21), "0岁3个月"),
        (date(2024, 11, 22), date(2026, 11, 21), "1岁11个月"),
        (date(2024, 11, 21), date(2026, 11, 21), "2岁0个月"),
        (date(2026, 12, 1), date(2026, 11, 21), ""),
        (None, date(2026, 11, 21), ""),
    ],
)
def test_an_age_is_counted_in_whole_months(born: date | None, today: date, text: str) -> None:
    assert age_text(PetProfile(birthday=born).age_months(today)) == text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 65),
        ("name", None),
        ("name", "a\x00b"),
        ("name", "\ud800"),
        ("pet_type", 3),
        ("pet_type", "cat"),
        ("weight", "重"),
        ("weight", "-3"),
        ("weight", "0"),
        ("weight", "900"),
        ("weight", "1e9"),
        ("birthday", "2999-01-01"),
        ("birthday", "yesterday"),
        ("birthday", "1800-01-01"),
        ("gender", "x"),
        ("is_neutered", "maybe"),
    ],
)
def test_a_bad_field_is_422_and_named(server: LiveServer, alice: User, field: str, value: object) -> None:
    body = {"name": "豆豆", "gender": 1, "pet_type": 1, field: value}
    reply = server.client(alice).post(f"{V1}/pet-profile", body)
    assert reply.status == 422
    refused = reply.json()
    assert (refused["data"], refused["success"], refused["error_code"]) == (None, False, 422)
    assert field in refused["message"]
    assert not PetProfile.objects.exists()


def test_charlie_finds_nothing_of_alice(server: LiveServer, alice: User, charlie: User) -> None:
    of = people.owner(alice)
    animal = people.pet(of)
    session = people.consultation(of, pet=animal)
    record = session.record.pk
    stranger = server.client(charlie)
    literal = "该会话不存在或无权访问"
    asked = {"pet_profile_id": animal.pk, "session_id": str(session.pk)}
    said = {"content": "x", "module_type": 1, "role": "user", "session_id": str(session.pk)}
    for path, body in (
        ("aidoc/keywords", {**asked, "content": "吐"}),
        ("aidoc/reason-info", asked),
        ("aidoc/analysis", asked),
        ("aidoc/related-question", asked),
        ("aidoc/if-need-image", asked),
        ("aidoc/if-continue-ask", asked),
        ("aidoc/pic-result", {**asked, "img_url": "https://example.com/a.jpg"}),
        ("aidoc/summary", asked),
        ("aidoc/report", asked),
        ("session-record/history", said),
    ):
        reply = stranger.post(f"{V2}/{path}", body)
        assert (reply.status, reply.json()["message"]) == (404, literal), path
        assert reply.json()["success"] is False
    reply = stranger.get(f"{V2}/session-record?session_id={session.pk}")
    assert (reply.status, reply.json()["message"]) == (404, literal)
    assert stranger.get(f"{V2}/medical-record?report_id={record}").status == 404
    for method in ("GET", "PUT", "DELETE"):
        body_of = {"name": "偷"} if method == "PUT" else None
        assert stranger.open(method, f"{V1}/pet-profile?pet_profile_id={animal.pk}", body_of).rest().status == 404
    start = {"module_type": 1, "content": "吐", "pet_profile_id": animal.pk}
    assert stranger.post(f"{V2}/session-record/session-start", start).status == 404
    assert stranger.post(f"{V2}/medical-session-list", {"pet_profile_id": [animal.pk]}).json()["data"]["list"] == []
    assert stranger.post(f"{V2}/medical-record-list", {"page": 1, "limit": 9}).json()["data"] == []
    assert PetProfile.objects.get().name == "豆豆"


@pytest.mark.parametrize("number", ["no-uuid", "", "00000000-0000-0000-0000-000000000000", "'; DROP TABLE", "x" * 64])
def test_an_impossible_session_is_not_there(server: LiveServer, alice: User, number: str) -> None:
    reply = server.client(alice).post(f"{V2}/aidoc/summary", {"pet_profile_id": 0, "session_id": number})
    assert reply.status == (422 if not number else 404)


# --- tokens


def test_both_names_of_the_key_give_a_token_of_two_days(server: LiveServer) -> None:
    made, key = people.integrator()
    for name in ("api_key", "corp_id"):
        reply = server.client().get(f"/token/accessToken?{name}={key}&user_id=7")
        assert set(reply.json()["data"]) == {"access_token", "expires_in"}
    assert EndUser.objects.get(integrator=made).external_id == "7"
    left = AccessToken.objects.latest("pk").expires_at - timezone.now()
    assert timedelta(hours=47, minutes=59) < left <= timedelta(hours=48)


def test_the_token_works_in_the_header_and_in_the_query_but_not_two_different_ones(server: LiveServer) -> None:
    made, _key = people.integrator()
    one = AccessToken.issue(people.end_user(made, "1"))
    two = AccessToken.issue(people.end_user(made, "2"))
    anonymous = server.client()
    assert anonymous.get(f"{V1}/pet-profiles?token={one}").status == 200
    assert anonymous.get(f"{V1}/pet-profiles", Authorization=f"Bearer {one}").status == 200
    assert anonymous.get(f"{V1}/pet-profiles?token={one}", Authorization=f"Bearer {one}").status == 200
    reply = anonymous.get(f"{V1}/pet-profiles?token={one}", Authorization=f"Bearer {two}")
    assert (reply.status, reply.json()["error_code"]) == (400, 400)


@pytest.mark.parametrize(
    "query", ["", "?api_key=wrong&user_id=1", "?user_id=1", "?api_key=x", "?api_key=x&corp_id=y&user_id=1"]
)
def test_no_token_without_the_right_key(server: LiveServer, transactional_db: None, query: str) -> None:
    people.integrator()
    reply = server.client().get(f"/token/accessToken{query}")
    assert reply.status in (400, 401, 422)
    assert reply.json()["data"] is None


def test_expired_foreign_and_disabled_tokens_are_worth_nothing(server: LiveServer) -> None:
    made, key = people.integrator()
    user = people.end_user(made)
    old = AccessToken.issue(user, timezone.now() - timedelta(days=3))
    fresh = AccessToken.issue(user)
    anonymous = server.client()
    for token in (old, "xt_nonsense", "nonsense", "xt_" + "x" * 10_000):
        assert anonymous.get(f"{V1}/pet-profiles", Authorization=f"Bearer {token}").status == 401
    made.active = False
    made.save()
    assert anonymous.get(f"{V1}/pet-profiles?token={fresh}").status == 401
    assert anonymous.get(f"/token/accessToken?api_key={key}&user_id=1").status == 401


def test_end_users_of_one_integrator_do_not_meet(server: LiveServer) -> None:
    made, _key = people.integrator()
    first, second = people.end_user(made, "1"), people.end_user(made, "2")
    session = people.consultation(first)
    asked = {"pet_profile_id": 0, "session_id": str(session.pk)}
    mine = people.client(server, first).post(f"{V2}/aidoc/reason-info", asked)
    assert mine.status == 200
    other = people.client(server, second)
    assert other.post(f"{V2}/aidoc/reason-info", asked).status == 404
    assert other.get(f"/streams/{mine.headers['Stream-Id']}").status == 404


# --- quota


def test_when_the_months_calls_are_used_up_it_says_when_to_come_back(server: LiveServer) -> None:
    made, _key = people.integrator(monthly_quota=2)
    sender = people.client(server, people.end_user(made))
    start = {"module_type": 1, "content": "吐", "pet_profile_id": 0}
    data = sender.post(f"{V2}/session-record/session-start", start).json()["data"]
    asked = {"pet_profile_id": 0, "session_id": data["session_id"]}
    stream = sender.post(f"{V2}/aidoc/summary?is_sse=true", asked, Accept="text/event-stream")
    assert stream.status == 200
    reply = sender.post(f"{V2}/aidoc/summary", asked)
    assert (reply.status, reply.json()["error_code"]) == (429, 429)
    assert 0 < int(reply.headers["Retry-After"]) <= 31 * 86_400 + 1
    cursor = f"{stream.headers['Stream-Id']}:1"
    resumed = sender.post(f"{V2}/aidoc/summary?is_sse=true", asked, Accept="text/event-stream", Last_Event_ID=cursor)
    assert resumed.status == 200
    assert sender.get(f"{V2}/session-record?session_id={data['session_id']}").status == 200
    assert QuotaMonth.objects.get().used == 2


def test_the_month_begins_anew_in_shanghai(transactional_db: None) -> None:
    made, _key = people.integrator(monthly_quota=1)
    user = people.end_user(made)
    end = datetime(2026, 11, 30, 15, 59, 30, tzinfo=UTC)
    quota.count(user, end)
    with pytest.raises(QuotaUsedUp) as refused:
        quota.count(user, end)
    assert refused.value.retry_after == 31
    quota.count(user, end + timedelta(minutes=1))
    assert QuotaMonth.objects.count() == 2
