"""Voice gateways with a token of their own."""

import hashlib
import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PREFIX = "xg_"


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class Gateway(models.Model):
    """A machine that asks for many callers; only the hash of its token is kept."""

    name = models.CharField(_("名称"), max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("语音网关")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def renew(self) -> str:
        """A new token, shown once; the old one is worth nothing from here on. Does not save."""
        token = PREFIX + secrets.token_urlsafe(32)
        self.digest = hashed(token)
        return token
