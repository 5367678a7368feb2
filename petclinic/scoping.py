"""What of the clinic an owner may touch: hers alone; anything else is not there."""

from uuid import UUID

from petclinic.errors import PetUnknown, RecordUnknown, SessionUnknown
from petclinic.models import Consultation, EndUser, MedicalRecord, PetProfile

MOST = 2**63 - 1


def consultation_of(owner: EndUser, session_id: str) -> Consultation:
    """Her session of that number. Raises `SessionUnknown`, for impossible numbers, too."""
    try:
        number = UUID(session_id)
    except ValueError:
        raise SessionUnknown(log=f"no UUID: {session_id[:64]!r}") from None
    found = Consultation.objects.select_related("pet", "owner__integrator", "record").filter(pk=number, owner=owner)
    consultation = found.first()
    if consultation is None:
        raise SessionUnknown(log=f"session {number} of {owner.pk}")
    return consultation


def pet_of(owner: EndUser, number: int) -> PetProfile:
    pet = owner.pets.filter(pk=number).first() if 0 < number <= MOST else None
    if pet is None:
        raise PetUnknown(log=f"pet {number} of {owner.pk}")
    return pet


def record_of(owner: EndUser, number: int) -> MedicalRecord:
    records = MedicalRecord.objects.select_related("consultation__pet", "consultation__owner", "report", "signed_by")
    record = records.filter(pk=number, consultation__owner=owner).first() if 0 < number <= MOST else None
    if record is None:
        raise RecordUnknown(log=f"record {number} of {owner.pk}")
    return record
