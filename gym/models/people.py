"""Gyms, coaches and members: who trains where, with whom, and what for. Days are cut in the gym's zone."""

from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def check_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("没有这个时区，请填写 Asia/Shanghai 这样的名称。"))


class Goal(models.TextChoices):
    FAT_LOSS = "fat_loss", _("减脂")
    MUSCLE_GAIN = "muscle_gain", _("增肌")
    SHAPING = "shaping", _("塑形")
    FITNESS = "fitness", _("体能")
    REHAB = "rehab", _("康复")


class Gym(models.Model):
    name = models.CharField(_("名称"), max_length=64)
    address = models.CharField(_("地址"), max_length=255, blank=True)
    time_zone = models.CharField(_("时区"), max_length=64, default="Asia/Shanghai", validators=[check_time_zone])

    summaries_need_approval = models.BooleanField(
        _("总结由教练审阅后发给会员"),
        default=False,
        help_text=_("打开后，会员只看到教练批准过的总结。"),
    )

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


class CoachNote(models.Model):
    """What staff write down about a member for one another; the member never sees it, no model is told."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="coach_notes", verbose_name=_("会员"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("作者")
    )
    text = models.TextField(_("内容"), max_length=4000)
    created_at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("教练笔记")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.text[:40]
