"""Files that people hand in, and what became of them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gym.models.people import Member


class ImportRun(models.Model):
    """One uploaded file on its way into the records. A run that was cut off is begun again: imports are idempotent."""

    class State(models.TextChoices):
        QUEUED = "queued", _("等待处理")
        RUNNING = "running", _("正在导入")
        DONE = "done", _("已完成")
        FAILED = "failed", _("没有导入")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="import_runs", verbose_name=_("提交人")
    )
    member = models.ForeignKey(Member, models.CASCADE, related_name="import_runs", verbose_name=_("会员"))
    file = models.FileField(_("文件"), upload_to="imports/")
    name = models.CharField(_("文件名"), max_length=255)
    unit = models.CharField(_("重量单位"), max_length=2, blank=True)
    person = models.CharField(_("文件里的编号"), max_length=64, blank=True)
    language = models.CharField(_("语言"), max_length=16, default="zh-hans")
    dry_run = models.BooleanField(_("只检查"), default=False)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("开始过的次数"), default=0)
    rows_done = models.PositiveIntegerField(_("已处理行数"), default=0)
    report = models.JSONField(_("结果"), default=dict)
    message = models.CharField(_("说明"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("提交时间"), default=timezone.now)
    heard_at = models.DateTimeField(_("最近进展"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("导入")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def finished(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED}
