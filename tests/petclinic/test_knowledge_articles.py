"""The starter articles: short, sourced, without doses, and honest about not being signed."""

import re
from datetime import date
from pathlib import Path

import pytest

from petclinic.knowledge.importing import STARTER
from petclinic.knowledge.reading import read

PATHS = sorted(path for path in STARTER.glob("*.md") if path.stem != "README")
TODAY = date(2026, 11, 21)
DOSE = re.compile(r"[0-9.]+\s*(?:mg|毫克|ml|毫升|μg|微克|iu|国际单位|片|粒)|每公斤", re.IGNORECASE)


def test_there_are_at_least_twenty() -> None:
    assert len(PATHS) >= 20


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_each_is_short_and_says_where_it_comes_from(path: Path) -> None:
    (found,) = read(path.name, path.read_bytes(), TODAY)
    draft = found.draft
    assert draft, found.problem
    assert draft.key == path.stem
    assert 200 <= len(re.findall(r"[\u4e00-\u9fff]", draft.text)) <= 500
    assert draft.publisher
    assert draft.source_title
    assert draft.url.startswith("http")
    assert draft.retrieved_at
    assert len(draft.tags) >= 4
    assert not DOSE.search(draft.text)


def test_the_readme_says_that_no_vet_has_signed() -> None:
    assert "None is signed by a veterinarian" in (STARTER / "README.md").read_text()
