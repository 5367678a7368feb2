"""The question logic of the consultation: pure functions over a `Case`, the same answer for the same case, always.

    understand            what the rules read out of it
    next_questions        what to ask, with options; related_symptoms: what to tick; enough: when to stop
    need_image, reason    whether a picture helps; why the next questions are asked
    causes, at_home, when_to_go    the catalogue's advice for what was understood, for summary and report

The data is in `catalogue/*.toml` (one file for each complaint), `shared.toml` and `symptoms.toml`.
"""

from petclinic.consultation.catalogue import CATALOGUE, Complaint
from petclinic.consultation.explaining import at_home, causes, need_image, reason, when_to_go
from petclinic.consultation.questions import (
    Option,
    Question,
    next_questions,
    related_symptoms,
    suggested_first_questions,
)
from petclinic.consultation.reading import animal_of, enough, understand

__all__ = [
    "CATALOGUE",
    "Complaint",
    "Option",
    "Question",
    "animal_of",
    "at_home",
    "causes",
    "enough",
    "need_image",
    "next_questions",
    "reason",
    "related_symptoms",
    "suggested_first_questions",
    "understand",
    "when_to_go",
]
