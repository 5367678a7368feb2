"""A vet's day: who is waiting, the most urgent first; one case with everything behind it; review, sign, add."""

import logging
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from petclinic import reports, signing
from petclinic.case import TIERS
from petclinic.forms import AddendumForm, SignForm
from petclinic.models import Consultation, MedicalRecord, Module

logger = logging.getLogger("xiliu.audit")

PER_PAGE = 20


def waiting() -> QuerySet[Consultation]:
    """Consultations and picture checks that no vet has signed, the most urgent first, then the oldest."""
    order = Case(*(When(tier=tier, then=Value(place)) for place, tier in enumerate(TIERS)), output_field=IntegerField())
    unsigned = Consultation.objects.filter(record__signed_at__isnull=True).exclude(module_type=Module.KNOWLEDGE)
    return unsigned.annotate(urgency=order).order_by("urgency", "created_at")


@require_safe
@login_required
@permission_required(signing.SIGN, raise_exception=True)
def queue(request: HttpRequest) -> HttpResponse:
    shown = request.GET.get("show", "")
    rows = waiting() if shown != "signed" else Consultation.objects.filter(record__signed_at__isnull=False)
    if shown in TIERS:
        rows = rows.filter(tier=shown)
    name = request.GET.get("name", "").replace("\x00", "").strip()[:64]
    if name:
        rows = rows.filter(Q(pet__name__icontains=name) | Q(complaint__icontains=name))
    page = Paginator(rows.select_related("pet", "record", "owner__user", "owner__integrator"), PER_PAGE)
    pills = [("", _("待审阅")), *Consultation.Tier.choices, ("signed", _("已签署"))]
    context = {
        "page": page.get_page(request.GET.get("page")),
        "pills": [{"value": value, "name": words, "current": value == shown} for value, words in pills],
        "name": name,
        "shown": shown,
    }
    return render(request, "petclinic/queue.html", context)


def _case(number: UUID) -> Consultation:
    found = Consultation.objects.select_related("pet", "owner__user", "owner__integrator", "record__signed_by")
    return get_object_or_404(found, pk=number)


@require_safe
@login_required
@permission_required(signing.SIGN, raise_exception=True)
def case(request: HttpRequest, number: UUID) -> HttpResponse:
    """What was said and seen, the flags with the words behind them, the summary, the report. Reads are logged."""
    consultation = _case(number)
    logger.info("user %s read consultation %s", request.user.pk, consultation.pk)
    return render(request, "petclinic/case.html", _context(consultation))


def _context(consultation: Consultation, **more: Any) -> dict[str, Any]:
    record = consultation.record
    return {
        "consultation": consultation,
        "record": record,
        "report": getattr(record, "report", None),
        "turns": consultation.turns.all(),
        "findings": consultation.findings.select_related("picture"),
        "addenda": record.addenda.select_related("author"),
        "form": SignForm(initial={"note": record.vet_note}),
        "addendum": AddendumForm(),
    } | more


@require_POST
@login_required
@permission_required(signing.SIGN, raise_exception=True)
def review(request: HttpRequest, number: UUID) -> HttpResponse:
    """Save the note, sign, add to a signed record, or build the report."""
    consultation = _case(number)
    try:
        said = _act(request, consultation.record)
    except signing.Locked as error:
        messages.error(request, str(error))
    else:
        if isinstance(said, dict):
            return render(request, "petclinic/case.html", _context(consultation, **said), status=400)
        messages.success(request, said)
    return redirect("clinic-case", number)


def _act(request: HttpRequest, record: MedicalRecord) -> str | dict[str, Any]:
    """What to say afterwards, or the form that has a mistake."""
    action = request.POST.get("action")
    if action == "report":
        reports.ask(record)
        return _("报告正在生成，几秒钟后刷新就能看到。")
    if action == "add":
        addendum = AddendumForm(request.POST)
        if not addendum.is_valid():
            return {"addendum": addendum}
        signing.add(record, request.user, addendum.cleaned_data["text"])  # type: ignore[arg-type]
        return _("补充记录已写入。")
    form = SignForm(request.POST)
    if not form.is_valid():
        return {"form": form}
    if action == "sign":
        signing.sign(record, request.user, form.cleaned_data["note"])  # type: ignore[arg-type]
        return _("已签署。之后只能写补充记录。")
    signing.save_note(record, form.cleaned_data["note"])
    return _("草稿已保存，主人还看不到。")
