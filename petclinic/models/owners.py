"""Who asks: integrators with a key and a quota, their end users, and portal users; and the tokens of the API."""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from streams.auth import Principal

TOKEN_LIFETIME = timedelta(seconds=172_800)
LONGEST_USER_ID = 128


def hashed(secret: str) -> str:
    """Keys and tokens are 256 random bits: a plain digest keeps them as well as a slow one."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class Integrator(models.Model):
    """An API client: it has end users of its own, and a number of calls a month."""

    name = models.CharField(_("名称"), max_length=64)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    key_hint = models.CharField(_("密钥开头"), max_length=12, editable=False)
    monthly_quota = models.PositiveIntegerField(
        _("每月调用次数"), default=10_000, help_text=_("会话、问诊步骤、图片检查和问答各算一次；读取和续传不算。")
    )
    active = models.BooleanField(_("启用"), default=True)
    consented_at = models.DateTimeField(
        _("用户同意的确认时间"),
        null=True,
        blank=True,
        help_text=_("接入方确认其用户同意把宠物资料交给外部模型的时间；留空时只用规则。"),
    )
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("接入方")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def new_key(self) -> str:
        """A fresh key; only its digest is kept, so this is the one time that it can be shown."""
        key = f"xk_{secrets.token_urlsafe(32)}"
        self.key_hash, self.key_hint = hashed(key), key[:9]
        return key


class QuotaMonth(models.Model):
    """How many calls an integrator has made in one calendar month (Asia/Shanghai)."""

    integrator = models.ForeignKey(Integrator, models.CASCADE, related_name="months", verbose_name=_("接入方"))
    month = models.DateField(_("月份"))
    used = models.PositiveIntegerField(_("已用次数"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("用量")
        ordering = ["-month"]
        constraints = [models.UniqueConstraint(fields=["integrator", "month"], name="one_row_a_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class EndUserQuerySet(models.QuerySet["EndUser"]):
    def of(self, principal: "Principal") -> "EndUser":
        """Whoever a principal is here; portal users become one with their first request."""
        kind, _colon, number = principal.key.partition(":")
        if kind == "enduser":
            return self.get(pk=number)
        return self.get_or_create(user_id=int(number))[0]


class EndUser(models.Model):
    """An owner of pets: a portal user, or a user of an integrator under the number that it gave."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="pet_owner",
        verbose_name=_("账号"),
    )
    integrator = models.ForeignKey(
        Integrator, models.CASCADE, null=True, blank=True, related_name="end_users", verbose_name=_("接入方")
    )
    external_id = models.CharField(_("接入方的用户编号"), max_length=LONGEST_USER_ID, blank=True)
    consented_at = models.DateTimeField(
        _("同意使用外部模型的时间"), null=True, blank=True, help_text=_("留空时只用规则，资料不会交给外部模型。")
    )
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now)

    objects = EndUserQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("宠物主人")
        constraints = [
            models.UniqueConstraint(fields=["integrator", "external_id"], name="one_end_user_per_number"),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, integrator__isnull=True)
                | models.Q(user__isnull=True, integrator__isnull=False),
                name="end_user_is_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        if self.user is not None:
            return f"{self.user.last_name}{self.user.first_name}" or self.user.get_username()
        return f"{self.integrator} / {self.external_id}"

    @property
    def principal_key(self) -> str:
        """As `Principal.key` says it: what streams are owned by."""
        return f"user:{self.user_id}" if self.user_id else f"enduser:{self.pk}"

    @property
    def consents(self) -> bool:
        """Whether this owner's data may go to an external model."""
        return bool(self.consented_at or (self.integrator and self.integrator.consented_at))


class AccessToken(models.Model):
    """A token of an integrator's end user; only its digest is kept."""

    end_user = models.ForeignKey(EndUser, models.CASCADE, related_name="tokens", verbose_name=_("宠物主人"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now)
    expires_at = models.DateTimeField(_("到期时间"), db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = _("访问令牌")

    def __str__(self) -> str:
        return f"{self.end_user} {self.expires_at:%Y-%m-%d %H:%M}"

    @classmethod
    def issue(cls, end_user: EndUser, at: datetime | None = None) -> str:
        token = f"xt_{secrets.token_urlsafe(32)}"
        cls.objects.create(end_user=end_user, digest=hashed(token), expires_at=(at or timezone.now()) + TOKEN_LIFETIME)
        return token


def first_of_month(at: datetime | None = None) -> date:
    return timezone.localdate(at).replace(day=1)


def use_quota(integrator: Integrator, at: datetime | None = None) -> bool:
    """Count one call; False when the month's calls are used up. Two at once cannot both take the last one."""
    with transaction.atomic():
        month, _created = QuotaMonth.objects.get_or_create(integrator=integrator, month=first_of_month(at))
        left = QuotaMonth.objects.filter(pk=month.pk, used__lt=integrator.monthly_quota)
        return bool(left.update(used=models.F("used") + 1))
