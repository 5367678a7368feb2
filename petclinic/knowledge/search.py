"""Articles for what an owner says, ranked by how rare the words are that they share with it; often there is none.

The same on both databases, which only find candidates; all that decides is computed here:

1. The question becomes words (`bigrams`), the first 64 different ones; words that any question has are left out.
2. A word weighs `ln(1 + (N - n + 0.5) / (n + 0.5))`, with n of N articles having it, and as much again, by the count
   of titles and tags, when it stands in an article's title or tags.
3. The database adds up weights, the rarest words first, until it has looked at 5,000 places: so a word of every other
   article costs nothing. A word that alone has more places than that counts in the first 5,000 of them only.
4. The best 25 are weighed again by all words. Below the floor nothing is relevant (`_relevant`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from math import fsum, log
from typing import NamedTuple

from django.db import connection

from petclinic.case import Source
from petclinic.knowledge.bigrams import words
from petclinic.knowledge.index import ALL, TOPIC
from petclinic.knowledge.passages import passage
from petclinic.knowledge.stop_words import GENERIC, STOP
from petclinic.models.knowledge import Article
from petclinic.models.knowledge_index import ArticleIndex, ArticleTerm

MOST_CHARACTERS = 10_000
MOST_WORDS = 64
MOST_PLACES = 5_000
CANDIDATES = 25
ENOUGH_SHARED = 0.5
ENOUGH_WORDS = 2
ENOUGH_WITH_TOPIC = 0.08

POSTGRESQL = """
SELECT place.article_id, sum(asked.weight) AS score
FROM unnest(%s::text[], %s::float8[]) AS asked (word, weight)
CROSS JOIN LATERAL (
  SELECT article_id FROM petclinic_articleindex
  WHERE string_to_array(words, ' ') @> ARRAY[asked.word] AND species = ANY (%s) LIMIT %s
) AS place
GROUP BY place.article_id ORDER BY score DESC, place.article_id LIMIT %s
"""
SQLITE = """
SELECT article_id, sum(weight) AS score FROM ({places})
GROUP BY article_id ORDER BY score DESC, article_id LIMIT %s
"""
SQLITE_PLACES = """
SELECT * FROM (
  SELECT i.article_id, %s AS weight FROM petclinic_articlefts
  JOIN petclinic_articleindex i ON i.article_id = petclinic_articlefts.rowid
  WHERE petclinic_articlefts MATCH %s AND i.species IN ({species}) LIMIT %s
)
"""


class Hit(NamedTuple):
    """An article that says something about the question, the sum of the weights, and where it says it."""

    article: Article
    score: float
    passage: str

    @property
    def source(self) -> Source:
        article = self.article
        return Source(
            article=article.pk,
            title=article.title,
            passage=self.passage,
            publisher=article.publisher,
            url=article.url,
            date=article.source_date,
            signed=article.signed,
        )


@dataclass(frozen=True)
class Asked:
    """The words of a question in its order, each with its weight, and how many articles have which."""

    words: tuple[str, ...]
    weights: Mapping[str, float]
    counts: Mapping[str, int]

    @property
    def telling(self) -> list[str]:
        return [word for word in self.words if word not in GENERIC]


def search(query: str, *, species: str = "", limit: int = 5) -> list[Hit]:
    """The best articles, best first, for `cat`, `dog` or "" = any; an empty list when nothing is relevant."""
    asked = _asked(query)
    if limit < 1 or not any(asked.counts.get(word) for word in asked.telling):
        return []
    kinds = [species, Article.Species.BOTH] if species else list(Article.Species.values)
    ranked = sorted(_weighed(asked, _candidates(asked, kinds)), key=lambda found: (-found[1], found[0]))[:limit]
    articles = Article.objects.select_related("signed_by").in_bulk([pk for pk, _score in ranked])
    return [
        Hit(articles[pk], score, passage(articles[pk].text, asked.weights)) for pk, score in ranked if pk in articles
    ]


def _asked(query: str) -> Asked:
    read = dict.fromkeys(word for word in words(query[:MOST_CHARACTERS]) if word not in STOP)
    asked = tuple(islice(read, MOST_WORDS))
    keys = [ALL, *asked, *(TOPIC + word for word in asked)]
    counts = dict(ArticleTerm.objects.filter(pk__in=keys, articles__gt=0).values_list("term", "articles"))
    number = counts.get(ALL, 0)
    return Asked(asked, {key: _weight(number, counts.get(key, 0)) for key in keys[1:]}, counts)


def _weight(number: int, having: int) -> float:
    return log(1 + (max(number - having, 0) + 0.5) / (having + 0.5))


def _candidates(asked: Asked, kinds: Collection[str]) -> list[int]:
    chosen = _rarest(asked)
    weights = [asked.weights[word] for word in chosen]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL, [chosen, weights, list(kinds), MOST_PLACES, CANDIDATES])
        else:
            places = SQLITE_PLACES.format(species=", ".join(["%s"] * len(kinds)))
            sql = SQLITE.format(places=" UNION ALL ".join([places] * len(chosen)))
            values: list[str | float] = []
            for weight, word in zip(weights, chosen, strict=True):
                values += [weight, f'"{word}"', *kinds, MOST_PLACES]
            cursor.execute(sql, [*values, CANDIDATES])
        return [pk for pk, _score in cursor.fetchall()]


def _rarest(asked: Asked) -> list[str]:
    """The words to look up, rarest first, that have MOST_PLACES places together; at least one."""
    known = [word for word in asked.weights if asked.counts.get(word) and word.removeprefix(TOPIC) not in GENERIC]
    known.sort(key=lambda word: (asked.counts[word], word))
    chosen: list[str] = []
    places = 0
    for word in known:
        places += asked.counts[word]
        if chosen and places > MOST_PLACES:
            break
        chosen.append(word)
    return chosen


def _weighed(asked: Asked, candidates: Collection[int]) -> Iterable[tuple[int, float]]:
    for pk, text in ArticleIndex.objects.filter(pk__in=candidates).values_list("pk", "words"):
        there = {*text.split(" ")}
        if _relevant(asked, there):
            yield pk, round(fsum(weight for word, weight in asked.weights.items() if word in there), 6)


def _relevant(asked: Asked, there: Collection[str]) -> bool:
    """The floor, counted and not weighed, so that it stays where it is as the knowledge base grows.

    A word of the title or a tag is enough for a short question, a long one needs some more; without such a word it is
    half of what was asked.
    """
    telling = asked.telling
    shared = sum(word in there for word in telling)
    if any(TOPIC + word in there for word in telling):
        return shared >= ENOUGH_WITH_TOPIC * len(telling)
    return shared >= min(ENOUGH_WORDS, len(telling)) and shared >= ENOUGH_SHARED * len(telling)
