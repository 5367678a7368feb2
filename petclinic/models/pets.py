"""Pets: who they are, what they weighed, what they were vaccinated against. Weights in kg."""

from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from petclinic.models.owners import EndUser


class PetProfile(models.Model):
    class Type(models.IntegerChoices):
        CAT = 1, _("猫")
        DOG = 2, _("狗")

    class Gender(models.IntegerChoices):
        UNKNOWN = 0, _("未知")
        MALE = 1, _("公")
        FEMALE = 2, _("母")

    owner = models.ForeignKey(EndUser, models.CASCADE, related_name="pets", verbose_name=_("主人"))
    name = models.CharField(_("昵称"), max_length=64)
    pet_type = models.PositiveSmallIntegerField(_("种类"), choices=Type.choices)
    gender = models.PositiveSmallIntegerField(_("性别"), choices=Gender.choices, default=Gender.UNKNOWN)
    pet_variety = models.CharField(_("品种"), max_length=64, blank=True)
    birthday = models.DateField(_("生日"), null=True, blank=True)
    avatar = models.CharField(_("头像地址"), max_length=500, blank=True)
    is_neutered = models.BooleanField(_("已绝育"), null=True, blank=True)
    is_vaccination = models.BooleanField(_("已接种疫苗"), null=True, blank=True)
    allergy_history = models.CharField(_("过敏史"), max_length=500, blank=True)
    disease_history = models.CharField(_("疾病史"), max_length=1000, blank=True)
    family_history = models.CharField(_("家族病史"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = _("宠物")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    def age_months(self, today: date | None = None) -> int | None:
        """Whole months since the birthday; None when it is unknown or still to come."""
        today = today or timezone.localdate()
        if self.birthday is None or self.birthday > today:
            return None
        born = self.birthday
        return (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)

    @property
    def weight_kg(self) -> Decimal | None:
        """What it weighed last."""
        newest = self.weights.first()
        return newest.kg if newest else None

    @property
    def vaccination_date(self) -> date | None:
        newest = self.vaccinations.first()
        return newest.date if newest else None


class PetWeight(models.Model):
    pet = models.ForeignKey(PetProfile, models.CASCADE, related_name="weights", verbose_name=_("宠物"))
    measured_at = models.DateTimeField(_("测量时间"), default=timezone.now)
    kg = models.DecimalField(
        _("体重 (kg)"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(200))],
    )

    class Meta:
        verbose_name = verbose_name_plural = _("体重")
        ordering = ["-measured_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kg} kg"


class Vaccination(models.Model):
    pet = models.ForeignKey(PetProfile, models.CASCADE, related_name="vaccinations", verbose_name=_("宠物"))
    date = models.DateField(_("日期"))
    vaccine = models.CharField(_("疫苗"), max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("疫苗接种")
        ordering = ["-date", "-pk"]
        constraints = [models.UniqueConstraint(fields=["pet", "date", "vaccine"], name="one_vaccination_a_day")]

    def __str__(self) -> str:
        return f"{self.date} {self.vaccine}".strip()
