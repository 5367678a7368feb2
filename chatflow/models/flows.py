"""The stage codes and the flows: data that staff edit."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chatflow.call import flow

FOUR_DIGITS = RegexValidator(r"^[0-9]{4}\Z", _("阶段代码是四位数字。"))


class StageCode(models.Model):
    """One code of the call: what it is called, what it does, and which code callers see instead of it."""

    code = models.CharField(_("代码"), max_length=4, unique=True, validators=[FOUR_DIGITS])
    label = models.CharField(_("名称"), max_length=64, blank=True)
    ends_call = models.BooleanField(_("结束通话"), default=False)
    hands_over = models.BooleanField(_("转人工"), default=False)
    folds_into = models.CharField(
        _("并入"), max_length=4, blank=True, validators=[FOUR_DIGITS], help_text=_("对外发送的代码；留空表示不并入。")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("阶段代码")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.label}".strip()

    def clean(self) -> None:
        """Folding is one step: a code neither folds into itself nor into one that folds."""
        if not self.folds_into:
            return
        if self.folds_into == self.code:
            raise ValidationError({"folds_into": _("不能并入自己。")})
        target = StageCode.objects.filter(code=self.folds_into).first()
        if target and target.folds_into:
            raise ValidationError(
                {"folds_into": _("%(code)s 自己也并入别的代码，请直接写最终的代码。") % {"code": target.code}}
            )
        if StageCode.objects.filter(folds_into=self.code).exists():
            raise ValidationError(
                {"folds_into": _("有别的代码并入 %(code)s，它自己不能再并入。") % {"code": self.code}}
            )


class FlowVersion(models.Model):
    """One version of a flow; versions do not change, an edit makes the next. One is in force for new calls."""

    name = models.CharField(_("流程"), max_length=64)
    number = models.PositiveIntegerField(_("版本"), editable=False)
    source = models.TextField(_("内容（YAML）"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    active = models.BooleanField(_("启用"), default=False, help_text=_("新的通话使用启用的版本；进行中的通话不变。"))
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, verbose_name=_("创建人")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("流程版本")
        ordering = ["name", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["name", "number"], name="one_flow_per_number"),
            models.UniqueConstraint(fields=["name"], condition=models.Q(active=True), name="one_active_flow_per_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"

    def clean(self) -> None:
        try:
            self.name = flow.read(self.source).name
        except flow.FlowError as error:
            raise ValidationError({"source": str(error)}) from None
