"""From the records to a case: what the rules and the writers take."""

from datetime import date

import msgspec

from petclinic.case import Case, Finding, Pet, Species, Turn
from petclinic.consultation import animal_of
from petclinic.models import Consultation, PetProfile, PictureFinding

SPECIES: dict[int, Species] = {1: "cat", 2: "dog"}
MOST_TURNS = 200


def pet_value(pet: PetProfile | None, today: date | None = None) -> Pet:
    """The animal as a value, with its age on that day; everything unknown without a profile."""
    if pet is None:
        return Pet()
    weight = pet.weight_kg
    separators = str.maketrans("，；;,", "、、、、")
    return Pet(
        name=pet.name,
        species=SPECIES[pet.pet_type],
        breed=pet.pet_variety,
        sex={1: "male", 2: "female"}.get(pet.gender, ""),  # type: ignore[arg-type]
        neutered=pet.is_neutered,
        age_months=pet.age_months(today),
        weight_kg=float(weight) if weight is not None else None,
        allergies=tuple(part.strip() for part in pet.allergy_history.translate(separators).split("、") if part.strip()),
        diseases=pet.disease_history,
        vaccinated=pet.is_vaccination,
    )


def case_of(consultation: Consultation, today: date | None = None) -> Case:
    """Everything said and seen so far; of very long dialogues the newest turns."""
    turns = list(consultation.turns.order_by("-pk").values_list("role", "content")[:MOST_TURNS])[::-1]
    findings = PictureFinding.objects.filter(consultation=consultation, refused="").values_list(
        "kind", "text", "by_model"
    )
    case = Case(
        pet=pet_value(consultation.pet, today),
        complaint=consultation.complaint,
        turns=tuple(Turn(role="user" if role == "user" else "ai", content=content) for role, content in turns),
        findings=tuple(Finding(kind=kind, text=text, by_model=by_model) for kind, text, by_model in findings),
    )
    return msgspec.structs.replace(case, pet=animal_of(case))
