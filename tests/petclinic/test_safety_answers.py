"""A question and its short answer become a statement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petclinic.safety.answers import said_by_answering


@pytest.mark.parametrize(
    ("question", "answer", "statement"),
    [
        ("大便里有没有血？", "有", "大便里有血"),
        ("大便里有没有血？", "有一点血丝", "大便里有血"),
        ("呕吐物带血吗？", "是的", "呕吐物带血"),
        ("它喘不喘？肚子胀不胀？", "嗯", "肚子胀"),
        ("一天吐几次？", "五六次", "一天吐五六次"),
        ("呕吐物是什么颜色的？", "咖啡色", "呕吐物是咖啡色"),
        ("精神怎么样？", "很差", "精神很差"),
        ("多久没小便了？", "一天多", "一天多没小便"),
        ("牙龈颜色正常吗？", "不正常，有点白", "牙龈不正常,牙龈有点白"),
        ("最近一天有没有排尿？", "没有", "最近一天没排尿"),
        ("还能站起来吗？", "不能", "不能站起来"),
        ("肚子有没有比平时大？", "有，很硬", "肚子很硬"),
    ],
)
def test_it_says(question: str, answer: str, statement: str) -> None:
    assert statement in list(said_by_answering(question, answer))


def test_what_was_last_spoken_of_is_meant() -> None:
    assert "呕吐物有血" in list(said_by_answering("有没有血？", "有", "早上吐了两次"))
    assert "大便有血" in list(said_by_answering("有没有血？", "有", "吐过，后来又拉稀"))


@pytest.mark.parametrize("answer", ["没有", "没", "不知道", "没注意", "都没有", "不会", "", "。"])
def test_a_no_or_a_dont_know_says_nothing(answer: str) -> None:
    assert list(said_by_answering("有没有抽搐、便血？", answer)) == []


def test_who_names_one_of_several_means_only_that() -> None:
    assert not any("便血" in said for said in said_by_answering("有没有呕吐或者便血？", "有呕吐"))


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=40))
def test_no_text_breaks_it(question: str, answer: str, before: str) -> None:
    assert len(list(said_by_answering(question, answer, before))) <= 18
