"""Plain chat: conversations, and their messages as a tree, so that nothing that was said is overwritten."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from streams.models import new_id


class Conversation(models.Model):
    """One conversation of one principal. `leaf` is the end of the branch that is shown."""

    id = models.CharField(primary_key=True, max_length=16, default=new_id, editable=False)
    owner = models.CharField(_("所有者"), max_length=64)
    key = models.CharField(max_length=64, editable=False, help_text=_("调用者给的编号；页面上的聊天用自己的编号。"))
    title = models.CharField(_("标题"), max_length=80, blank=True)
    leaf = models.ForeignKey("Message", models.SET_NULL, null=True, blank=True, related_name="+", editable=False)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now)
    updated_at = models.DateTimeField(_("最近"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("聊天")
        ordering = ["-updated_at"]
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="one_conversation_per_owner_and_key")]
        indexes = [models.Index(fields=["owner", "-updated_at"], name="chat_of_owner")]

    def __str__(self) -> str:
        return self.title or self.id

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = self.key or self.pk
        super().save(*args, **kwargs)

    @property
    def subject(self) -> str:
        """What its streams are about."""
        return f"chatflow.chat:{self.pk}"


class Message(models.Model):
    """One message. Its siblings (same parent, same role) are other versions: edited questions, answers written anew."""

    class Role(models.TextChoices):
        USER = "user", _("用户")
        ASSISTANT = "assistant", _("助手")

    class State(models.TextChoices):
        DONE = "done", _("已完成")
        CUT = "cut", _("没有说完")
        FAILED = "failed", _("已失败")
        CANCELLED = "cancelled", _("已停止")

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    role = models.CharField(_("角色"), max_length=9, choices=Role.choices)
    text = models.TextField(_("内容"), blank=True)
    thinking = models.TextField(_("思考"), blank=True)
    state = models.CharField(_("状态"), max_length=9, choices=State.choices, default=State.DONE)
    error = models.CharField(_("错误说明"), max_length=255, blank=True)
    stream_id = models.CharField(max_length=16, blank=True, editable=False)
    created_at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("聊天消息")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]

    def branch(self) -> list["Message"]:
        """The messages from the first one to this one."""
        by_pk = {message.pk: message for message in Message.objects.filter(conversation=self.conversation_id)}
        found, at = [], by_pk.get(self.pk)
        while at is not None:
            found.append(at)
            at = by_pk.get(at.parent_id) if at.parent_id else None
        return found[::-1]
