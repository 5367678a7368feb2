"""The red-flag rules as the clinic keeps them: edited in the admin, signed by a vet, working in the meantime."""

import hashlib
import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from petclinic.safety.patterns import LONGEST_TEXT, PatternError
from petclinic.safety.rules import Reference, Rule, default_rules

log = logging.getLogger(__name__)

CONTENT = (
    *("key", "name", "species", "tier", "signs", "all_of", "any_of", "none_of", "sex", "neutered", "age_from"),
    *("age_below", "behind", "advice", "source_publisher", "source_title", "source_url", "note"),
)
"""What a vet signs; a change of any of it asks for a new signature."""


class RedFlagRuleQuerySet(models.QuerySet["RedFlagRule"]):
    def rules(self) -> tuple[Rule, ...]:
        """The enabled ones as values, in their order. One that does not compile gives way to the product's own."""
        shipped = {rule.key: rule for rule in default_rules()}
        return tuple(rule for row in self.filter(enabled=True) if (rule := row.compiled or shipped.get(row.key)))


class RedFlagRule(models.Model):
    """One red flag. It works unsigned, too (safety first), and is then shown as one that waits for a vet."""

    class Tier(models.TextChoices):
        RED = "red", _("立即就医")
        ORANGE = "orange", _("今天就医")
        YELLOW = "yellow", _("近日就医")

    class Species(models.TextChoices):
        BOTH = "", _("猫和狗")
        CAT = "cat", _("猫")
        DOG = "dog", _("狗")

    class Sex(models.TextChoices):
        ANY = "", _("不限")
        MALE = "male", _("公")
        FEMALE = "female", _("母")

    key = models.CharField(
        _("代号"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9-]*\Z", _("只用小写字母、数字和 -，以字母开头。"))],
        help_text=_("记录里引用的名字，例如 cannot-urinate；用了就不要改。"),
    )
    name = models.CharField(_("名称"), max_length=40, help_text=_("给主人看的说法，例如「呕吐带血」。"))
    species = models.CharField(_("适用"), max_length=3, choices=Species.choices, default="", blank=True)
    tier = models.CharField(_("紧急程度"), max_length=6, choices=Tier.choices, default=Tier.ORANGE)
    signs = models.TextField(
        _("词条"),
        max_length=LONGEST_TEXT,
        help_text=_(
            "每行一个词条：「名: 词 | 词」。(甲|乙) 任选其一；[名] 引用前面一行的词；… 隔开至多 8 个字；"
            "甲 & 乙 表示同一句里都有；"
            "「呕吐 ≥3次」或「不吃 ≥12小时」要求一天的次数或时长。以 - 开头的行写上一行里不算的说法。"
        ),
    )
    all_of = models.CharField(_("都要有"), max_length=120, blank=True, help_text=_("词条的名，用空格隔开。"))
    any_of = models.CharField(
        _("至少有一个"), max_length=120, blank=True, help_text=_("「都要有」也留空时，任一词条即可。")
    )
    none_of = models.CharField(_("有了就不算"), max_length=120, blank=True, help_text=_("词条的名，用空格隔开。"))
    sex = models.CharField(_("性别"), max_length=6, choices=Sex.choices, default="", blank=True)
    neutered = models.BooleanField(_("已绝育"), null=True, blank=True, help_text=_("未知表示不限。"))
    age_from = models.PositiveSmallIntegerField(_("满几个月起"), null=True, blank=True)
    age_below = models.PositiveSmallIntegerField(
        _("不满几个月"), null=True, blank=True, help_text=_("只用于确知年幼的宠物。")
    )
    behind = models.CharField(
        _("让位于"),
        max_length=200,
        blank=True,
        help_text=_("这些代号的规则已经提示时，不再重复提示这一条；用空格隔开。"),
    )
    advice = models.CharField(
        _("建议"), max_length=200, help_text=_("去医院之前和路上怎么做，一两句话，不写药和剂量。")
    )
    source_publisher = models.CharField(_("来源机构"), max_length=100, blank=True)
    source_title = models.CharField(_("来源标题"), max_length=200, blank=True)
    source_url = models.CharField(
        _("来源地址"), max_length=300, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    note = models.TextField(_("备注"), blank=True)
    order = models.PositiveSmallIntegerField(_("次序"), default=1000)
    enabled = models.BooleanField(_("启用"), default=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签署人")
    )
    signed_at = models.DateTimeField(_("签署时间"), null=True, blank=True)
    signed_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = RedFlagRuleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("危险信号规则")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def digest(self) -> str:
        """What a signature is of: the rule as it stands."""
        content = "\x1f".join(str(getattr(self, name)) for name in CONTENT)
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def needs_sign_off(self) -> bool:
        """Nobody has signed it, or it was changed since."""
        return self.signed_at is None or self.signed_digest != self.digest

    @property
    def compiled(self) -> Rule | None:
        """The rule as a value; None (and a line in the log) when what is in the table does not compile."""
        try:
            rule = self.rule()
            rule.check()
        except PatternError as problem:
            log.error("rule %s does not compile: %s", self.key, problem)
            return None
        return rule

    def rule(self) -> Rule:
        return Rule(
            key=self.key,
            name=self.name,
            tier=self.tier,  # type: ignore[arg-type]  # its choices are tiers
            signs=self.signs,
            species=self.species,  # type: ignore[arg-type]
            all_of=tuple(self.all_of.split()),
            any_of=tuple(self.any_of.split()),
            none_of=tuple(self.none_of.split()),
            sex=self.sex,  # type: ignore[arg-type]
            neutered=self.neutered,
            age_from=self.age_from,
            age_below=self.age_below,
            behind=tuple(self.behind.split()),
            advice=self.advice,
            source=Reference(self.source_publisher, self.source_title, self.source_url),
            note=self.note,
        )

    def clean(self) -> None:
        """Signs that compile, conditions that name them, an age range that some animal has."""
        self.signs = self.signs.replace("\r\n", "\n")
        if self.age_from is not None and self.age_below is not None and self.age_from >= self.age_below:
            raise ValidationError({"age_below": gettext("要大于「满几个月起」。")})
        try:
            self.rule().check()
        except PatternError as problem:
            raise ValidationError({"signs": str(problem)}) from problem

    def sign(self, vet: AbstractBaseUser) -> None:
        """A vet stands for the rule as it is now. Who may is the caller's check."""
        self.signed_by = vet  # type: ignore[assignment]  # settings.AUTH_USER_MODEL
        self.signed_at, self.signed_digest = timezone.now(), self.digest
        self.save(update_fields=["signed_by", "signed_at", "signed_digest"])


def load_defaults(model: Any = None) -> int:
    """Insert the product's rules that are not there yet; one that exists, edited or disabled, stays as it is.

    A migration passes its historical `model`. Returns how many were inserted.
    """
    model = model or RedFlagRule
    known = set(model.objects.values_list("key", flat=True))
    missing = [
        model(order=10 * number, **_columns(rule))
        for number, rule in enumerate(default_rules(), start=1)
        if rule.key not in known
    ]
    model.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def _columns(rule: Rule) -> dict[str, Any]:
    lists = {name: " ".join(getattr(rule, name)) for name in ("all_of", "any_of", "none_of", "behind")}
    same = ("key", "name", "species", "tier", "sex", "neutered", "age_from", "age_below", "advice", "note")
    return {
        **{name: getattr(rule, name) for name in same},
        **lists,
        "signs": rule.signs.strip(),
        "source_publisher": rule.source.publisher,
        "source_title": rule.source.title,
        "source_url": rule.source.url,
    }
