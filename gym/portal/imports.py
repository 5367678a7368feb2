"""Importing a file: hand it in, check it first, watch it go, see what became of every row."""

import logging
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gym.forms import ImportForm
from gym.models import ImportRun, Member
from gym.portal.who import editable_member_of, is_own, may_edit, plain, query_of
from gym.tasks import run_import

logger = logging.getLogger(__name__)

PER_PAGE = 15
MOST_ERRORS_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def imports(request: HttpRequest) -> HttpResponse:
    """The form, and what was imported before."""
    member = editable_member_of(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        run = ImportRun.objects.create(
            owner=cast(User, request.user),
            member=member,
            file=file,
            name=file.name[:255],
            unit=form.cleaned_data["unit"],
            dry_run="check" in request.POST,
            language=get_language() or settings.LANGUAGE_CODE,
        )
        _begin(run)
        return redirect("gym-import", run.pk)
    page = Paginator(member.import_runs.all(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "gym/imports.html", _context(request, member) | {"form": form, "page": page})


@require_safe
@login_required
def import_run(request: HttpRequest, number: int) -> HttpResponse:
    """One run: how far it is, and what came of it. `?part` gives the part that changes, for the page to fetch."""
    run = _run(request, number)
    errors = run.report.get("errors", [])
    context = _context(request, run.member) | {
        "run": run,
        "errors": errors[:MOST_ERRORS_SHOWN],
        "more_errors": run.report.get("failed", 0) - len(errors[:MOST_ERRORS_SHOWN]),
        "needs": run.report.get("needs", {}),
        "again": run.finished and bool(run.file) and (run.dry_run or run.state == ImportRun.State.FAILED),
    }
    return render(request, "gym/import_state.html" if "part" in request.GET else "gym/import.html", context)


@require_POST
@login_required
def import_again(request: HttpRequest, number: int) -> HttpResponse:
    """The same file once more: for good after a check, or with the unit or the person that it lacked."""
    run = _run(request, number)
    unit, person = request.POST.get("unit", run.unit), request.POST.get("person", run.person)
    again = ImportRun.objects.filter(pk=run.pk, state__in=[ImportRun.State.DONE, ImportRun.State.FAILED]).exclude(
        file=""
    )
    begun = again.update(
        state=ImportRun.State.QUEUED,
        unit=unit if unit in {"kg", "lb"} else run.unit,
        person=plain(person)[:64],
        attempts=0,
        dry_run="check" in request.POST,
        report={},
        message="",
        rows_done=0,
        heard_at=timezone.now(),
    )
    if begun:
        _begin(run)
    return redirect("gym-import", run.pk)


def _begin(run: ImportRun) -> None:
    def send() -> None:
        try:
            run_import.delay(run.pk)
        except OSError:  # no broker: the clock's sweep finds the run
            logger.warning("Import %s waits for the sweep: the broker cannot be reached", run.pk)

    transaction.on_commit(send)


def _run(request: HttpRequest, number: int) -> ImportRun:
    run = get_object_or_404(ImportRun.objects.select_related("member__gym", "member__coach"), pk=number)
    if not may_edit(request.user, run.member):
        raise Http404
    return run


def _context(request: HttpRequest, member: Member) -> dict[str, Any]:
    own = is_own(request.user, member)
    return {
        "member": member,
        "own": own,
        "query": query_of(request, member),
        "list": reverse("gym-imports") + query_of(request, member),
        "limit": settings.LARGE_BODY_LIMIT,
    }
