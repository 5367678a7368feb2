"""The shapes of the API's two reports; a model's JSON is checked against them before anybody reads it."""

from typing import Annotated, Any, Literal

import msgspec

Text = Annotated[str, msgspec.Meta(max_length=4000)]
Severity = Literal["Slight", "Medium", "MediumHigh", "Severe"]


class Review(msgspec.Struct, frozen=True, kw_only=True):
    chief_complaint: Text = msgspec.field(name="chiefComplaint")
    symptoms: Text


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    suspected: Text
    description: Text
    basis: Text
    severity_of_the_illness: Severity


class OtherDiagnosis(msgspec.Struct, frozen=True, kw_only=True):
    suspected: Text
    description: Text = ""
    basis: Text = ""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The two lists of checks are texts, one check on a line."""

    diagnosis: Diagnosis
    other_suspected_diagnosis: Annotated[tuple[OtherDiagnosis, ...], msgspec.Meta(max_length=10)] = ()
    essential_check_items: Text = msgspec.field(name="EssentialCheckItems", default="")
    recommend_check_items: Text = msgspec.field(name="RecommendCheckItems", default="")


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    initial_treatment: Text = msgspec.field(name="Initial_Treatment")
    persistent_aggravation: Text = msgspec.field(name="Persistent_Aggravation")
    intensive_treatment: Text = msgspec.field(name="Intensive_Treatment")


class VetOrder(msgspec.Struct, frozen=True, kw_only=True):
    vet_advise: Text
    follow_up: Text


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The report of a consultation."""

    review: Review
    result: Result
    advice: Advice
    vet_order: VetOrder
    supplements: Annotated[tuple[Text, ...], msgspec.Meta(max_length=20)] = ()


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    name: Text
    feature: Text


class Recognition(msgspec.Struct, frozen=True, kw_only=True):
    """`is_healthy` is a percentage, `is_target` "1" or "0", both as text; empty = nobody judged it."""

    photo: Text = ""
    is_healthy: Text = ""
    is_target: Literal["0", "1", ""] = ""
    report_abnormal: tuple[Feature, ...] = ()
    report_normal: tuple[Feature, ...] = ()


class Risk(msgspec.Struct, frozen=True, kw_only=True):
    """`risk` is a percentage as text."""

    name: Text
    risk: Text


class Disease(msgspec.Struct, frozen=True, kw_only=True):
    symptom: Text = ""
    reason: Text = ""
    precautions: Text = ""
    attention: Text = ""


class Guide(msgspec.Struct, frozen=True, kw_only=True):
    name: Text
    desc: Text


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    summary: Text = ""
    health_guide: tuple[Guide, ...] = ()
    monitoring_essentials: Text = ""


class PictureReport(msgspec.Struct, frozen=True, kw_only=True):
    """The report of a picture check, all eight kinds."""

    recg: Recognition
    report_risk: tuple[Risk, ...] = ()
    disease: Disease
    suggest: Suggestion


def wire(value: Report | PictureReport) -> dict[str, Any]:
    """As JSON-ready dictionaries and lists, under the names of the API."""
    built = msgspec.to_builtins(value)
    assert isinstance(built, dict)
    return msgspec.json.decode(msgspec.json.encode(built), type=dict[str, Any])
