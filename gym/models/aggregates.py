"""Totals of a member's days and ISO weeks, computed ahead, and the marks that say which of them are behind."""

from datetime import date, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gym.models.people import Gym, Member


class Mark(models.Model):
    """A record of this member, at this moment, has changed. Database triggers write it in the change's transaction.

    Only added and deleted, never updated: no writer waits for another. The member may be gone when it is read.
    """

    member_id = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("待汇总的改动")

    def __str__(self) -> str:
        return f"{self.member_id} {self.at}"


class Totals(models.Model):
    """What is counted. Sets are working sets of completed sessions, half a set for each secondary muscle."""

    weigh_ins = models.PositiveIntegerField(_("称重次数"), default=0)
    weight_first = models.DecimalField(_("最早体重 (kg)"), max_digits=5, decimal_places=2, null=True)
    weight_last = models.DecimalField(_("最近体重 (kg)"), max_digits=5, decimal_places=2, null=True)
    planned = models.PositiveIntegerField(_("安排"), default=0)
    completed = models.PositiveIntegerField(_("完成"), default=0)
    missed = models.PositiveIntegerField(_("缺席"), default=0)
    minutes = models.PositiveIntegerField(_("时长 (分钟)"), default=0)
    timed = models.PositiveIntegerField(_("有时长的训练"), default=0)
    sets = models.PositiveIntegerField(_("组数"), default=0)
    volume_kg = models.DecimalField(_("训练量 (kg)"), max_digits=14, decimal_places=2, default=0)
    sets_chest = models.FloatField(_("胸 (组)"), default=0)
    sets_back = models.FloatField(_("背 (组)"), default=0)
    sets_legs = models.FloatField(_("腿 (组)"), default=0)
    sets_shoulders = models.FloatField(_("肩 (组)"), default=0)
    sets_arms = models.FloatField(_("手臂 (组)"), default=0)
    sets_core = models.FloatField(_("核心 (组)"), default=0)
    input_hash = models.BigIntegerField(_("来源校验值"), default=0)
    computed_at = models.DateTimeField(_("汇总时间"), default=timezone.now)

    class Meta:
        abstract = True


class DailyAggregate(Totals):
    """One day of one member, in the gym's zone; there is no row for a day without records."""

    pk = models.CompositePrimaryKey("member_id", "day")
    member = models.ForeignKey(Member, models.CASCADE, related_name="days", db_index=False, verbose_name=_("会员"))
    day = models.DateField(_("日期"))

    class Meta:
        verbose_name = verbose_name_plural = _("每日汇总")
        indexes = [
            models.Index(fields=["day"], name="empty_day", condition=models.Q(planned=0, weigh_ins=0)),
        ]

    def __str__(self) -> str:
        return str(self.day)


class WeeklyAggregate(Totals):
    """One ISO week of one member, from Monday to Sunday."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="weeks", db_index=False, verbose_name=_("会员"))
    iso_year = models.PositiveSmallIntegerField(_("ISO 年"))
    iso_week = models.PositiveSmallIntegerField(_("ISO 周"))
    training_days = models.PositiveSmallIntegerField(_("训练天数"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("每周汇总")
        ordering = ["-iso_year", "-iso_week", "member"]
        constraints = [
            models.UniqueConstraint(fields=["member", "iso_year", "iso_week"], name="one_row_per_member_and_week"),
        ]
        indexes = [
            models.Index(fields=["iso_week"], name="empty_week", condition=models.Q(planned=0, weigh_ins=0)),
        ]

    def __str__(self) -> str:
        return f"{self.iso_year}-W{self.iso_week:02}"

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.iso_year, self.iso_week, 1)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


class ClosedWeek(models.Model):
    """A gym's week that is over and has been counted as a whole, once."""

    gym = models.ForeignKey(Gym, models.CASCADE, related_name="closed_weeks", verbose_name=_("健身房"))
    iso_year = models.PositiveSmallIntegerField(_("ISO 年"))
    iso_week = models.PositiveSmallIntegerField(_("ISO 周"))
    closed_at = models.DateTimeField(_("结算时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("已结算的周")
        ordering = ["-iso_year", "-iso_week"]
        constraints = [
            models.UniqueConstraint(fields=["gym", "iso_year", "iso_week"], name="one_close_per_gym_and_week"),
        ]

    def __str__(self) -> str:
        return f"{self.gym} {self.iso_year}-W{self.iso_week:02}"
