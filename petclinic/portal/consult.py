"""A consultation: begun with a complaint, then one step at a time, and the summary as it is written."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from petclinic import pictures, sessions, triage
from petclinic.api.files import address
from petclinic.consultation import suggested_first_questions
from petclinic.consultation_summary import ConsultationSummary
from petclinic.forms import AnswerForm, ComplaintForm, ImageForm
from petclinic.gathering import pet_value
from petclinic.images import Unfit
from petclinic.models import Consultation, Module, PictureFinding
from petclinic.picture_answer import told_refusal
from petclinic.picture_finding import UNSEEN
from petclinic.portal import flow
from petclinic.portal.answering import around
from petclinic.portal.who import consultation_of, owner_of, pets_of
from petclinic.safety.emergency import emergency_line


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def consult(request: HttpRequest) -> HttpResponse:
    """The complaint, and which pet it is about."""
    pets = pets_of(request)
    form = ComplaintForm(pets, request.POST or None, initial=_asked_for(request))
    if request.method == "POST" and form.is_valid():
        pet, complaint = form.cleaned_data["pet"], form.cleaned_data["complaint"]
        begun = sessions.begin(owner_of(request), Module.CONSULTATION, pet, complaint=complaint)
        return redirect("clinic-session", begun.pk)
    chosen = pets.first()
    context = {"form": form, "suggested": suggested_first_questions(pet_value(chosen))}
    return render(request, "petclinic/consult.html", context)


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    return {"pet": request.GET.get("pet") or getattr(pets_of(request).first(), "pk", None)}


@require_safe
@login_required
def session(request: HttpRequest, number: UUID) -> HttpResponse:
    """One session of any module, at the point where it is."""
    consultation = consultation_of(request, number)
    if consultation.module_type == Module.PICTURE:
        return redirect("clinic-photo-result", number)
    if consultation.module_type == Module.KNOWLEDGE:
        return redirect("clinic-questions", number)
    return render(request, "petclinic/session.html", _context(request, consultation))


def _context(request: HttpRequest, consultation: Consultation) -> dict[str, Any]:
    finished = request.GET.get("finish") == "1" or bool(consultation.summary)
    step = flow.Next("enough") if finished else flow.next_step(consultation)
    context = {
        "consultation": consultation,
        "turns": consultation.turns.all(),
        "emergency": emergency_line(triage.triage_of(consultation), _phone()),
        "step": step,
    }
    if step.kind == "enough":
        params = {"session_id": str(consultation.pk), "pet_profile_id": 0}
        context |= around(request, ConsultationSummary.name, params, consultation.summary, consultation)
    return context


def _phone() -> str:
    from django.conf import settings

    return str(settings.CLINIC_EMERGENCY_PHONE)


@require_POST
@login_required
def answer(request: HttpRequest, number: UUID) -> HttpResponse:
    """The answer to the one question that was asked."""
    consultation = consultation_of(request, number)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("clinic-session", number)
    step = flow.next_step(consultation)
    if step.kind != "ask" or step.words != form.cleaned_data["question"]:
        return redirect("clinic-session", number)  # sent twice, or from an old page: the question has moved on
    sessions.say(consultation, "ai", step.words, stage=flow.ASKED)
    sessions.say(consultation, "user", form.cleaned_data["answer"], stage=flow.ASKED)
    return redirect("clinic-session", number)


@require_POST
@login_required
def symptoms(request: HttpRequest, number: UUID) -> HttpResponse:
    """The symptoms that were ticked; none is an answer, too."""
    consultation = consultation_of(request, number)
    step = flow.next_step(consultation)
    if step.kind == "symptoms":
        ticked = [one for one in request.POST.getlist("symptom") if one in step.options]
        sessions.say(consultation, "ai", step.words, stage=flow.TICKED)
        sessions.say(consultation, "user", "、".join(ticked) or "这些都没有", stage=flow.TICKED)
    return redirect("clinic-session", number)


@require_POST
@login_required
def photo_of_session(request: HttpRequest, number: UUID) -> HttpResponse:
    """A picture, or none."""
    consultation = consultation_of(request, number)
    step = flow.next_step(consultation)
    if step.kind != "photo":
        return redirect("clinic-session", number)
    if "skip" in request.POST:
        sessions.say(consultation, "ai", step.words, stage=flow.PICTURED)
        sessions.say(consultation, "user", "暂时不拍照片", stage=flow.PICTURED)
        return redirect("clinic-session", number)
    form = ImageForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("请先选一张照片，或者跳过这一步。"))
        return redirect("clinic-session", number)
    try:
        picture = pictures.keep(consultation.owner, form.cleaned_data["image"].read(), consultation.pet)
        if picture.problem:
            raise Unfit(picture.problem)
    except Unfit as error:
        messages.error(request, told_refusal(error.reason))
        return redirect("clinic-session", number)
    PictureFinding.objects.create(consultation=consultation, picture=picture, text=UNSEEN)
    sessions.say(consultation, "ai", step.words, stage=flow.PICTURED)
    fields = {"stage": flow.PICTURED, "content_type": 2, "image": address(picture)}
    sessions.say(consultation, "user", "发了一张照片", **fields)
    return redirect("clinic-session", number)
