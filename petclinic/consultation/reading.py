"""Reads a case: which complaints, what was told about each question, which signs are there, what is still missing.

texts -> `words.plain`           one form of each character, the pet's name out of the way
      -> `symptoms.mentions`     which signs, there or not -> the complaints, the chief one first
      -> `dialogue.exchanges`    what was asked, what was replied
      -> `choosing`              the option that each reply, or anything she said by the way, chooses
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from petclinic.case import Answered, Case, Pet, Understanding
from petclinic.consultation import animal
from petclinic.consultation.catalogue import CATALOGUE, GENERAL, INQUIRIES, SPECIES, Complaint, Inquiry
from petclinic.consultation.choosing import UNKNOWN, Chosen, choose, overhear, title_of
from petclinic.consultation.dialogue import CORRECTION, Exchange, Part, exchanges, parts
from petclinic.consultation.symptoms import LAST, LEADS, Mention, mentions, named_for
from petclinic.consultation.texts import Texts

URGENT = ("呼吸困难", "舌头发紫", "抽搐", "昏倒", "反应迟钝")
"""Signs with which nobody should go on asking. How urgent a case is, the red flags decide, not this."""
EMERGENCY = "急诊科"
SHORT = 12
"""Characters of a correction that may be about the last answer."""
MOST_REPLIES = 10
"""After so many replies to questions nobody wants to be asked more."""

_PLACE_OF = {
    "vomiting": "吐",
    "diarrhoea": "便",
    "not_eating": "嘴",
    "itching": "皮",
    "limping": "腿",
    "cough": "鼻",
    "eye": "眼",
    "ear": "耳",
    "urinary": "尿",
    "poisoning": "吐",
}
"""What the talk is about while it names no place of its own, as `choosing.PLACES` calls it."""

_CLOSING = re.compile(
    r"(?:就这些|没有了|没了|没别的|没其他|没有其他|没有别的|没什么了|就这样|不想答|别问|先这样|没有补充|没啦)"
)
_NONE_OF_THESE = re.compile(r"以上(?:症状)?(?:都|均)?(?:没有|无)|都没有(?:以上)?|没有(?:这些|以上)")


class Reading(msgspec.Struct):
    """A case as read: the animal, the complaints, every answer by its slot, signs, and what was asked how often."""

    case: Case
    pet: Pet
    complaints: tuple[Complaint, ...]
    texts: Texts
    answers: dict[str, Answered] = {}
    signs: dict[str, bool] = {}
    asked: Counter[str] = msgspec.field(default_factory=Counter)
    replies: int = 0
    tired: bool = False

    @property
    def chief(self) -> Complaint:
        return self.complaints[0]

    def required(self, complaint: Complaint) -> list[Inquiry]:
        """What must be known of a complaint for this animal, in the catalogue's order."""
        first = [SPECIES] if animal.applies(SPECIES, self.pet, self.answers) else []
        return first + [q for q in complaint.question if q.required and animal.applies(q, self.pet, self.answers)]

    def settled(self, inquiry: Inquiry) -> bool:
        """Answered, or asked twice without getting anywhere."""
        return inquiry.slot in self.answers or self.asked[inquiry.slot] >= 2

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(inquiry.slot for inquiry in self.required(self.chief) if not self.settled(inquiry))

    @property
    def enough(self) -> bool:
        return not self.missing or self.replies >= MOST_REPLIES or self.tired

    def present(self) -> tuple[str, ...]:
        return tuple(name for name, there in self.signs.items() if there)


def read(case: Case) -> Reading:
    """Everything that the rules read out of a case; linear in its length, and bounded."""
    texts = Texts(case)
    complaint, said = texts.complaint, texts.said
    pet = animal.from_words(case.pet, said)
    signs: dict[str, bool] = {}
    complaints = _complaints(complaint, said, signs)
    reading = Reading(case=case, pet=pet, complaints=complaints, signs=signs, texts=texts)
    talk = exchanges(texts.turns, _inquiries(complaints))
    _listen(reading, complaint)
    for exchange in talk:
        _hear(reading, exchange)
    reading.pet = animal.from_answers(pet, reading.answers)
    reading.complaints = _with_answers(reading)
    reading.tired = _tired(talk)
    return reading


