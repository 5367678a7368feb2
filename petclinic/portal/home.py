"""Where an owner begins: her pets, what is going on, and the three ways to ask."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from petclinic.models import PetProfile
from petclinic.portal.who import owner_of
from petclinic.signing import may_review

NEWEST = 5


def start_of(user: Any) -> str:
    """The name of the page, "" for whoever has nothing to do with the clinic."""
    if may_review(user):
        return "clinic-queue"
    return "clinic" if PetProfile.objects.filter(owner__user=user.pk).exists() else ""


@require_safe
@login_required
def clinic(request: HttpRequest) -> HttpResponse:
    owner = owner_of(request)
    newest = owner.consultations.select_related("pet", "record")[:NEWEST]
    context = {"owner": owner, "pets": owner.pets.prefetch_related("weights"), "consultations": newest}
    return render(request, "petclinic/home.html", context)


@require_POST
@login_required
def consent(request: HttpRequest) -> HttpResponse:
    """An owner agrees, or takes it back: from then on nothing more of hers goes to a model."""
    owner = owner_of(request)
    agrees = request.POST.get("agree") == "1"
    owner.consented_at = timezone.now() if agrees else None
    owner.save(update_fields=["consented_at"])
    messages.success(
        request, _("已同意：之后的回答可以由 AI 模型来写。") if agrees else _("已撤回：之后的回答只用规则来写。")
    )
    return redirect("clinic")
