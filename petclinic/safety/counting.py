"""How often an animal has vomited, as an owner says it."""

import re

DIGITS = {"一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
MANY = 5

_TIMES = re.compile(
    r"(?:吐|呕)[^。！？!?\n，,没不]{0,8}?(?P<number>\d{1,3}|[一二两俩三四五六七八九十]{1,3}|好几|好多|很多|无数|多|几)(?:多)?(?:次|回|趟)"
    r"|(?P<before>\d{1,3}|[一二两俩三四五六七八九十]{1,3}|好几|好多|很多|无数|多)(?:次|回)[^。！？!?\n，,]{0,3}(?:吐|呕吐)"
)
_ENDLESS = re.compile(
    r"(?:一直|不停|反复|频繁|不断|持续|连续|狂)(?:地|在)?(?:呕?吐|呕)|吐个不停|吐不停|吐得厉害|吐了又吐|狂吐"
)


def most_vomits(sentence: str) -> int:
    """The number of times that the sentence tells, the larger one of a range; 0 when it tells none."""
    numbers = [_number(found["number"] or found["before"]) for found in _TIMES.finditer(sentence)]
    if _ENDLESS.search(sentence):
        numbers.append(MANY)
    return max(numbers, default=0)


def _number(words: str) -> int:
    if words.isdigit():
        return int(words)
    if words in ("好几", "好多", "很多", "无数", "多"):
        return MANY
    if words == "几":
        return 3
    return max(DIGITS[word] for word in words)  # 两三次 is up to three
