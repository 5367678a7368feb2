"""Records and reports: an owner's list, one record while its report is built, and the report as page and PDF."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from petclinic import reports
from petclinic.models import MedicalRecord
from petclinic.portal.who import owner_of
from petclinic.report_view import as_page, as_pdf
from petclinic.signing import may_review

PER_PAGE = 15


@require_safe
@login_required
def records(request: HttpRequest) -> HttpResponse:
    """Her sessions of every module, the newest first."""
    rows = owner_of(request).consultations.select_related("pet", "record", "record__signed_by")
    return render(
        request, "petclinic/records.html", {"page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))}
    )


def record_of(request: HttpRequest, number: int) -> MedicalRecord:
    """Her record, or any for those who review them; 404 for everybody else."""
    found = MedicalRecord.objects.select_related(
        "consultation__pet", "consultation__owner__user", "report", "signed_by"
    )
    if not may_review(request.user):
        found = found.filter(consultation__owner=owner_of(request))
    return get_object_or_404(found, pk=min(number, 2**63 - 1))


@require_POST
@login_required
def ask_report(request: HttpRequest, number: int) -> HttpResponse:
    record = record_of(request, number)
    reports.ask(record)
    return redirect("clinic-record", number)


@require_safe
@login_required
def record(request: HttpRequest, number: int) -> HttpResponse:
    """One record: its state while the report is built (`?part` alone for the page that waits), then the report."""
    found = record_of(request, number)
    if found.report_status == MedicalRecord.ReportStatus.DONE and "part" not in request.GET:
        return as_page(request, found)
    template = "petclinic/record_state.html" if "part" in request.GET else "petclinic/record.html"
    return render(request, template, {"record": found})


@require_safe
@login_required
def record_pdf(request: HttpRequest, number: int) -> HttpResponse:
    return as_pdf(request, record_of(request, number))
