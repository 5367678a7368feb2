"""Entering and correcting weigh-ins and training by hand. What a person has entered, no import changes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gym.exercises import ExerciseFinder
from gym.forms import SetFormSet, TrainingForm, WeightForm
from gym.models import Exercise, Member, SetRecord, Source, TrainingSession, WeightRecord
from gym.portal.who import editable_member_of, is_own, query_of

PER_PAGE = 15
KEPT = ("seconds", "distance_m", "rpe")


@require_safe
@login_required
def records(request: HttpRequest) -> HttpResponse:
    """The newest weigh-ins and sessions, and the ways to add one."""
    member = editable_member_of(request)
    number = request.GET.get("page")
    context = _context(request, member) | {
        "weights": Paginator(member.weights.all(), PER_PAGE).get_page(number),
        "page": Paginator(member.sessions.all(), PER_PAGE).get_page(number),
    }
    if context["weights"].paginator.num_pages > context["page"].paginator.num_pages:
        context["page"], context["sessions"] = context["weights"], context["page"]
    else:
        context["sessions"] = context["page"]
    return render(request, "gym/records.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def weight(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A new weigh-in, or a correction of one."""
    member = editable_member_of(request)
    new = WeightRecord(member=member, measured_at=timezone.now())
    record = new if number is None else get_object_or_404(member.weights, pk=number)
    form = WeightForm(member, number, request.POST or None, initial=_weight_initial(member, record))
    if request.method == "POST" and form.is_valid():
        record.measured_at, record.kg = form.cleaned_data["measured_at"], form.cleaned_data["kg"]
        record.body_fat_percent = form.cleaned_data["body_fat"]
        record.source = Source.MANUAL
        if _saved(record.save, form):
            messages.success(request, _("体重已保存：%(kg)s 公斤。") % {"kg": f"{float(record.kg):g}"})
            return redirect(_list(request, member))
    return render(request, "gym/records_weight.html", _context(request, member) | {"form": form, "record": record})


def _saved(save: Callable[[], object], form: Form) -> bool:
    """False where somebody else has taken the moment since the form was checked; the form then says so."""
    try:
        with transaction.atomic():
            save()
    except IntegrityError:
        form.add_error("time", _("这个时间刚刚有了另一条记录，请改时间，或者刷新看看。"))
        return False
    return True


def _weight_initial(member: Member, record: WeightRecord) -> dict[str, Any]:
    at = record.measured_at.astimezone(member.gym.zone)
    return {
        "date": at.date(),
        "time": at.time(),
        "amount": record.kg,
        "unit": "kg",
        "body_fat": record.body_fat_percent,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def training(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A new session with its sets, or a correction of one."""
    member = editable_member_of(request)
    new = TrainingSession(member=member, start=timezone.now(), status=TrainingSession.Status.COMPLETED)
    session = new if number is None else get_object_or_404(member.sessions, pk=number)
    form = TrainingForm(member, number, request.POST or None, initial=_training_initial(member, session))
    sets = SetFormSet(request.POST or None, prefix="sets", initial=_sets_initial(session))
    if request.method == "POST" and form.is_valid() and sets.is_valid():
        rows = [row.cleaned_data for row in sets if row.cleaned_data.get("exercise")]
        if _saved(lambda: _save_training(session, form.cleaned_data, rows), form):
            messages.success(request, _("训练已保存：%(name)s。") % {"name": session.name})
            return redirect(_list(request, member))
    context = _context(request, member) | {"form": form, "sets": sets, "session": session}
    names = Exercise.objects.exclude(primary_muscle="").values_list("name", flat=True)
    return render(request, "gym/records_training.html", context | {"exercises": names})


def _training_initial(member: Member, session: TrainingSession) -> dict[str, Any]:
    at = session.start.astimezone(member.gym.zone)
    return {
        "date": at.date(),
        "time": at.time(),
        "name": session.name,
        "minutes": session.minutes,
        "status": session.status,
        "note": session.note,
    }


def _sets_initial(session: TrainingSession) -> list[dict[str, Any]]:
    saved = session.sets.select_related("exercise") if session.pk else []
    return [
        {
            "record": row.pk,
            "exercise": row.exercise.name,
            "weight_kg": row.weight_kg,
            "reps": row.reps,
            "is_warmup": row.is_warmup,
        }
        for row in saved
    ]


def _save_training(session: TrainingSession, data: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """The session and exactly these sets, in this order; what the form does not show of a set is kept."""
    for name in ("start", "name", "minutes", "status", "note"):
        setattr(session, name, data[name])
    session.source = Source.MANUAL
    session.save()
    before = {row.pk: row for row in session.sets.all()}
    session.sets.all().delete()
    finder = ExerciseFinder()
    fresh = []
    for order, row in enumerate(rows, 1):
        old = before.get(row["record"])
        kept = {name: getattr(old, name) for name in KEPT} if old else {}
        values = {name: row[name] for name in ("weight_kg", "reps", "is_warmup")}
        fresh.append(SetRecord(session=session, exercise=finder.get(row["exercise"]), order=order, **values, **kept))
    SetRecord.objects.bulk_create(fresh)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Asks once, then deletes; `kind` is weight or training."""
    member = editable_member_of(request)
    rows: Any = member.weights if kind == "weight" else member.sessions
    record = get_object_or_404(rows, pk=number)
    if request.method == "POST":
        record.delete()
        messages.success(request, _("已删除。"))
        return redirect(_list(request, member))
    at = record.measured_at if kind == "weight" else record.start
    context = _context(request, member) | {"record": record, "at": at.astimezone(member.gym.zone), "kind": kind}
    return render(request, "gym/records_delete.html", context)


def _list(request: HttpRequest, member: Member) -> str:
    return reverse("gym-records") + query_of(request, member)


def _context(request: HttpRequest, member: Member) -> dict[str, Any]:
    return {
        "member": member,
        "own": is_own(request.user, member),
        "query": query_of(request, member),
        "zone": member.gym.zone,
    }
