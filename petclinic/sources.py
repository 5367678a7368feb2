"""The articles behind an answer: the few that fit the case, with the passage that fits."""

from petclinic.case import Case, Source, Species, Understanding
from petclinic.knowledge.search import search

MOST = 4


def sources_for(case: Case, understanding: Understanding) -> list[Source]:
    """By the complaint and what was found out; nothing when the knowledge base has nothing on it."""
    told = [answer.option or answer.words for answer in understanding.answers]
    query = " ".join([understanding.keyword, case.complaint[:200], *understanding.present[:8], *told[:8]])
    return found(query, case.pet.species)


def found(query: str, species: Species = "") -> list[Source]:
    return [hit.source for hit in search(query, species=species, limit=MOST)]
