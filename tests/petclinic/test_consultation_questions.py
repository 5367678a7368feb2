"""What is asked next, of which animal, in which words; signs to tick, pictures, reasons."""

import re

import pytest

from petclinic.case import Case, Finding, Pet
from petclinic.consultation import (
    CATALOGUE,
    at_home,
    causes,
    need_image,
    next_questions,
    reason,
    related_symptoms,
    suggested_first_questions,
    when_to_go,
)
from tests.petclinic.talking import CAT, DOG, ask, asked_next, case, options

TOM = Pet(name="汤姆", species="cat", sex="male")
MIA = Pet(name="米娅", species="cat", sex="female")


def test_three_questions_with_lettered_options_in_the_pets_name() -> None:
    questions = next_questions(case("狗狗吐了", pet=DOG))
    assert len(questions) == 3
    assert any("豆豆" in question.content for question in questions)
    assert [option.choice for option in questions[0].options] == list("ABCDE")
    assert not any("{" in question.content for question in questions)


@pytest.mark.parametrize(
    ("pet", "called"),
    [
        (Pet(name="咪咪", species="cat"), "咪咪"),
        (Pet(species="cat"), "猫猫"),
        (Pet(species="dog"), "狗狗"),
        (Pet(name="a" * 200, species="dog"), "狗狗"),
        (Pet(name="{pet}？<b>", species="cat"), "猫猫"),
    ],
)
def test_a_pet_without_a_speakable_name_is_called_by_its_kind(pet: Pet, called: str) -> None:
    assert called in " ".join(question.content for question in next_questions(case("拉肚子", pet=pet), 9))


def test_the_species_is_asked_only_when_nobody_said_it() -> None:
    assert asked_next(case("它吐了", pet=Pet()))[0] == "species"
    assert "species" not in asked_next(case("我家猫吐了", pet=Pet()))
    assert "species" not in asked_next(case("金毛吐了", pet=Pet()))
    assert "species" not in asked_next(case("它吐了", ask("species"), "狗狗", pet=Pet()))


@pytest.mark.parametrize(
    ("complaint", "pet", "slot", "wanted"),
    [
        ("吐了", DOG, "bloat", True),
        ("吐了", CAT, "bloat", False),
        ("吐了", TOM, "pee", True),
        ("吐了", CAT, "pee", True),
        ("吐了", MIA, "pee", False),
        ("吐了", DOG, "pee", False),
        ("公狗吐了", Pet(), "bloat", True),
        ("不吃饭", TOM, "pee", True),
        ("不吃饭", MIA, "pee", False),
        ("尿不出来", CAT, "sex", True),
        ("尿不出来", TOM, "sex", False),
        ("尿不出来", DOG, "sex", False),
        ("尿血", Pet(species="dog", sex="female", neutered=False), "uterus", True),
        ("尿血", Pet(species="dog", sex="female", neutered=True), "uterus", False),
        ("尿血", Pet(species="dog", sex="male"), "uterus", False),
        ("拉稀", Pet(species="dog", age_months=4), "vaccination", True),
        ("拉稀", Pet(species="dog", age_months=60), "vaccination", False),
        ("拉稀", Pet(species="dog", age_months=4, vaccinated=True), "vaccination", False),
        ("咳嗽", CAT, "posture", True),
        ("咳嗽", DOG, "posture", False),
        ("咳嗽", Pet(species="dog", age_months=120), "history", True),
        ("咳嗽", Pet(species="dog", age_months=12), "history", False),
        ("三个月大的小狗拉稀", Pet(), "vaccination", True),
        ("八岁的狗拉稀", Pet(), "vaccination", False),
        ("吃了巧克力", DOG, "size", True),
        ("吃了巧克力", Pet(species="dog", weight_kg=5.0), "size", False),
    ],
)
def test_questions_depend_on_the_animal(complaint: str, pet: Pet, slot: str, wanted: bool) -> None:
    assert (slot in asked_next(case(complaint, pet=pet))) is wanted


@pytest.mark.parametrize(
    ("told", "slot", "wanted"),
    [
        (case("吐了", ask("content"), "带血"), "blood_colour", True),
        (case("吐了", ask("content"), "A"), "blood_colour", False),
        (case("猫吃了百合", pet=CAT), "lily", False),
        (case("猫咬了花草，中毒了", pet=CAT), "lily", True),
        (case("狗咬了花草，中毒了", pet=DOG), "lily", False),
        (case("偷吃了毛线"), "string", True),
        (case("偷吃了巧克力"), "string", False),
        (case("瘸了", ask("weight_bearing"), "D"), "paw_cold", True),
        (case("瘸了", ask("weight_bearing"), "A"), "paw_cold", False),
        (case("吐了", ask("onset"), "两周了"), "weight", True),
        (case("吐了", ask("onset"), "今天"), "weight", False),
    ],
)
def test_some_questions_follow_on_an_answer(told: Case, slot: str, wanted: bool) -> None:
    assert (slot in asked_next(told)) is wanted


def test_a_graver_second_complaint_is_asked_about_first() -> None:
    told = case("拉肚子", ask("swallowed"), "吃过巧克力", pet=DOG)
    assert asked_next(told, 3)[:2] == ["when", "amount"]


def test_a_second_complaint_adds_a_few_questions_after_the_first() -> None:
    slots = asked_next(case("拉稀，还吐", pet=DOG))
    assert slots.index("stool_times") < slots.index("count")


def test_nothing_that_was_answered_is_asked_again() -> None:
    told = case("昨天开始吐了三次，有点黄水，精神还好")
    assert not {"onset", "count", "content", "energy"} & set(asked_next(told))


