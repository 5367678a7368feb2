"""What people type into the portal: weigh-ins and training. Times are the gym's, weights are converted to kg here."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import formset_factory
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gym.importers.values import KG
from gym.models import Member, TrainingSession

UNITS = [("kg", gettext_lazy("公斤")), ("jin", gettext_lazy("斤")), ("lb", gettext_lazy("磅"))]
MOST_SETS = 100
BLANK_ROWS = 4


def _date() -> forms.DateField:
    return forms.DateField(
        label=gettext_lazy("日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _time() -> forms.TimeField:
    return forms.TimeField(label=gettext_lazy("时间"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class OfMember(forms.Form):
    """A form about one member, at a moment in her gym's zone."""

    def __init__(self, member: Member, number: int | None, *args: Any, **kwargs: Any) -> None:
        """`number` is the record's own, None for a new one."""
        super().__init__(*args, **kwargs)
        self.member = member
        self.number = number

    def moment(self) -> datetime | None:
        """Date and time together in UTC; a time that daylight saving skips is moved behind the gap."""
        day, clock = self.cleaned_data.get("date"), self.cleaned_data.get("time")
        if day is None or clock is None:
            return None
        try:
            return datetime.combine(day, clock, self.member.gym.zone).astimezone(UTC)
        except (OverflowError, ValueError):
            self.add_error("date", _("这个日期太远了。"))
            return None


class WeightForm(OfMember):
    date, time = _date(), _time()
    amount = forms.DecimalField(
        label=gettext_lazy("体重"),
        max_digits=6,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
    )
    unit = forms.ChoiceField(label=gettext_lazy("单位"), choices=UNITS)
    body_fat = forms.DecimalField(
        label=gettext_lazy("体脂率 (%)，可以不填"),
        max_digits=4,
        decimal_places=1,
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(75)],
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("amount") is not None and data.get("unit"):
            data["kg"] = (data["amount"] * Decimal(str(KG[data["unit"]]))).quantize(Decimal("0.01"), ROUND_HALF_UP)
            if not 20 <= data["kg"] <= 400:
                self.add_error("amount", _("换算后是 %(kg)s 公斤，应当在 20 到 400 之间，请检查数字和单位。") % data)
        data["measured_at"] = at = self.moment()
        if at and at > timezone.now():
            self.add_error("date", _("还没到这个时间，请填称重时的时间。"))
        elif at and self.is_taken(at):
            self.add_error("time", _("这个时间已经有一条体重记录了，请改时间，或者去修改那一条。"))
        return data

    def is_taken(self, at: datetime) -> bool:
        return self.member.weights.filter(measured_at=at).exclude(pk=self.number or 0).exists()


class TrainingForm(OfMember):
    date, time = _date(), _time()
    name = forms.CharField(label=gettext_lazy("内容"), max_length=128)
    minutes = forms.IntegerField(
        label=gettext_lazy("时长 (分钟)，可以不填"), required=False, min_value=1, max_value=1440
    )
    status = forms.ChoiceField(label=gettext_lazy("状态"), choices=TrainingSession.Status.choices)
    note = forms.CharField(
        label=gettext_lazy("备注，可以不填"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["start"] = at = self.moment()
        if at and data.get("status") == TrainingSession.Status.COMPLETED and at > timezone.now():
            self.add_error("status", _("还没到这个时间，不能是“已完成”。"))
        if at and self.is_taken(at):
            self.add_error("time", _("这个时间已经有同名的训练了，请改时间，或者去修改那一条。"))
        return data

    def is_taken(self, at: datetime) -> bool:
        same = self.member.sessions.filter(start=at, name=self.cleaned_data.get("name", ""))
        return same.exclude(pk=self.number or 0).exists()


class ImportForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("文件"), max_length=255)
    unit = forms.ChoiceField(
        label=gettext_lazy("文件没有写明时，重量单位是"),
        required=False,
        choices=[("", gettext_lazy("文件里写明了")), ("kg", gettext_lazy("公斤")), ("lb", gettext_lazy("磅"))],
    )


class SetForm(forms.Form):
    """One row; without anything in it, it is no set. `record` is the set that it was made from."""

    record = forms.IntegerField(required=False, widget=forms.HiddenInput)
    exercise = forms.CharField(
        label=gettext_lazy("动作"), required=False, max_length=96, widget=forms.TextInput(attrs={"list": "exercises"})
    )
    weight_kg = forms.DecimalField(
        label=gettext_lazy("公斤"),
        required=False,
        min_value=0,
        max_value=2000,
        max_digits=6,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
    )
    reps = forms.IntegerField(label=gettext_lazy("次数"), required=False, min_value=1, max_value=10_000)
    is_warmup = forms.BooleanField(label=gettext_lazy("热身"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        said = data.get("weight_kg") is not None or data.get("reps") is not None
        if said and not data.get("exercise") and "exercise" not in self.errors:
            self.add_error("exercise", _("这一组是什么动作？"))
        return data


SetFormSet = formset_factory(SetForm, extra=BLANK_ROWS, max_num=MOST_SETS, absolute_max=MOST_SETS)
