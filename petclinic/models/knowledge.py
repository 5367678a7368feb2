"""Articles of the knowledge base: short texts for owners, each with its source, and a vet's signature or none."""

import re
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.signals import post_migrate, pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from petclinic.knowledge import index

SAYS = ("title", "text", "species")
"""What a vet signs: when one of these changes, the signature goes."""
SIGNATURE = ("signed_by", "signed_at")
FOUND_BY = {*SAYS, "tags"}
LONGEST_TEXT = 20_000


def validate_date(value: str) -> None:
    """`2024`, `2024-06` or `2024-06-09`: as much of the date as the page says."""
    found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", value)
    try:
        if not found:
            raise ValueError
        year, month, day = found.groups(default="1")
        date(int(year), int(month), int(day))
    except ValueError:
        raise ValidationError(_("日期写作 2024、2024-06 或 2024-06-09。")) from None


class ArticleQuerySet(models.QuerySet["Article"]):
    """Whatever writes through it keeps the search index and the signatures true, in the same transaction."""

    def signed(self) -> Self:
        return self.filter(signed_at__isnull=False)

    def update(self, **changes: Any) -> int:
        """As everywhere; a change of what an article says takes the signatures of all these articles away."""
        if not FOUND_BY & changes.keys():
            return super().update(**changes)
        if set(SAYS) & changes.keys() and not set(SIGNATURE) & changes.keys():
            changes |= dict.fromkeys(SIGNATURE)
        with transaction.atomic(using=self.db):
            written = list(self.values_list("pk", flat=True))
            number = super().update(**changes)
            index.write(Article.objects.filter(pk__in=written))
        return number

    def bulk_create(self, objs: Iterable["Article"], *args: Any, **options: Any) -> list["Article"]:
        if options.get("ignore_conflicts") or options.get("update_conflicts"):
            raise NotImplementedError("conflicts leave no primary keys to write the search index by")
        with transaction.atomic(using=self.db):
            articles = super().bulk_create(objs, *args, **options)
            index.write(articles)
        return articles

    def bulk_update(self, objs: Iterable["Article"], fields: Iterable[str], batch_size: int | None = None) -> int:
        articles = list(objs)
        with transaction.atomic(using=self.db):
            drop_old_signatures(articles)
            return super().bulk_update(articles, [*dict.fromkeys([*fields, *SIGNATURE])], batch_size)


class Article(models.Model):
    """What an owner may read. `key` names it in files, so that importing again corrects it."""

    class Species(models.TextChoices):
        CAT = "cat", _("猫")
        DOG = "dog", _("狗")
        BOTH = "both", _("猫和狗")

    key = models.SlugField(
        _("编号"), max_length=80, unique=True, help_text=_("小写字母、数字和连字符，导入时靠它认出同一篇")
    )
    title = models.CharField(_("标题"), max_length=200)
    text = models.TextField(_("正文"), max_length=LONGEST_TEXT, help_text=_("Markdown，短一点好"))
    species = models.CharField(_("适用"), max_length=4, choices=Species.choices, default=Species.BOTH)
    tags = models.JSONField(
        _("标签"), default=list, blank=True, help_text=_('例如 ["呕吐", "吐黄水"]，主人会怎么说就怎么写')
    )
    publisher = models.CharField(_("来源机构"), max_length=200)
    source_title = models.CharField(_("来源标题"), max_length=300, blank=True)
    url = models.URLField(_("来源网址"), max_length=1000, blank=True)
    source_date = models.CharField(
        _("来源日期"),
        max_length=10,
        blank=True,
        validators=[validate_date],
        help_text=_("页面上写到哪一级就写到哪一级：2024、2024-06 或 2024-06-09"),
    )
    retrieved_at = models.DateField(_("查阅日期"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签署人")
    )
    signed_at = models.DateTimeField(_("签署时间"), null=True, blank=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("知识库文章")
        ordering = ["key"]
        permissions = [("sign_article", _("可以审阅并签署知识库文章"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signed_by__isnull=True, signed_at__isnull=True)
                | models.Q(signed_by__isnull=False, signed_at__isnull=False),
                name="article_signed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **options: Any) -> None:
        """With its words in the search index; a signature given to another text than this one is dropped."""
        fields: Collection[str] | None = options.get("update_fields")
        if fields is not None and set(SAYS) & set(fields):
            options["update_fields"] = {*fields, *SIGNATURE}
        with transaction.atomic(using=options.get("using")):
            if fields is None or set(SAYS) & set(fields):
                drop_old_signatures([self])
            super().save(*args, **options)
            if fields is None or FOUND_BY & set(fields):
                index.write([self])

    @property
    def signed(self) -> bool:
        return self.signed_at is not None


def drop_old_signatures(articles: Iterable[Article]) -> None:
    """Of those that say something else than what is stored, unless the signature is as new as the text."""
    signed = {article.pk: article for article in articles if article.pk and article.signed}
    if not signed:
        return
    for pk, signed_at, *said in Article.objects.filter(pk__in=signed).values_list("pk", "signed_at", *SAYS):
        article = signed[pk]
        if signed_at == article.signed_at and said != [getattr(article, name) for name in SAYS]:
            article.signed_by = article.signed_at = None


@receiver(pre_delete, sender=Article)
def forget(instance: Article, **_kwargs: Any) -> None:
    index.forget([instance.pk])


@receiver(post_migrate)
def install(sender: Any, using: str, **_kwargs: Any) -> None:
    if sender.name == "petclinic":
        index.install(using)
