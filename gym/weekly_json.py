"""The JSON form of the weekly summary: `{"error": 0, "data": {"basic_info", "weekly_data", "summary"}}`."""

from typing import Any

from gym.writer.words import Facts
from streams.models import Stream

CHANGES = ("weight", "body_fat", "muscle", "fat_mass", "bmr", "waist", "chest", "hip")
PREVIOUS = ("weigh_ins", "weight_change", "planned", "completed", "missed", "training_hours", "sets_total")


def weekly_json(stream: Stream, text: str) -> dict[str, Any]:
    """The facts that the text was written from, and the text; what is not known is null. Changes are signed."""
    facts = Facts(stream.inputs["facts"])
    basic = facts.whole["basic"]
    return {
        "error": 0,
        "data": {
            "basic_info": {
                "member_id": stream.params["member_id"],
                "member_name": basic["member"],
                "coach_name": basic["coach"],
                "gym_name": basic["gym"],
                "goal": basic["goal"],
                "target_weight": facts["target_weight"],
                "start_date": basic["start"],
                "end_date": basic["end"],
            },
            "weekly_data": _data(facts),
            "summary": text.replace("<", "＜"),  # as the stream sends it
        },
    }


def _data(facts: Facts) -> dict[str, Any]:
    whole = facts.whole
    return {
        "weigh_ins": facts["weigh_ins"],
        "assessments": facts["assessments"],
        "has_previous_assessment": facts["prev_assessment_date"] is not None,
        "changes": {name: facts[f"{name}_change"] for name in CHANGES},
        "weights": whole["weights"],
        "trend": {"weight": facts["trend_weight"], "rate": facts["trend_rate"], "line": whole["trend"]},
        "latest_assessment": whole["assessment"],
        "training": {
            "planned": facts["planned"],
            "completed": facts["completed"],
            "missed": facts["missed"],
            "completion_rate": facts["completion_rate"],
            "hours": facts["training_hours"],
            "volume": facts["volume_total"],
            "muscles": whole["muscles"],
            "records": whole["records"],
            "sessions": whole["sessions"],
        },
        "phase": whole["phase"],
        "previous": {
            "start_date": whole["basic"]["prev_start"],
            "end_date": whole["basic"]["prev_end"],
            **{name: facts[f"{name}_prev"] for name in PREVIOUS},
        },
        "facts": whole["facts"],
    }
