"""Beginning a session, and adding to its dialogue; the API and the portal do it alike."""

from typing import Any

from django.db import transaction

from petclinic import triage
from petclinic.consultation import understand
from petclinic.gathering import case_of
from petclinic.models import Consultation, EndUser, MedicalRecord, Module, PetProfile, Turn


@transaction.atomic
def begin(
    owner: EndUser, module: int, pet: PetProfile | None, *, complaint: str = "", kind: int | None = None
) -> Consultation:
    """A new session with its record. `kind` is the picture check's."""
    consultation = Consultation.objects.create(
        owner=owner, module_type=module, pet=pet, complaint=complaint, sub_module_type=kind
    )
    MedicalRecord.objects.create(consultation=consultation)
    if module != Module.PICTURE:
        case = case_of(consultation)
        triage.renew(consultation, case)
    if module == Module.CONSULTATION:
        read = understand(case)
        consultation.touch(keyword=read.keyword, unit=read.unit)
    return consultation


@transaction.atomic
def say(consultation: Consultation, role: str, content: str, **fields: Any) -> Turn:
    """Add one turn. What the owner says may raise the tier at once."""
    turn = Turn.objects.create(consultation=consultation, role=role, content=content, **fields)
    stage = fields.get("stage", "")
    consultation.touch(**({"stage": stage} if stage else {}))
    if role == Turn.Role.USER:
        triage.renew(consultation)
    return turn
