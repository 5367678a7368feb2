"""The clinic's calls, described; examples as the documents print them."""

from typing import Any

from rest_framework import serializers

from petclinic.api import files, profiles, records, sessions, tokens
from petclinic.knowledge_answer import QuestionParameters
from petclinic.picture_answer import PictureParameters
from petclinic.picture_check import CheckParameters
from petclinic.session_answer import SessionParameters
from petclinic.steps import KeywordParameters
from streams.describing import FLAG, NUMBER, TEXT, Call, Schema, listing, nullable, shape

CLINIC = "宠物 Pet clinic"
SESSION = {"pet_profile_id": 3147, "session_id": "c139a49a-ca34-472d-9749-6cd976cbb937"}
IS_SSE: Schema = {"is_sse": {"type": "string", "enum": ["true", "false", "1", "0", "yes", "no"], "default": "false"}}
EVENTS = (
    'event: start_stream\ndata: {"type":"content","data":null}\n\n'
    'event: stream\ndata: {"type":"content","data":"【病情小结】\\n"}\n\n'
    'event: end_stream\ndata: {"type":"content","data":null}\n\n'
)


def answered(data: Schema) -> Schema:
    return shape(data=data, message=TEXT, success={"const": True}, error_code={"const": 0})


def coded(data: Schema) -> Schema:
    return shape(code={"const": 200}, message={"const": "success"}, data=data)


def told(data: Any, message: str = "Get successfully.") -> dict[str, Any]:
    return {"data": data, "message": message, "success": True, "error_code": 0}


def api(method: Any, path: str, summary: str, **fields: Any) -> Call:
    return Call(method=method, path="/api/{version}/ai-b/" + path, tag=CLINIC, summary=summary, **fields)


def stream(
    path: str, summary: str, body: type[serializers.Serializer[Any]], asks: dict[str, Any], **query: Schema
) -> Call:
    about = "`is_sse` alone chooses: named events, or the text that ends with `$`."
    return api(
        "post", path, summary, about=about, query={**IS_SSE, **query}, body=body, kind="stream", asks=asks,
        answers=EVENTS, resumes=True,
    )  # fmt: skip


PAGES = shape(total_count=NUMBER, page=NUMBER, limit=NUMBER, total_pages=NUMBER, has_next=FLAG, has_prev=FLAG)
QUESTION = shape(id=NUMBER, content=TEXT, options=listing(shape(choice=TEXT, title=TEXT)))
TURN = shape(role={"enum": ["user", "ai"]}, content=TEXT, image=TEXT)
RECORD = shape(
    id=NUMBER,
    created_at=TEXT,
    updated_at=TEXT,
    is_paid=FLAG,
    module_type=NUMBER,
    sub_module_type=nullable({"type": ["integer", "string"]}),
    pet_profile_id=NUMBER,
    pet_info=nullable(shape(id=NUMBER, name=TEXT, avatar=TEXT)),
    report_info=shape(title=TEXT, content=TEXT, img_url=TEXT, report_url=TEXT),
    report_time=TEXT,
    report_type={"const": "v2"},
    report_status={"enum": [0, 1, 2, 3, 4]},
    session_id=TEXT,
    stage={"type": ["integer", "string"]},
    status={"enum": [1, 2, 3, 4]},
    summary=TEXT,
)
PET = shape(
    id=NUMBER,
    name=TEXT,
    gender={"enum": ["公", "母", "未知"]},
    pet_type={"enum": ["猫", "狗"]},
    avatar=TEXT,
    birthday=TEXT,
    age=TEXT,
    pet_variety=TEXT,
    weight=TEXT,
    is_neutered={"enum": ["已绝育", "未绝育", "未知"]},
    is_vaccination=nullable({"enum": [0, 1]}),
    vaccination_date=TEXT,
    allergy_history=TEXT,
    disease_history=TEXT,
    family_history=TEXT,
)
ONE_PET = {"pet_profile_id": NUMBER}
NEW_PET = {"name": "豆豆", "gender": 1, "pet_type": 2, "weight": "12.1", "birthday": "2024-01-02"}
PICTURE = {**SESSION, "img_url": "https://example.com/a.jpg", "sub_module_type": 5}
UPLOADED = shape(
    code={"const": 1}, data=shape(name=TEXT, url=TEXT, show_url=TEXT), msg={"const": "ok"}, time={"type": "number"}
)

