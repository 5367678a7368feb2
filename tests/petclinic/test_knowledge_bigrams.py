"""Text as words to look up: pairs of Chinese characters, whole Latin words, and nothing that a database could read."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petclinic.knowledge.bigrams import LONGEST_WORD, bigrams
from petclinic.knowledge.passages import LONGEST, passage, plain

RARE_HAN = "\U00020000"  # planes of Chinese characters, of which Python knows fewer than there are


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("猫呕吐", ["猫呕", "呕吐"]),
        ("吐", ["吐"]),
        ("吐，拉", ["吐", "拉"]),
        ("24小时 COVID-19", ["24", "小时", "covid", "19"]),
        ("ＡＢＣ猫ｶﾀ", ["abc", "猫カ", "カタ"]),
        ("B超", ["b", "超"]),
        ("㎏ Ⅳ ﬁ", ["kg", "iv", "fi"]),
        ("狗 狗", ["狗", "狗"]),
        ("吐吐吐", ["吐吐", "吐吐"]),
        ("𠮷野家", ["𠮷野", "野家"]),
        ("a_b", ["a", "b"]),
        ('"猫" AND * NEAR(狗:1) -- \0', ["猫", "and", "near", "狗", "1"]),
        ("！？。 \n\t", []),
        ("", []),
    ],
)
def test_it_works(text: str, words: list[str]) -> None:
    assert bigrams(text) == words


@given(st.text())
def test_there_are_only_letters_and_digits_in_words(text: str) -> None:
    for word in bigrams(text):
        assert 0 < len(word) <= LONGEST_WORD
        assert all(unicodedata.category(char)[0] in "LN" or char >= RARE_HAN for char in word)


@given(st.text(), st.text())
def test_a_mark_between_two_texts_keeps_them_apart(one: str, other: str) -> None:
    assert bigrams(f"{one}。{other}") == bigrams(one) + bigrams(other)


@given(st.text(alphabet="猫狗吐ab1 。", max_size=60))
def test_words_are_of_the_text_itself(text: str) -> None:
    assert all(word in text for word in bigrams(text))


def test_markdown_reads_as_plain_text() -> None:
    text = "# 标题\n\n- **百合**有毒\n1. 看[这里](https://example.org/a_b)\n> `引用` _斜体_ snake_case"
    assert plain(text).split() == ["标题", "百合有毒", "看这里", "引用", "斜体", "snake_case"]


TEXT = "天气很好，出去走走。回来先喝水。猫不能吃百合，花粉也不行。误食百合要马上去医院！其他的花多数没事。"


def test_the_passage_begins_where_most_is_said() -> None:
    assert passage(TEXT, {"百合": 3.0, "花粉": 2.0}).startswith("猫不能吃百合，花粉也不行。误食百合")


def test_a_rare_word_outweighs_common_ones() -> None:
    text = "喝水" + "好" * 100 + "。" + "百合" + "花" * 100 + "。"
    assert passage(text, {"喝水": 0.1, "百合": 3.0}).startswith("百合")


def test_nothing_shared_gives_the_beginning() -> None:
    assert passage(TEXT, {}).startswith("天气很好")


def test_a_sentence_that_is_too_long_is_cut_around_its_best_part() -> None:
    found = passage("好" * 500 + "百合花粉" + "坏" * 500, {"百合": 1.0, "花粉": 1.0})
    assert "百合花粉" in found
    assert found[0] == found[-1] == "…"
    assert len(found) <= LONGEST


@given(st.text(alphabet="猫狗百合花粉。！\n- *#a ", max_size=600))
def test_a_passage_is_short_and_of_the_article(text: str) -> None:
    found = passage(text, {"百合": 2.0, "花粉": 1.0})
    assert len(found) <= LONGEST
    assert letters(found) in letters(plain(text))


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())