def understand(case: Case) -> Understanding:
    """What the rules read out of a case; it never raises, whatever was said."""
    reading = read(case)
    chief = reading.chief
    return Understanding(
        complaints=tuple(complaint.key for complaint in reading.complaints),
        keyword=chief.keyword,
        unit=EMERGENCY if chief.key == GENERAL and any(map(reading.signs.get, URGENT)) else chief.unit,
        answers=tuple(reading.answers.values()),
        present=reading.present(),
        denied=tuple(name for name, there in reading.signs.items() if not there),
        missing=reading.missing,
        unknown=tuple(one.label for one in reading.required(chief) if not reading.settled(one)),
        enough=reading.enough,
    )


def animal_of(case: Case) -> Pet:
    """The animal, with the species and the sex that its owner's words tell where the profile is silent."""
    if case.pet.species and case.pet.sex:
        return case.pet
    told = read(case).pet
    return msgspec.structs.replace(case.pet, species=told.species, sex=told.sex)


def enough(case: Case) -> bool:
    """Whether asking on would not change what is said in the summary."""
    return read(case).enough


def _complaints(complaint: str, said: Sequence[str], signs: dict[str, bool]) -> tuple[Complaint, ...]:
    """The complaints by rank and place in the first sentence, then in the order of the talk; fills `signs`."""
    first = mentions(complaint)
    _note(signs, first, corrected=False)
    opening = _ranked(first)
    later: list[str] = []
    for text in said[1:]:
        found = mentions(text)
        _note(signs, found, corrected=False)
        later += [LEADS[m.name] for m in found if m.name in LEADS and not m.how and not m.weak]
    keys = [key for key in dict.fromkeys([*opening, *later]) if key != GENERAL]
    chief = CATALOGUE[keys[0]] if keys else CATALOGUE[GENERAL]
    for name in [name for name in signs if named_for(name, chief.key) != name]:
        signs[named_for(name, chief.key)] = signs.pop(name)
    kept = [key for key in keys if _still(signs, key)]
    return tuple(CATALOGUE[key] for key in kept) or (CATALOGUE[GENERAL],)


def _ranked(found: list[Mention]) -> list[str]:
    """Complaints of the first sentence: the graver kind first, plain words before fears, bare places last."""
    score: dict[str, tuple[float, int]] = {}
    for item in found:
        key = LEADS.get(item.name) or LAST.get(item.name, "")
        if not key or item.how in {"no", "not", "asked"}:
            continue
        doubt = {"suspected": 3.5, "over": 1.0}.get(item.how, 5.0 if item.weak or item.name in LAST else 0.0)
        score[key] = min(score.get(key, (99.0, 0)), (doubt - CATALOGUE[key].rank, item.start))
    strong = {key: value for key, value in score.items() if value[0] < 3}
    return sorted(strong or score, key=lambda key: score[key])


def _still(signs: dict[str, bool], key: str) -> bool:
    """A complaint stays unless every sign that led to it was denied in the end."""
    led = [there for name, there in signs.items() if LEADS.get(name) == key]
    return not led or any(led)


def _note(signs: dict[str, bool], found: Iterable[Mention], corrected: bool) -> None:
    """Writes down what was said of each sign. A later `no` does not undo that it was seen, a correction does."""
    for item in found:
        if item.weak and item.how == "":
            continue
        if item.how in {"", "over"}:
            signs[item.name] = True
        elif item.how == "not" or (item.how == "no" and (corrected or not signs.get(item.name))):
            signs[item.name] = False


def _inquiries(complaints: Sequence[Complaint]) -> list[Inquiry]:
    """What may be asked, the chief complaint's first; then everything else that the catalogue knows."""
    found = {question.slot: question for complaint in reversed(complaints) for question in complaint.question}
    chief = {question.slot: question for question in complaints[0].question}
    return list((chief | {k: v for k, v in found.items() if k not in chief} | {"species": SPECIES} | {
        slot: inquiry for slot, inquiry in INQUIRIES.items() if slot not in found and slot not in chief
    }).values())  # fmt: skip


