"""Whole talks: each complaint comes to an end in a few rounds; and nothing that anyone types breaks them."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from petclinic.case import Case, Pet, Turn
from petclinic.consultation import (
    CATALOGUE,
    causes,
    enough,
    need_image,
    next_questions,
    reason,
    related_symptoms,
    understand,
)
from petclinic.consultation.catalogue import INQUIRIES
from petclinic.consultation.reading import MOST_REPLIES
from tests.petclinic.talking import CAT, DOG, ask, case, slots

TOM = Pet(name="汤姆", species="cat", sex="male", age_months=30)
PUPPY = Pet(name="旺财", species="dog", age_months=4)

SPOKEN = {
    "onset": "昨天开始的",
    "count": "三次吧",
    "content": "黄水",
    "bloat": "肚子软的",
    "energy": "还好",
    "keep": "不会",
    "swallowed": "应该没有",
    "pee": "尿了，正常",
    "stool_times": "四次",
    "stool_look": "像水一样",
    "stool_blood": "没有血",
    "vomiting": "没吐",
    "drinking": "会喝",
    "vaccination": "还没打齐",
    "manner": "闻闻就走",
    "mouth": "没有",
    "where": "背上",
    "skin": "有红点",
    "itch": "挺厉害的",
    "parasites": "没看到",
    "deworming": "上个月驱过",
    "leg": "左后腿",
    "weight_bearing": "能踩地",
    "injury": "昨天从床上跳下来",
    "swelling": "没有肿",
    "breathing": "平稳",
    "sound": "干咳",
    "nose": "清鼻涕",
    "moment": "晚上",
    "eye_which": "左眼",
    "eye_discharge": "黄的",
    "squint": "眯着",
    "eye_look": "有点红",
    "hurt": "没有",
    "ear_which": "两只都是",
    "ear_discharge": "黑乎乎的",
    "smell": "有点臭",
    "behaviour": "老甩头",
    "output": "只有几滴",
    "last_seen": "昨天晚上",
    "colour": "有点红",
    "pain": "会叫",
    "sex": "公的",
    "what": "巧克力",
    "when": "一个小时前",
    "amount": "两块",
    "signs": "没什么反应",
    "first_aid": "没有",
    "string": "没有",
    "food": "没换",
    "change": "没有",
    "housemates": "没有",
    "cold_signs": "没有",
    "water": "没有",
    "main": "精神",
    "appetite": "吃得少",
    "stool": "正常",
    "species": "狗",
}

TALKS = [
    ("猫猫吐了", TOM),
    ("狗狗吐了", DOG),
    ("小狗拉稀了", PUPPY),
    ("不吃饭", TOM),
    ("老是挠，皮肤红", DOG),
    ("走路瘸了", DOG),
    ("咳嗽", CAT),
    ("眼睛红了", CAT),
    ("一直甩耳朵", DOG),
    ("尿不出来", CAT),
    ("偷吃东西中毒了", DOG),
    ("感觉不太对劲", Pet()),
]


def round_of(told: Case, how: str) -> Case:
    """The case after one more round: three questions in one turn, one reply."""
    questions = next_questions(told)
    asked = "\n".join(question.content for question in questions)
    if how == "words":
        reply = "\n".join(SPOKEN[slot] for slot in slots(questions))
    elif how == "numbered":
        reply = " ".join(f"{number}、{SPOKEN[slot]}" for number, slot in enumerate(slots(questions), 1))
    else:
        reply = "A" * len(questions)
    turns = (*told.turns, Turn(role="ai", content=asked), Turn(role="user", content=reply))
    return Case(pet=told.pet, complaint=told.complaint, turns=turns)


@pytest.mark.parametrize("how", ["words", "numbered", "letters"])
@pytest.mark.parametrize(("complaint", "pet"), TALKS, ids=[f"{text}-{pet.species}" for text, pet in TALKS])
def test_a_talk_comes_to_an_end_in_four_rounds(complaint: str, pet: Pet, how: str) -> None:
    told = case(complaint, pet=pet)
    chief = understand(told).complaints[0]
    seen: list[Case] = [told]
    while not enough(seen[-1]):
        assert len(seen) <= 4
        seen.append(round_of(seen[-1], how))
    for before, after in pairwise(seen):
        ids = [question.id for question in next_questions(before)]
        assert not set(ids) & {question.id for question in next_questions(after, 30)}
    assert understand(seen[-1]).complaints[0] == chief or chief == "general"
    assert understand(seen[-1]).missing == ()
    assert len({reason(one) for one in seen}) == len(seen)


def test_no_reaction_is_good_news_when_asked_for_symptoms() -> None:
    told = case("吃了巧克力", ask("signs", "first_aid"), "没什么反应\n没有", pet=DOG)
    assert "energy" not in {answer.slot for answer in understand(told).answers}
    assert "马上" not in need_image(told)[1]


def test_every_complaint_is_walked_through() -> None:
    assert {understand(case(text, pet=pet)).complaints[0] for text, pet in TALKS} == set(CATALOGUE)


def test_one_question_at_a_time_ends_too() -> None:
    told = case("狗狗吐了", pet=DOG)
    for _ in range(MOST_REPLIES):
        if enough(told):
            break
        question = next_questions(told, 1)[0]
        said = SPOKEN[slots([question])[0]]
        turns = (*told.turns, Turn(role="ai", content=question.content), Turn(role="user", content=said))
        told = Case(pet=told.pet, complaint=told.complaint, turns=turns)
    assert enough(told)
    assert understand(told).missing == ()


def test_who_says_nothing_useful_is_let_go() -> None:
    said = [text for _ in range(MOST_REPLIES) for text in ("它现在还好吗？", "我不想说这个了吧？")]
    assert not enough(case("吐了", *said[:4]))
    asked = [text for slot in list(SPOKEN)[:MOST_REPLIES] for text in (ask(slot), "喵喵喵？")]
    assert enough(case("吐了", *asked))


@pytest.mark.parametrize("reply", ["没有了", "不知道", "就这些", "不清楚"])
def test_who_has_no_more_to_say_twice_is_let_go(reply: str) -> None:
    assert not enough(case("吐了", ask("count"), reply))
    told = case("吐了", ask("count"), reply, ask("content"), reply)
    assert enough(told)
    assert next_questions(told) == []


def test_everything_said_at_once_is_enough_at_once() -> None:
    told = case(
        "猫猫昨天开始吐，吐了三次黄水，精神还好，喝水不吐，没乱吃东西，尿尿正常", pet=Pet(species="cat", sex="male")
    )
    assert understand(told).missing == ()
    assert enough(told)


@pytest.mark.parametrize("complaint", ["吐了三次", "眼睛红，流泪", "公猫尿不出来", "", "asdf"])
def test_the_same_case_gives_the_same_answer(complaint: str) -> None:
    one, other = case(complaint, ask("energy"), "还好"), case(complaint, ask("energy"), "还好")
    for function in (understand, next_questions, related_symptoms, need_image, reason, causes, enough):
        assert function(one) == function(other) == function(one)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "。。。",
        "？？？？",
        "\x00\x01",
        "🐱" * 50,
        "<script>alert(1)</script>",
        "{pet}",
        "%s{0}",
        "A" * 100,
        "١٢٣次",
        "\ud800",
    ],
)
def test_garbage_is_a_general_case(text: str) -> None:
    told = case(text, ask("main"), text)
    assert understand(told).complaints == ("general",)
    assert next_questions(told)
    assert reason(told).endswith("。")


@pytest.mark.parametrize(
    "piece",
    [
        "吐",
        "没有",
        "三",
        "A",
        "精神、食欲",
        "昨天吐了三次，",
        "吐了几次？",
        "1A2B",
        "不是不",
        " ",
        "没有吐、",
        "三天前",
    ],
)
def test_a_hundred_thousand_characters_and_thousands_of_turns_are_read_in_bounds(piece: str) -> None:
    huge = (piece * 100_000)[:100_000]
    turns = tuple(Turn(role="user" if place % 2 else "ai", content=huge[:5_000]) for place in range(3_000))
    told = Case(pet=CAT, complaint=huge, turns=turns)
    understood = understand(told)
    assert all(len(answer.words) <= 200 for answer in understood.answers)
    assert len(understood.answers) <= len(INQUIRIES)
    assert len(reason(told)) < 1_000


WORDS = st.text(alphabet="猫狗没有不是吐拉血尿吃精神好三次昨天前，。？、ABC123 \n还都知道对", max_size=60)
PIECES = st.one_of(
    WORDS,
    st.text(max_size=40),
    st.sampled_from([wording for inquiry in INQUIRIES.values() for wording in inquiry.ask]),
    st.sampled_from([option.title for inquiry in INQUIRIES.values() for option in inquiry.options]),
)
PETS = st.builds(
    Pet,
    name=st.text(max_size=8),
    species=st.sampled_from(["cat", "dog", ""]),
    sex=st.sampled_from(["male", "female", ""]),
    neutered=st.sampled_from([True, False, None]),
    age_months=st.none() | st.integers(0, 300),
    weight_kg=st.none() | st.floats(0, 100),
)
CASES = st.builds(
    Case,
    pet=PETS,
    complaint=PIECES,
    turns=st.lists(
        st.builds(Turn, role=st.sampled_from(["user", "ai"]), content=st.lists(PIECES, max_size=3).map("\n".join)),
        max_size=10,
    ).map(tuple),
)


@given(CASES)
@settings(max_examples=150, deadline=None)
def test_no_case_raises_and_no_answered_question_comes_back(told: Case) -> None:
    understood = understand(told)
    answered = {answer.slot for answer in understood.answers}
    assert not answered & set(slots(next_questions(told, 50)))
    assert not set(understood.present) & set(understood.denied)
    assert not answered & set(understood.missing)
    assert understood.complaints
    assert understood.enough == enough(told)
    assert understood == understand(told)
    assert reason(told)
    assert need_image(told)[1]
    assert related_symptoms(told) is not None
