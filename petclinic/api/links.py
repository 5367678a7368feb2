"""Reports behind signed addresses: a page and a PDF that need no sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from petclinic.links import record_behind
from petclinic.models import MedicalRecord
from petclinic.report_view import as_page, as_pdf
from streams.errors import Gone, NotFound


def _open(request: HttpRequest, text: str) -> MedicalRecord | HttpResponse:
    """The record behind the address, or a page that says why it cannot be shown."""
    try:
        record = record_behind(text)
    except Gone:
        return render(request, "petclinic/link_expired.html", status=410)
    except NotFound:
        return render(request, "404.html", status=404)
    if record.report_status != MedicalRecord.ReportStatus.DONE:
        return render(request, "404.html", status=404)
    return record


@require_safe
def report_page(request: HttpRequest, text: str) -> HttpResponse:
    found = _open(request, text)
    return as_page(request, found) if isinstance(found, MedicalRecord) else found


@require_safe
def report_pdf(request: HttpRequest, text: str) -> HttpResponse:
    found = _open(request, text)
    return as_pdf(request, found) if isinstance(found, MedicalRecord) else found
