"""Articles: a signature stands for one text, and the search index says what the articles say, whoever wrote them."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from petclinic.knowledge import index
from petclinic.knowledge.search import search
from petclinic.models import Article, ArticleIndex, ArticleTerm

pytestmark = pytest.mark.django_db


@pytest.fixture
def vera() -> User:
    return User.objects.create_user("vera")


def article(key: str = "lily", **values: Any) -> Article:
    values = {"title": "百合中毒", "text": "猫吃了百合会肾衰竭。", "publisher": "试验", "tags": ["花粉"]} | values
    return Article.objects.create(key=key, **values)


def sign(one: Article, vera: User) -> Article:
    one.signed_by, one.signed_at = vera, timezone.now()
    one.save()
    return Article.objects.get(pk=one.pk)


def true_index() -> None:
    """The index is what a rebuild would make of the articles, in both tables and in the database's own part."""

    def state() -> tuple[list[tuple[Any, ...]], dict[str, int]]:
        rows = ArticleIndex.objects.order_by("pk").values_list("pk", "species", "words")
        return list(rows), dict(ArticleTerm.objects.exclude(articles=0).values_list("term", "articles"))

    before = state()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {index.FTS} ({index.FTS}, rank) VALUES ('integrity-check', 1)")
    index.rebuild()
    assert state() == before


def found(query: str) -> list[str]:
    return [hit.article.key for hit in search(query)]


def test_it_works(vera: User) -> None:
    lily = article()
    assert not lily.signed
    lily = sign(lily, vera)
    assert lily.signed
    assert list(Article.objects.signed()) == [lily]
    assert str(lily) == "百合中毒"
    true_index()


@pytest.mark.parametrize("change", [{"text": "换了。"}, {"title": "换了"}, {"species": "cat"}])
def test_another_text_takes_the_signature_away(vera: User, change: dict[str, str]) -> None:
    lily = sign(article(), vera)
    for name, value in change.items():
        setattr(lily, name, value)
    lily.save()
    lily.refresh_from_db()
    assert not lily.signed
    assert lily.signed_by is None


def test_the_same_text_and_other_fields_keep_it(vera: User) -> None:
    lily = sign(article(), vera)
    lily.publisher, lily.tags = "别处", ["鲜花"]
    lily.save()
    lily.refresh_from_db()
    assert lily.signed
    assert found("鲜花") == ["lily"]


def test_who_edits_and_signs_at_once_has_signed_the_new_text(vera: User) -> None:
    lily = sign(article(), vera)
    lily.text = "新的说法。"
    assert sign(lily, vera).signed


def test_update_fields_cannot_keep_a_signature(vera: User) -> None:
    lily = sign(article(), vera)
    lily.text = "蝴蝶结可以吃。"
    lily.save(update_fields=["text"])
    lily.refresh_from_db()
    assert not lily.signed
    assert found("蝴蝶结") == ["lily"]


def test_a_queryset_s_update_takes_signatures_away_and_is_found(vera: User) -> None:
    sign(article(), vera)
    assert Article.objects.update(publisher="别处") == 1
    assert Article.objects.signed().count() == 1
    assert Article.objects.filter(title="百合中毒").update(title="郁金香", text="郁金香的球茎。") == 1
    assert Article.objects.signed().count() == 0
    assert found("郁金香") == ["lily"]
    true_index()


def test_a_bulk_update_takes_only_those_away_that_changed(vera: User) -> None:
    one, two = sign(article("one"), vera), sign(article("two"), vera)
    one.text = "郁金香的球茎。"
    Article.objects.bulk_update([one, two], ["text"])
    assert [a.key for a in Article.objects.signed()] == ["two"]
    assert found("郁金香球茎") == ["one"]
    true_index()


def test_a_bulk_creation_is_found() -> None:
    Article.objects.bulk_create(
        [Article(key=f"a{n}", title=f"第{n}篇", text="郁金香的球茎。", publisher="试验") for n in range(3)]
    )
    assert len(found("郁金香")) == 3
    true_index()
    with pytest.raises(NotImplementedError):
        Article.objects.bulk_create([Article(key="a0")], ignore_conflicts=True)


def test_what_is_deleted_is_not_found_and_not_counted() -> None:
    article("one")
    article("two", text="郁金香。", title="郁金香")
    Article.objects.get(key="one").delete()
    assert found("百合") == []
    Article.objects.all().delete()
    assert ArticleIndex.objects.count() == 0
    assert not ArticleTerm.objects.exclude(articles=0).exists()


def test_a_transaction_that_is_rolled_back_leaves_neither() -> None:
    article()
    with transaction.atomic():
        article("tulip", title="郁金香", text="郁金香。")
        transaction.set_rollback(True)
    assert found("郁金香") == []
    true_index()


def test_reindexing_repairs_what_went_past_the_model(capsys: pytest.CaptureFixture[str]) -> None:
    article()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE petclinic_article SET title = '郁金香'")
    assert found("郁金香") == []
    call_command("reindex_knowledge")
    assert "1 篇" in capsys.readouterr().out
    assert found("郁金香") == ["lily"]


def test_installing_twice_changes_nothing() -> None:
    article()
    index.install("default")
    index.install("default")
    assert found("百合") == ["lily"]
    true_index()


def test_a_vet_who_has_signed_cannot_be_deleted(vera: User) -> None:
    sign(article(), vera)
    with pytest.raises(ProtectedError):
        vera.delete()


@pytest.mark.parametrize("good", ["2024", "2024-06", "2024-06-09", "2024-02-29", ""])
def test_a_date_is_as_exact_as_the_page_says(good: str) -> None:
    article(source_date=good).full_clean()


@pytest.mark.parametrize("bad", ["24", "2024-13", "2024-02-30", "2024/06/09", "去年", "2024-6", "2024-06-09\n"])
def test_another_date_is_refused(bad: str) -> None:
    with pytest.raises(ValidationError):
        Article(key="lily", title="百合中毒", text="有毒。", publisher="试验", source_date=bad).full_clean()
