"""Measurements of the body, and the plan that they are held against. Weights in kg, lengths in cm, times in UTC."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from gym.models.people import Goal, Member

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_Number = Decimal | float | str


class Source(models.TextChoices):
    MANUAL = "manual", _("手工录入")
    STRONG = "strong", "Strong"
    HEVY = "hevy", "Hevy"
    FITBIT = "fitbit", "Fitbit"
    GENERIC = "generic", _("通用表格")
    DEMO = "demo", _("演示数据")


class Phase(models.Model):
    """A stage of a member's plan; `targets` maps a measure to `{"initial": 72.4, "target": 68}` (kg, %, cm)."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="phases", verbose_name=_("会员"))
    name = models.CharField(_("名称"), max_length=64)
    goal = models.CharField(_("目的"), max_length=16, choices=Goal.choices)
    start = models.DateField(_("开始"))
    end = models.DateField(_("结束"))
    targets = models.JSONField(
        _("指标"), default=dict, blank=True, help_text=_('例如 {"weight": {"initial": 72.4, "target": 68}}')
    )
    sessions_per_week = models.PositiveSmallIntegerField(
        _("每周训练次数"), default=3, validators=[MaxValueValidator(21)]
    )

    class Meta:
        verbose_name = verbose_name_plural = _("阶段")
        ordering = ["-start"]
        constraints = [
            models.CheckConstraint(condition=models.Q(end__gte=models.F("start")), name="phase_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name


class WeightRecord(models.Model):
    member = models.ForeignKey(Member, models.CASCADE, related_name="weights", verbose_name=_("会员"))
    measured_at = models.DateTimeField(_("测量时间"))
    kg = models.DecimalField(
        _("体重 (kg)"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(20), MaxValueValidator(400)],
    )
    body_fat_percent = models.DecimalField(
        _("体脂率 (%)"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(75)],
    )
    source = models.CharField(_("来源"), max_length=16, choices=Source.choices, default=Source.MANUAL)

    class Meta:
        verbose_name = verbose_name_plural = _("体重记录")
        ordering = ["-measured_at"]
        constraints = [
            models.UniqueConstraint(fields=["member", "measured_at"], name="one_weight_per_moment"),
        ]
        indexes = [models.Index(fields=["measured_at"], name="weight_moment")]  # a week of all members

    def __str__(self) -> str:
        return f"{self.kg} kg"


def _measure(label: "_StrPromise", digits: int, decimals: int) -> "models.DecimalField[_Number | None, Decimal | None]":
    return models.DecimalField(
        label,
        max_digits=digits,
        decimal_places=decimals,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )


class Assessment(models.Model):
    """A body assessment: nine measures, each of them optional."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="assessments", verbose_name=_("会员"))
    date = models.DateField(_("日期"))
    weight_kg = _measure(_("体重 (kg)"), 5, 2)
    body_fat_percent = _measure(_("体脂率 (%)"), 4, 1)
    muscle_kg = _measure(_("骨骼肌 (kg)"), 5, 2)
    fat_mass_kg = _measure(_("体脂肪量 (kg)"), 5, 2)
    bmr_kcal = _measure(_("基础代谢 (kcal)"), 5, 0)
    waist_cm = _measure(_("腰围 (cm)"), 5, 1)
    chest_cm = _measure(_("胸围 (cm)"), 5, 1)
    hip_cm = _measure(_("臀围 (cm)"), 5, 1)
    visceral_fat = _measure(_("内脏脂肪等级"), 4, 1)
    note = models.TextField(_("备注"), blank=True)

    MEASURES = (
        "weight_kg",
        "body_fat_percent",
        "muscle_kg",
        "fat_mass_kg",
        "bmr_kcal",
        "waist_cm",
        "chest_cm",
        "hip_cm",
        "visceral_fat",
    )

    class Meta:
        verbose_name = verbose_name_plural = _("体测")
        ordering = ["-date"]
        constraints = [models.UniqueConstraint(fields=["member", "date"], name="one_assessment_per_day")]

    def __str__(self) -> str:
        return str(self.date)
