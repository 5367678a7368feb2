"""Word lists of this package, out of its TOML files: words between spaces."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path


@cache
def lists(file: str) -> dict[str, tuple[str, ...]]:
    """All lists of `<file>.toml` by name."""
    text = (Path(__file__).parent / f"{file}.toml").read_text(encoding="utf-8")
    return {name: tuple(words.split()) for name, words in tomllib.loads(text).items()}


def one_of(words: Iterable[str]) -> str:
    """A regular expression of any of these words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"
