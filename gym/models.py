"""The gym's records: people, plans, measurements, training, and the summaries written about them.

Weights are kept in kg, lengths in cm, distances in metres, times in UTC; days and weeks are cut in the gym's zone.
"""

from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_Number = Decimal | float | str


def check_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("没有这个时区，请填写 Asia/Shanghai 这样的名称。"))


class Goal(models.TextChoices):
    FAT_LOSS = "fat_loss", _("减脂")
    MUSCLE_GAIN = "muscle_gain", _("增肌")
    SHAPING = "shaping", _("塑形")
    FITNESS = "fitness", _("体能")
    REHAB = "rehab", _("康复")


class Source(models.TextChoices):
    MANUAL = "manual", _("手工录入")
    STRONG = "strong", "Strong"
    HEVY = "hevy", "Hevy"
    FITBIT = "fitbit", "Fitbit"
    GENERIC = "generic", _("通用表格")
    DEMO = "demo", _("演示数据")


class Muscle(models.TextChoices):
    CHEST = "chest", _("胸")
    BACK = "back", _("背")
    LEGS = "legs", _("腿")
    SHOULDERS = "shoulders", _("肩")
    ARMS = "arms", _("手臂")
    CORE = "core", _("核心")


class Gym(models.Model):
    name = models.CharField(_("名称"), max_length=64)
    address = models.CharField(_("地址"), max_length=255, blank=True)
    time_zone = models.CharField(_("时区"), max_length=64, default="Asia/Shanghai", validators=[check_time_zone])

    class Meta:
        verbose_name = verbose_name_plural = _("健身房")

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> tzinfo:
        return ZoneInfo(self.time_zone)

    def today(self, at: datetime | None = None) -> date:
        """The calendar day in the gym's zone."""
        return (at or timezone.now()).astimezone(self.zone).date()


class Coach(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="coach", verbose_name=_("账号"))
    gym = models.ForeignKey(Gym, models.CASCADE, related_name="coaches", verbose_name=_("健身房"))

    class Meta:
        verbose_name = verbose_name_plural = _("教练")

    def __str__(self) -> str:
        first, last = self.user.first_name, self.user.last_name
        chinese = not f"{last}{first}".isascii()
        return (f"{last}{first}" if chinese else self.user.get_full_name()) or self.user.get_username()


class MemberQuerySet(models.QuerySet["Member"]):
    def visible_to(self, user: object) -> "MemberQuerySet":
        """A member sees himself, a coach his members, staff with `gym.view_all_members` all."""
        has_perm = getattr(user, "has_perm", None)
        if has_perm is not None and has_perm("gym.view_all_members"):
            return self
        pk = getattr(user, "pk", None)
        return self.filter(models.Q(user=pk) | models.Q(coach__user=pk)) if pk else self.none()


class Member(models.Model):
    class Sex(models.TextChoices):
        FEMALE = "female", _("女")
        MALE = "male", _("男")
        UNKNOWN = "unknown", _("未填")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="member",
        null=True,
        blank=True,
        verbose_name=_("账号"),
    )
    gym = models.ForeignKey(Gym, models.CASCADE, related_name="members", verbose_name=_("健身房"))
    coach = models.ForeignKey(
        Coach, models.SET_NULL, related_name="members", null=True, blank=True, verbose_name=_("教练")
    )
    name = models.CharField(_("姓名"), max_length=64)
    sex = models.CharField(_("性别"), max_length=8, choices=Sex.choices, default=Sex.UNKNOWN)
    birth_date = models.DateField(_("出生日期"), null=True, blank=True)
    height_cm = models.DecimalField(_("身高 (cm)"), max_digits=4, decimal_places=1, null=True, blank=True)
    goal = models.CharField(_("健身目的"), max_length=16, choices=Goal.choices, default=Goal.FITNESS)
    target_weight_kg = models.DecimalField(
        _("目标体重 (kg)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(20), MaxValueValidator(400)],
    )
    active = models.BooleanField(_("在训"), default=True)
    consented_at = models.DateTimeField(
        _("同意使用外部模型的时间"),
        null=True,
        blank=True,
        help_text=_("没有同意时，这位会员的数据只由规则处理，不发给外部模型。"),
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("会员")
        permissions = [("view_all_members", _("可以查看所有会员"))]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


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


class Summary(models.Model):
    """A finished answer, kept for good; `facts` is the fact table that it was written from."""

    class Kind(models.TextChoices):
        WEEKLY = "weekly", _("周总结")
        STAGE = "stage", _("阶段总结")
        MONTHLY = "monthly", _("月总结")

    class State(models.TextChoices):
        DONE = "done", _("完整")
        PARTIAL = "partial", _("不完整")

    member = models.ForeignKey(Member, models.CASCADE, related_name="summaries", verbose_name=_("会员"))
    kind = models.CharField(_("种类"), max_length=16, choices=Kind.choices)
    start = models.DateField(_("开始"))
    end = models.DateField(_("结束"))
    text = models.TextField(_("全文"))
    state = models.CharField(_("完整性"), max_length=8, choices=State.choices, default=State.DONE)
    facts = models.JSONField(_("事实"), default=dict)
    written_by = models.CharField(
        _("由谁生成"), max_length=8, choices=[("rules", _("规则")), ("model", _("AI"))], default="rules"
    )
    stream_id = models.CharField(_("回答流"), max_length=16, unique=True, editable=False)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now)
    rating = models.PositiveSmallIntegerField(
        _("评分"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    class Meta:
        verbose_name = verbose_name_plural = _("总结")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["member", "kind", "-created_at"], name="summary_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.start} – {self.end}"
