"""How values are said: hostile text made one plain line, ages and weights as people say them, lists joined."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

import msgspec

from petclinic.case import Case, Pet, Understanding

UNKNOWN = "无。"
LONGEST_COMPLAINT = 300
LONGEST_ANSWER = 60
SPECIES = {"cat": "猫", "dog": "狗", "": ""}
_CALLED = {"cat": "猫咪", "dog": "狗狗", "": "宠物"}
_ENDS = "。！？!?…"


def tidy(text: str, longest: int = LONGEST_ANSWER) -> str:
    """The text as one line without control or direction signs and without Markdown's marks, cut with … when longer."""
    line = re.sub(r"(?<=[。！？，；：、,;:!?])\s*\n\s*", "", text.strip()).replace("\n", "，")
    kept = (" " if char.isspace() else char for char in line if _printable(char))
    line = re.sub(r" +", " ", "".join(kept)).strip()
    line = re.sub(r"\*{2,}|`+|^[#>\-*+ ]+|【|】", "", line).strip()
    line = re.sub(r"([！？!?。，,])\1+", r"\1", line)
    return line if len(line) <= longest else line[:longest].rstrip("，、；,; ") + "……"


def _printable(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def sentence(text: str) -> str:
    """With a full stop, if it has no end of its own; nothing stays nothing."""
    text = text.rstrip("，、；,;.:： ")
    return text if not text or text[-1] in _ENDS else text + "。"


def clause(text: str) -> str:
    """Without its full stop: a part of a longer sentence."""
    return text.rstrip("。！!，,；;.~～ ")


def listed(items: Iterable[str], last: str = "和") -> str:
    """甲、乙和丙."""
    names = list(items)
    if len(names) < 2:
        return "".join(names)
    return "、".join(names[:-1]) + last + names[-1]


def called(pet: Pet) -> str:
    """Its name, or what people call such an animal."""
    return tidy(pet.name, 20) or _CALLED[pet.species]


def age(months: int | None) -> str:
    """3岁2个月, 5个月, 3岁; 未满月 for none yet; nothing when unknown."""
    if months is None or months < 0:
        return ""
    years, rest = divmod(months, 12)
    return (f"{years}岁" if years else "") + (f"{rest}个月" if rest else "") or "未满月"


def weight(kilograms: float | None) -> str:
    """4.2公斤, at most two decimals; nothing when unknown."""
    if kilograms is None or not 0 < kilograms < 1000:
        return ""
    return f"{kilograms:.2f}".rstrip("0").rstrip(".") + "公斤"


def pick(case: Case, about: str, *variants: str) -> str:
    """One of several ways to say it: always the same for the same case."""
    seed = f"{case.pet.name} {case.complaint} {len(case.turns)} {about}"
    digest = hashlib.blake2b(seed.encode("utf-8", "replace"), digest_size=4).digest()
    return variants[int.from_bytes(digest, "big") % len(variants)]


def with_answers(case: Case, understanding: Understanding) -> Case:
    """The case, with species and sex from the dialogue where the profile does not know them."""
    told = {answer.slot: answer.option or answer.words for answer in understanding.answers}
    pet = case.pet
    if not pet.species and (said := told.get("species", "")):
        pet = msgspec.structs.replace(pet, species="cat" if "猫" in said else "dog" if re.search("狗|犬", said) else "")
    if not pet.sex and (said := told.get("sex", "")):
        male, female = re.search("男|公|雄|弟", said), re.search("女|母|雌|妹", said)
        pet = msgspec.structs.replace(pet, sex="male" if male else "female" if female else "")
    return msgspec.structs.replace(case, pet=pet)
