"""How often in a day and for how long, out of what people write: 吐了两三次, 五六次, 三天吐了六次, 从昨晚到现在."""

import re
from collections import deque

NUMERAL = r"(?:\d{1,3}(?:\.\d)?|[一二两三四五六七八九十百]{1,4}|半|几|数|好几|十几|多|无数)"
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2, "十": 10, "百": 100}
_SOME = {"半": 0.5, "几": 3, "数": 3, "好几": 4, "十几": 12, "多": 5, "无数": 20}
_TIMES = re.compile(
    rf"(?<!第)(?P<from>{NUMERAL})(?P<to>[-到至~]{NUMERAL})? ?(?:来|多)?"
    r"(?:次|回|趟|遍|泡|滩|下(?!午|来|去|楼)|口(?=血))(?P<more>以上|多)?"
)
_MANY = re.compile(
    r"反复|不停|一直|持续|频繁|连续|接连|不断|狂|个不停|止不住|没停|老是|吃啥吐啥|吃什么吐什么|喝啥吐啥|"
    r"隔一会"
)
MANY = 5
_DAILY = re.compile(r"每天|一天|每日|一日|天天|今天|一晚上|一上午|一下午|一小时|24小时|半天")
_DAYS = re.compile(rf"(?<!第)(?P<n>{NUMERAL})个?(?P<unit>天|日|周|星期|礼拜|月)(?!前)")
_LENGTHS = {
    **dict.fromkeys(("小时", "钟头"), 1.0),
    **dict.fromkeys(("天", "日"), 24.0),
    **dict.fromkeys(("周", "星期", "礼拜"), 168.0),
    **dict.fromkeys(("顿", "餐"), 8.0),  # a meal left out
    **dict.fromkeys(("夜", "晚", "晚上"), 12.0),
}
_HOURS = re.compile(
    rf"(?<!第)(?P<from>{NUMERAL})(?P<to>[-到至~]{NUMERAL})? ?个?(?P<more>多|半)?整?"
    r"(?P<unit>小时|钟头|天|日|周|星期|礼拜|顿|餐|晚上|夜|晚)(?P<half>半)?"
    r"(?!前(?!开始|起|就|到现在))"
)
_SINCE = (
    (re.compile(r"大前天"), 72.0),
    (re.compile(r"(?<!大)前天"), 48.0),
    (re.compile(r"昨天|昨日|昨早"), 24.0),
    (re.compile(r"昨晚|昨夜|一整天|整天|一整晚|一宿|整晚"), 12.0),
    (re.compile(r"半天|今天一天|今早到现在|早上到现在"), 12.0),
    (re.compile(r"上周|上星期|上个星期"), 168.0),
)
_ORDINAL = re.compile(rf"第(?P<n>{NUMERAL})(?:天|日)")


def number(numeral: str) -> float:
    """`十五` -> 15, `两三` -> 3 (the larger one: the urgent reading), `半` -> 0.5."""
    if numeral[0].isdigit():
        return float(numeral)
    if numeral in _SOME:
        return float(_SOME[numeral])
    if "百" in numeral:
        return 100.0 * (_DIGITS.get(numeral[0], 1) if numeral[0] != "百" else 1)
    if "十" in numeral:
        tens, _ten, ones = numeral.partition("十")
        return 10.0 * (_DIGITS.get(tens[-1:], 1) if tens else 1) + (_DIGITS.get(ones[-1:], 0) if ones else 0)
    return float(max(_DIGITS.get(character, 0) for character in numeral))


def times_a_day(text: str, start: int, end: int, begin: int, last: int) -> float:
    """How often a day the sign at [start, end) is told within the clauses [begin, last); 0 = no number is told."""
    found = _TIMES.search(text, end, last) or _last(_TIMES, text, begin, start) or _TIMES.search(text, start, end)
    if found is None:
        return float(MANY) if _MANY.search(text, begin, last) else 0.0
    told = max(number(found["from"]), number(found["to"][1:]) if found["to"] else 0.0) + bool(found["more"])
    days = _DAYS.search(text, begin, last)
    if days is None or _DAILY.search(text, begin, last):
        return told
    length = number(days["n"]) * {"周": 7, "星": 7, "礼": 7, "月": 30}.get(days["unit"][0], 1)
    return told if length < 1 else float(-(-told // length))


def hours(text: str, begin: int, last: int) -> float:
    """The longest time that is told within [begin, last), in hours; 0 = none is told."""
    spans = [_span(found) for found in _HOURS.finditer(text, begin, last)]
    since = [length for pattern, length in _SINCE if pattern.search(text, begin, last)]
    days = [24.0 * (number(found["n"]) - 1) for found in _ORDINAL.finditer(text, begin, last)]  # 第三天: two are over
    return max([*spans, *since, *days], default=0.0)


def _span(found: re.Match[str]) -> float:
    unit = _LENGTHS[found["unit"]]
    told = max(number(found["from"]), number(found["to"][1:]) if found["to"] else 0.0)
    return (told + (0.5 if found["half"] or found["more"] == "半" else 0.0)) * unit


def _last(pattern: re.Pattern[str], text: str, begin: int, end: int) -> re.Match[str] | None:
    return next(iter(deque(pattern.finditer(text, begin, end), maxlen=1)), None)
