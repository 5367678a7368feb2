"""A picture check: which kind, a picture, and what there is to say about it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from petclinic import pictures, sessions
from petclinic.api.files import address
from petclinic.forms import PhotoForm
from petclinic.images import Unfit
from petclinic.models import Module
from petclinic.picture_answer import PictureAnswer, told_refusal
from petclinic.picture_check import PictureCheck
from petclinic.portal.answering import around
from petclinic.portal.who import consultation_of, owner_of, pets_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def photo(request: HttpRequest) -> HttpResponse:
    """Choose and send; a picture that cannot be judged is refused here, with what to do better."""
    pets = pets_of(request)
    first = getattr(pets.first(), "pk", None)
    chosen = {"pet": request.GET.get("pet") or first, "kind": request.GET.get("kind") or 5}
    form = PhotoForm(pets, request.POST or None, request.FILES or None, initial=chosen)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            picture = pictures.keep(owner_of(request), data["image"].read(), data["pet"])
            if picture.problem:
                picture.delete()
                raise Unfit(picture.problem)
        except Unfit as error:
            form.add_error("image", told_refusal(error.reason))
        else:
            begun = sessions.begin(owner_of(request), Module.PICTURE, data["pet"], kind=data["kind"])
            sessions.say(begun, "user", str(begun.title), content_type=2, image=address(picture))
            return redirect("clinic-photo-result", begun.pk)
    return render(request, "petclinic/photo.html", {"form": form}, status=400 if form.errors else 200)


@require_safe
@login_required
def photo_result(request: HttpRequest, number: UUID) -> HttpResponse:
    consultation = consultation_of(request, number)
    sent = consultation.turns.exclude(image="").last()
    if consultation.module_type != Module.PICTURE or sent is None:
        return redirect("clinic")
    finding = consultation.findings.filter(refused="").last()
    params = {
        "session_id": str(consultation.pk),
        "pet_profile_id": 0,
        "img_url": request.build_absolute_uri(sent.image),
        "sub_module_type": consultation.sub_module_type,
    }
    context = {"consultation": consultation, "image": sent.image, "finding": finding}
    context |= around(request, PictureCheck.name, params, finding.text if finding else "", consultation)
    seen = "rules" if PictureAnswer.profile_of(consultation.owner) == "offline" else "model"
    context["written_by"] = ("model" if finding.by_model else "rules") if finding else seen
    return render(request, "petclinic/photo_result.html", context)
