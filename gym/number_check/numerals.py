"""Numerals in words: Chinese and English, without running text."""

import re

CHINESE_DIGITS = dict(zip("零〇一二三四五六七八九两俩仨", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 2, 3), strict=True))
CHINESE = (
    r"[零〇一二三四五六七八九十两俩仨廿][零〇一二三四五六七八九十百千万两廿]{0,12}(?:点[零〇一二三四五六七八九]{1,6})?"
)
_PLACES = {"十": 10, "百": 100, "千": 1000}

_SMALL = (
    ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_ONES = {word: 10 * row + n for row, words in enumerate(_SMALL) for n, word in enumerate(words)}
_ONES |= {"once": 1, "twice": 2, "thrice": 3}
_TENS = {
    word: 10 * n
    for n, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
ENGLISH = (
    r"\b(?:(?:" + "|".join(_TENS) + r")(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?"
    r"|" + "|".join(sorted(_ONES, key=len, reverse=True)) + r")\b"
)


def chinese(words: str) -> tuple[float, float, int] | None:
    """(low, high, decimals) of a Chinese numeral; low and high differ for 两三; None if it is none."""
    whole, point, decimals = words.partition("点")
    if len(whole) == 2 and all(c in CHINESE_DIGITS for c in whole):
        low, high = CHINESE_DIGITS[whole[0]], CHINESE_DIGITS[whole[1]]
        return (low, high, 0) if high == low + 1 and low > 0 and not point else None
    number = _whole(whole.replace("廿", "二十"))
    if number is None:
        return None
    if not point:
        return number, number, 0
    number += int("".join(str(CHINESE_DIGITS[c]) for c in decimals)) / 10 ** len(decimals)
    return number, number, len(decimals)


def _whole(words: str) -> int | None:
    """一百二十 -> 120, 一万二 -> 12000, 二五〇 -> 250."""
    if all(c in CHINESE_DIGITS for c in words):
        return int("".join(str(CHINESE_DIGITS[c]) for c in words)) if words else None
    total, section, digit, place = 0, 0, -1, 1
    for c in words:
        if c in CHINESE_DIGITS:
            if digit > 0:
                return None
            digit, place = CHINESE_DIGITS[c], (place if CHINESE_DIGITS[c] else 1)
        elif c == "万":
            total, section, digit, place = (section + max(digit, 0)) * 10_000, 0, -1, 10_000
        else:
            section += (1 if digit < 0 else digit) * _PLACES[c]
            digit, place = -1, _PLACES[c]
    if digit > 0:  # 两百五, 一万二: the next lower place is left unsaid
        section += digit * (place // 10 if place > 10 else 1)
    return total + section


def english(words: str) -> int:
    """Of what ENGLISH found."""
    return sum(_ONES.get(word, _TENS.get(word, 0)) for word in re.split(r"[- ]", words))
