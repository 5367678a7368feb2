"""What the knowledge base is searched by; `petclinic.knowledge.index` writes it, nobody else does."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ArticleIndex(models.Model):
    """The different words of an article, with a blank between; those of its title and tags a second time, marked."""

    article = models.OneToOneField(
        "petclinic.Article", models.CASCADE, primary_key=True, related_name="+", verbose_name=_("文章")
    )
    species = models.CharField(_("适用"), max_length=4)
    words = models.TextField(_("检索词"))

    class Meta:
        verbose_name = verbose_name_plural = _("检索索引")

    def __str__(self) -> str:
        return str(self.pk)


class ArticleTerm(models.Model):
    """How many articles have a word; under the empty word, how many articles there are."""

    term = models.CharField(_("词"), max_length=48, primary_key=True)
    articles = models.IntegerField(_("文章数"))

    class Meta:
        verbose_name = verbose_name_plural = _("检索词")

    def __str__(self) -> str:
        return self.term
