"""The search index of the articles: written with the article, in its transaction, and rebuilt from it at any time.

Two tables are the same everywhere: the words of each article, and how many articles have a word. What makes the first
quick to look through is the database's own: on PostgreSQL a GIN index over the words, on SQLite an FTS5 table that
triggers keep equal to it. Both are made after every `migrate`, so no migration has to carry them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from django.db import connection, connections, transaction

from petclinic.knowledge.bigrams import bigrams

if TYPE_CHECKING:
    from petclinic.models.knowledge import Article

TOPIC = "＃"
"""Marks a word of the title or a tag. No word has it of itself: NFKC makes an ASCII sign of it."""
ALL = ""
BATCH = 1_000
WRITERS = 0x7865_7463  # the advisory lock: one writer of the index at a time
T = TypeVar("T")

POSTGRESQL = (
    # Every article changes some of its counts: room in the page, so that a changed row stays where it is.
    "ALTER TABLE petclinic_articleterm SET (fillfactor = 50)",
    "CREATE INDEX IF NOT EXISTS petclinic_articleindex_words ON petclinic_articleindex "
    "USING gin (string_to_array(words, ' ')) WITH (fastupdate = off)",
)
FTS = "petclinic_articlefts"
_GONE = f"INSERT INTO {FTS} ({FTS}, rowid, words) VALUES ('delete', OLD.article_id, OLD.words);"
_CAME = f"INSERT INTO {FTS} (rowid, words) VALUES (NEW.article_id, NEW.words);"
SQLITE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {FTS} USING fts5 "
    "(words, content='petclinic_articleindex', content_rowid='article_id', tokenize='ascii', detail='none')",
    *(
        f"CREATE TRIGGER IF NOT EXISTS {FTS}_{event.lower()} AFTER {event} ON petclinic_articleindex BEGIN {body} END"
        for event, body in (("INSERT", _CAME), ("DELETE", _GONE), ("UPDATE", _GONE + " " + _CAME))
    ),
)
ADD = (
    "INSERT INTO petclinic_articleterm (term, articles) VALUES {values} "
    "ON CONFLICT (term) DO UPDATE SET articles = petclinic_articleterm.articles + excluded.articles"
)


def words_of(article: "Article") -> list[str]:
    """The different words of title, tags and text, sorted; those of title and tags once more with TOPIC before them."""
    topic = {word for said in (article.title, *article.tags) for word in bigrams(said)}
    return sorted({*topic, *bigrams(article.text), *(TOPIC + word for word in topic)})


def write(articles: Iterable["Article"]) -> None:
    """Index these articles as they are now; belongs into the transaction that wrote them."""
    from petclinic.models.knowledge_index import ArticleIndex

    for batch in batches(articles):
        lock()
        fresh = {a.pk: ArticleIndex(article_id=a.pk, species=a.species, words=" ".join(words_of(a))) for a in batch}
        change = _counted(old.words for old in ArticleIndex.objects.filter(pk__in=fresh))
        change = Counter({word: -number for word, number in change.items()})
        ArticleIndex.objects.bulk_create(
            fresh.values(), update_conflicts=True, unique_fields=["article"], update_fields=["species", "words"]
        )
        change.update(_counted(row.words for row in fresh.values()))
        _add(change)


def forget(articles: Collection[int]) -> None:
    from petclinic.models.knowledge_index import ArticleIndex

    with transaction.atomic():
        lock()
        rows = ArticleIndex.objects.filter(pk__in=articles)
        gone = _counted(row.words for row in rows)
        rows.delete()
        _add(Counter({word: -number for word, number in gone.items()}))


def rebuild() -> int:
    """The whole index again from the articles; how many there are."""
    from petclinic.models.knowledge import Article
    from petclinic.models.knowledge_index import ArticleIndex, ArticleTerm

    with transaction.atomic():
        lock()
        ArticleIndex.objects.all().delete()
        ArticleTerm.objects.all().delete()
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"INSERT INTO {FTS} ({FTS}) VALUES ('rebuild')")
        write(Article.objects.order_by("pk").iterator(BATCH))
        return ArticleIndex.objects.count()


def install(using: str) -> None:
    """The database's own part, where the tables are there: one may migrate back to nothing."""
    database = connections[using]
    if "petclinic_articleindex" not in database.introspection.table_names():
        return
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute("SELECT to_regclass('petclinic_articleindex_words') IS NOT NULL")
            if cursor.fetchone()[0]:
                return  # an ALTER TABLE would stop all searches, for nothing
        for statement in POSTGRESQL if database.vendor == "postgresql" else SQLITE:
            cursor.execute(statement)


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _counted(rows: Iterable[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for words in rows:
        counts.update(words.split(" ") if words else ())
        counts[ALL] += 1
    return counts


def _add(change: Counter[str]) -> None:
    with connection.cursor() as cursor:
        for batch in batches(sorted((word, number) for word, number in change.items() if number)):
            values = ", ".join(["(%s, %s)"] * len(batch))
            cursor.execute(ADD.format(values=values), [cell for row in batch for cell in row])


def lock() -> None:
    """Until the end of the transaction. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS])
