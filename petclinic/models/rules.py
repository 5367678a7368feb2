"""Red flags as the admin keeps them; those of the product wait for a vet's signature, and work until then."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from petclinic.models.knowledge import Article
from petclinic.safety.patterns import BadPattern, compiled
from petclinic.safety.red_flags import Rule, default_rules

MOST_GROUPS = 4


def check_signs(signs: Any) -> None:
    """Groups of patterns; raises a `ValidationError` that says which is wrong."""
    groups = isinstance(signs, list) and 0 < len(signs) <= MOST_GROUPS
    if not groups or not all(isinstance(group, list) and 0 < len(group) <= 20 for group in signs):
        raise ValidationError(_('请写成一到四组说法，例如 [["干呕/想吐吐不出"], ["肚子…胀/鼓"]]。'))
    for pattern in (pattern for group in signs for pattern in group):
        try:
            compiled(pattern if isinstance(pattern, str) else "")
        except BadPattern as error:
            raise ValidationError(f"“{str(pattern)[:40]}”：{error}") from None


class RedFlagRule(models.Model):
    """One rule of `petclinic.safety.red_flags.Rule`."""

    key = models.SlugField(_("编号"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=40, help_text=_("主人和兽医看到的说法"))
    tier = models.CharField(
        _("紧急程度"),
        max_length=6,
        choices=[("red", _("立即就医")), ("orange", _("今天就医")), ("yellow", _("近日就医"))],
    )
    species = models.CharField(
        _("适用"), max_length=4, blank=True, choices=[("", _("猫和狗")), ("cat", _("猫")), ("dog", _("狗"))]
    )
    sex = models.CharField(
        _("性别"), max_length=6, blank=True, choices=[("", _("不限")), ("male", _("公")), ("female", _("母"))]
    )
    max_months = models.PositiveSmallIntegerField(_("最大月龄"), null=True, blank=True)
    vomits = models.PositiveSmallIntegerField(_("至少吐几次"), default=0)
    signs = models.JSONField(
        _("说法"),
        validators=[check_signs],
        help_text=_("每组里说到一个就算，各组都要说到；/ 分开同义词，… 表示中间可以隔几个字"),
    )
    advice = models.CharField(_("给主人的话"), max_length=200, blank=True)
    source = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("依据")
    )
    enabled = models.BooleanField(_("启用"), default=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签署人")
    )
    signed_at = models.DateTimeField(_("签署时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("危险信号规则")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name

    @property
    def needs_sign_off(self) -> bool:
        return self.signed_at is None

    @property
    def rule(self) -> Rule:
        return Rule(
            key=self.key,
            name=self.name,
            tier=self.tier,  # type: ignore[arg-type]  # the choices
            signs=tuple(tuple(group) for group in self.signs),
            species=self.species,  # type: ignore[arg-type]
            sex=self.sex,  # type: ignore[arg-type]
            max_months=self.max_months,
            vomits=self.vomits,
            advice=self.advice,
        )

    @classmethod
    def enabled_rules(cls) -> tuple[Rule, ...]:
        """The rules in force. Before any was ever loaded, those that come with the product: no gap in safety."""
        rows = list(cls.objects.all())
        return tuple(row.rule for row in rows if row.enabled) if rows else default_rules()


def load_defaults() -> int:
    """Insert the rules that are missing; what was edited, switched off or signed stays. The number of new ones."""
    known = set(RedFlagRule.objects.values_list("key", flat=True))
    articles = {article.key: article for article in Article.objects.only("pk", "key")}
    fresh = [
        RedFlagRule(
            key=rule.key,
            name=rule.name,
            tier=rule.tier,
            species=rule.species,
            sex=rule.sex,
            max_months=rule.max_months,
            vomits=rule.vomits,
            signs=[list(group) for group in rule.signs],
            advice=rule.advice,
            source=articles.get(rule.source),
        )
        for rule in default_rules()
        if rule.key not in known
    ]
    return len(RedFlagRule.objects.bulk_create(fresh))
