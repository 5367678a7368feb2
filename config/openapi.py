"""The whole product's API in one OpenAPI document, and the page that shows it; made from what the apps describe."""

import json
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chatflow.described import CALLS as TALK
from gym.described import CALLS as GYM
from petclinic.described import CALLS as CLINIC
from streams.described import CALLS as STREAMS
from streams.describing import Call, Schema, schema_of

VERSIONS = ("v1.0", "v2.0")
CALLS = (*STREAMS, *GYM, *CLINIC, *TALK)
ENVELOPED = ("/api/{version}/", "/file/", "/token/")
REFUSALS = {
    401: "没有令牌，或令牌无效 No token, or a bad one",
    404: "不存在或无权访问 Absent, or not yours",
    422: "有不能接受的值 A value that cannot be accepted",
    429: "过多，见 Retry-After Too many, see Retry-After",
}
PLAIN_REFUSALS = {400: "参数有误 Bad parameters", 401: REFUSALS[401], 404: REFUSALS[404], 429: REFUSALS[429]}
CURSOR: list[Schema] = [
    {"name": "Last-Event-ID", "in": "header", "schema": {"type": "string"}, "description": "Resume after this id."},
    {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 128}},
]


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """OpenAPI 3.1."""
    paths: dict[str, dict[str, Any]] = {}
    for call in CALLS:
        for version in VERSIONS if "{version}" in call.path else ("",):
            path = call.path.replace("{version}", version)
            paths.setdefault(path, {})[call.method] = _operation(call, version)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "溪流 Xiliu API",
            "version": "1",
            "description": "回答开始之后，不会丢失。 An answer that has begun is never lost.",
        },
        "paths": paths,
        "components": {
            "schemas": {"Refusal": _refusal(), "PlainRefusal": _plain_refusal()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "token": {"type": "apiKey", "in": "query", "name": "token"},
                "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
            },
        },
    }


def _refusal() -> Schema:
    fields = {
        "data": {"type": "null"},
        "message": {"type": "string"},
        "success": {"const": False},
        "error_code": {"type": "integer"},
    }
    return {"type": "object", "properties": fields, "required": list(fields)}


def _plain_refusal() -> Schema:
    fields = {"error": {"type": "integer"}, "message": {"type": "string"}}
    return {"type": "object", "properties": fields, "required": list(fields)}


def _operation(call: Call, version: str) -> dict[str, Any]:
    name = call.path.strip("/").replace("{version}", version).translate(str.maketrans("/-.{}", "_____"))
    found: dict[str, Any] = {
        "operationId": f"{call.method}_{name}",
        "tags": [call.tag],
        "summary": call.summary,
        "parameters": _parameters(call),
        "responses": _responses(call),
        "security": [] if call.open else [{"bearer": []}, {"token": []}, {"session": []}],
    }
    if call.about:
        found["description"] = call.about
    if call.body is not None:
        media = "multipart/form-data" if call.sends_file else "application/json"
        content: Schema = {"schema": schema_of(call.body, call.required)}
        if call.asks:
            content["example"] = call.asks
        found["requestBody"] = {"required": True, "content": {media: content}}
    return found


def _parameters(call: Call) -> list[Schema]:
    found = [
        {"name": part[1:].partition("}")[0], "in": "path", "required": True, "schema": {"type": "string"}}
        for part in call.path.split("/")
        if part.startswith("{") and part != "{version}"
    ]
    if call.query is not None:
        asked = schema_of(call.query, call.required if call.body is None or call.method == "put" else ())
        for name, schema in asked["properties"].items():
            found.append({"name": name, "in": "query", "required": name in asked.get("required", ()), "schema": schema})
    return found + (CURSOR if call.resumes else [])


def _responses(call: Call) -> Schema:
    enveloped = call.path.startswith(ENVELOPED)
    refusals, name = (REFUSALS, "Refusal") if enveloped else (PLAIN_REFUSALS, "PlainRefusal")
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    found: Schema = {str(call.status): _answer(call)}
    for status, words in refusals.items():
        found[str(status)] = {"description": words, "content": content}
    return found


def _answer(call: Call) -> Schema:
    match call.kind:
        case "nothing":
            return {"description": "没有内容 Nothing"}
        case "stream":
            headers = {"Stream-Id": {"schema": {"type": "string"}, "description": "For resuming."}}
            content = {"text/event-stream": {"schema": {"type": "string"}, "example": call.answers}}
            return {"description": "流 A stream", "headers": headers, "content": content}
        case "file" | "page":
            media = "text/html" if call.kind == "page" else "application/octet-stream"
            return {"description": "内容 The content", "content": {media: {"schema": {"type": "string"}}}}
    return {"description": "成功 Done", "content": {"application/json": _json(call)}}


def _json(call: Call) -> Schema:
    return {"schema": call.answer, "example": call.answers}


@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """Public: it says how to ask, and nothing of anybody."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The document as a page, by part; addresses with two versions stand once."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for call in CALLS:
        shown = {
            "call": call,
            "path": call.path.replace("{version}", "v2.0"),
            "both": "{version}" in call.path,
            "parameters": [p for p in _parameters(call) if p["in"] != "header"],
            "body": _fields(call),
            "asks": json.dumps(call.asks, ensure_ascii=False, indent=2) if call.asks else "",
            "answers": call.answers if isinstance(call.answers, str) else _pretty(call.answers),
        }
        groups.setdefault(call.tag, []).append(shown)
    return render(request, "api_docs.html", {"groups": groups, "refusals": REFUSALS, "title": _("接口文档")})


def _pretty(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=2)


def _fields(call: Call) -> list[dict[str, Any]]:
    if call.body is None:
        return []
    asked = schema_of(call.body, call.required)
    return [
        {"name": name, "required": name in asked.get("required", ()), "schema": schema}
        for name, schema in asked["properties"].items()
    ]
