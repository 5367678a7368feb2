"""Pet profiles: kept with numbers, told in words."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from petclinic.api.base import ApiView, checked
from petclinic.api.envelopes import POSTED, answered, coded, respond
from petclinic.models import EndUser, PetProfile, PetWeight, Vaccination
from petclinic.scoping import pet_of

WEIGHT = re.compile(r"\s*(\d{1,3}(?:\.\d{1,3})?)\s*(?:kg|KG|Kg|公斤|千克)?\s*")
WORDS = ("name", "avatar", "pet_variety", "allergy_history", "disease_history", "family_history")
MOST_PETS = 100
EARLIEST = date(1980, 1, 1)


def parsed_weight(text: str) -> Decimal | None:
    """Kilograms of `4.2` or `4.2kg`; None for an empty text. Raises a `ValidationError`."""
    if not text.strip():
        return None
    found = WEIGHT.fullmatch(text)
    try:
        kg = Decimal(found[1]) if found else Decimal(0)
    except InvalidOperation:  # digits of other scripts
        kg = Decimal(0)
    if not Decimal("0.01") <= kg <= 200:
        raise serializers.ValidationError(_("体重应当是 0.01 到 200 之间的公斤数，例如 4.2。"))
    return kg.quantize(Decimal("0.01"))


class Day(serializers.DateField):
    """A day of the past; an empty text is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_null=True, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation(None if data == "" else data)

    def to_internal_value(self, value: Any) -> date:
        day = super().to_internal_value(str(value)[:10])
        if not EARLIEST <= day <= timezone.localdate():
            raise serializers.ValidationError(_("日期应当在 1980 年和今天之间。"))
        return day


class ProfileFields(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=64)
    gender = serializers.IntegerField(help_text="1 male, 2 female, anything else unknown.")
    pet_type = serializers.ChoiceField(choices=PetProfile.Type.choices, help_text="1 cat, 2 dog.")
    avatar = serializers.CharField(max_length=500, required=False, allow_blank=True)
    birthday = Day(help_text="YYYY-MM-DD")
    pet_variety = serializers.CharField(max_length=64, required=False, allow_blank=True)
    weight = serializers.CharField(max_length=16, required=False, allow_blank=True, help_text="Kilograms, as text.")
    is_neutered = serializers.BooleanField(required=False, allow_null=True)

    def validate_weight(self, value: str) -> Decimal | None:
        return parsed_weight(value)


class ProfileChanges(ProfileFields):
    allergy_history = serializers.CharField(max_length=500, required=False, allow_blank=True)
    disease_history = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    family_history = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    vaccination_date = Day(help_text="YYYY-MM-DD")
    is_vaccination = serializers.BooleanField(required=False, allow_null=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, partial=True, **kwargs)  # what is not named stays as it is


class ProfileNumber(serializers.Serializer[Any]):
    pet_profile_id = serializers.IntegerField(min_value=0)


@transaction.atomic
def save_profile(pet: PetProfile, fields: dict[str, Any]) -> PetProfile:
    """Write these fields into a new or an old profile; a changed weight or vaccination joins its history."""
    for name in (*WORDS, "pet_type", "birthday", "is_neutered", "is_vaccination"):
        if name in fields:
            setattr(pet, name, fields[name])
    if "gender" in fields:
        known = fields["gender"] in (PetProfile.Gender.MALE, PetProfile.Gender.FEMALE)
        pet.gender = fields["gender"] if known else PetProfile.Gender.UNKNOWN
    pet.save()
    weight = fields.get("weight")
    if weight is not None and weight != pet.weight_kg:
        PetWeight.objects.create(pet=pet, kg=weight)
    if fields.get("vaccination_date"):
        Vaccination.objects.get_or_create(pet=pet, date=fields["vaccination_date"], vaccine="")
    return pet


def age_text(months: int | None) -> str:
    """`0岁3个月`, and nothing while the birthday is unknown."""
    return "" if months is None else f"{months // 12}岁{months % 12}个月"


def told(pet: PetProfile) -> dict[str, Any]:
    """A profile as the API tells it; the three words are the documented ones, in Chinese whoever asks."""
    weight, vaccinated = pet.weight_kg, pet.vaccination_date
    neutered = {True: "已绝育", False: "未绝育", None: "未知"}[pet.is_neutered]
    return {
        "id": pet.pk,
        "name": pet.name,
        "gender": {1: "公", 2: "母"}.get(pet.gender, "未知"),
        "pet_type": {1: "猫", 2: "狗"}[pet.pet_type],
        "avatar": pet.avatar,
        "birthday": pet.birthday.isoformat() if pet.birthday else "",
        "age": age_text(pet.age_months()),
        "pet_variety": pet.pet_variety,
        "weight": f"{weight.normalize():f}" if weight is not None else "",
        "is_neutered": neutered,
        "is_vaccination": None if pet.is_vaccination is None else int(pet.is_vaccination),
        "vaccination_date": vaccinated.isoformat() if vaccinated else "",
        "allergy_history": pet.allergy_history,
        "disease_history": pet.disease_history,
        "family_history": pet.family_history,
    }


class ProfileView(ApiView):
    """One profile: `pet_profile_id` in the query, except for a new one."""

    def asked(self, request: Request) -> PetProfile:
        return pet_of(self.owner, checked(ProfileNumber, request.query_params)["pet_profile_id"])

    def post(self, request: Request) -> HttpResponseBase:
        fields = checked(ProfileFields, request.data)
        return respond(coded({"id": new_profile(self.owner, fields).pk}))

    def put(self, request: Request) -> HttpResponseBase:
        pet = save_profile(self.asked(request), checked(ProfileChanges, request.data))
        return respond(answered({"pet_profile_id": pet.pk}, POSTED))

    def get(self, request: Request) -> HttpResponseBase:
        return respond(answered(told(self.asked(request))))

    def delete(self, request: Request) -> HttpResponseBase:
        self.asked(request).delete()
        return HttpResponse(status=204)


def new_profile(owner: EndUser, fields: dict[str, Any]) -> PetProfile:
    if owner.pets.count() >= MOST_PETS:
        raise serializers.ValidationError(_("宠物档案已经很多了，请先删除不用的。"))
    return save_profile(PetProfile(owner=owner), fields)


class ProfilesView(ApiView):
    def get(self, request: Request) -> HttpResponseBase:
        pets = self.owner.pets.prefetch_related("weights", "vaccinations")
        return respond(answered([told(pet) for pet in pets]))
