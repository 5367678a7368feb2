"""Cases told as a talk: the complaint, then what was asked and what was replied."""

from petclinic.case import Answered, Case, Pet, Turn
from petclinic.consultation import Question, next_questions, understand
from petclinic.consultation.catalogue import INQUIRIES

CAT = Pet(name="咪咪", species="cat")
DOG = Pet(name="豆豆", species="dog")


def case(complaint: str, *said: str, pet: Pet = CAT) -> Case:
    """A case whose turns alternate: asked, replied, asked, replied."""
    turns = tuple(Turn(role="user" if place % 2 else "ai", content=text) for place, text in enumerate(said))
    return Case(pet=pet, complaint=complaint, turns=turns)


def ask(*slots: str) -> str:
    """The catalogue's own wording for these slots, as one turn."""
    return "\n".join(INQUIRIES[slot].ask[0].replace("{pet}", "咪咪") for slot in slots)


def answers(told: Case) -> dict[str, Answered]:
    return {answer.slot: answer for answer in understand(told).answers}


def options(told: Case) -> dict[str, str]:
    """What was understood, as the titles chosen by slot."""
    return {slot: answer.option for slot, answer in answers(told).items()}


def slots(questions: list[Question]) -> list[str]:
    by_id = {inquiry.id: slot for slot, inquiry in INQUIRIES.items()}
    return [by_id[question.id] for question in questions]


def asked_next(told: Case, most: int = 30) -> list[str]:
    """The slots that would be asked now, in order."""
    return slots(next_questions(told, most))
