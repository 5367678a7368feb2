"""A model's text raises what it states, never what it advises, supposes or explains."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petclinic.safety import Watch, scan_text


def keys(text: str, species: str = "dog") -> set[str]:
    return {flag.key for flag in scan_text(text, "cat" if species == "cat" else "dog")}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("患犬今晨呕吐带血。", "vomit-blood"),
        ("- 主诉: 抽搐两次。", "seizure"),
        ("主人描述狗狗呼吸困难，舌头发紫。", "breathing"),
        ("它误食了巧克力。", "poison"),
        ("干呕不止。腹部胀气明显。", "bloat"),
    ],
)
def test_a_statement_raises(text: str, key: str) -> None:
    assert key in keys(text)


@pytest.mark.parametrize(
    "text",
    [
        "如果出现抽搐请就医。",
        "若呕吐带血，应立即去医院。",
        "请留意有无便血、呼吸困难。",
        "一旦抽搐，马上出发。",
        "不要给它吃葡萄和巧克力。",
        "呕吐可能由中毒引起。",
        "需要排除异物和中毒。",
        "建议观察是否抽搐；当它呼吸困难时要去急诊。",
        "没有抽搐，也没有便血。",
        "常见原因包括中毒、异物、肠梗阻。",
        "",
    ],
)
def test_advice_does_not(text: str) -> None:
    assert keys(text) == set()


def test_it_needs_the_species() -> None:
    assert "lily" in keys("猫咪啃了百合叶子。", "cat")
    assert "lily" not in keys("它啃了百合叶子。", "dog")


TEXT = "【病情小结】\n主诉: 呕吐带血。\n如果抽搐请就医！它今天干呕不停；肚子胀得很硬。没有便血"


@given(st.lists(st.integers(0, len(TEXT)), max_size=12))
def test_pieces_do_not_matter(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(TEXT)]
    watch = Watch("dog")
    for start, end in pairwise(places):
        watch.feed(TEXT[start:end])
    watch.flush()
    assert watch.flags == scan_text(TEXT, "dog")
    assert {"vomit-blood", "bloat"} <= keys(TEXT)


def test_it_says_when_a_sentence_was_completed() -> None:
    watch = Watch("dog")
    assert not watch.feed("它抽搐")
    before = len(watch.flags)
    assert watch.feed("了。")
    assert before == 0
    assert [flag.key for flag in watch.flags] == ["seizure"]


def test_a_sentence_without_an_end_is_looked_at_in_time() -> None:
    watch = Watch("dog")
    assert watch.feed("它抽搐了，" + "走" * Watch.LONGEST)
    assert watch.flags
