"""What to ask next, in the words of a good vet: questions with options, signs to tick, and first questions for a pet."""

from zlib import crc32

import msgspec

from petclinic.case import Case, Pet
from petclinic.consultation import animal
from petclinic.consultation.catalogue import CATALOGUE, Inquiry
from petclinic.consultation.reading import Reading, read
from petclinic.consultation.symptoms import mentions
from petclinic.consultation.words import plain

MOST_OF_OTHERS = 3
"""Questions about a second complaint; the first one is what she came for."""


class Option(msgspec.Struct, frozen=True):
    """One option as on the wire; `choice` is `A`, `B`, ..."""

    choice: str
    title: str


class Question(msgspec.Struct, frozen=True):
    """One question as on the wire; the same `id` is always the same thing asked, however it is worded."""

    id: int
    content: str
    options: list[Option]


def next_questions(case: Case, most: int = 3) -> list[Question]:
    """The next questions, the most telling first; none that was answered, none once she is tired of them."""
    reading = read(case)
    return [worded(reading, inquiry) for inquiry in upcoming(reading)[: max(0, most)]]


def upcoming(reading: Reading) -> list[Inquiry]:
    """Everything that could still be asked, in order: dangers first, then the complaint, then the rest."""
    if reading.tired:
        return []
    chief = reading.chief
    graver = [c for c in reading.complaints[1:] if c.rank > max(chief.rank, 0)]
    others = [c for c in reading.complaints[1:] if c not in graver]
    wanted = [inquiry for complaint in graver for inquiry in reading.required(complaint)]
    wanted += reading.required(chief)
    wanted += [inquiry for complaint in others for inquiry in reading.required(complaint)][:MOST_OF_OTHERS]
    wanted += [inquiry for inquiry in chief.question if animal.applies(inquiry, reading.pet, reading.answers)]
    first = {inquiry.slot: inquiry for inquiry in reversed(wanted)}
    order = dict.fromkeys(inquiry.slot for inquiry in wanted)
    return [first[slot] for slot in order if not reading.settled(first[slot])]


def worded(reading: Reading, inquiry: Inquiry) -> Question:
    """The question for this pet. Which wording is decided by the case, and asked again it is another one."""
    name = animal.called(reading.pet)
    turn = (
        crc32(f"{inquiry.slot}{name}{reading.case.complaint[:50]}".encode(errors="replace"))
        + reading.asked[inquiry.slot]
    )
    content = inquiry.ask[turn % len(inquiry.ask)].replace("{pet}", name)
    options = [Option(chr(ord("A") + place), option.title) for place, option in enumerate(inquiry.options)]
    return Question(inquiry.id, content, options)


def related_symptoms(case: Case) -> list[str]:
    """Signs to tick that go with the complaint and that she has not spoken of yet."""
    reading = read(case)
    return [title for title in reading.chief.related if not _spoken_of(reading, title)]


def _spoken_of(reading: Reading, title: str) -> bool:
    return any(mention.name in reading.signs for mention in mentions(plain(title)))


_FIRST = {
    "cat": ("{pet}吐了，需要去医院吗？", "{pet}一天没怎么吃东西，要紧吗？", "{pet}老是挠耳朵、甩头是怎么了？"),
    "dog": ("{pet}拉肚子了，是吃坏了吗？", "{pet}吐了黄水，是怎么回事？", "{pet}走路一瘸一拐，要不要拍片？"),
    "": ("猫猫狗狗吐了，要不要马上去医院？", "它不吃东西，是哪里不舒服？", "它总是挠，是皮肤病吗？"),
}


def suggested_first_questions(pet: Pet) -> list[str]:
    """Four to six things that an owner of such a pet might begin with; always the same for the same pet."""
    name = animal.called(pet)
    age = pet.age_months
    found: list[str] = []
    if pet.species == "cat" and pet.sex != "female":
        found.append("{pet}老往猫砂盆跑，却尿不出来，怎么办？")
    if pet.species == "dog":
        found.append("{pet}偷吃了巧克力，会不会中毒？")
    if age is not None and age < 12:
        found.append("{pet}还小，拉肚子又没精神，会不会是" + ("猫瘟？" if pet.species == "cat" else "细小？"))
    if age is not None and age >= 84:
        found.append("{pet}年纪大了，最近喝水多又变瘦，要查什么？")
    if pet.sex == "female" and pet.neutered is False and (age is None or age >= 12):
        found.append("{pet}没绝育，下面有分泌物，正常吗？")
    found += _FIRST[pet.species]
    found.append("{pet}眼睛红红的，还流眼泪，是发炎了吗？")
    return [text.replace("{pet}", name) for text in found[:6]]


def keywords() -> dict[str, str]:
    """Every complaint's key and what it is called on the page, in order."""
    return {key: complaint.keyword for key, complaint in CATALOGUE.items()}
