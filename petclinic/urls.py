"""Addresses of the clinic's API; all of them under both versions, and with a trailing slash, too."""

import json
from typing import Any

from django.urls import re_path

from petclinic.api import files, links, profiles, records, sessions, tokens
from petclinic.api.documented import form
from petclinic.api.envelopes import answered
from petclinic.steps import told_need
from streams.models import Stream
from streams.views import answer_view
from streams.whole import whole_view

API = r"^api/(?:v1\.0|v2\.0)/ai-b/"


def _values(_stream: Stream, text: str) -> dict[str, Any]:
    return answered(json.loads(text))


def _need(_stream: Stream, text: str) -> dict[str, Any]:
    return answered(told_need(text))


def _nothing(_stream: Stream, _text: str) -> dict[str, Any]:
    return answered(None)


steps = form("petclinic.step", "dollar.line")
plain = form("petclinic", "dollar")

urlpatterns = [
    re_path(r"^token/accessToken/?$", tokens.TokenView.as_view(), name="clinic-token"),
    re_path(API + r"pre-question/?$", sessions.FirstQuestionsView.as_view()),
    re_path(API + r"session-record/session-start/?$", sessions.StartView.as_view(), name="clinic-session-start"),
    re_path(API + r"session-record/history/?$", sessions.HistoryView.as_view()),
    re_path(API + r"session-record/?$", sessions.SessionView.as_view()),
    re_path(API + r"medical-session-list/?$", sessions.SessionListView.as_view()),
    re_path(API + r"aidoc/keywords/?$", whole_view("petclinic.keywords", _values)),
    re_path(API + r"aidoc/reason-info/?$", answer_view("petclinic.reason_info", steps)),
    re_path(API + r"aidoc/analysis/?$", whole_view("petclinic.analysis", _values)),
    re_path(API + r"aidoc/related-question/?$", whole_view("petclinic.related_question", _values)),
    re_path(API + r"aidoc/if-need-image/?$", whole_view("petclinic.if_need_image", _need)),
    re_path(API + r"aidoc/pic-result/?$", whole_view("petclinic.picture_finding", _nothing)),
    re_path(API + r"aidoc/if-continue-ask/?$", answer_view("petclinic.if_continue_ask", steps)),
    re_path(
        API + r"aidoc/summary/?$",
        answer_view("petclinic.consultation_summary", form("petclinic.lines", "dollar")),
        name="clinic-summary",
    ),
    re_path(API + r"aidoc/report/?$", records.ReportView.as_view()),
    re_path(API + r"aipic/summary/?$", answer_view("petclinic.picture_check", plain), name="clinic-picture-check"),
    re_path(API + r"aipic/report/?$", records.PictureReportView.as_view()),
    re_path(API + r"ai-conv/answer/?$", answer_view("petclinic.knowledge_answer", plain)),
    re_path(API + r"medical-record/?$", records.RecordView.as_view()),
    re_path(API + r"medical-record-list/?$", records.RecordListView.as_view()),
    re_path(API + r"pet-profile/?$", profiles.ProfileView.as_view(), name="clinic-pet-profile"),
    re_path(API + r"pet-profiles/?$", profiles.ProfilesView.as_view()),
    re_path(r"^file/upload-image-oss/?$", files.UploadView.as_view(), name="clinic-upload"),
    re_path(API + r"file/upload-image-oss/?$", files.UploadView.as_view()),
    re_path(r"^file/pictures/(?P<key>[A-Za-z0-9_-]{32})\.jpg$", files.PictureView.as_view(), name="clinic-picture"),
    re_path(r"^file/reports/(?P<text>[A-Za-z0-9:_-]{8,120})$", links.report_page, name="clinic-report-link"),
    re_path(r"^file/reports/(?P<text>[A-Za-z0-9:_-]{8,120})\.pdf$", links.report_pdf, name="clinic-report-link-pdf"),
]
