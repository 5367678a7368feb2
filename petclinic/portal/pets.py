"""Pets: who they are, their weights, and their end."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from petclinic.api.profiles import MOST_PETS, save_profile
from petclinic.forms import PetForm
from petclinic.models import PetProfile
from petclinic.portal.who import owner_of, pet_of

CHOICES = {True: "1", False: "0", None: ""}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pet(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A new pet, or a correction of one."""
    record = PetProfile(owner=owner_of(request)) if number is None else pet_of(request, number)
    if number is None and record.owner.pets.count() >= MOST_PETS:
        messages.error(request, _("宠物档案已经很多了，请先删除不用的。"))
        return redirect("clinic")
    form = PetForm(request.POST or None, initial=_initial(record))
    if request.method == "POST" and form.is_valid():
        saved = save_profile(record, form.cleaned_data)
        messages.success(request, _("%(name)s的档案已保存。") % {"name": saved.name})
        return redirect("clinic-pet-page", saved.pk)
    return render(request, "petclinic/pet_form.html", {"form": form, "pet": record})


def _initial(record: PetProfile) -> dict[str, Any]:
    if record._state.adding:
        return {}
    weight, vaccinated = record.weight_kg, record.vaccination_date
    plain = {name: getattr(record, name) for name in ("name", "pet_type", "gender", "pet_variety", "birthday")}
    return plain | {
        "weight": f"{weight.normalize():f}" if weight is not None else "",
        "is_neutered": CHOICES[record.is_neutered],
        "is_vaccination": CHOICES[record.is_vaccination],
        "vaccination_date": vaccinated,
        "allergy_history": record.allergy_history,
        "disease_history": record.disease_history,
    }


@require_safe
@login_required
def pet_page(request: HttpRequest, number: int) -> HttpResponse:
    """One pet: its facts, weights and consultations."""
    record = pet_of(request, number)
    context = {
        "pet": record,
        "age": _age(record.age_months()),
        "weights": record.weights.all()[:12],
        "vaccinations": record.vaccinations.all()[:12],
        "consultations": record.consultations.select_related("record", "pet")[:20],
    }
    return render(request, "petclinic/pet.html", context)


def _age(months: int | None) -> str:
    if months is None:
        return ""
    years, rest = divmod(months, 12)
    if not years:
        return _("%(months)s 个月") % {"months": rest}
    if not rest:
        return _("%(years)s 岁") % {"years": years}
    return _("%(years)s 岁 %(months)s 个月") % {"years": years, "months": rest}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_pet(request: HttpRequest, number: int) -> HttpResponse:
    """Asks once, then deletes it with everything that was said and shown about it."""
    record = pet_of(request, number)
    if request.method == "POST":
        record.delete()
        messages.success(request, _("已删除，问诊、照片和报告也一并删除了。"))
        return redirect("clinic")
    return render(request, "petclinic/pet_delete.html", {"pet": record})
