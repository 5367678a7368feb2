"""Why the next questions are asked, what the case may be connected with, and whether a picture would help."""

import re
from zlib import crc32

from petclinic.case import Case
from petclinic.consultation import animal
from petclinic.consultation.catalogue import CATALOGUE, GENERAL, Cause
from petclinic.consultation.questions import upcoming
from petclinic.consultation.reading import Reading, read

URGENT = ("呼吸困难", "舌头发紫", "抽搐", "昏倒", "反应迟钝")
"""Signs with which nobody should stop to take a picture. How urgent a case is, the red flags decide, not this."""

_NO_PICTURE = re.compile(r"(?:没有|没)(?:照片|图|拍)|拍不了|拍不到|不方便拍|不想拍|没法拍")
_OPENINGS = ("听下来，", "照你说的，", "目前知道的是，")
_BEFORE_WHY = ("所以接下来想先问清楚几点：", "下面的问题就是为了把它们分开：", "接着问的几个问题都有用意：")


def causes(case: Case, most: int = 3) -> list[str]:
    """What this may be connected with, the likeliest first, in the owner's language: noun phrases for 可能与…有关."""
    return likely(read(case), most)


def likely(reading: Reading, most: int = 3) -> list[str]:
    scored = [
        (-_weight(cause, reading), place, cause.text)
        for place, cause in enumerate(reading.chief.cause)
        if animal.fits(cause, reading.pet)
    ]
    return [text for weight, _, text in sorted(scored) if weight < 0][:most]


def _weight(cause: Cause, reading: Reading) -> int:
    signs = sum(2 for name in cause.signs if reading.signs.get(name))
    told = sum(
        3
        for slot, titles in cause.answers.items()
        if slot in reading.answers and any(title in reading.answers[slot].option for title in titles)
    )
    return cause.base + signs + told


def at_home(case: Case) -> tuple[str, ...]:
    """What to watch and do at home for the chief complaint."""
    return read(case).chief.watch


def when_to_go(case: Case) -> tuple[str, ...]:
    """With what to go to a clinic at once."""
    return read(case).chief.go


def need_image(case: Case) -> tuple[bool, str]:
    """Whether a picture helps now, and one sentence that says which, or why not."""
    reading = read(case)
    name = animal.called(reading.pet)
    if case.findings:
        return False, f"照片已经看到了，会和你说的情况放在一起看，不用再给{name}拍了。"
    urgent = [sign for sign in URGENT if reading.signs.get(sign)]
    if urgent:
        return False, f"{name}已经有{urgent[0]}的情况，先别花时间拍照，马上联系医院要紧。"
    if any(_NO_PICTURE.search(text[-200:]) for text in case.said_by_owner[-3:]):
        return False, "没有照片也没关系，你说的情况已经很有帮助了。"
    picture = reading.chief.picture
    wanted = picture.ask and (not picture.when or any(reading.signs.get(sign) for sign in picture.when))
    return bool(wanted), (picture.ask if wanted else picture.none).replace("{pet}", name)


def reason(case: Case) -> str:
    """Two to four sentences: what was understood, what it may be, and why the coming questions matter."""
    reading = read(case)
    seed = crc32(f"{case.pet.name}{case.complaint[:50]}{len(reading.answers)}".encode(errors="replace"))
    sentences = [_understood(reading, _OPENINGS[seed % len(_OPENINGS)]), _possible(reading)]
    urgent = [sign for sign in URGENT if reading.signs.get(sign)]
    if urgent:
        sentences.append(f"{urgent[0]}这一条不能等，别等问完，现在就联系最近的医院。")
    sentences.append(_why(reading, _BEFORE_WHY[seed % len(_BEFORE_WHY)]))
    return "".join(sentences)


def _understood(reading: Reading, opening: str) -> str:
    name, chief = animal.called(reading.pet), reading.chief
    order = [inquiry for complaint in reading.complaints for inquiry in complaint.question]
    told: dict[str, str] = {}
    for inquiry in order:
        answer = reading.answers.get(inquiry.slot)
        if answer:
            titles = {option.title: option.told for option in inquiry.options}
            told.setdefault(
                inquiry.slot, "、".join(filter(None, (titles.get(t, "") for t in answer.option.split("、"))))
            )
    if chief.key == GENERAL and not any(told.values()):
        return f"{opening}{name}有些不对劲，具体是哪里还不清楚。"
    return opening + "，".join([f"{name}{chief.plain}", *[text for text in told.values() if text][:5]]) + "。"


def _possible(reading: Reading) -> str:
    found = likely(reading)
    if not found:
        return "现在还不好说是什么引起的。"
    if len(found) == 1:
        return f"这种情况可能与{found[0]}有关。"
    return f"这种情况可能与{'、'.join(found[:-1])}有关，也要把{found[-1]}排除掉。"


def _why(reading: Reading, opening: str) -> str:
    if reading.enough:
        return "该了解的已经差不多了，可以先做个小结，你想到别的随时补充。"
    whys = list(dict.fromkeys(inquiry.why for inquiry in upcoming(reading)[:3] if inquiry.why))[:2]
    if not whys:
        return "再补充几句细节，判断会更准一些。"
    return opening + "；".join(whys).replace("{pet}", animal.called(reading.pet)) + "。"


def complaint_keyword(key: str) -> str:
    """What a complaint is called on the page; the general one for a key that is not in the catalogue."""
    return CATALOGUE.get(key, CATALOGUE[GENERAL]).keyword
