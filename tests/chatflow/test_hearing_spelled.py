"""Phone numbers, names and insurers as callers say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatflow.hearing.insurers import hear_insurer
from chatflow.hearing.names import hear_name
from chatflow.hearing.phones import correct_phone, hear_phone, spoken_phone, valid_phone


@pytest.mark.parametrize(
    "text",
    [
        "13812345678", "我的电话是13812345678", "138-1234-5678", "138 1234 5678", "幺三八 一二三四 五六七八", "一三八一二三四五六七八",
        "138后面是1234再5678", "+8613812345678", "手机幺三八，一二三四，五六七八",
    ],
)  # fmt: skip
def test_a_mobile_number_is_heard_in_every_form(text: str) -> None:
    phone = hear_phone(text).phone
    assert phone
    assert phone.value == "13812345678"
    assert text[phone.start : phone.start + len(phone.words)] == phone.words


@pytest.mark.parametrize(
    "text", ["110", "打了120", "021-12345678", "沪A12345", "等了138分钟", "", "12345678901", "1381234567"]
)
def test_what_is_no_mobile_number_is_none(text: str) -> None:
    assert hear_phone(text).phone is None


def test_repeated_digits_are_counted() -> None:
    phone = hear_phone("一三八，三个零，八八，六六六").phone
    assert phone
    assert phone.value == "13800088666"


@given(st.text("0123456789", min_size=9, max_size=9), st.integers(3, 10), st.integers(3, 10))
def test_any_number_cut_anywhere_is_itself(rest: str, first: int, second: int) -> None:
    number = f"13{rest}"
    places = sorted((first, second))
    pieces = [number[: places[0]], number[places[0] : places[1]], number[places[1] :]]
    pending = ""
    for piece in pieces:
        heard = hear_phone(piece, pending=pending, expecting=True)
        if heard.phone:
            assert heard.phone.value == number or piece.startswith(number)
            return
        pending = heard.pending
    raise AssertionError(pending)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("最后一位是0", "13812345670"), ("后四位是9999", "13812349999"), ("不是8是9", "13812345679"), ("不对", None)],
)
def test_a_number_is_corrected(text: str, expected: str | None) -> None:
    found = correct_phone(text, "13812345678")
    assert (found.value if found else None) == expected


def test_a_number_is_read_back_in_groups() -> None:
    assert spoken_phone("13812345678") == "138，1234，5678"
    assert valid_phone("13812345678")
    assert not valid_phone("12812345678")


@pytest.mark.parametrize(
    ("text", "expecting", "expected"),
    [
        ("我叫王建国", False, "王建国"),
        ("我姓李", False, "李"),
        ("免贵姓陈，叫陈晓", False, "陈晓"),
        ("司机是张伟", False, "张伟"),
        ("我叫赵小明电话13812345678", False, "赵小明"),
        ("我姓欧阳", False, "欧阳"),
        ("李女士", True, "李女士"),
        ("王建国", True, "王建国"),
        ("张伟，弓长张", True, "张伟"),
        ("叫我老王就行", True, "老王"),
        ("小刘", True, "小刘"),
        ("王建国", False, None),
        ("我是司机", True, None),
        ("叫救护车", True, None),
        ("我叫不出来", True, None),
        ("马上就到", True, None),
        ("不知道", True, None),
        ("", True, None),
    ],
)
def test_a_name_is_heard(text: str, expecting: bool, expected: str | None) -> None:
    found = hear_name(text, expecting=expecting)
    assert (found.value if found else None) == expected


@pytest.mark.parametrize(
    ("text", "expecting", "expected"),
    [
        ("平安", True, "平安"),
        ("人保的", True, "人保"),
        ("在平安买的保险", False, "平安"),
        ("太平洋保险", False, "太平洋保险"),
        ("保险是阳光的", False, "阳光"),
        ("大地", True, "大地"),
        ("人寿财险吧", True, "人寿财险"),
        ("是国泰产险", True, "国泰产险"),
        ("我没事，人平安", False, None),
        ("人平安就好", True, None),
        ("平安大道", True, None),
        ("不知道哪家", True, None),
        ("没买保险", True, None),
        ("报了保险公司了", False, None),
        ("大地", False, None),
    ],
)
def test_an_insurer_is_heard(text: str, expecting: bool, expected: str | None) -> None:
    found = hear_insurer(text, expecting=expecting)
    assert (found.value if found else None) == expected


@given(st.text(max_size=60), st.booleans())
def test_nothing_raises_and_words_are_where_they_say(text: str, expecting: bool) -> None:
    for found in (hear_name(text, expecting=expecting), hear_insurer(text, expecting=expecting)):
        if found:
            assert text[found.start : found.start + len(found.words)] == found.words
    phone = hear_phone(text, expecting=expecting).phone
    if phone:
        assert valid_phone(phone.value)
