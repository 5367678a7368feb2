"""Consultations of every module: what was said, the pictures, and what they showed."""

import secrets
import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from petclinic.models.owners import EndUser
from petclinic.models.pets import PetProfile

LONGEST_TEXT = 10_000

PICTURE_KINDS: dict[int, Any] = {
    1: _("品种识别"),
    2: _("情绪识别"),
    3: _("口腔检查"),
    4: _("粪便检查"),
    5: _("呕吐物检查"),
    6: _("皮肤检查"),
    7: _("耳道检查"),
    8: _("眼部检查"),
}
"""`sub_module_type` of a picture check."""


class Module(models.IntegerChoices):
    CONSULTATION = 1, _("智能问诊")
    KNOWLEDGE = 4, _("知识问答")
    PICTURE = 5, _("图片检查")


class Consultation(models.Model):
    """One session, as the API calls it. `asked` holds the questions that were handed out, as `Question` has them.

    `tier` is what the rules found, never lowered by a model. `summary` is the newest one that was written whole;
    `sources` are the articles that it used, as `petclinic.case.Source` has them.
    """

    class Status(models.IntegerChoices):
        RUNNING = 1, _("进行中")
        DONE = 2, _("已完成")
        STOPPED = 3, _("手动结束")
        EXPIRED = 4, _("自动结束")

    class Tier(models.TextChoices):
        RED = "red", _("立即就医")
        ORANGE = "orange", _("今天就医")
        YELLOW = "yellow", _("近日就医")
        GREEN = "green", _("在家观察")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(EndUser, models.CASCADE, related_name="consultations", verbose_name=_("主人"))
    pet = models.ForeignKey(
        PetProfile, models.CASCADE, null=True, blank=True, related_name="consultations", verbose_name=_("宠物")
    )
    module_type = models.PositiveSmallIntegerField(_("模块"), choices=Module.choices)
    sub_module_type = models.PositiveSmallIntegerField(
        _("检查种类"), null=True, blank=True, choices=list(PICTURE_KINDS.items())
    )
    complaint = models.TextField(_("主诉"), blank=True)
    keyword = models.CharField(_("关键词"), max_length=32, blank=True)
    unit = models.CharField(_("科室"), max_length=32, blank=True)
    asked = models.JSONField(_("问过的问题"), default=list, blank=True)
    status = models.PositiveSmallIntegerField(_("状态"), choices=Status.choices, default=Status.RUNNING)
    stage = models.CharField(_("阶段"), max_length=1, default="0", blank=True)
    tier = models.CharField(_("紧急程度"), max_length=6, choices=Tier.choices, default=Tier.GREEN)
    flags = models.JSONField(_("危险信号"), default=list, blank=True)
    summary = models.TextField(_("总结"), blank=True)
    summary_by = models.CharField(
        _("由谁生成"), max_length=8, choices=[("rules", _("规则")), ("model", _("AI"))], default="rules"
    )
    sources = models.JSONField(_("参考资料"), default=list, blank=True)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now)
    updated_at = models.DateTimeField(_("更新时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("会诊")
        ordering = ["-updated_at"]
        indexes = [
            models.Index(fields=["owner", "-updated_at"], name="consultation_newest"),
            models.Index(fields=["tier", "-updated_at"], name="consultation_tier"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What a list calls it."""
        if self.module_type == Module.PICTURE and self.sub_module_type:
            return str(PICTURE_KINDS[self.sub_module_type])
        return (self.keyword or self.complaint or str(self.get_module_type_display()))[:40]

    @property
    def subject(self) -> str:
        """What its streams are about: they go when it goes."""
        return f"petclinic.session:{self.pk}"

    def touch(self, **changes: Any) -> None:
        """Save these fields and move it to the front of the list."""
        for name, value in {**changes, "updated_at": timezone.now()}.items():
            setattr(self, name, value)
        self.save(update_fields=[*changes, "updated_at"])


class Turn(models.Model):
    """One thing said in a session, in the order of the numbers."""

    class Role(models.TextChoices):
        USER = "user", _("主人")
        AI = "ai", _("助手")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="turns", verbose_name=_("会诊"))
    role = models.CharField(_("谁说的"), max_length=4, choices=Role.choices)
    content = models.TextField(_("内容"), max_length=LONGEST_TEXT)
    content_type = models.PositiveSmallIntegerField(
        _("形式"), choices=[(1, _("文字")), (2, _("文字和图片"))], default=1
    )
    stage = models.CharField(_("阶段"), max_length=1, blank=True)
    image = models.CharField(_("图片地址"), max_length=2000, blank=True)
    stream_id = models.CharField(_("回答流"), max_length=16, null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("对话")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.content[:40]


def picture_key() -> str:
    return secrets.token_urlsafe(24)


class Picture(models.Model):
    """A picture, re-encoded and without metadata. Its key is the one secret in its address."""

    key = models.CharField(primary_key=True, max_length=32, default=picture_key, editable=False)
    owner = models.ForeignKey(EndUser, models.CASCADE, related_name="pictures", verbose_name=_("主人"))
    pet = models.ForeignKey(
        PetProfile, models.CASCADE, null=True, blank=True, related_name="pictures", verbose_name=_("宠物")
    )
    file = models.FileField(_("文件"), upload_to="pictures/")
    width = models.PositiveIntegerField(_("宽"))
    height = models.PositiveIntegerField(_("高"))
    problem = models.CharField(_("画质问题"), max_length=16, blank=True)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("图片")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.key[:8]

    @property
    def name(self) -> str:
        return f"{self.key}.jpg"


class PictureFinding(models.Model):
    """What a picture showed; `refused` is the reason code when it was unfit."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="findings", verbose_name=_("会诊"))
    picture = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, related_name="findings", verbose_name=_("图片")
    )
    kind = models.PositiveSmallIntegerField(_("检查种类"), default=0)
    text = models.TextField(_("所见"), blank=True)
    refused = models.CharField(_("不合格的原因"), max_length=24, blank=True)
    by_model = models.BooleanField(_("由模型识别"), default=False)
    stream_id = models.CharField(_("回答流"), max_length=16, null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("图片所见")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]
