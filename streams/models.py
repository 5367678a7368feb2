"""Stream: one row is one generation."""

import json
import re
import secrets
import zlib
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from streams import events
from streams.errors import NotFound
from streams.events import Event

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def new_id() -> str:
    """16 URL-safe random characters (96 bits); never derived from a session, a time or the content."""
    return secrets.token_urlsafe(12)


class StreamQuerySet(models.QuerySet["Stream"]):
    def unfinished(self) -> "StreamQuerySet":
        return self.filter(state__in=[Stream.State.QUEUED, Stream.State.RUNNING])

    def owned_by(self, owner: str) -> "StreamQuerySet":
        return self.filter(owner=owner)

    def owned(self, pk: str, owner: str) -> "Stream":
        """The stream of that id, if its owner may read it; one `NotFound` for absent, foreign and impossible ids."""
        from streams import answers  # it knows this model

        found = self.owned_by(owner).filter(pk=pk).defer("inputs").first() if ID.fullmatch(pk) else None
        if found is None or not answers.get(found.answer).may_read(found):
            raise NotFound(log=f"stream {pk[:64]!r}")
        return found

    def expired(self, at: datetime | None = None) -> "StreamQuerySet":
        return self.filter(expires_at__lte=at or timezone.now())


class Stream(models.Model):
    """One generation: what was asked, what the producer needs, and in the end what came out.

    While it runs, its text is in the log and nowhere else; the row follows the log's terminal. `packed` then holds
    every event with its sequence boundary, `events()` reads it.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("生成中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("已失败")
        CANCELLED = "cancelled", _("已停止")

    id = models.CharField(primary_key=True, max_length=16, default=new_id, editable=False)
    answer = models.CharField(_("回答种类"), max_length=64)
    owner = models.CharField(_("所有者"), max_length=64, help_text=_("主体的键，例如 user:5"))
    subject = models.CharField(_("对象"), max_length=64, blank=True, db_index=True)
    params = models.JSONField(_("参数"), default=dict)
    params_hash = models.CharField(max_length=32, editable=False)
    facts_hash = models.CharField(max_length=32, blank=True, editable=False)
    idempotency_key = models.CharField(max_length=128, null=True, blank=True, editable=False)  # noqa: DJ001 (NULL = no key, outside the unique constraint)
    dialect = models.CharField(max_length=32, editable=False)
    profile = models.CharField(_("模型档案"), max_length=64)
    inputs = models.JSONField(_("提示与事实"), default=dict)

    state = models.CharField(_("状态"), max_length=16, choices=State.choices, default=State.QUEUED)
    joinable = models.BooleanField(default=True, editable=False)
    epoch = models.PositiveIntegerField(default=0, editable=False)
    lane = models.CharField(max_length=96, blank=True, editable=False)
    log_id = models.CharField(max_length=32, blank=True, editable=False)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now)
    first_token_ms = models.PositiveIntegerField(_("首字毫秒"), null=True, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    expires_at = models.DateTimeField(_("保存到"), null=True, blank=True)
    seq = models.PositiveIntegerField(_("事件数"), default=0)
    text = models.TextField(_("全文"), blank=True)
    packed = models.BinaryField(default=b"", editable=False)
    usage = models.JSONField(_("用量"), null=True, blank=True)
    error_code = models.CharField(_("错误代码"), max_length=32, blank=True)
    error_text = models.CharField(_("错误说明"), max_length=255, blank=True)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_by = models.CharField(_("由谁停止"), max_length=16, blank=True)

    objects = StreamQuerySet.as_manager()

    class Meta:
        verbose_name = _("回答流")
        verbose_name_plural = _("回答流")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "answer", "idempotency_key"], name="one_stream_per_idempotency_key"
            ),
            # Two equal requests at once: one row wins, the other request joins it.
            models.UniqueConstraint(
                fields=["owner", "answer", "params_hash"],
                condition=models.Q(state__in=["queued", "running"], joinable=True),
                name="one_running_stream_per_question",
            ),
            models.UniqueConstraint(
                fields=["lane"],
                condition=models.Q(state__in=["queued", "running"]) & ~models.Q(lane=""),
                name="one_running_stream_per_lane",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "answer", "params_hash", "-created_at"], name="stream_same_question"),
            models.Index(
                fields=["state"],
                condition=models.Q(state__in=["queued", "running"]),
                name="stream_unfinished",
            ),
            models.Index(fields=["-created_at"], name="stream_newest"),
            models.Index(fields=["expires_at"], name="stream_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.answer} {self.id}"

    @property
    def ended(self) -> bool:
        return self.state not in (self.State.QUEUED, self.State.RUNNING)

    @property
    def written_by(self) -> str:
        """`rules` or `model`: what the label on pages and files says."""
        return "rules" if self.profile == "offline" else "model"

    def events(self) -> list[tuple[int, Event]]:
        """All events with their sequence numbers, once ended; empty before, and after the retention time."""
        if not self.packed:
            return []
        lines = zlib.decompress(bytes(self.packed)).split(b"\n")
        return [(seq, events.decode(line)) for seq, line in enumerate(lines, 1)]

    def describe(self) -> dict[str, Any]:
        """The state as the API tells it; times in ISO 8601 UTC, `first_token_ms` from the request to the first text."""
        return {
            "stream": self.id,
            "answer": self.answer,
            "state": self.state,
            "created": self.created_at.isoformat(),
            "first_token_ms": self.first_token_ms,
            "seq": self.seq,
            "characters": len(self.text),
            "usage": self.usage,
            "written_by": self.written_by,
            "error": {"code": self.error_code, "message": self.error_text} if self.error_code else None,
        }


class TicketUse(models.Model):
    """The first use of a ticket, which binds it to one stream for as long as that can be read live."""

    nonce = models.CharField(primary_key=True, max_length=32)
    stream = models.ForeignKey(Stream, models.CASCADE, related_name="tickets")
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("票据使用")

    def __str__(self) -> str:
        return self.nonce


def pack(payloads: list[bytes]) -> bytes:
    """Encoded events in order of their sequence numbers, as the row keeps them."""
    return zlib.compress(b"\n".join(payloads), 6) if payloads else b""


def digest(value: Any) -> str:
    """A short hash of a JSON value, independent of the order of its keys."""
    import hashlib

    body = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.blake2b(body.encode(), digest_size=16).hexdigest()
