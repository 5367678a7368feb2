"""What has been written about members."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gym.models.people import Member


class Summary(models.Model):
    """A finished answer, kept for good; `facts` is what it was written from.

    `checks` holds the verdicts on the numbers of `shown_text`, as `gym.checked` stores them.
    """

    class Kind(models.TextChoices):
        WEEKLY = "weekly", _("周总结")
        STAGE = "stage", _("阶段总结")
        MONTHLY = "monthly", _("月总结")

    class State(models.TextChoices):
        DONE = "done", _("完整")
        PARTIAL = "partial", _("不完整")

    class Review(models.TextChoices):
        NONE = "none", _("不需审阅")
        DRAFT = "draft", _("待审阅")
        APPROVED = "approved", _("已批准")

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
    prompt_version = models.CharField(_("提示词版本"), max_length=32, default="rules")
    review = models.CharField(_("审阅"), max_length=8, choices=Review.choices, default=Review.NONE)
    edited_text = models.TextField(_("教练改过的全文"), blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("审阅人")
    )
    reviewed_at = models.DateTimeField(_("审阅时间"), null=True, blank=True)
    checks = models.JSONField(_("数字核对"), default=list)
    numbers = models.PositiveSmallIntegerField(_("核对的数字"), default=0)
    numbers_wrong = models.PositiveSmallIntegerField(_("对不上的数字"), default=0)
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

    @property
    def shown_text(self) -> str:
        """What the member reads."""
        return self.edited_text or self.text
