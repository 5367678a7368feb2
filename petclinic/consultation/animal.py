"""The animal as far as anyone said: the profile first, then what the owner's words tell of species, sex and age."""

import re
from collections.abc import Mapping
from typing import Literal

import msgspec

from petclinic.case import Answered, Pet, Species
from petclinic.consultation.catalogue import Cause, Inquiry
from petclinic.consultation.numbers import numeral

_CAT = re.compile(r"猫(?!粮|砂|条|抓板)|喵|布偶|英短|美短|加菲|暹罗|缅因|橘座|狸花|蓝白|银渐层|金渐层")
_DOG = re.compile(r"狗(?!粮)|犬|汪|金毛|泰迪|柯基|拉布拉多|哈士奇|柴犬|比熊|博美|法斗|萨摩耶|边牧|雪纳瑞|吉娃娃|贵宾")
_MALE = re.compile(r"公(?:的)?(?:猫|狗|犬)|小公|男孩子|男生|公猫|公狗|弟弟")
_FEMALE = re.compile(r"母(?:的)?(?:猫|狗|犬)|小母|女孩子|女生|母猫|母狗|妹妹")
_AGE = re.compile(
    r"(?P<count>\d{1,2}|[一二两三四五六七八九十半]{1,3})(?:个)?(?:多|半)?"
    r"(?:(?P<year>岁)|(?P<month>月)(?:多|半)?(?:大|龄|的(?:小|奶|幼|猫|狗|金毛|泰迪|柯基)))"
)
_AGE_OPTIONS = {"不到一岁": 6, "一岁到七岁": 36, "七岁以上": 96}
_SEX_OPTIONS: dict[str, Literal["male", "female"]] = {"男孩子": "male", "女孩子": "female"}
_SPECIES_OPTIONS: dict[str, Species] = {"猫猫": "cat", "狗狗": "dog"}


def from_words(pet: Pet, texts: tuple[str, ...]) -> Pet:
    """The pet with what the texts (as `words.plain` made them) tell where the profile is silent."""
    species, sex, age = pet.species, pet.sex, pet.age_months
    for text in texts:
        species = species or _species(text)
        sex = sex or _sex(text)
        age = age if age is not None else _age(text)
    return msgspec.structs.replace(pet, species=species, sex=sex, age_months=age)


def from_answers(pet: Pet, answers: Mapping[str, Answered]) -> Pet:
    """The pet with what she answered to the questions about it, where the profile is silent."""

    def option(slot: str) -> str:
        return answers[slot].option if slot in answers else ""

    return msgspec.structs.replace(
        pet,
        species=pet.species or _SPECIES_OPTIONS.get(option("species"), ""),
        sex=pet.sex or _SEX_OPTIONS.get(option("sex"), ""),
        age_months=_AGE_OPTIONS.get(option("age")) if pet.age_months is None else pet.age_months,
    )


def _species(text: str) -> Species:
    cat, dog = _CAT.search(text), _DOG.search(text)
    if cat and dog:
        return "cat" if cat.start() < dog.start() else "dog"
    return "cat" if cat else "dog" if dog else ""


def _sex(text: str) -> Literal["male", "female", ""]:
    male, female = bool(_MALE.search(text)), bool(_FEMALE.search(text))
    if male == female:
        return ""
    return "male" if male else "female"


def _age(text: str) -> int | None:
    match = _AGE.search(text)
    if not match:
        return None
    count = numeral(match["count"])
    return int(count * 12 if match["year"] else count)


def fits(rule: Inquiry | Cause, pet: Pet) -> bool:
    """Whether a question or a cause suits this animal; what is unknown only excludes where the rule says so."""
    if rule.species and rule.species != pet.species:
        return False
    if rule.sex and pet.sex and rule.sex != pet.sex:
        return False
    if rule.sex == "female" and not pet.sex:
        return False
    age = pet.age_months
    if rule.max_age is not None and age is not None and age > rule.max_age:
        return False
    return rule.min_age is None or (age is not None and age >= rule.min_age)


def applies(inquiry: Inquiry, pet: Pet, answers: Mapping[str, Answered]) -> bool:
    """Whether a question is to be asked of this animal after these answers."""
    if not fits(inquiry, pet) or (inquiry.neutered is False and pet.neutered):
        return False
    if inquiry.unless_known and _known(inquiry.unless_known, pet):
        return False
    return not inquiry.after or any(
        slot in answers and any(title in answers[slot].option for title in titles)
        for slot, titles in inquiry.after.items()
    )


def _known(what: str, pet: Pet) -> bool:
    return {
        "species": bool(pet.species),
        "sex": bool(pet.sex),
        "age": pet.age_months is not None,
        "vaccinated": pet.vaccinated is not None,
        "weight": pet.weight_kg is not None,
    }[what]


def called(pet: Pet) -> str:
    """What to call it when speaking to the owner: its name if that can be spoken, else 猫猫, 狗狗 or 小家伙."""
    name = pet.name.strip()
    if name and len(name) <= 12 and name.isprintable() and not re.search(r"[<>{}\[\]\\/|?？。！!;；\"']", name):
        return name
    return {"cat": "猫猫", "dog": "狗狗", "": "小家伙"}[pet.species]
