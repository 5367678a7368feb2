"""Small numbers as they are spoken or typed: 两, 十五, 一百二十, 28."""

import re

_DIGITS = {
    **dict(zip("零〇一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
    "两": 2,
    "俩": 2,
    "仨": 3,
    "幺": 1,
    "壹": 1,
    "贰": 2,
    "叁": 3,
}
NUMERAL = r"(?:\d{1,4}|[零〇一二两俩仨三四五六七八九十百幺壹贰叁]{1,6})"
"""A regular expression of one small number."""

_SPOKEN = re.compile(
    r"(?:(?P<hundreds>[一二两三四五六七八九])百零?)?(?:(?P<tens>[一二三四五六七八九]?)(?P<ten>十))?(?P<ones>[零〇一二两俩仨三四五六七八九幺壹贰叁])?"
)


def number(numeral: str) -> int | None:
    """`十五` -> 15, `一百二` -> 120, `三二` -> 32; None where it is no number."""
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    if not numeral:
        return None
    spoken = _SPOKEN.fullmatch(numeral)
    if spoken:
        hundreds = 100 * _DIGITS.get(spoken["hundreds"] or "", 0)
        tens = 10 * (_DIGITS[spoken["tens"]] if spoken["tens"] else 1) if spoken["ten"] else 0
        ones = _DIGITS[spoken["ones"]] if spoken["ones"] else 0
        short = hundreds and not spoken["ten"] and ones and "零" not in numeral  # 一百二
        return hundreds + tens + (ones * 10 if short else ones)
    if len(numeral) <= 4 and all(digit in _DIGITS for digit in numeral):
        return int("".join(str(_DIGITS[digit]) for digit in numeral))
    return None
