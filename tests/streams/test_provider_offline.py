"""The rule-written answer: told in pieces that read well, and told again from where it stopped."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from streams.errors import Interrupted
from streams.providers.base import Call, Delta, Finish
from streams.providers.offline import OfflineProvider, pieces
from streams.providers.profiles import profile

TEXT = (
    "本周体重 72.4 公斤，比上周少 -0.6 公斤（约 0.8%）。\n\n- 训练 3 次，共 128 分钟；Squat 5×5。\n下周请继续👩‍💻保持！"
)
words = st.sampled_from(
    ["本周", "72.4", "-0.6", "2025-03-30", "Bench", "，", "。\n\n", "e\u0301", "👩‍💻", "👍🏽", "½", " ", "a1b", "₂"]
)


async def told(prefix: str = "", text: str = TEXT) -> list[Delta | Finish]:
    call = Call(profile=profile("offline"), messages=[], prefix=prefix, offline=lambda: text)
    return [item async for item in OfflineProvider().stream(call)]


@given(st.one_of(st.text(), st.lists(words).map("".join)))
def test_the_pieces_are_the_text_and_each_begins_a_character(text: str) -> None:
    cut = pieces(text)
    assert "".join(cut) == text
    assert all(cut)
    assert not any(unicodedata.combining(piece[0]) for piece in cut[1:])
    assert not any(left[-1].isdecimal() and right[0].isdecimal() for left, right in pairwise(cut))


@pytest.mark.parametrize("whole", ["72.4", "-0.6", "0.8", "128", "Squat", "👩‍💻"])
def test_a_number_a_word_or_an_emoji_is_never_cut(whole: str) -> None:
    assert any(whole in piece for piece in pieces(TEXT))


def test_the_pieces_are_small() -> None:
    assert max(map(len, pieces("本周的训练安排得很合理，请继续保持，下周可以略微增加重量。"))) <= 4


async def test_it_is_told_whole_and_ends_in_order(settings: Settings) -> None:
    settings.OFFLINE_PACE_MS = 1
    items = await told()
    assert "".join(item.text for item in items if isinstance(item, Delta)) == TEXT
    assert items[-1] == Finish("stop", None)


@pytest.mark.parametrize("said", [0, 1, len(TEXT) // 2, len(TEXT) - 1, len(TEXT)])
async def test_it_continues_exactly_where_it_stopped(said: int) -> None:
    items = await told(TEXT[:said])
    assert "".join(item.text for item in items if isinstance(item, Delta)) == TEXT[said:]
    assert items[-1] == Finish("stop", None)


async def test_rules_that_write_something_else_now_do_not_continue() -> None:
    with pytest.raises(Interrupted):
        await told("上周")


async def test_an_answer_without_rules_says_so() -> None:
    with pytest.raises(Interrupted):
        await anext(OfflineProvider().stream(Call(profile=profile("offline"), messages=[])))
