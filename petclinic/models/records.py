"""Medical records: one for each session, with its report; locked once a vet has signed, then only added to."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from petclinic.models.consultations import Consultation


class MedicalRecord(models.Model):
    class ReportStatus(models.IntegerChoices):
        NONE = 0, _("未生成")
        RUNNING = 1, _("生成中")
        DONE = 2, _("已生成")
        FAILED = 3, _("生成失败")
        UNFIT = 4, _("资料不足")

    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="record", verbose_name=_("会诊"))
    report_status = models.PositiveSmallIntegerField(
        _("报告状态"), choices=ReportStatus.choices, default=ReportStatus.NONE
    )
    asked_at = models.DateTimeField(_("请求报告的时间"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("生成次数"), default=0)
    vet_note = models.TextField(_("兽医意见"), blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签署人")
    )
    signed_at = models.DateTimeField(_("签署时间"), null=True, blank=True)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = _("病历")
        ordering = ["-created_at"]
        permissions = [("sign_record", _("可以审阅并签署病历"))]
        indexes = [
            models.Index(fields=["report_status"], condition=models.Q(report_status=1), name="record_report_running"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def signed(self) -> bool:
        return self.signed_at is not None


class Report(models.Model):
    """The report of a record; `content` has the shape of the API, `summary` is the text that it rests on."""

    record = models.OneToOneField(MedicalRecord, models.CASCADE, related_name="report", verbose_name=_("病历"))
    title = models.CharField(_("标题"), max_length=64)
    content = models.JSONField(_("内容"), default=dict)
    summary = models.TextField(_("总结"), blank=True)
    written_by = models.CharField(
        _("由谁生成"), max_length=8, choices=[("rules", _("规则")), ("model", _("AI"))], default="rules"
    )
    sources = models.JSONField(_("参考资料"), default=list, blank=True)
    built_at = models.DateTimeField(_("生成时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("报告")

    def __str__(self) -> str:
        return self.title


class Addendum(models.Model):
    """What was added to a signed record; it is never changed."""

    record = models.ForeignKey(MedicalRecord, models.CASCADE, related_name="addenda", verbose_name=_("病历"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("作者"))
    text = models.TextField(_("内容"), max_length=2000)
    created_at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("补充记录")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]
