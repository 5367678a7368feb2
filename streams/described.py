"""The calls that work on any stream, and signing in, described."""

from streams.describing import NUMBER, TEXT, Call, nullable, shape

ACCOUNTS, STREAMS = "账号 Accounts", "流 Streams"

STATE = shape(
    stream=TEXT,
    answer=TEXT,
    state={"type": "string", "enum": ["queued", "running", "done", "failed", "cancelled"]},
    created=TEXT,
    first_token_ms=nullable(NUMBER),
    seq=NUMBER,
    characters=NUMBER,
    usage=nullable({"type": "object"}),
    written_by={"type": "string", "enum": ["rules", "model"]},
    error=nullable(shape(code=TEXT, message=TEXT)),
)
DIED = "410 after the retention time; 204 when the cursor covers the end."

CALLS = (
    Call(
        method="post",
        path="/api/auth/login",
        tag=ACCOUNTS,
        summary="登录，取得令牌 Sign in for a token",
        body={"username": TEXT, "password": TEXT},
        required=("username", "password"),
        answer=shape(token=TEXT, expiry=TEXT),
        asks={"username": "alice", "password": "xiliu-demo"},
        answers={"token": "0f3c…", "expiry": "2026-11-23T09:30:00+08:00"},
        open=True,
    ),
    Call(method="post", path="/api/auth/logout", tag=ACCOUNTS, summary="注销令牌 Sign out", kind="nothing", status=204),
    Call(
        method="post",
        path="/streams/start",
        tag=STREAMS,
        summary="开始一个回答，稍后再读 Start without reading",
        body={"answer": TEXT, "params": {"type": "object"}},
        required=("answer",),
        answer=shape(stream=TEXT, state=TEXT),
        asks={"answer": "gym.weekly_summary", "params": {"member_id": 123}},
        answers={"stream": "NMSx2mKnJN0XWaJi", "state": "queued"},
        status=201,
    ),
    Call(
        method="post",
        path="/streams/tickets",
        tag=STREAMS,
        summary="换一张票据，用在 EventSource 和 WebSocket 的地址里 A ticket for addresses",
        about="60 s to its first use, then for that one stream.",
        body={"stream": TEXT, "answer": TEXT, "params": {"type": "object"}},
        answer=shape(ticket=TEXT, expires_in=NUMBER),
        asks={"stream": "NMSx2mKnJN0XWaJi"},
        answers={"ticket": "eyJ…", "expires_in": 60},
        status=201,
    ),
    Call(
        method="get",
        path="/streams/{stream}",
        tag=STREAMS,
        summary="续传或重放 Resume or replay",
        about=f"From the cursor (`Last-Event-ID` or `after`) or a byte of a text form (`offset`) on. {DIED}",
        query={"after": NUMBER, "offset": NUMBER, "dialect": TEXT},
        kind="stream",
        answers='data: {"seq":57,"type":"text","text":"本周"}\n\n',
        resumes=True,
    ),
    Call(
        method="get",
        path="/streams/{stream}/state",
        tag=STREAMS,
        summary="状态 The state",
        answer=STATE,
        answers={"stream": "NMSx2mKnJN0XWaJi", "answer": "gym.weekly_summary", "state": "done", "seq": 80},
    ),
    Call(
        method="post",
        path="/streams/{stream}/cancel",
        tag=STREAMS,
        summary="停止 Stop",
        about="202 if it takes longer than five seconds, 409 if it had ended by itself.",
        answer=STATE,
        answers={"stream": "NMSx2mKnJN0XWaJi", "answer": "gym.weekly_summary", "state": "cancelled", "seq": 12},
    ),
)
