"""Number plates as callers say them: whole, in pieces, corrected, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatflow.hearing.plates import correct_plate, hear_plates, spoken_plate, valid_plate
from chatflow.hearing.spelling import PROVINCES

SPOKEN = dict(zip("0123456789", "零幺两三四五六七八九", strict=True))


def values(text: str, **context: object) -> list[str]:
    return [plate.value for plate in hear_plates(text, **context).plates]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("沪A89391", "沪A89391"),
        ("我的车牌是沪A89391", "沪A89391"),
        ("沪A·89391", "沪A89391"),
        ("沪A 8 9 3 9 1", "沪A89391"),
        ("沪a八九三九一", "沪A89391"),
        ("沪Ａ８９３９１", "沪A89391"),
        ("沪A8939", "沪A8939"),
        ("车牌苏E五幺两三四", "苏E51234"),
        ("上海A12345", "沪A12345"),
        ("江苏苏E12345", "苏E12345"),
        ("江苏的苏E12345", "苏E12345"),
        ("沪，上海的沪，A，三个八，六六", "沪A88866"),
        ("沪A 8 8 三个6", "沪A88666"),
        ("川A五个9", "川A99999"),
        ("沪C 六幺 M 双8", "沪C61M88"),
        ("津 C 三洞五洞拐", "津C30507"),
        ("粤B D12345", "粤BD12345"),
        ("沪AF00123", "沪AF00123"),
        ("粤A12345D", "粤A12345D"),
        ("皖A1234学", "皖A1234学"),
        ("沪A1234警", "沪A1234警"),
        ("粤Z1234港", "粤Z1234港"),
        ("护A89391", "沪A89391"),
        ("苏诶12345", "苏A12345"),
        ("沪A然后是89391", "沪A89391"),
        ("沪AO1234", "沪A01234"),
    ],
)
def test_a_plate_is_heard_in_every_form(text: str, expected: str) -> None:
    assert values(text) == [expected]
    (plate,) = hear_plates(text).plates
    assert text[plate.start : plate.start + len(plate.words)] == plate.words
    assert valid_plate(plate.value)


@pytest.mark.parametrize(
    "text",
    [
        "G2京沪高速", "A8高速", "奥迪A4", "宝马X5", "特斯拉Model 3", "比亚迪汉", "沪昆高速往杭州方向K120", "302路公交", "我开沪A的车",
        "下午三点二十", "修车要三千五", "13812345678", "中山路100号", "沪上人家小区", "两辆车", "湘江路", "京东快递", "往南京方向的K15那边",
        "新车", "川菜馆门口", "保单号1234567", "110", "K12+300米处", "B2停车场", "我在贵阳", "晋江路5号", "青海路", "", "沪", "A",
    ],
)  # fmt: skip
def test_what_is_no_plate_is_none(text: str) -> None:
    assert values(text) == []


def test_a_guess_by_sound_is_less_sure() -> None:
    assert hear_plates("护A89391").plates[0].confidence < 0.8
    assert hear_plates("沪A89391").plates[0].confidence == 1.0


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("我的是沪A12345", "own"),
        ("我车牌沪A12345", "own"),
        ("对方沪A12345", "other"),
        ("前面那辆是沪A12345", "other"),
        ("沪A12345是对方的", "other"),
        ("沪A12345，这是我的", "own"),
        ("沪A12345", ""),
    ],
)
def test_the_words_around_say_whose_it_is(text: str, whose: str) -> None:
    assert hear_plates(text).plates[0].whose == whose


def test_two_plates_in_a_sentence_have_an_owner_each() -> None:
    heard = hear_plates("我的是沪AD12345，对方沪A88666").plates
    assert [(plate.value, plate.whose) for plate in heard] == [("沪AD12345", "own"), ("沪A88666", "other")]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["沪A", "89", "391"], "沪A89391"),
        (["沪", "A", "8 9", "391"], "沪A89391"),
        (["车牌沪A89", "嗯 39", "1"], "沪A89391"),
        (["沪A", "F", "00", "123"], "沪AF00123"),
        (["沪A89", "说错了 沪B12345"], "沪B12345"),
        (["沪A89", "后面是三九一"], "沪A89391"),
    ],
)
def test_pieces_over_several_turns_come_together(pieces: list[str], expected: str) -> None:
    pending = ""
    for piece in pieces[:-1]:
        heard = hear_plates(piece, pending=pending, expecting=True)
        assert not heard.plates
        pending = heard.pending
    assert values(pieces[-1], pending=pending, expecting=True) == [expected]


TAILS = st.text("0123456789", min_size=5, max_size=5)


@given(st.sampled_from(PROVINCES), st.sampled_from("ABCDEFGH"), TAILS, st.data())
def test_any_plate_spoken_and_cut_anywhere_is_itself(
    province: str, letter: str, tail: str, data: st.DataObject
) -> None:
    said = [data.draw(st.sampled_from([digit, SPOKEN[digit]])) for digit in tail]
    cut = data.draw(st.integers(0, 4))
    first = hear_plates(f"{province}{letter}{''.join(said[:cut])}", expecting=True)
    if first.plates:
        assert [plate.value for plate in first.plates] == [f"{province}{letter}{tail[:cut]}"]
        return
    assert values("".join(said[cut:]), pending=first.pending, expecting=True) == [f"{province}{letter}{tail}"]


@given(st.text(max_size=60), st.booleans())
def test_nothing_raises_and_words_are_where_they_say(text: str, expecting: bool) -> None:
    for plate in hear_plates(text, expecting=expecting).plates:
        assert valid_plate(plate.value)
        assert text[plate.start : plate.start + len(plate.words)] == plate.words
    correct_plate(text, "沪A89391")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("最后一位是6不是9", "沪A89396"),
        ("最后一位是六", "沪A89396"),
        ("后三位是936", "沪A89936"),
        ("尾号是36", "沪A89336"),
        ("不是9是6", "沪A89361"),
        ("是苏不是沪", "苏A89391"),
        ("沪改成苏", "苏A89391"),
        ("第二位是B", "沪B89391"),
        ("最后两位反了", "沪A89319"),
        ("不是A是B", "沪B89391"),
        ("不对", None),
        ("没看清", None),
        ("最后一位是什么", None),
        ("后三位是12345", None),
    ],
)
def test_single_characters_are_corrected(text: str, expected: str | None) -> None:
    found = correct_plate(text, "沪A89391")
    assert (found.value if found else None) == expected


def test_it_is_read_back_digit_by_digit() -> None:
    assert spoken_plate("沪A89391") == "沪A，8、9、3、9、1"


def test_a_megabyte_is_heard_in_no_time() -> None:
    hear_plates("沪A8" * 300_000, expecting=True)
