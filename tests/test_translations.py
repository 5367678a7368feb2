"""English is complete: every Chinese text of code and templates has its translation, and the file is compiled."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "locale/en/LC_MESSAGES"
FUNCTIONS = {"_", "gettext", "gettext_lazy"}


def catalogue() -> dict[str, str]:
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', (FOLDER / "django.po").read_text(), re.MULTILINE)
    return {ast.literal_eval(f'"{msgid}"'): ast.literal_eval(f'"{msgstr}"') for msgid, msgstr in pairs}


def texts_in_code() -> Iterator[str]:
    for folder in ("config", "gym", "petclinic", "chatflow", "streams"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                match node:
                    case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text)), *_]) if (
                        name in FUNCTIONS
                    ):
                        yield text


def texts_in_templates() -> Iterator[str]:
    for path in (ROOT / "templates").rglob("*.*"):
        source = path.read_text()
        yield from (found[1] for found in re.findall(r"""\{% translate (["'])(.+?)\1""", source))
        for block in re.findall(r"\{% blocktranslate[^%]*%\}(.*?)\{% endblocktranslate", source, re.DOTALL):
            yield re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", block.strip())


@pytest.mark.parametrize("text", sorted({*texts_in_code(), *texts_in_templates()}))
def test_every_text_has_its_english(text: str) -> None:
    english = catalogue()[text]
    assert english
    assert set(re.findall(r"%\(\w+\)s|%%", text)) == set(re.findall(r"%\(\w+\)s|%%", english))
    assert not re.search(r"[\u4e00-\u9fff]", english)


def test_the_compiled_file_is_that_of_the_source() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert {text: compiled.gettext(text) for text in catalogue()} == catalogue()


def test_nothing_is_translated_that_is_not_used() -> None:
    assert set(catalogue()) <= {*texts_in_code(), *texts_in_templates()}


def test_a_summary_in_english_has_no_chinese_left() -> None:
    from gym import writer
    from tests.gym.test_writer import WEIGHED, table_with

    rows = [*WEIGHED, ("trend_rate", -0.5), ("planned", 4), ("completed", 3), ("sets_total", 30), ("sets_legs", 12)]
    table = table_with("fat_loss", *rows)
    table["facts"][0]["value"] = "Alice"
    with translation.override("en"):
        text = writer.weekly_summary(table)
    assert not re.search(r"[\u4e00-\u9fff]", text)
    assert "down by 1 kg. With the daily" in text
