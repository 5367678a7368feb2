"""Red flags as the admin keeps them; those of the product wait for a vet's signature, and work until then."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from petclinic.safety.patterns import PatternError
from petclinic.safety.rules import Reference, Rule, default_rules


class RedFlagRule(models.Model):
    """One rule of `petclinic.safety.rules.Rule`; `signs` is in the language of `petclinic.safety.patterns`."""

    key = models.SlugField(_("编号"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=60, help_text=_("主人和兽医看到的说法"))
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
    neutered = models.BooleanField(_("已绝育"), null=True, blank=True)
    age_from = models.PositiveSmallIntegerField(_("从几个月大"), null=True, blank=True)
    age_below = models.PositiveSmallIntegerField(_("不到几个月大"), null=True, blank=True)
    signs = models.TextField(
        _("词条"),
        max_length=8000,
        help_text=_("一行一个：名称: 词 | 词；(甲|乙) 任选，… 隔几个字，& 同一句里，以 - 开头的一行是不算的说法"),
    )
    all_of = models.JSONField(_("都要说到"), default=list, blank=True)
    any_of = models.JSONField(_("说到一个"), default=list, blank=True)
    none_of = models.JSONField(_("不能说到"), default=list, blank=True)
    behind = models.JSONField(
        _("让位给"), default=list, blank=True, help_text=_("这些编号的规则出现时，不再显示这一条")
    )
    advice = models.CharField(_("给主人的话"), max_length=300, blank=True)
    publisher = models.CharField(_("来源机构"), max_length=200, blank=True)
    source_title = models.CharField(_("来源标题"), max_length=300, blank=True)
    url = models.URLField(_("来源网址"), max_length=1000, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    enabled = models.BooleanField(_("启用"), default=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签署人")
    )
    signed_at = models.DateTimeField(_("签署时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("危险信号规则")
        ordering = ["pk"]

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
            signs=self.signs,
            species=self.species,  # type: ignore[arg-type]
            sex=self.sex,  # type: ignore[arg-type]
            neutered=self.neutered,
            age_from=self.age_from,
            age_below=self.age_below,
            all_of=tuple(self.all_of),
            any_of=tuple(self.any_of),
            none_of=tuple(self.none_of),
            behind=tuple(self.behind),
            advice=self.advice,
            source=Reference(publisher=self.publisher, title=self.source_title, url=self.url),
            note=self.note,
        )

    def clean(self) -> None:
        """A rule that cannot be read is refused, with a sentence that says where."""
        for name in ("all_of", "any_of", "none_of", "behind"):
            value: Any = getattr(self, name)
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                raise ValidationError({name: _('请写成一个列表，例如 ["干呕", "腹胀"]。')})
        try:
            self.rule.check()
        except PatternError as error:
            raise ValidationError({"signs": str(error)}) from None

    @classmethod
    def enabled_rules(cls) -> tuple[Rule, ...]:
        """The rules in force. Before any was ever loaded, those that come with the product: no gap in safety."""
        rows = list(cls.objects.all())
        return tuple(row.rule for row in rows if row.enabled) if rows else default_rules()


def load_defaults() -> int:
    """Insert the rules that are missing; what was edited, switched off or signed stays. The number of new ones."""
    known = set(RedFlagRule.objects.values_list("key", flat=True))
    fresh = [
        RedFlagRule(
            key=rule.key,
            name=rule.name,
            tier=rule.tier,
            species=rule.species,
            sex=rule.sex,
            neutered=rule.neutered,
            age_from=rule.age_from,
            age_below=rule.age_below,
            signs=rule.signs,
            all_of=list(rule.all_of),
            any_of=list(rule.any_of),
            none_of=list(rule.none_of),
            behind=list(rule.behind),
            advice=rule.advice,
            publisher=rule.source.publisher,
            source_title=rule.source.title,
            url=rule.source.url,
            note=rule.note,
        )
        for rule in default_rules()
        if rule.key not in known
    ]
    return len(RedFlagRule.objects.bulk_create(fresh))
