"""What has been written about members."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gym.models.people import Member


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
