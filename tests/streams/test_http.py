"""Streams over HTTP, on the real server: starting, reading, the headers, and each refusal."""

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser
from django.utils import timezone
from knox.models import AuthToken
from pytest_django import Settings

from streams.models import Stream
from streams.providers.scripted import Gate, script
from tests.conftest import LiveServer


def test_it_works(server: LiveServer, alice: User) -> None:
    script("echo", "本周", "很好。")
    reply = server.client(alice).post("/echo", {"about": "我"})
    assert reply.status == 200
    assert reply.body.endswith(b"\n\nevent: end\ndata: \n\n")
    assert reply.text.replace("\n\ndata: ", "").startswith("data: 本周很好。\n\n")
    assert reply.whole
    row = Stream.objects.get()
    assert (row.pk, row.state, row.text, row.seq) == (reply.headers["Stream-Id"], "done", "本周很好。", 3)


def test_the_headers_forbid_every_kind_of_holding_back(server: LiveServer, alice: User) -> None:
    script("echo", "好")
    headers = server.client(alice).post("/echo", {}).headers
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert headers["Cache-Control"] == "no-cache, no-transform"
    assert headers["X-Accel-Buffering"] == "no"
    assert headers["Content-Encoding"] == "identity"


def test_a_piece_reaches_the_reader_before_the_next_is_there(server: LiveServer, alice: User) -> None:
    gate = Gate()
    script("echo", "本周", gate, "很好。")
    stream = server.client(alice).open("POST", "/echo", {})
    assert stream.read_until(b"\n\n") == "data: 本周\n\n".encode()
    gate.open()
    assert stream.rest().text.endswith("data: 很好。\n\nevent: end\ndata: \n\n")


def test_ids_come_only_to_those_who_name_the_media_type(server: LiveServer, alice: User) -> None:
    gate = Gate()
    script("echo", "本周", gate)
    client = server.client(alice)
    stream = client.open("POST", "/echo", {}, Accept="text/event-stream")
    assert stream.read_until("本周".encode()).startswith(f"retry: 2000\nid: {stream.id}:0\n\n".encode())
    plain = client.open("POST", "/echo", {}, Accept="*/*")
    assert plain.id == stream.id
    assert plain.read_until(b"\n\n") == "data: 本周\n\n".encode()
    gate.open()
    assert stream.rest().text.endswith(f"data: 本周\nid: {stream.id}:1\n\nevent: end\ndata: \nid: {stream.id}:2\n\n")
    assert plain.rest().body.endswith(b"event: end\ndata: \n\n")


def test_a_silent_stream_is_kept_alive_by_comments(server: LiveServer, alice: User, settings: Settings) -> None:
    settings.STREAM_HEARTBEAT_S = 0.05
    gate = Gate()
    script("echo", gate, "好")
    stream = server.client(alice).open("POST", "/echo", {}, Accept="text/event-stream")
    stream.read_until(b":0\n\n:\n\n:\n\n")
    gate.open()
    assert "data: 好" in stream.rest().text


@pytest.mark.parametrize("name", ["access_token", "token"])
def test_a_token_may_stand_in_the_address(server: LiveServer, alice: User, name: str) -> None:
    script("echo", "好")
    _instance, token = AuthToken.objects.create(alice)
    assert server.client().get(f"/echo?{name}={token}").status == 200


def test_without_a_good_token_nothing_starts(server: LiveServer, alice: User) -> None:
    script("echo", "好")
    instance, expired = AuthToken.objects.create(alice)
    instance.expiry = timezone.now()
    instance.save()
    for authorization in ("", "Bearer", "Bearer wrong", f"Bearer {expired}", "Basic YTpi", "Bearer a\tb"):
        reply = server.client().post("/echo", {}, Authorization=authorization)
        assert (reply.status, reply.json()["error"]) == (401, 401)
        assert "登录" in reply.json()["message"]
    assert not Stream.objects.exists()


def test_two_tokens_that_differ_are_refused_and_equal_ones_are_one(server: LiveServer, alice: User) -> None:
    script("echo", "好")
    client = server.client(alice)
    token = client.headers["Authorization"].removeprefix("Bearer ")
    assert client.get("/echo?access_token=other").status == 400
    assert client.get(f"/echo?access_token={token}&token={token}").status == 200


