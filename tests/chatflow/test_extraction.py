"""What a model claims to have found in the caller's words: taken where the words bear it out, never against them."""

import json
from datetime import UTC, datetime

import pytest

from chatflow.call.values import Call
from chatflow.extraction import accepted

NOW = datetime(2025, 3, 31, 3, 3, tzinfo=UTC)


def taken(key: str, value: str, words: str, text: str = "") -> str:
    """What becomes of a claim: its value, or ""."""
    reply = json.dumps({key: {"value": value, "words": words}}, ensure_ascii=False)
    found = accepted(reply, text or words, Call(stage="1002"), NOW)
    return found[key].value if key in found else ""


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("nfyd", "能", "车子还能挪一挪"),
        ("nfyd", "不能", "轮子卡死了"),
        ("nfyd", "能", "没有大碍"),  # the rules hear nothing in it
        ("cls", "2", "两辆车"),
        ("cls", "3", "前前后后撞成一串，三台"),
        ("cls", "2", "我和前面那位"),
        ("sfrs", "无", "没有人受伤"),
        ("sgdd", "城北路口", "城北路口"),
    ],
)
def test_it_works(key: str, value: str, words: str) -> None:
    assert taken(key, value, words) == value


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("nfyd", "能", "车动不了"),
        ("nfyd", "能", "不行"),
        ("nfyd", "不能", "还能开"),
        ("nfyd", "也许", "没有大碍"),
        ("cls", "3", "两辆车"),
        ("cls", "2", "就我自己"),
        ("cls", "2", "四个"),
        ("cls", "99", "好多好多"),
        ("sfrs", "有", "没有人受伤"),
    ],
)
def test_a_claim_that_the_words_contradict_is_refused(key: str, value: str, words: str) -> None:
    assert taken(key, value, words) == ""


def test_words_that_nobody_said_bear_out_nothing() -> None:
    assert taken("nfyd", "能", "还能开", text="我不知道") == ""
