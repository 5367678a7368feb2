"""How a thing is said decides whether it counts: told, denied, asked, supposed, past, somewhere else."""

import pytest

from petclinic.safety.patterns import signs
from petclinic.safety.speech import Speech, Standing, standing

SIGN = signs(
    "有: 抽搐 | 吐血 | 便血 | 喘 | 车祸 | 吃巧克力 | 吃了巧克力 | 吃过巧克力 | 尿不出 | 中毒 | 吃了老鼠药 | 咬伤"
)[0]


def said(text: str) -> Standing:
    speech = Speech.of(text)
    return standing(speech, *list(SIGN.places(speech.text))[-1])


@pytest.mark.parametrize(
    "text",
    [
        "它抽搐了",
        "特别喘",
        "不停地喘",
        "不小心吃了巧克力",
        "没精神还吐血",
        "没吃东西，吐血",
        "没有吐，但是便血",
        "好像中毒了",
        "怀疑它吃了老鼠药",
        "不知道是不是吃了老鼠药",
        "怕它吃了老鼠药",
        "这是抽搐吗",
        "吐血了怎么办",
        "便血要紧吗",
        "刚才抽搐了，现在好了",
        "昨天车祸",
        "去年抽搐过，今天又抽搐",
        "如果方便的话请回复，它在抽搐",
        "要不是我发现，它就吃了老鼠药，它吃了巧克力",
        "是不是中毒了",
        "会不会是中毒",
        "邻居家的狗把它咬伤了",
        "我也担心，抽搐好几次了",
        "不只是喘",
    ],
)
def test_it_is_told(text: str) -> None:
    assert said(text) == "told"


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("没有抽搐", "denied"),
        ("没喘", "denied"),
        ("不喘", "denied"),
        ("从来没吐血", "denied"),
        ("没有呕吐、腹泻、便血", "denied"),
        ("没有呕吐和便血", "denied"),
        ("没有呕吐腹泻便血", "denied"),
        ("没有出现过抽搐的情况", "denied"),
        ("不是吃了巧克力", "denied"),
        ("不是尿不出来", "denied"),
        ("医生排除了中毒", "denied"),
        ("便血没有", "denied"),
        ("吐血、便血这些都没有", "denied"),
        ("不能吃巧克力", "denied"),
        ("会不会抽搐？", "supposed"),
        ("有没有抽搐？", "asked"),
        ("会抽搐吗？", "asked"),
        ("能吃巧克力吗", "asked"),
        ("抽搐是什么样的", "asked"),
        ("狗吃巧克力会中毒吗", "asked"),
        ("如果抽搐怎么办", "supposed"),
        ("怕它抽搐", "supposed"),
        ("如果出现便血，抽搐", "supposed"),
        ("怎么预防中毒", "supposed"),
        ("以前车祸过，现在好了", "past"),
        ("三年前车祸过", "past"),
        ("前几天吐血，后来治好了", "past"),
        ("邻居家的狗吃了老鼠药", "elsewhere"),
        ("网上说中毒", "elsewhere"),
    ],
)
def test_it_is_not_told(text: str, how: Standing) -> None:
    assert said(text) == how


def test_the_words_are_the_owners_own() -> None:
    speech = Speech.of("今天早上，它突然 抽搐 了两次，后来睡着了。")
    start, end = next(SIGN.places(speech.text))
    assert "抽搐" in speech.words(start, end)
    assert len(speech.words(start, end)) <= 40


def test_a_very_long_clause_is_cut_around_the_sign() -> None:
    speech = Speech.of("它" * 300 + "抽搐" + "了" * 300)
    start, end = next(SIGN.places(speech.text))
    assert "抽搐" in speech.words(start, end)
    assert len(speech.words(start, end)) <= 41
