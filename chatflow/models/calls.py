"""Calls: sessions, their turns, what is known, and what a person types to the caller."""

import msgspec
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chatflow.call.values import Call, Memory, Slot

LONGEST_SESSION_ID = 128
LONGEST_KEY = 64
LONGEST_VALUE = 4_000


class CallSessionQuerySet(models.QuerySet["CallSession"]):
    def of(self, owner: str, session_id: str) -> "CallSession | None":
        return self.filter(owner=owner, session_id=session_id).first()

    def open(self) -> "CallSessionQuerySet":
        """Calls that have not ended."""
        return self.exclude(handled=CallSession.Handled.ENDED)

    def waiting(self) -> "CallSessionQuerySet":
        """Calls that wait for a person, the most urgent first, then who has waited longest."""
        return self.filter(handled=CallSession.Handled.WAITING).order_by("-injured", "waiting_since")


class CallSession(models.Model):
    """One call of one gateway. `session_id` is the gateway's; two gateways may use the same."""

    class Handled(models.TextChoices):
        BOT = "bot", _("智能助手")
        WAITING = "waiting", _("等待人工")
        AGENT = "agent", _("人工接听")
        ENDED = "ended", _("已结束")

    owner = models.CharField(_("来源"), max_length=64)
    session_id = models.CharField(_("会话编号"), max_length=LONGEST_SESSION_ID)
    stage = models.CharField(_("阶段"), max_length=4)
    handled = models.CharField(_("处理方"), max_length=8, choices=Handled.choices, default=Handled.BOT)
    injured = models.BooleanField(_("有人伤或危险"), default=False)
    memory = models.JSONField(default=dict, editable=False)
    turns_taken = models.PositiveIntegerField(_("轮数"), default=0, editable=False)
    flow = models.ForeignKey("FlowVersion", models.PROTECT, verbose_name=_("流程"), editable=False)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("接听人")
    )
    created_at = models.DateTimeField(_("开始"), default=timezone.now)
    touched_at = models.DateTimeField(_("最近"), default=timezone.now)
    waiting_since = models.DateTimeField(_("开始等待"), null=True, blank=True)
    agent_seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    taken_at = models.DateTimeField(_("接听时间"), null=True, blank=True)

    objects = CallSessionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("通话")
        ordering = ["-touched_at"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "session_id"], name="one_session_per_owner_and_id"),
        ]
        indexes = [
            models.Index(fields=["handled", "-injured", "waiting_since"], name="call_queue"),
            models.Index(fields=["-touched_at"], name="call_newest"),
        ]
        permissions = [
            ("answer_calls", _("可以在通话台接听")),
            ("export_calls", _("可以导出通话")),
        ]

    def __str__(self) -> str:
        return self.session_id

    @property
    def by_agent(self) -> bool:
        return self.handled == self.Handled.AGENT

    @property
    def subject(self) -> str:
        """What the session's streams are about."""
        return f"chatflow.call:{self.pk}"

    @property
    def call(self) -> Call:
        """The call as the dialogue knows it."""
        slots = {variable.key: variable.slot for variable in self.variables.all()}
        return Call(stage=self.stage, slots=slots, memory=msgspec.convert(self.memory, Memory), turn=self.turns_taken)


class Variable(models.Model):
    """A session variable: collected from the caller's words, or set by `set_info`."""

    class Status(models.TextChoices):
        HEARD = "heard", _("听到")
        CONFIRMED = "confirmed", _("已确认")
        CORRECTED = "corrected", _("已更正")
        SET = "set", _("外部写入")

    session = models.ForeignKey(CallSession, models.CASCADE, related_name="variables", verbose_name=_("通话"))
    key = models.CharField(_("键"), max_length=LONGEST_KEY)
    value = models.TextField(_("值"))
    words = models.TextField(_("原话"), blank=True)
    turn = models.PositiveIntegerField(_("第几轮"), default=0)
    confidence = models.FloatField(_("把握"), default=1.0)
    status = models.CharField(_("状态"), max_length=9, choices=Status.choices, default=Status.HEARD)
    changed_at = models.DateTimeField(_("更新时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("会话变量")
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["session", "key"], name="one_variable_per_key")]

    def __str__(self) -> str:
        return f"{self.key}={self.value[:40]}"

    @property
    def slot(self) -> Slot:
        return Slot(
            value=self.value,
            words=self.words,
            turn=self.turn,
            confidence=self.confidence,
            status=self.status,  # type: ignore[arg-type]  # the choices are the same
        )


class CallTurn(models.Model):
    """One question and its answer, written at the answer's end. `before` is the session as it was, for a rollback."""

    class State(models.TextChoices):
        DONE = "done", _("已完成")
        FAILED = "failed", _("已失败")
        CANCELLED = "cancelled", _("已停止")

    session = models.ForeignKey(CallSession, models.CASCADE, related_name="turns", verbose_name=_("通话"))
    number = models.PositiveIntegerField(_("第几轮"))
    stream_id = models.CharField(max_length=16, blank=True, db_index=True, editable=False)
    time_stamp = models.CharField(_("时间戳"), max_length=64)
    said = models.TextField(_("来电者"), blank=True)
    text = models.TextField(_("回答"), blank=True)
    code = models.CharField(_("阶段"), max_length=4, blank=True)
    by = models.CharField(_("由谁回答"), max_length=8, default="rules")
    why = models.CharField(_("规则"), max_length=32, blank=True)
    upstream_item = models.CharField(max_length=36, blank=True, editable=False)
    state = models.CharField(_("状态"), max_length=9, choices=State.choices)
    before = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("通话轮次")
        ordering = ["session", "number"]
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="one_turn_per_number")]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.number}"


class AgentMessage(models.Model):
    """What a person types to the caller. It waits here until a turn has said it."""

    session = models.ForeignKey(CallSession, models.CASCADE, related_name="messages", verbose_name=_("通话"))
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("接听人"))
    ref = models.CharField(max_length=36, editable=False, help_text=_("由页面给出；重发的同一条只算一次。"))
    text = models.TextField(_("内容"))
    created_at = models.DateTimeField(_("时间"), default=timezone.now)
    said_in = models.CharField(max_length=16, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("人工发言")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["session", "ref"], name="one_message_per_ref")]

    def __str__(self) -> str:
        return self.text[:40]


class FlaggedCode(models.Model):
    """A code that a model proposed and that staff should look at: unknown, or refused by the flow."""

    class Reason(models.TextChoices):
        UNKNOWN = "unknown", _("代码表里没有")
        REFUSED = "refused", _("流程不允许")

    session = models.ForeignKey(CallSession, models.CASCADE, related_name="flags", verbose_name=_("通话"))
    code = models.CharField(_("代码"), max_length=4)
    stage = models.CharField(_("当时的阶段"), max_length=4)
    reason = models.CharField(_("原因"), max_length=8, choices=Reason.choices)
    created_at = models.DateTimeField(_("时间"), default=timezone.now)
    seen = models.BooleanField(_("已处理"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("可疑代码")
        ordering = ["seen", "-created_at"]

    def __str__(self) -> str:
        return f"{self.code} ({self.get_reason_display()})"
