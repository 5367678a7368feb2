"""The consultation as a conversation: what comes next, worked out from what has been said.

The portal asks one question at a time, by the rules; the summary at its end is written by whoever writes here.
The stages are those of the documents: 4 questions, 5 symptoms to tick, 7 a picture.
"""

from dataclasses import dataclass, field

from petclinic import consultation as rules
from petclinic.case import Case
from petclinic.gathering import case_of
from petclinic.models import Consultation

ASKED, TICKED, PICTURED = "4", "5", "7"
BEFORE_SYMPTOMS = 2
MOST_QUESTIONS = 10


@dataclass(frozen=True)
class Next:
    """`kind` is `ask`, `symptoms`, `photo` or `enough`."""

    kind: str
    words: str = ""
    options: list[str] = field(default_factory=list)
    why: str = ""


def next_step(consultation: Consultation) -> Next:
    case = case_of(consultation)
    stages = list(consultation.turns.filter(role="user").values_list("stage", flat=True))
    asked = stages.count(ASKED)
    if asked >= BEFORE_SYMPTOMS and TICKED not in stages:
        ticks = rules.related_symptoms(case)
        if ticks:
            return Next("symptoms", "还有没有下面这些情况？有就勾上，没有也告诉我。", list(ticks))
    if TICKED in stages and PICTURED not in stages:
        wanted, explain = rules.need_image(case)
        if wanted:
            return Next("photo", explain)
    if asked < MOST_QUESTIONS and not rules.enough(case):
        return _question(case)
    return Next("enough")


def _question(case: Case) -> Next:
    questions = rules.next_questions(case)
    if not questions:
        return Next("enough")
    first = questions[0]
    return Next("ask", first.content, [option.title for option in first.options], rules.reason(case))