def test_asked_again_it_is_worded_otherwise_and_then_left() -> None:
    first = next_questions(case("吐了"), 1)[0]
    again = next_questions(case("吐了", first.content, "严重吗？"), 1)[0]
    assert again.id == first.id
    assert again.content != first.content
    left = next_questions(case("吐了", first.content, "严重吗？", again.content, "要去医院吗？"), 1)[0]
    assert left.id != first.id


def test_different_pets_are_not_spoken_to_in_the_same_words() -> None:
    pets = [Pet(name=name, species="dog") for name in ("豆豆", "旺财", "可乐", "年糕", "布丁", "大黄")]
    said = {
        question.content.replace(pet.name, "") for pet in pets for question in next_questions(case("吐了", pet=pet))
    }
    assert len(said) > 3


def test_as_many_as_wanted_and_no_more() -> None:
    assert next_questions(case("吐了"), 0) == []
    assert next_questions(case("吐了"), -5) == []
    assert len(next_questions(case("吐了"), 5)) == 5


def test_ids_are_stable() -> None:
    assert [question.id for question in next_questions(case("吐了", pet=DOG), 4)] == [4, 101, 102, 104]


def test_signs_to_tick_leave_out_what_was_said() -> None:
    assert "没精神" in related_symptoms(case("吐了"))
    assert "没精神" not in related_symptoms(case("吐了，没精神"))
    assert "拉肚子" not in related_symptoms(case("吐了，不拉肚子"))


@pytest.mark.parametrize(
    ("complaint", "helps"),
    [
        ("吐了", True),
        ("拉稀", True),
        ("皮肤痒", True),
        ("眼睛红", True),
        ("耳朵臭", True),
        ("瘸了", False),
        ("瘸了，腿肿了", True),
        ("咳嗽", False),
        ("尿不出来", False),
        ("吃了巧克力", False),
        ("不吃饭", False),
        ("不吃饭，流口水", True),
        ("它怪怪的", False),
    ],
)
def test_whether_a_picture_helps(complaint: str, helps: bool) -> None:
    needed, explained = need_image(case(complaint))
    assert needed is helps
    assert 10 <= len(explained) <= 90
    assert explained.endswith("。")
    assert explained.count("。") == 1


@pytest.mark.parametrize(
    "told",
    [
        Case(pet=CAT, complaint="吐了", findings=(Finding(kind=5, text="黄水"),)),
        case("吐了", "方便拍张照吗？", "拍不了，已经收拾了"),
        case("吐了，突然抽搐"),
        case("眼睛红，喘不上气"),
    ],
)
def test_no_picture_when_there_is_one_or_none_can_be_had_or_no_time(told: Case) -> None:
    needed, explained = need_image(told)
    assert not needed
    assert explained.endswith("。")


@pytest.mark.parametrize("key", list(CATALOGUE))
def test_a_reason_is_two_to_four_spoken_sentences(key: str) -> None:
    trigger = [*CATALOGUE[key].triggers, "不太对"][0]
    said = reason(case(trigger))
    assert 2 <= said.count("。") <= 4
    assert not re.search(r"[?？{}\n]|。。|，。|；。|：。", said)
    assert "可能" in said or "不好说" in said


def test_reasons_differ_by_what_was_told() -> None:
    told = [case("吐了"), case("吐了三次"), case("吐了", pet=DOG), case("吐了", ask("content"), "毛球"), case("拉稀")]
    assert len({reason(one) for one in told}) == len(told)


def test_a_reason_says_what_was_understood() -> None:
    said = reason(case("昨天开始吐了三次，有点黄水"))
    assert "咪咪在呕吐" in said
    assert "黄水" in said
    assert "两三次" in said


def test_a_reason_does_not_wait_with_what_cannot_wait() -> None:
    assert "现在就联系最近的医院" in reason(case("张嘴呼吸，舌头发紫"))


def test_causes_follow_the_answers() -> None:
    assert causes(case("吐了", ask("content"), "毛球"))[0] == "胃里积了毛球"
    assert "尿道堵塞" in causes(case("尿不出来", pet=TOM), 1)
    assert "尿道堵塞" not in causes(case("尿不出来", pet=MIA), 9)
    assert "胃里积了毛球" not in causes(case("吐了", pet=DOG), 9)
    assert "血栓堵住后腿的血管" in causes(case("瘸了", ask("weight_bearing"), "D", ask("paw_cold"), "B"))


def test_what_to_do_belongs_to_the_complaint() -> None:
    assert at_home(case("吃了老鼠药")) == CATALOGUE["poisoning"].watch
    assert any("催吐" in text for text in at_home(case("吃了老鼠药")))
    assert any("急诊" in text for text in when_to_go(case("尿不出来", pet=TOM)))


@pytest.mark.parametrize(
    ("pet", "word"),
    [
        (Pet(species="cat", sex="male"), "尿不出来"),
        (Pet(species="dog"), "巧克力"),
        (Pet(species="cat", age_months=3), "猫瘟"),
        (Pet(species="dog", age_months=3), "细小"),
        (Pet(species="dog", age_months=120), "年纪大"),
        (Pet(species="dog", sex="female", neutered=False, age_months=40), "没绝育"),
        (Pet(), "猫猫狗狗"),
    ],
)
def test_first_questions_suit_the_pet(pet: Pet, word: str) -> None:
    suggested = suggested_first_questions(pet)
    assert 4 <= len(suggested) <= 6
    assert any(word in text for text in suggested)
    assert len(set(suggested)) == len(suggested)


def test_a_young_cat_is_not_asked_about_chocolate() -> None:
    assert not any("巧克力" in text for text in suggested_first_questions(Pet(species="cat", age_months=4)))


def test_an_option_may_tell_the_species() -> None:
    told = case("它吐了", ask("species"), "B", pet=Pet())
    assert options(told)["species"] == "狗狗"
    assert "bloat" in asked_next(told)
