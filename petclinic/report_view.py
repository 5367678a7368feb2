"""A record's report, from the rows to its page and its PDF."""

import logging

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from petclinic.api.files import address, signature
from petclinic.case import Source
from petclinic.gathering import pet_value
from petclinic.models import PICTURE_KINDS, MedicalRecord, Module, PictureFinding
from petclinic.report import PdfUnavailable, ReportView, ShownAddendum, ShownPicture, html, pdf
from petclinic.signing import name_of
from petclinic.triage import triage_of

logger = logging.getLogger(__name__)


def view_of(record: MedicalRecord) -> ReportView:
    """Everything that its page and its PDF show. The record must have a report."""
    consultation, built = record.consultation, record.report
    found = triage_of(consultation)
    return ReportView(
        number=str(record.pk),
        title=built.title,
        built_at=built.built_at,
        pet=pet_value(consultation.pet, built.built_at.date()),
        summary=built.summary,
        report=built.content,
        written_by=built.written_by,  # type: ignore[arg-type]
        tier=None if consultation.module_type == Module.PICTURE and not found.flags else found.tier,
        flags=tuple(flag.name for flag in found.flags),
        pictures=tuple(_picture(finding) for finding in consultation.findings.filter(refused="") if finding.picture),
        sources=tuple(msgspec.convert(source, Source) for source in built.sources),
        vet_note=record.vet_note,
        signed_by=name_of(record.signed_by) if record.signed_by else "",
        signed_at=record.signed_at,
        addenda=tuple(
            ShownAddendum(author=name_of(one.author), text=one.text, at=one.created_at)
            for one in record.addenda.select_related("author")
        ),
        emergency_phone=settings.CLINIC_EMERGENCY_PHONE,
        clinic=settings.CLINIC_NAME,
    )


def _picture(finding: PictureFinding) -> ShownPicture:
    picture = finding.picture
    assert picture is not None
    try:
        data = picture.file.read()
    except FileNotFoundError:
        data = b""
    return ShownPicture(
        data=data,
        url=f"{address(picture)}?signature={signature(picture)}" if data else "",
        kind=str(PICTURE_KINDS.get(finding.kind, "")),
        finding=finding.text,
    )


def report_html(record: MedicalRecord) -> str:
    """For those who show it elsewhere: the styles stand in it."""
    return html(view_of(record), inline=True)


def as_page(request: HttpRequest, record: MedicalRecord) -> HttpResponse:
    path = request.path
    pdf_url = f"{path}report.pdf" if path.endswith("/") else f"{path}.pdf"
    response = HttpResponse(html(view_of(record), pdf_url=pdf_url, back_url=_back(request, record)))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def as_pdf(request: HttpRequest, record: MedicalRecord) -> HttpResponse:
    """The file; a page that says why where it cannot be made."""
    if record.report_status != MedicalRecord.ReportStatus.DONE:
        context = {"heading": _("还没有报告"), "words": _("报告生成之后才能下载。"), "link": "", "link_words": ""}
        return render(request, "message.html", context, status=404)
    try:
        body = pdf(view_of(record))
    except PdfUnavailable as error:
        logger.error("no PDF: %s", error)
        words = _("这台服务器暂时不能生成 PDF，请在报告页面用浏览器打印；管理员可以在日志里看到缺少什么。")
        context = {"heading": _("暂时不能下载 PDF"), "words": words, "link": "", "link_words": ""}
        return render(request, "message.html", context, status=503)
    response = HttpResponse(body, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="report-{record.pk}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _back(request: HttpRequest, record: MedicalRecord) -> str:
    """Where the reader came from: her session, or the vet's case; nowhere for whoever has only the link."""
    if not request.user.is_authenticated:
        return ""
    own = record.consultation.owner.user_id == request.user.pk
    return reverse("clinic-session" if own else "clinic-case", args=[record.consultation_id])
