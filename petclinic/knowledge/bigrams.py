"""Text as words that can be looked up: the one way for articles and for questions, on both databases."""

import re
import unicodedata
from collections.abc import Iterator

LONGEST_WORD = 40
HAN = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"([{HAN}]+)|((?:(?![{HAN}])[^\W_])+)")


def bigrams(text: str) -> list[str]:
    """The words of a text in its order, repetitions too; nothing but letters and digits, so no database reads syntax.

    NFKC and lower case; a run of Chinese characters becomes its overlapping pairs (a lone one stays), Latin words and
    numbers stay whole, up to 40 characters of them.
    """
    return list(words(text))


def words(text: str) -> Iterator[str]:
    """The same one by one, for who stops early."""
    for run in _RUNS.finditer(unicodedata.normalize("NFKC", text).lower()):
        han, word = run.groups()
        if word:
            yield word[:LONGEST_WORD]
        elif len(han) == 1:
            yield han
        else:
            yield from (han[at : at + 2] for at in range(len(han) - 1))
