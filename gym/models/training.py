"""Exercises, sessions and sets. Weights in kg, distances in metres, times in UTC."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from gym.models.body import Source
from gym.models.people import Member


class Muscle(models.TextChoices):
    CHEST = "chest", _("胸")
    BACK = "back", _("背")
    LEGS = "legs", _("腿")
    SHOULDERS = "shoulders", _("肩")
    ARMS = "arms", _("手臂")
    CORE = "core", _("核心")


class Exercise(models.Model):
    """An exercise and the muscles it trains; `aliases` are other names, as importers meet them, in lower case."""

    name = models.CharField(_("名称"), max_length=96, unique=True)
    aliases = models.JSONField(_("别名"), default=list, blank=True)
    primary_muscle = models.CharField(_("主要肌群"), max_length=16, choices=Muscle.choices, blank=True)
    secondary_muscles = models.JSONField(_("次要肌群"), default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("动作")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TrainingSession(models.Model):
    class Status(models.TextChoices):
        PLANNED = "planned", _("计划中")
        COMPLETED = "completed", _("已完成")
        MISSED = "missed", _("缺席")

    member = models.ForeignKey(Member, models.CASCADE, related_name="sessions", verbose_name=_("会员"))
    start = models.DateTimeField(_("开始时间"))
    minutes = models.PositiveSmallIntegerField(
        _("时长 (分钟)"), null=True, blank=True, validators=[MaxValueValidator(1440)]
    )
    name = models.CharField(_("内容"), max_length=128)
    status = models.CharField(_("状态"), max_length=16, choices=Status.choices, default=Status.PLANNED)
    note = models.TextField(_("备注"), blank=True)
    source = models.CharField(_("来源"), max_length=16, choices=Source.choices, default=Source.MANUAL)

    class Meta:
        verbose_name = verbose_name_plural = _("训练课")
        ordering = ["-start"]
        constraints = [
            models.UniqueConstraint(fields=["member", "start", "name"], name="one_session_per_start_and_name"),
        ]
        indexes = [models.Index(fields=["start"], name="session_start")]  # a week of all members

    def __str__(self) -> str:
        return self.name


class SetRecord(models.Model):
    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="sets", verbose_name=_("训练课"))
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="sets", verbose_name=_("动作"))
    order = models.PositiveSmallIntegerField(_("顺序"), help_text=_("在整节课里的顺序，从 1 开始"))
    weight_kg = models.DecimalField(_("重量 (kg)"), max_digits=6, decimal_places=2, null=True, blank=True)
    reps = models.PositiveSmallIntegerField(_("次数"), null=True, blank=True)
    seconds = models.PositiveIntegerField(_("秒"), null=True, blank=True)
    distance_m = models.DecimalField(_("距离 (m)"), max_digits=8, decimal_places=1, null=True, blank=True)
    rpe = models.DecimalField(
        _("自觉强度 RPE"),
        max_digits=3,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )
    is_warmup = models.BooleanField(_("热身组"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("训练组")
        ordering = ["session", "order"]
        constraints = [models.UniqueConstraint(fields=["session", "order"], name="one_set_per_order")]

    def __str__(self) -> str:
        return f"{self.exercise} {self.order}"
