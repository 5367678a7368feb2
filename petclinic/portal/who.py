"""Whose pages these are: the signed-in owner, and what of hers an address names."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from petclinic.models import Consultation, EndUser, PetProfile
from streams.auth import Principal

if TYPE_CHECKING:
    from django.db.models import QuerySet


def owner_of(request: HttpRequest) -> EndUser:
    """The signed-in user as an owner of pets."""
    principal = Principal.of_user(request.user)  # type: ignore[arg-type]
    return EndUser.objects.select_related("user", "integrator").of(principal)


def pets_of(request: HttpRequest) -> "QuerySet[PetProfile]":
    return owner_of(request).pets.prefetch_related("weights")


def consultation_of(request: HttpRequest, number: UUID) -> Consultation:
    """Her session of that number; 404 for anybody else."""
    found = Consultation.objects.select_related("pet", "owner__user", "record")
    return get_object_or_404(found, pk=number, owner=owner_of(request))


def pet_of(request: HttpRequest, number: int) -> PetProfile:
    if number > 2**63 - 1:
        raise Http404
    return get_object_or_404(pets_of(request), pk=number)
