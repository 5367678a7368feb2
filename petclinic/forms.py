"""What owners and vets type into the portal."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.serializers import ValidationError as NotAWeight

from petclinic.api.base import first_problem
from petclinic.api.profiles import EARLIEST, parsed_weight
from petclinic.models import PICTURE_KINDS, PetProfile
from petclinic.models.consultations import LONGEST_TEXT

UNKNOWN = [("", gettext_lazy("不清楚")), ("1", gettext_lazy("是")), ("0", gettext_lazy("否"))]


def known(value: str) -> bool | None:
    return None if value == "" else value == "1"


class PetForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("昵称"), max_length=64)
    pet_type = forms.TypedChoiceField(label=gettext_lazy("种类"), choices=PetProfile.Type.choices, coerce=int)
    gender = forms.TypedChoiceField(label=gettext_lazy("性别"), choices=PetProfile.Gender.choices, coerce=int)
    pet_variety = forms.CharField(label=gettext_lazy("品种"), max_length=64, required=False)
    birthday = forms.DateField(
        label=gettext_lazy("生日（大概也可以）"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    weight = forms.CharField(
        label=gettext_lazy("体重（公斤）"),
        max_length=16,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    is_neutered = forms.TypedChoiceField(
        label=gettext_lazy("已绝育"), choices=UNKNOWN, coerce=known, empty_value=None, required=False
    )
    is_vaccination = forms.TypedChoiceField(
        label=gettext_lazy("已接种疫苗"), choices=UNKNOWN, coerce=known, empty_value=None, required=False
    )
    vaccination_date = forms.DateField(
        label=gettext_lazy("最近一次接种"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    allergy_history = forms.CharField(label=gettext_lazy("过敏史"), max_length=500, required=False)
    disease_history = forms.CharField(
        label=gettext_lazy("疾病史"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_weight(self) -> Decimal | None:
        try:
            return parsed_weight(self.cleaned_data["weight"])
        except NotAWeight as error:
            raise forms.ValidationError(first_problem(error.detail)) from None

    def clean_birthday(self) -> Any:
        return self._past("birthday")

    def clean_vaccination_date(self) -> Any:
        return self._past("vaccination_date")

    def _past(self, name: str) -> Any:
        day = self.cleaned_data[name]
        if day and not EARLIEST <= day <= timezone.localdate():
            raise forms.ValidationError(_("日期应当在 1980 年和今天之间。"))
        return day


class OfPets(forms.Form):
    """A form that asks which of her pets it is about."""

    pet = forms.ModelChoiceField(
        label=gettext_lazy("哪一只"),
        queryset=PetProfile.objects.none(),
        required=False,
        empty_label=gettext_lazy("没有建档"),
    )

    def __init__(self, pets: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pet"].queryset = pets  # type: ignore[attr-defined]


class ComplaintForm(OfPets):
    complaint = forms.CharField(
        label=gettext_lazy("哪里不舒服"),
        max_length=2000,
        widget=forms.Textarea(
            attrs={"rows": 3, "placeholder": gettext_lazy("例如：从昨天晚上开始吐了三次，黄色的水，不太想吃东西")}
        ),
    )


class QuestionForm(OfPets):
    question = forms.CharField(
        label=gettext_lazy("想问什么"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": gettext_lazy("例如：幼猫多大可以打第一针疫苗？")}),
    )


class PhotoForm(OfPets):
    kind = forms.TypedChoiceField(
        label=gettext_lazy("检查什么"),
        choices=list(PICTURE_KINDS.items()),
        coerce=int,
        widget=forms.RadioSelect,
        initial=5,
    )
    image = forms.FileField(
        label=gettext_lazy("照片"), widget=forms.ClearableFileInput(attrs={"accept": "image/*"}), allow_empty_file=True
    )


class ImageForm(forms.Form):
    image = forms.FileField(
        label=gettext_lazy("照片"), widget=forms.ClearableFileInput(attrs={"accept": "image/*"}), allow_empty_file=True
    )


class AnswerForm(forms.Form):
    """One question's answer: an option, words, or both."""

    question = forms.CharField(max_length=500, widget=forms.HiddenInput)
    option = forms.CharField(max_length=200, required=False)
    words = forms.CharField(max_length=LONGEST_TEXT, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        parts = [part.strip() for part in (data.get("option", ""), data.get("words", "")) if part and part.strip()]
        if not parts and not self.errors:
            raise forms.ValidationError(_("选一项，或者写几个字。"))
        return {**data, "answer": "，".join(parts)}


class SignForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("兽医意见（主人会看到）"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AddendumForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("补充记录"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
