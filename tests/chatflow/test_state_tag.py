"""The stage tag is taken out of a model's text wherever it is cut, and nothing else is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatflow.state_tag import StateTagDecoder, Tag
from tests.chatflow.fuzz_state_tag import fuzz

FIRST = Tag("1002", True)
Items = list[str | Tag]


def decoded(*chunks: str) -> Items:
    decoder = StateTagDecoder()
    items = [item for chunk in chunks for item in decoder.decode(chunk)]
    return joined(items + decoder.flush())


def joined(items: Items) -> Items:
    whole: Items = []
    for item in items:
        if isinstance(item, str) and whole and isinstance(whole[-1], str):
            whole[-1] += item
        else:
            whole.append(item)
    return whole


CASES: dict[str, Items] = {
    "<state>1002</state>您好": [FIRST, "您好"],
    " \n\u3000<state>1002</state>\n您好": [FIRST, "\n您好"],
    "<STATE>1002</State>好": [FIRST, "好"],
    "<state> 1002\n</state>好": [FIRST, "好"],
    "您好，请问发生了什么情况？": ["您好，请问发生了什么情况？"],
    "好的<state>0003</state>，马上转": ["好的", Tag("0003", False), "，马上转"],
    "<state>1002</state>好<state>0000</state>": [FIRST, "好", Tag("0000", False)],
    "<state>1002</state><state>0000</state>好": [FIRST, Tag("0000", False), "好"],
    "<<state>1002</state>": ["<", Tag("1002", False)],
    "<state>10": ["<state>10"],
    "<state>": ["<state>"],
    "<state>12345</state>好": ["<state>12345</state>好"],
    "<state>结束</state>好": ["<state>结束</state>好"],
    "<state>１００２</state>": ["<state>１００２</state>"],
    "<ſtate>1002</ſtate>": ["<ſtate>1002</ſtate>"],
    "< state>1002</state>": ["< state>1002</state>"],
    "a < b，3<4": ["a < b，3<4"],
    "": [],
    " ": [" "],
    "<": ["<"],
    f"<state>{' ' * 45}1002</state>好": [FIRST, "好"],
    f"<state>{' ' * 46}1002</state>好": [f"<state>{' ' * 46}1002</state>好"],
    f"{' ' * 64}<state>1002</state>好": [FIRST, "好"],
    f"{' ' * 65}<state>1002</state>好": [" " * 65, Tag("1002", False), "好"],
}


@pytest.mark.parametrize("text", CASES)
def test_the_tag_is_taken_out_and_nothing_else(text: str) -> None:
    assert decoded(text) == CASES[text]


@pytest.mark.parametrize("text", CASES)
def test_every_split_point_gives_the_same(text: str) -> None:
    for first in range(len(text) + 1):
        for second in range(first, len(text) + 1):
            assert decoded(text[:first], text[first:second], text[second:]) == CASES[text]


PIECES = st.sampled_from(
    [
        "<state>",
        "</state>",
        "1002",
        "0003",
        "<",
        ">",
        "/",
        "state",
        "STATE",
        " ",
        "\n",
        "好",
        "🚗",
        "１",
        "<state>1002</state>",
    ]
)


@given(st.lists(PIECES, max_size=12), st.data())
def test_any_chunking_gives_the_same(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    chunks = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert decoded(*chunks) == decoded(text)


@given(st.lists(PIECES, max_size=12))
def test_no_character_is_lost_but_the_tags(pieces: list[str]) -> None:
    text = "".join(pieces)
    kept = "".join(item for item in decoded(text) if isinstance(item, str))
    assert kept.strip() == re.sub(r"(?ai)<state>[ \t\r\n]*[0-9]{4}[ \t\r\n]*</state>", "", text).strip()


def test_nothing_is_held_that_cannot_be_a_tag() -> None:
    decoder = StateTagDecoder()
    assert decoder.decode("您") == ["您"]
    assert decoder.decode("好<stat") == ["好"]
    assert decoder.decode("ion") == ["<station"]
    assert decoder.decode("<state>10") == []
    assert decoder.decode("x") == ["<state>10x"]


def test_a_forged_tag_of_a_megabyte_takes_no_time_to_speak_of() -> None:
    text = "<state>1002</stat" * 60_000
    assert decoded(text) == [text]


def test_a_part_of_the_million_cases() -> None:
    """The whole million: `python -m tests.chatflow.fuzz_state_tag`."""
    fuzz(20_000, seed=1)