def test_a_disabled_user_has_no_token(server: LiveServer, alice: User) -> None:
    client = server.client(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert client.post("/echo", {}).status == 401


def session(server: LiveServer, user: User) -> tuple[str, str]:
    """A signed-in browser's cookies, and its CSRF token."""
    browser = Browser()
    browser.force_login(user)
    browser.cookies["csrftoken"] = "c" * 32
    return "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items()), "c" * 32


def test_a_browser_session_needs_its_csrf_token_to_post(server: LiveServer, alice: User) -> None:
    script("echo", "好")
    cookie, csrf = session(server, alice)
    assert server.client().post("/echo", {}, Cookie=cookie).status == 403
    assert server.client().post("/echo", {}, Cookie=cookie, X_CSRFToken=csrf).status == 200


def test_a_get_by_session_starts_nothing_unless_our_own_page_sent_it(server: LiveServer, alice: User) -> None:
    script("echo", "好")
    cookie, _csrf = session(server, alice)
    refused: list[dict[str, str]] = [{}, {"Sec_Fetch_Site": "cross-site"}, {"Origin": "https://evil.example"}]
    for headers in refused:
        assert server.client().get("/echo", Cookie=cookie, **headers).status == 403
    assert not Stream.objects.exists()
    assert server.client().get("/echo", Cookie=cookie, Sec_Fetch_Site="same-origin").status == 200
    assert server.client().get("/echo", Cookie=cookie, Referer=f"{server.url}/").status == 200


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"[1]", "application/json", 400),
        (b'"text"', "application/json", 400),
        (b'{"about": NaN}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 30_000, "application/json", 400),
        (b'{"about": 7}', "application/json", 400),
        (b"about=x", "text/plain", 415),
        (b"<about/>", "application/xml", 415),
        (b"--x", "multipart/form-data", 400),
        (b" " * 70_000, "application/json", 413),
    ],
)
def test_a_bad_body_is_refused_in_plain_words(
    server: LiveServer, alice: User, body: bytes, content_type: str, status: int
) -> None:
    reply = server.client(alice).post("/echo", body, Content_Type=content_type)
    assert reply.status == status
    assert reply.json()["error"] == status
    assert reply.json()["message"].endswith(("。", "}。"))
    assert not Stream.objects.exists()


def test_a_huge_body_is_cut_off_before_it_is_read(
    server: LiveServer, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.responses.DRAIN_S", 0.1)
    headers = {**server.client(alice).headers, "Content-Length": str(10**12)}
    stream = server.client().open("POST", "/echo", b"x" * 1000, **headers)
    assert stream.rest().status == 413


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_a_form_is_as_good_as_json(server: LiveServer, alice: User, content_type: str) -> None:
    script("echo", "好")
    part = b'--b\r\nContent-Disposition: form-data; name="about"\r\n\r\nme\r\n--b--\r\n'
    body = part if "multipart" in content_type else b"about=me"
    assert server.client(alice).post("/echo", body, Content_Type=content_type).status == 200
    assert Stream.objects.get().params["about"] == "me"


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_start_nothing(server: LiveServer, alice: User, method: str) -> None:
    reply = server.client(alice).open(method, "/echo").rest()
    assert reply.status == 405
    assert reply.headers["Allow"] == "GET, POST"
    assert not Stream.objects.exists()


def test_a_third_running_answer_must_wait(server: LiveServer, alice: User, bob: User) -> None:
    gate = Gate()
    script("echo", gate)
    client = server.client(alice)
    streams = [client.open("POST", "/echo", {"about": str(n)}) for n in range(2)]
    reply = client.post("/echo", {"about": "2"})
    assert (reply.status, reply.headers["Retry-After"]) == (429, "5")
    streams.append(server.client(bob).open("POST", "/echo", {}))
    assert streams[-1].status == 200
    gate.open()
    for stream in streams:
        stream.rest()
    assert Stream.objects.owned_by(f"user:{alice.pk}").count() == 2


def test_a_seventh_open_stream_is_refused_until_one_closes(server: LiveServer, alice: User) -> None:
    gate = Gate()
    script("echo", "好", gate)
    client = server.client(alice)
    streams = [client.open("POST", "/echo", {}) for _n in range(6)]
    for stream in streams:
        stream.read_until(b"\n\n")
    assert client.post("/echo", {}).status == 429
    gate.open()
    assert {stream.rest().status for stream in streams} == {200}
    assert client.post("/echo", {}).status == 200


def test_an_error_says_no_more_than_its_sentence(server: LiveServer, alice: User) -> None:
    from streams.errors import UpstreamBroken

    script("echo", "本周", UpstreamBroken(log="secret internals"))
    reply = server.client(alice).post("/echo", {})
    assert reply.whole
    assert reply.text.endswith("event: error\ndata: 模型服务返回了无法识别的内容，请稍后重试。\n\n")
    row = Stream.objects.get()
    assert (row.state, row.error_code, row.text) == ("failed", "upstream_broken", "本周")


def test_a_broken_text_form_ends_without_a_clean_end(server: LiveServer, alice: User) -> None:
    from streams.errors import UpstreamCut

    script("echo", "本周", UpstreamCut())
    reply = server.client(alice).post("/dollar", {})
    assert reply.body == "本周".encode()
    assert not reply.whole


def test_a_query_token_never_reaches_the_log(
    server: LiveServer, alice: User, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    script("echo", "好")
    _instance, token = AuthToken.objects.create(alice)
    server.client().get(f"/echo?access_token={token}")
    server.client().get(f"/nowhere?token={token}")
    captured = capfd.readouterr()
    assert token not in caplog.text + captured.out + captured.err
    assert "access_token=***" in caplog.text
