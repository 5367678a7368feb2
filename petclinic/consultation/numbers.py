"""How often and since when: counts and times in the owner's words, as numbers."""

import re
from typing import NamedTuple

_DIGITS = dict(zip("零一二两俩三仨四五六七八九", (0, 1, 2, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9), strict=True))
_N = r"(?:\d{1,4}(?:\.\d)?|[一二两俩三仨四五六七八九十百]{1,5}|十?几|好几|数|半|多)"
_TIMES = re.compile(
    rf"(?P<low>{_N})(?:\s?(?:-|~|到|至|、|或)\s?(?P<high>{_N}))?\s?(?:多)?(?:次|回|趟|遍|泡)(?!性|要|序|日)"
)
_UNITS = {
    "分钟": 1 / 60,
    "小时": 1.0,
    "钟头": 1.0,
    "天": 24.0,
    "日": 24.0,
    "晚": 24.0,
    "周": 168.0,
    "星期": 168.0,
    "礼拜": 168.0,
    "月": 720.0,
    "年": 8760.0,
}
_SPAN = re.compile(
    rf"(?P<low>{_N})(?:\s?(?:-|~|到|至)\s?(?P<high>{_N}))?\s?(?P<half1>多)?个?(?P<half2>半|多)?\s?"
    rf"(?P<unit>分钟|小时|钟头|星期|礼拜|天|日|晚|周|月|年)(?P<more>多|左右|半)?(?P<after>以?前|之前|了|来|没|不|以上|以内)?"
)
_DAYS = (
    ("大前天", 78.0), ("前天", 54.0), ("前晚", 50.0), ("昨晚", 20.0), ("昨天晚上", 20.0), ("昨夜", 20.0), ("昨天", 30.0), ("昨日", 30.0),
    ("今天早上", 6.0), ("今早", 6.0), ("今天", 8.0), ("今晚", 2.0), ("早上", 6.0), ("上午", 6.0), ("刚刚", 0.3), ("刚才", 0.3), ("刚开始", 2.0), ("中午", 5.0),
    ("昨儿", 30.0), ("今儿", 8.0), ("上周", 200.0), ("上个星期", 200.0), ("上星期", 200.0), ("上礼拜", 200.0), ("上个月", 800.0), ("去年", 9000.0),
    ("好几天", 96.0), ("好几周", 504.0), ("好久", 300.0), ("很久", 300.0), ("好长时间", 300.0), ("最近几天", 96.0), ("这几天", 96.0), ("这两天", 40.0),
    ("一阵子", 300.0), ("一段时间", 300.0), ("从小", 9000.0), ("前几天", 110.0), ("几天前", 110.0), ("周末", 60.0), ("半夜", 10.0), ("凌晨", 10.0), ("夜里", 10.0),
)  # fmt: skip
_DAY = re.compile("|".join(sorted((word for word, _ in _DAYS), key=len, reverse=True)))
_HOURS = dict(_DAYS)


class Amount(NamedTuple):
    """A number found at `start`..`end`; `sure` where the words around say that it tells since when."""

    start: int
    end: int
    value: float
    sure: bool = True


def numeral(word: str) -> float:
    """What a numeral is worth; approximate ones lean to the high side (几 = 5, 好几 = 5, 两三 = 3)."""
    if word in {"几", "好几", "数", "多"}:
        return 5
    if word == "半":
        return 0.5
    if word == "十几":
        return 15
    if word[0].isdigit():
        return float(word)
    if "百" in word:
        return 100
    if "十" in word:
        tens, _, ones = word.partition("十")
        return (_DIGITS.get(tens[-1:], 1) if tens else 1) * 10 + _DIGITS.get(ones[:1], 0)
    return max(_DIGITS.get(char, 0) for char in word)


def times(text: str) -> list[Amount]:
    """Every count with its measure word (三次, 3-4回, 十几次); of a range the higher end."""
    return [
        Amount(match.start(), match.end(), max(numeral(match["low"]), numeral(match["high"] or match["low"])))
        for match in _TIMES.finditer(text)
    ]


def hours(text: str) -> list[Amount]:
    """Every point or span of time, as hours back from now; 三天 is 72, 昨天 is 30 (since yesterday's daytime)."""
    found = [Amount(match.start(), match.end(), _HOURS[match[0]]) for match in _DAY.finditer(text)]
    taken = [(amount.start, amount.end) for amount in found]
    for match in _SPAN.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        if _not_a_span(text, match):
            continue
        found.append(Amount(match.start(), match.end(), _span(match), bool(match["after"] or match["more"])))
    return sorted(found)


def _not_a_span(text: str, match: re.Match[str]) -> bool:
    """每三天, 一天三次, 三个月大, 11月 and the like."""
    habit = text[max(0, match.start() - 1) : match.start()] in {"每", "隔", "第"} or _TIMES.match(text, match.end())
    month = match["unit"] == "月" and "个" not in match[0]
    return bool(habit) or month or text[match.end() : match.end() + 1] in {"大", "岁", "龄", "次"}


def _span(match: re.Match[str]) -> float:
    value = max(numeral(match["low"]), numeral(match["high"] or match["low"]))
    if match["half1"] or match["half2"] or match["more"] == "半" or match["more"] == "多":
        value += 0.5
    return value * _UNITS[match["unit"]]
