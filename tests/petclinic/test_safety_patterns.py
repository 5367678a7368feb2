"""The language of the red-flag rules finds what it says, refuses what it does not know, and stays linear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petclinic.safety.normal import normal
from petclinic.safety.patterns import GAP, PatternError, signs


def found(lines: str, text: str) -> list[str]:
    text = normal(text)
    return [text[start:end] for start, end in signs(lines)[-1].places(text)]


@pytest.mark.parametrize(
    ("lines", "text", "words"),
    [
        ("吐血: 吐血 | 呕血", "它吐血了", ["吐血"]),
        ("便血: (大便|便便)…血", "大便里有一点血", ["大便里有一点血"]),
        ("便血: (大便|便便)…血", "大便没有血", []),
        ("便血: (大便|便便)…血", "大便里有不少血", ["大便里有不少血"]),
        ("便血: 大便…血", "大便好好的。血", []),
        ("便血: 大便…血", "大便好，牙有血", []),
        ("毒物: 葡萄 | 可可\n吃: 吃了\n中毒: [吃] & [毒物]", "葡萄被它吃了", ["葡萄被它吃了"]),
        ("毒物: 葡萄 | 可可\n吃: 吃了\n中毒: [吃] & [毒物]", "吃了一颗葡萄", ["吃了一颗葡萄"]),
        ("毒物: 葡萄 | 可可\n吃: 吃了\n中毒: [吃] & [毒物]", "葡萄没吃，吃了粮", []),
        ("血: 血\n- 血常规 | 抽血", "抽血做了血常规", []),
        ("血: 血\n- 血常规\n- 抽血", "抽血时流血", ["血"]),
        ("幅: ＢＵＮ", "bun 高", ["bun"]),
    ],
)
def test_it_finds_what_a_line_says(lines: str, text: str, words: list[str]) -> None:
    assert found(lines, text) == words


def test_a_line_may_ask_for_a_number() -> None:
    sign = signs("呕吐 ≥3次: 吐了\n没吃 ≥12小时: 没吃")
    assert [(one.name, one.least, one.unit) for one in sign] == [("呕吐", 3, "次"), ("没吃", 12, "小时")]


@pytest.mark.parametrize(
    "lines",
    [
        "没有冒号",
        "名: ",
        "名: (甲|乙",
        "名: 甲)乙",
        "名: …甲",
        "名: 甲…",
        "名: 甲…乙…丙…丁",
        "名: 甲 & 乙 & 丙",
        "名: [别处]",
        "名: ()",
        "名: (甲(乙))",
        "名: 甲\n名: 乙",
        "- 甲",
        "名 ≥3天: 甲",
        f"名: {'甲' * 25}",
        f"名: {' | '.join('甲' for _ in range(201))}",
        "\n".join(f"名{number}: 甲" for number in range(41)),
        f"名: {'甲 | ' * 4000}乙",
    ],
)
def test_a_wrong_line_is_refused_with_a_reason(lines: str) -> None:
    with pytest.raises(PatternError) as refusal:
        signs(lines)
    assert str(refusal.value)


@given(st.text(alphabet="甲乙|…&()[]-≥3次: \n.*+?{}\\^$", max_size=40))
def test_any_text_compiles_or_is_refused(lines: str) -> None:
    try:
        compiled = signs(lines)
    except PatternError:
        return
    for sign in compiled:
        list(sign.places("甲乙" * 20))


@given(st.text(max_size=200))
def test_normal_text_keeps_every_place(text: str) -> None:
    assert len(normal(text)) == len(text)


@given(st.integers(0, 2 * GAP))
def test_a_gap_is_bounded(length: int) -> None:
    assert bool(found("便血: 便…血", f"便{'稀' * length}血")) is (length <= GAP)