CALLS = (
    Call(
        method="get",
        path="/token/accessToken",
        tag=CLINIC,
        summary="接入方为自己的用户换令牌 A token for an integrator's user",
        query=tokens.TokenRequest,
        answer=coded(shape(access_token=TEXT, expires_in={"const": 172800})),
        answers={"code": 200, "message": "success", "data": {"access_token": "xt_…", "expires_in": 172800}},
        open=True,
    ),
    api("get", "pre-question", "开场问题 First questions", query=ONE_PET, required=("pet_profile_id",),
        answer=answered(listing(TEXT)), answers=told(["豆豆吐了黄水，是怎么回事？"])),
    api("post", "session-record/session-start", "开始会话 Begin a session", body=sessions.Start,
        asks={"module_type": 1, "pet_profile_id": 3147, "content": "狗狗不吃饭"},
        answer=answered(shape(session_id=TEXT, medical_record_id=NUMBER)),
        answers=told({"session_id": SESSION["session_id"], "medical_record_id": 71})),
    api("post", "session-record/history", "保存对话 Add to the history", body=sessions.Said,
        asks={"session_id": SESSION["session_id"], "content": "昨天开始的", "module_type": 1, "role": "user"},
        answer=answered({"type": "null"}), answers=told(None, "Save successfully.")),
    api("get", "session-record", "读对话 The history", query=sessions.Asked,
        answer=answered(
            {**shape(history=listing(TURN)), "properties": {"history": listing(TURN), "pagination": PAGES}}
        ),
        answers=told({"history": [{"role": "user", "content": "昨天开始的", "image": ""}]})),
    api("post", "medical-session-list", "会话列表 Sessions", body=sessions.ListRequest, asks={"page": 1, "limit": 10},
        answer=answered(shape(list=listing({"type": "object"}), pagination=PAGES)),
        answers=told({"list": [], "pagination": {"total_count": 0, "page": 1, "limit": 10, "total_pages": 0,
                                                "has_next": False, "has_prev": False}})),
    api("post", "aidoc/keywords", "关键词和科室 Keyword and department", body=KeywordParameters,
        asks={**SESSION, "content": "狗狗吐了"}, answer=answered(shape(keyword=TEXT, unit=TEXT)),
        answers=told({"keyword": "呕吐", "unit": "消化内科"})),
    stream("aidoc/reason-info", "为什么要问（流） Why it is asked", SessionParameters, SESSION),
    api("post", "aidoc/analysis", "接下来的问题 The next questions", body=SessionParameters, asks=SESSION,
        answer=answered(shape(questions=listing(QUESTION))),
        answers=told({"questions": [{"id": 1, "content": "今天吐了几次？",
                                     "options": [{"choice": "A", "title": "一次"}]}]})),
    api("post", "aidoc/related-question", "可以勾选的症状 Symptoms to tick", body=SessionParameters, asks=SESSION,
        answer=answered(shape(options=listing(TEXT))), answers=told({"options": ["没精神", "拉肚子"]})),
    api("post", "aidoc/if-need-image", "要不要照片 Whether a picture helps", body=SessionParameters, asks=SESSION,
        answer=answered(shape(is_pic={"enum": ["True", "False"]}, pic_explain=TEXT)),
        answers=told({"is_pic": "True", "pic_explain": "拍一张呕吐物。"})),
    api("post", "aidoc/pic-result", "看照片 Look at a picture", body=PictureParameters,
        asks={**SESSION, "img_url": PICTURE["img_url"]}, answer=answered({"type": "null"}), answers=told(None)),
    stream("aidoc/if-continue-ask", "还问不问（流） Whether to go on", SessionParameters, SESSION),
    stream("aidoc/summary", "问诊总结（流） The summary", SessionParameters, SESSION),
    api("post", "aidoc/report", "生成报告 Build the report", body=records.SessionNumber,
        asks={"session_id": SESSION["session_id"]}, answer=FLAG, answers=True),
    stream("aipic/summary", "图片检查（流） A picture check", CheckParameters, PICTURE, is_simple=IS_SSE["is_sse"]),
    api("post", "aipic/report", "图片报告 The picture's report", body=CheckParameters, asks=PICTURE,
        answer=answered({"type": "null"}), answers=told(None)),
    stream("ai-conv/answer", "知识问答（流） A question", QuestionParameters,
           {"session_id": SESSION["session_id"], "user_input": "狗狗能吃葡萄吗？"}),
    api("get", "medical-record", "病历 A record", query=records.RecordRequest,
        answer=answered({**RECORD, "properties": {**RECORD["properties"], "report": TEXT}}),
        answers=told({"id": 71, "report_status": 2, "report": "{…}"})),
    api("post", "medical-record-list", "病历列表 Records", body=records.RecordListRequest,
        about="The totals stand in the headers X-Total-Count, X-Total-Pages, X-Page and X-Limit.",
        asks={"page": 1, "limit": 10}, answer=answered(listing(RECORD)), answers=told([])),
    api("post", "pet-profile", "新建宠物 A new pet", body=profiles.ProfileFields, asks=NEW_PET,
        answer=coded(shape(id=NUMBER)), answers={"code": 200, "message": "success", "data": {"id": 3147}}),
    api("put", "pet-profile", "修改宠物 Change a pet", query=ONE_PET, required=("pet_profile_id",),
        body=profiles.ProfileChanges, asks={"weight": "12.5"}, answer=answered(shape(pet_profile_id=NUMBER)),
        answers=told({"pet_profile_id": 3147}, "Post successfully.")),
    api("get", "pet-profile", "宠物 A pet", query=ONE_PET, required=("pet_profile_id",), answer=answered(PET),
        answers=told({"id": 3147, "name": "豆豆", "gender": "公", "pet_type": "狗", "age": "2岁10个月"})),
    api("delete", "pet-profile", "删除宠物 Delete a pet", query=ONE_PET, required=("pet_profile_id",), kind="nothing",
        status=204),
    api("get", "pet-profiles", "全部宠物 All pets", answer=answered(listing(PET)), answers=told([])),
    *(
        Call(method="post", path=path, tag=CLINIC, summary="上传图片 Upload a picture", body=files.Upload,
             sends_file=True, answer=UPLOADED,
             answers={"code": 1, "data": {"name": "k.jpg", "url": "https://…/file/pictures/k.jpg", "show_url": "…"},
                      "msg": "ok", "time": 1732155000.5})
        for path in ("/file/upload-image-oss", "/api/{version}/ai-b/file/upload-image-oss")
    ),
    Call(method="get", path="/file/pictures/{key}.jpg", tag=CLINIC, summary="图片 A picture",
         query={"signature": TEXT}, kind="file"),
    Call(method="get", path="/file/reports/{text}", tag=CLINIC, summary="签名链接后的报告 A report by its link",
         kind="page", open=True),
    Call(method="get", path="/file/reports/{text}.pdf", tag=CLINIC, summary="同一份报告的 PDF The same as PDF",
         kind="file", open=True),
)  # fmt: skip
