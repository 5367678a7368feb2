"""python -m bench.knowledge [--articles 100000] [--sqlite]: how long a search of the knowledge base takes.

A database of its own is made on POSTGRES_URL (or a file, with --sqlite) and dropped at the end, and filled with made-up
articles of some 300 characters: sentences of the starter articles, because questions must find something, among words
that are as unevenly common as words are; 宠物 and 狗狗 stand in most. Each question is asked again and again; all of a
search is measured, from the text to the passages. `for cats` asks for one kind of animal. Filling takes minutes.
"""

import argparse
import contextlib
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

from bench import aggregates
from bench.load import percentile

QUESTIONS = {
    "a complaint": "狗狗一直吐黄水，没精神，怎么办",
    "an emergency": "公猫两天没尿了，一直蹲猫砂盆",
    "a poison": "泰迪偷吃了半板巧克力",
    "one common word": "呕吐",
    "the commonest words": "宠物狗狗猫咪",
    "common words in a sentence": "我家宠物狗狗今天呕吐腹泻了怎么办",
    "off topic": "红烧肉怎么做才好吃",
    "Latin and numbers": "COVID-19 2024",
    "a whole consultation": "狗狗三岁，昨天晚上开始呕吐，吐了五次，先是没消化的狗粮，后来是黄水，" * 8,
    "100,000 characters": "狗狗昨天吃了骨头以后一直干呕" * 7_200,
}
ROUNDS = 60
BATCH = 2_000
COMMON = ("宠物", "狗狗", "猫咪", "兽医", "主人")


@contextlib.contextmanager
def sqlite() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield


def fill(number: int) -> float:
    """Seconds that it took to write so many articles by the ORM; PostgreSQL makes its index at the end, all at once."""
    from django.db import connection

    from petclinic.knowledge import index
    from petclinic.models import Article

    make = maker(random.Random(7))
    began = time.perf_counter()
    if connection.vendor == "postgresql":
        aggregates.execute("DROP INDEX petclinic_articleindex_words")
    for first in range(0, number, BATCH):
        Article.objects.bulk_create([make(n) for n in range(first, min(number, first + BATCH))], batch_size=BATCH)
    index.install("default")
    return time.perf_counter() - began


def maker(chance: random.Random) -> Callable[[int], "Article"]:  # type: ignore[name-defined]  # noqa: F821
    from petclinic.knowledge.importing import STARTER
    from petclinic.knowledge.passages import plain, sentences
    from petclinic.models import Article

    texts = [path.read_text().split("---\n", 2)[2] for path in sorted(STARTER.glob("*.md")) if path.stem != "README"]
    real = [sentence for text in texts for sentence in sentences(plain(text))]
    characters = [chr(0x4E00 + chance.randrange(20_000)) for _n in range(2_500)]
    words = ["".join(chance.choices(characters, k=2)) for _n in range(40_000)]
    weights = [1 / (rank + 20) for rank in range(len(words))]
    species = ("cat", "dog", "both")

    def make(number: int) -> Article:
        said = chance.choices(words, weights, k=90)
        parts = ["".join(said[at : at + 6]) + "。" for at in range(0, 90, 6)]
        text = "".join([*parts, chance.choice(COMMON), chance.choice(COMMON), "。", *chance.sample(real, 2)])
        title = f"{chance.choice(COMMON)}{chance.choice(real)[:10]}"
        return Article(
            key=f"made-{number}",
            title=title,
            text=text,
            species=species[number % 3],
            tags=chance.choices(words, k=3),
            publisher="bench",
        )

    return make


def times(question: str, species: str = "") -> list[float]:
    """Milliseconds of each search, after two that warm up."""
    from petclinic.knowledge.search import search

    found = []
    for number in range(ROUNDS + 2):
        began = time.perf_counter()
        search(question, species=species)
        if number >= 2:
            found.append(1000 * (time.perf_counter() - began))
    return found


def measure(articles: int) -> None:
    from django.db import connection

    seconds = fill(articles)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    name = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    print(f"{name}, {articles} articles, written in {seconds:.0f} s\n")
    print("| question | found | p50 ms | p95 ms | for cats p95 ms |\n|---|---|---|---|---|")
    from petclinic.knowledge.search import search

    every: list[float] = []
    for name, question in QUESTIONS.items():
        one, cats = times(question), times(question, "cat")
        every += one + cats
        figures = f"{percentile(one, 0.5):.1f} | {percentile(one, 0.95):.1f} | {percentile(cats, 0.95):.1f}"
        print(f"| {name} | {len(search(question))} | {figures} |")
    print(f"| **all** | | {percentile(every, 0.5):.1f} | {percentile(every, 0.95):.1f} | |")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--sqlite", action="store_true", help="a file instead of PostgreSQL")
    options = parser.parse_args()
    with sqlite() if options.sqlite else aggregates.database():
        measure(options.articles)
    return 0


if __name__ == "__main__":
    sys.exit(main())
