"""The calls' and the chat's addresses, described; examples as the documents print them."""

from typing import Any

from streams.describing import TEXT, Call, Schema, shape

CALLS_TAG = "通话 Accident call"
CHAT_TAG = "聊天 Plain chat"
ASKED: Schema = {
    "sessionId": {"type": "string", "maxLength": 128},
    "timeStamp": {"type": "string", "maxLength": 64},
}
STAMP = {"sessionId": "a1002", "timeStamp": "202503310303"}
TOLD = {**STAMP, "code": "200", "msg": ""}
ANSWER = {"sessionId": TEXT, "timeStamp": TEXT, "code": TEXT, "msg": TEXT}
TURN = (
    'event: stage_code\ndata: {"nextStageCode": "1002", "nextStage": "\\u901a\\u8bdd\\u4e2d"}\n\n'
    'event: text_delta\ndata: {"text": "\\u60a8\\u597d"}\n\n'
    'event: done\ndata: {"status": "completed"}\n\n'
)


def record(method: Any, path: str, summary: str, body: Schema, required: tuple[str, ...], **fields: Any) -> Call:
    asked = {"query": {**ASKED, **body}} if method == "get" else {"body": {**ASKED, **body}}
    return Call(
        method=method, path=path, tag=CALLS_TAG, summary=summary, required=("sessionId", "timeStamp", *required),
        **{"answer": shape(**ANSWER), "answers": TOLD, **asked, **fields},
    )  # fmt: skip


KEY: Schema = {"key": {"type": "string", "maxLength": 64}}
VALUE: Schema = {"value": {"type": "string", "maxLength": 4000}}
ONE = {**STAMP, "key": "hphm1"}
KNOWN = {**ANSWER, "key": TEXT, "value": TEXT, "data": {"type": "object", "additionalProperties": TEXT}}
GOT: dict[str, Any] = {
    "answer": {"type": "object", "properties": KNOWN, "required": list(ANSWER)},
    "answers": {**TOLD, "key": "hphm1", "value": "沪A8939"},
}

CALLS = (
    Call(
        method="post",
        path="/chat",
        tag=CALLS_TAG,
        summary="一轮对话 One turn of a call",
        about="`stream` true: the events below; otherwise one JSON body with `text`, `nextStageCode`, `nextStage`.",
        query={"stream": {"type": "boolean", "default": False}},
        body={**ASKED, "text": {"type": "string", "maxLength": 10_000}, "stream": {"type": "boolean"}},
        required=("sessionId", "timeStamp", "text"),
        kind="stream",
        asks={**STAMP, "text": "发生了交通事故"},
        answers=TURN,
        resumes=True,
    ),
    record(
        "post",
        "/set_info",
        "写会话变量 Set a variable",
        {**KEY, **VALUE},
        ("key", "value"),
        asks={**ONE, "value": "沪A8939"},
    ),
    record("post", "/get_info", "读会话变量 Read variables", KEY, (), asks=ONE, **GOT),
    record("get", "/get_info", "读会话变量 Read variables", KEY, (), **GOT),
    record("delete", "/delete_session", "删除会话 Delete a session", {}, (), asks=STAMP),
    record("post", "/delete_session", "删除会话 Delete a session", {}, (), asks=STAMP),
    record("post", "/delete_last_two_chat_records", "撤回最后一问一答 Undo the last turn", {}, (), asks=STAMP),
    record("delete", "/delete_last_two_chat_records", "撤回最后一问一答 Undo the last turn", {}, (), asks=STAMP),
    Call(
        method="post",
        path="/stream-chat",
        tag=CHAT_TAG,
        summary="聊天 Plain chat",
        about="The bare text as it comes; with `Accept: text/event-stream` events `text`, `thinking`, `done`, `error`.",
        body={
            "message": {"type": "string", "maxLength": 32_000},
            "conversation_id": TEXT,
            "parent": {"type": "integer"},
            "regenerate": {"type": "integer"},
            "continue": {"type": "integer"},
        },
        kind="stream",
        asks={"message": "你好"},
        answers="你好，有什么可以帮您？",
        resumes=True,
    ),
)