def _hear(reading: Reading, exchange: Exchange) -> None:
    """Takes one exchange: the replies to what was asked, corrections, and what was told by the way."""
    reading.asked.update(exchange.asked)
    if not exchange.replies:
        return
    reading.replies += bool(exchange.asked)
    known = {inquiry.slot: inquiry for inquiry in _inquiries(reading.complaints)}
    found = parts([known[slot] for slot in exchange.asked], exchange.replies)
    for part in found:
        _take(reading, known[part.slot], part)
    for reply in exchange.replies:
        if CORRECTION.match(reply):
            _correct(reading, reply)
        else:
            _listen(reading, reply, dated=not exchange.asked or "开始" in reply)
        if _NONE_OF_THESE.search(reply) and not exchange.asked:
            for title in reading.chief.related:
                _note(reading.signs, [m._replace(how=m.how or "no") for m in mentions(title)], corrected=False)


def _take(reading: Reading, inquiry: Inquiry, part: Part) -> None:
    """A direct answer. Words that answer nothing are not taken the first time: she may have spoken of other things."""
    if not part.chosen.sure and reading.asked[inquiry.slot] < 2 and _speaks_of_others(reading, inquiry, part.words):
        return
    _answer(reading, inquiry, part.words, part.chosen)
    _follow(reading, inquiry, part.chosen)


def _follow(reading: Reading, inquiry: Inquiry, chosen: Chosen) -> None:
    """The signs that follow from the options she chose, or from a plain yes."""
    if chosen.yes and not chosen.options and inquiry.symptom:
        reading.signs[inquiry.symptom] = True
    for place in chosen.options:
        reading.signs |= dict.fromkeys(inquiry.options[place].denied, False)
        reading.signs |= dict.fromkeys(inquiry.options[place].present, True)


def _speaks_of_others(reading: Reading, inquiry: Inquiry, text: str) -> bool:
    others = [question for question in reading.chief.question if question.slot != inquiry.slot]
    return any(overhear(question, text) for question in others)


def _listen(reading: Reading, text: str, corrects: bool = False, dated: bool = True) -> None:
    """Fills what she told without being asked; only a correction replaces an answer.

    Not `dated`: a time in it answers what was asked (五个小时前), so it does not tell since when all this is.
    """
    place = _PLACE_OF.get(reading.chief.key, "")
    for inquiry in [inquiry for complaint in reading.complaints[:3] for inquiry in complaint.question]:
        if (inquiry.slot in reading.answers and not corrects) or inquiry.symptom == reading.chief.symptom:
            continue
        if inquiry.reads == "hours" and not dated:
            continue
        if found := overhear(inquiry, text, place):
            _answer(reading, inquiry, found[1], found[0])


def _correct(reading: Reading, text: str) -> None:
    """不对，是两次: first the last answer is meant, if the words could answer that; else what they speak of."""
    said = CORRECTION.sub("", text).strip("，,。.了 ").removeprefix("是")
    known = {inquiry.slot: inquiry for inquiry in _inquiries(reading.complaints)}
    last = known.get(next(reversed(reading.answers), ""))
    chosen = choose(last, said) if last and len(said) <= SHORT else None
    if last and chosen:
        _answer(reading, last, said, chosen)
        _follow(reading, last, chosen)
    else:
        _note(reading.signs, mentions(text), corrected=True)
        _listen(reading, text, corrects=True)


def _answer(reading: Reading, inquiry: Inquiry, words: str, chosen: Chosen) -> None:
    reading.answers[inquiry.slot] = Answered(
        slot=inquiry.slot,
        label=inquiry.label,
        words=reading.texts.own_words(words),
        option=title_of(inquiry, chosen),
    )


def _with_answers(reading: Reading) -> tuple[Complaint, ...]:
    """The complaints, and those that follow from the options she chose."""
    keys = [complaint.key for complaint in reading.complaints]
    led = [LEADS[name] for name, there in reading.signs.items() if there and name in LEADS]
    real = [key for key in dict.fromkeys([*keys, *led]) if key != GENERAL and _still(reading.signs, key)]
    return tuple(CATALOGUE[key] for key in real) or (CATALOGUE[GENERAL],)


def _tired(talk: Sequence[Exchange]) -> bool:
    """She has said 没有了 twice running, or that she does not know four times."""
    answered = [" ".join(exchange.replies) for exchange in talk if exchange.asked and exchange.replies]
    last = [bool(len(text) <= 20 and (_CLOSING.search(text) or UNKNOWN.search(text))) for text in answered[-2:]]
    unknown = sum(len(text) <= 20 and bool(UNKNOWN.search(text)) for text in answered)
    return (len(last) == 2 and all(last)) or unknown >= 4
