"""Medical records and their reports: ask for one, read one, list them."""

import json
from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from petclinic import reports
from petclinic.api.base import ApiView, checked
from petclinic.api.envelopes import answered, respond
from petclinic.api.paging import MOST, cut, pagination
from petclinic.api.sessions import of_pets, told_stage
from petclinic.links import report_path
from petclinic.models import PICTURE_KINDS, MedicalRecord, Report
from petclinic.picture_check import CheckParameters, check_kind
from petclinic.report_view import report_html
from petclinic.scoping import consultation_of, record_of
from streams.errors import Unprocessable


class SessionNumber(serializers.Serializer[Any]):
    session_id = serializers.CharField(max_length=64)


class ReportView(ApiView):
    """E5: bare `true` when the report is on its way, `false` when this session can have none."""

    counts = True

    def post(self, request: Request) -> HttpResponseBase:
        asked = checked(SessionNumber, request.data)
        return respond(reports.ask(consultation_of(self.owner, asked["session_id"]).record))


class PictureReportView(ApiView):
    counts = True

    def post(self, request: Request) -> HttpResponseBase:
        asked = checked(CheckParameters, request.data)
        consultation = consultation_of(self.owner, asked["session_id"])
        check_kind(consultation, asked)
        reports.ask(consultation.record)
        return respond(answered(None))


class RecordRequest(serializers.Serializer[Any]):
    report_id = serializers.IntegerField(min_value=0)
    format = serializers.ChoiceField(choices=["json", "html"], default="json")
    html_type = serializers.ChoiceField(choices=["content", "link"], default="content")


class RecordView(ApiView):
    def get(self, request: Request) -> HttpResponseBase:
        asked = checked(RecordRequest, request.query_params)
        record = record_of(self.owner, asked["report_id"])
        told = row(record, request)
        if told["sub_module_type"] is not None:
            told["sub_module_type"] = str(told["sub_module_type"])
        told["report"] = self._report(record, asked, told["report_info"]["report_url"])
        return respond(answered(told))

    @staticmethod
    def _report(record: MedicalRecord, asked: dict[str, Any], link: str) -> str:
        """The report as JSON in a string, as a page, or where the page is; nothing before it is built."""
        built = report_of(record)
        if built is None:
            return ""
        if asked["format"] == "json":
            return json.dumps(built.content, ensure_ascii=False)
        return link if asked["html_type"] == "link" else report_html(record)


def report_of(record: MedicalRecord) -> Report | None:
    if record.report_status != MedicalRecord.ReportStatus.DONE:
        return None
    return getattr(record, "report", None)


def row(record: MedicalRecord, request: Request) -> dict[str, Any]:
    """A record as the lists tell it."""
    consultation, pet, built = record.consultation, record.consultation.pet, report_of(record)
    link = request.build_absolute_uri(report_path(record)) if built else ""
    return {
        "id": record.pk,
        "created_at": _moment(record.created_at),
        "updated_at": _moment(record.updated_at),
        "is_paid": False,
        "module_type": consultation.module_type,
        "sub_module_type": consultation.sub_module_type,
        "pet_profile_id": consultation.pet_id or 0,
        "pet_info": {"id": pet.pk, "name": pet.name, "avatar": pet.avatar} if pet else None,
        "report_info": {
            "title": built.title if built else consultation.title,
            "content": built.summary[:200] if built else "",
            "img_url": "",
            "report_url": link,
        },
        "report_time": _moment(built.built_at) if built else "",
        "report_type": "v2",
        "report_status": record.report_status,
        "session_id": str(consultation.pk),
        "stage": told_stage(consultation.stage),
        "status": consultation.status,
        "summary": consultation.summary,
    }


def _moment(at: Any) -> str:
    return str(timezone.localtime(at).isoformat(timespec="seconds"))


class RecordListRequest(serializers.Serializer[Any]):
    page = serializers.IntegerField(min_value=1, max_value=1_000_000)
    limit = serializers.IntegerField(min_value=1, max_value=MOST)
    module_type = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=20)
    sub_module_type = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=20)
    pet_profile_id = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=200)

    def validate_sub_module_type(self, value: list[int]) -> list[int]:
        if set(value) - set(PICTURE_KINDS):
            raise Unprocessable
        return value


class RecordListView(ApiView):
    """The rows alone; how many there are stands in the headers."""

    def post(self, request: Request) -> HttpResponseBase:
        asked = checked(RecordListRequest, request.data)
        found = MedicalRecord.objects.filter(consultation__owner=self.owner)
        for name in ("module_type", "sub_module_type"):
            if asked.get(name):
                found = found.filter(**{f"consultation__{name}__in": asked[name]})
        if asked.get("pet_profile_id"):
            found = found.filter(of_pets(asked["pet_profile_id"], "consultation__pet"))
        pages = pagination(found.count(), asked["page"], asked["limit"])
        newest = found.select_related("consultation__pet", "report").order_by("-pk")
        response = respond(answered([row(one, request) for one in cut(newest, asked["page"], asked["limit"])]))
        for name in ("total_count", "total_pages", "page", "limit"):
            response.headers[f"X-{name.replace('_', '-').title()}"] = str(pages[name])
        return response
