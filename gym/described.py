"""The gym's calls, described."""

from streams.describing import FLAG, NUMBER, TEXT, Call, shape

GYM = "健身 Gym"
DAY = {"type": "string", "format": "date"}
WEEK = {"member_id": NUMBER, "start_date": DAY, "end_date": DAY, "refresh": FLAG}
SAID = 'data: {"text": "本周"}\n\ndata: {"text": "", "done": true}\n\n'

CALLS = tuple(
    Call(
        method=method,
        path=f"/gym/member/{name}",
        tag=GYM,
        summary=summary,
        about="" if needed else "Without `member_id` it is about yourself.",
        **{"query" if method == "get" else "body": fields},  # type: ignore[arg-type]
        required=needed,
        kind="stream",
        asks=asks,
        answers=SAID,
        resumes=True,
    )
    for method in ("get", "post")
    for name, summary, fields, needed, asks in (
        ("stream_weekly_summary", "周总结（流） Weekly summary", WEEK, (), {"member_id": 123}),
        (
            "stream_stage_summary",
            "阶段总结（流） Stage summary",
            {"stage_id": NUMBER, "refresh": FLAG},
            ("stage_id",),
            {"stage_id": 12},
        ),
        (
            "stream_monthly_summary",
            "月总结（流） Monthly summary",
            {"assessment_id": NUMBER, "refresh": FLAG},
            ("assessment_id",),
            {"assessment_id": 45},
        ),
    )
) + tuple(
    Call(
        method=method,
        path="/gym/member/weekly_summary",
        tag=GYM,
        summary="周总结（JSON） Weekly summary as JSON",
        **{"query" if method == "get" else "body": WEEK},  # type: ignore[arg-type]
        answer=shape(
            error=NUMBER,
            data=shape(basic_info={"type": "object"}, weekly_data={"type": "object"}, summary=TEXT),
        ),
        asks={"member_id": 123},
        answers={"error": 0, "data": {"basic_info": {}, "weekly_data": {}, "summary": "本周……"}},
    )
    for method in ("get", "post")
)
