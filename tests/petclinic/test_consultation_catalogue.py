"""The catalogue's data hold together: ids, slots, wordings and words that the reader itself understands."""

import re
from itertools import combinations

import pytest

from petclinic.consultation import CATALOGUE, Complaint
from petclinic.consultation.catalogue import INQUIRIES, Choice, Inquiry
from petclinic.consultation.choosing import choose, title_of
from petclinic.consultation.dialogue import asked_in
from petclinic.consultation.symptoms import mentions
from petclinic.consultation.words import plain

COMPLAINTS = list(CATALOGUE.values())
QUESTIONS = [(complaint, question) for complaint in COMPLAINTS for question in complaint.question]
every_complaint = pytest.mark.parametrize("complaint", COMPLAINTS, ids=lambda c: c.key)
every_question = pytest.mark.parametrize(
    ("complaint", "question"), QUESTIONS, ids=lambda value: getattr(value, "key", getattr(value, "slot", ""))
)


def test_there_are_ten_complaints_and_a_general_one() -> None:
    assert list(CATALOGUE) == [
        "vomiting",
        "diarrhoea",
        "not_eating",
        "itching",
        "limping",
        "cough",
        "eye",
        "ear",
        "urinary",
        "poisoning",
        "general",
    ]


def test_an_id_belongs_to_one_slot() -> None:
    ids = [inquiry.id for inquiry in INQUIRIES.values()]
    assert len(ids) == len(set(ids))


@every_complaint
def test_every_trigger_leads_to_its_complaint(complaint: Complaint) -> None:
    for trigger in complaint.triggers:
        assert complaint.symptom in {mention.name for mention in mentions(plain(trigger))}


@every_complaint
def test_every_sign_to_tick_is_understood_when_she_ticks_it(complaint: Complaint) -> None:
    for title in complaint.related:
        assert [mention.how for mention in mentions(plain(title))], title


@every_complaint
def test_a_complaint_says_what_to_watch_when_to_go_and_about_pictures(complaint: Complaint) -> None:
    assert len(complaint.watch) >= 3
    assert len(complaint.go) >= 3
    assert complaint.picture.ask or complaint.picture.none
    assert not complaint.picture.when or complaint.picture.none


@every_complaint
def test_five_to_eight_things_must_be_known_and_each_has_a_reason(complaint: Complaint) -> None:
    required = [question for question in complaint.question if question.required]
    assert 5 <= len(required) <= 9
    assert all(question.why for question in required)


@every_question
def test_each_wording_is_known_again(complaint: Complaint, question: Inquiry) -> None:
    for wording in question.ask:
        for name in ("咪咪", "Lucky", "小家伙"):
            assert asked_in(wording.replace("{pet}", name), ()) == (question.slot,)


@every_question
def test_each_title_chooses_its_option(complaint: Complaint, question: Inquiry) -> None:
    for option in question.options:
        chosen = choose(question, option.title)
        assert chosen, option.title
        assert title_of(question, chosen) == option.title


@every_question
def test_each_of_her_words_chooses_its_option(complaint: Complaint, question: Inquiry) -> None:
    for option in question.options:
        for word in option.says:
            chosen = choose(question, word)
            assert chosen, word
            assert option.title in title_of(question, chosen), word


@every_question
def test_a_question_is_spoken_to_a_person(complaint: Complaint, question: Inquiry) -> None:
    assert len(question.ask) >= 2
    assert len(set(question.ask)) == len(question.ask)
    for wording in question.ask:
        assert 6 <= len(wording) <= 60
        assert wording[-1] in "？。"
        assert not re.search(r"请选择|请输入|请填写|您", wording)
    assert 2 <= len(question.options) <= 6


@every_question
def test_no_title_stands_within_another(complaint: Complaint, question: Inquiry) -> None:
    for one, other in combinations([option.title for option in question.options], 2):
        assert one not in other
        assert other not in one


@every_question
def test_what_follows_on_an_answer_names_real_options(complaint: Complaint, question: Inquiry) -> None:
    for slot, titles in question.after.items():
        assert set(titles) <= {option.title for option in INQUIRIES[slot].options}


@every_complaint
def test_causes_name_real_options(complaint: Complaint) -> None:
    own = {question.slot: question for question in complaint.question}
    for cause in complaint.cause:
        for slot, titles in cause.answers.items():
            assert set(titles) <= {option.title for option in own[slot].options}, (cause.text, slot)


def test_reasons_ask_nothing_so_that_they_are_no_questions_themselves() -> None:
    assert not [question.slot for _, question in QUESTIONS if re.search(r"[?？]", question.why)]


def test_ranges_of_amounts_leave_no_gap() -> None:
    def ranges(question: Inquiry, of: str) -> list[tuple[float, float]]:
        return sorted(getattr(option, of) for option in question.options if getattr(option, of))

    for _, question in QUESTIONS:
        for low, high in zip(ranges(question, "hours"), ranges(question, "hours")[1:], strict=False):
            assert low[1] == high[0]
        for low, high in zip(ranges(question, "times"), ranges(question, "times")[1:], strict=False):
            assert low[1] + 1 == high[0]


def test_an_option_is_either_yes_no_or_unknown() -> None:
    def kinds(option: Choice) -> int:
        return option.yes + option.no + option.unknown

    assert all(kinds(option) <= 1 for _, question in QUESTIONS for option in question.options)


@every_complaint
def test_no_complaint_asks_whether_it_is_there_itself(complaint: Complaint) -> None:
    assert complaint.symptom not in {question.symptom for question in complaint.question}
