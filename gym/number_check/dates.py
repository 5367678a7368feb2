"""Dates of a text and whether the facts know them."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from gym.number_check import numerals
from gym.number_check.facts import Index

_CN = r"[一二三四五六七八九十]{1,3}"
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?"
)
_UNITED = (
    r"(?!\s?(?:\d|[./:%](?=\d)|%|次|节|堂|场|组|周|天|项|个|公斤|千克|斤|kg|lb|cm|厘米|分钟|小时|min"
    r"|h\b|x\s?\d|×|sessions?|sets?|weeks?|days?|hours?|times|workouts?|kcal|千卡|大卡))"
)
_DATE = re.compile(
    r"(?<!\d)(?P<y1>\d{4})\s?(?:[-/.]|年)\s?(?P<m1>\d{1,2})\s?(?:[-/.]|月)\s?(?P<d1>\d{1,2})(?!\d)\s?[日号]?"
    r"|(?P<y2>[一二〇零三四五六七八九]{4})年(?P<m2>[一二三四五六七八九十]{1,2})月(?P<d2>[一二三四五六七八九十]{1,3})[日号]?"
    r"|(?<!\d)(?P<m3>\d{1,2})\s?月\s?(?:份的?)?(?P<d3>\d{1,2})(?!\d|\.\d|\s?[次组公斤节])\s?[日号]?"
    rf"|(?P<m4>{_CN})月(?:份的?)?(?P<d4>[一二三四五六七八九十廿]{{1,3}})[日号]"
    rf"|\b(?P<n5>{_MONTH})\s?(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s(?P<y5>20\d\d)\b)?{_UNITED}"
    rf"|(?<![\d.])(?P<d6>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<n6>{_MONTH})(?:,?\s(?P<y6>20\d\d)\b)?"
    rf"|(?<![\d./])(?P<m7>\d{{1,2}})/(?P<d7>\d{{1,2}})(?!/){_UNITED}"
    rf"|(?<![\d.-])(?P<m8>\d\d)-(?P<d8>\d\d)(?!-){_UNITED}"
    r"|(?<![\d.])(?P<d9>\d{1,2})\s?(?:日(?!内|均|平均|常|子|里|来|间)|号(?!线|位|码))"
    r"|(?<![一二三四五六七八九十月])(?P<d10>[一二三四五六七八九十廿]{1,3})(?:号(?!线|位|码)"
    r"|日(?=[、，。,称练的到至(（]))"
)
_RANGE_DAY = re.compile(
    rf"\s?(?:-|~|to|through|until|到|至|and)\s?(?P<day>\d{{1,2}})(?:st|nd|rd"
    rf"|th)?(?P<mark>\s?[日号])?{_UNITED}"
)
_PARTIAL = re.compile(
    r"(?<!\d)(?:\d{4}\s?年(?:\s?\d{1,2}\s?月(?:份)?)?|\d{1,2}\s?月份?(?=[，。、的底初中末份\s])|(?:今"
    r"|去|明)年\d{1,2}月|20\d\d\b)(?!\s?(?:公斤|kg|千卡|kcal|大卡|步|克|ml|毫升|次|组|steps|米))"
)
_WEEKDAYS = "一二三四五六日"
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY_AFTER = re.compile(
    r"\s?[(,，、]?\s?(?:(?:周|星期|礼拜)(?P<cn>[一二三四五六日天])|(?P<en>mon|tue|wed|thu|fri|sat"
    r"|sun)[a-z]*)\s?\)?"
)
_WEEKDAY_BEFORE = re.compile(
    r"(?:(?:(?<!下)周|(?<!下)星期|礼拜)(?P<cn>[一二三四五六日天])|\b(?P<en>mon|tue|wed|thu|fri|sat"
    r"|sun)[a-z]*)\s?[(,]?\s?$"
)
_JOIN = re.compile(r"\s?\)?\s?(?:到|至|-|~|—|–|→|->|to|through|until|直到)\s?")


@dataclass
class DateMention:
    """`year` is None where it was not said; `day` where there is no such day in the calendar, or no year is known; `first` the day that its pair begins with."""

    start: int
    end: int
    year: int | None
    month: int | None
    number: int
    weekday: int | None = None
    swapped: bool = False
    day: date | None = None
    pair: str = ""
    first: date | None = None


def find(text: str, index: Index) -> tuple[list[DateMention], str]:
    """The dates of a readable text, and the text with them blanked out."""
    known = [fact.day for fact in index.dates]
    found: list[DateMention] = []
    for match in _DATE.finditer(text):
        if found and match.start() < found[-1].end:
            continue
        mention = _mention(text, match, known)
        if mention is None:
            continue
        if mention.month is None:
            mention.month, mention.year = _month_of(mention.number, found, known)
        found.append(mention)
        if second := _range_day(text, mention, match):
            found.append(second)
    for mention in found:
        _resolve(text, mention, known)
    for first, second in pairwise(found):
        if _JOIN.fullmatch(text, first.end, second.start):
            first.pair, second.pair = "start", "end"
            first.first = second.first = first.day
    blanked = _blank(text, [(m.start, m.end) for m in found])
    return found, _blank(blanked, [m.span() for m in _PARTIAL.finditer(blanked)])


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in spans:
        if start < at:
            continue
        parts += [text[at:start], "\x00" * (end - start)]
        at = end
    return "".join([*parts, text[at:]])


def _mention(text: str, match: re.Match[str], known: list[date]) -> DateMention | None:
    groups = {name: part for name, part in match.groupdict().items() if part}
    kind = next(name[1:] for name in groups)
    year = _number(groups.get(f"y{kind}"))
    month = _NAMES.index(groups[f"n{kind}"][:3]) + 1 if f"n{kind}" in groups else _number(groups.get(f"m{kind}"))
    number = _number(groups.get(f"d{kind}"))
    if number is None or (month is not None and not 1 <= month <= 12 and kind != "7") or not 1 <= number <= 31:
        return None
    mention = DateMention(match.start(), match.end(), year, month, number)
    if kind in {"7", "8"} and not _slashed(text, mention, known, kind == "8"):
        return None
    return mention


def _slashed(text: str, mention: DateMention, known: list[date], dashed: bool) -> bool:
    """3/23 is a date, 3/4 perhaps a share of sessions; 23/3 puts the day first."""
    month, number = mention.month or 0, mention.number
    days = {(day.month, day.day) for day in known}
    before, after = text[max(0, mention.start - 8) : mention.start], text[mention.end : mention.end + 4]
    if (number, month) in days and (month, number) not in days:
        mention.month, mention.number = number, month
        return True
    if (month, number) in days:
        return not re.search(r"完成|出勤|训练|次数|进度|did|completed|[周次]$|week\s?$", before) or bool(
            re.search(r"[到至~-]\s?\d", after)
        )
    if month > 12 or number < 1:
        if month <= 31 and 1 <= number <= 12 and re.search(r"\bon |\bfrom |\bto |until |through ", before):
            mention.month, mention.number = number, month
            return True
        return False
    if dashed:
        return text[mention.start] == "0"
    return bool(
        re.search(r"(?:从|自|到|至|于|在|截至|截止|日期|时间|on |from |to |until |[-~(]\s?)$", before)
    ) and not re.search(r"完成|出勤|训练|进度", before)


def _number(words: str | None) -> int | None:
    if words is None:
        return None
    if words.isdigit() and words.isascii():
        return int(words)
    found = (
        numerals.chinese(words.replace("二〇二", "二零二"))
        if len(words) != 2 or "十" in words or "廿" in words
        else None
    )
    if found is None and len(words) == 4:
        found = numerals.chinese(words)
    return int(found[0]) if found and found[0] == found[1] else None


def _month_of(number: int, found: list[DateMention], known: list[date]) -> tuple[int | None, int | None]:
    """A day without a month: of the known date with that number, else of the date said before."""
    for day in known:
        if day.day == number:
            return day.month, day.year
    if found and found[-1].month:
        return found[-1].month, found[-1].year
    return (known[0].month, known[0].year) if known else (None, None)


def _range_day(text: str, mention: DateMention, match: re.Match[str]) -> DateMention | None:
    """The second day of 3月17-23日 or March 17 to 23."""
    after = _RANGE_DAY.match(text, mention.end)
    english = bool(match["n5"])
    if after is None or not (english or after["mark"]) or not mention.number < int(after["day"]) <= 31:
        return None
    return DateMention(after.start("day"), after.end(), mention.year, mention.month, int(after["day"]))


def _resolve(text: str, mention: DateMention, known: list[date]) -> None:
    years = [mention.year] if mention.year else _years(mention, known)
    mention.day = next((day for year in years if (day := _calendar(year, mention))), None)
    after = _WEEKDAY_AFTER.match(text, mention.end)
    before = _WEEKDAY_BEFORE.search(text, max(0, mention.start - 12), mention.start)
    if after:
        mention.weekday, mention.end = _weekday(after), after.end()
    elif before:
        mention.weekday, mention.start = _weekday(before), before.start()


def _years(mention: DateMention, known: list[date]) -> list[int]:
    """First the year of a known date with the same day, then the nearest to the known ones."""
    same = [day.year for day in known if (day.month, day.day) == (mention.month, mention.number)]
    if same or not known:
        return same
    middle = sorted(known)[len(known) // 2]
    near = sorted(
        (middle.year - 1, middle.year, middle.year + 1),
        key=lambda y: abs((y - middle.year) * 12 + (mention.month or 1) - middle.month),
    )
    return near


def _calendar(year: int, mention: DateMention) -> date | None:
    if not mention.month or not 1 <= year <= 9998 or mention.number > monthrange(year, mention.month)[1]:
        return None
    return date(year, mention.month, mention.number)


def _weekday(match: re.Match[str]) -> int:
    if match["cn"]:
        return _WEEKDAYS.index(match["cn"].replace("天", "日"))
    return _ENGLISH_DAYS.index(match["en"])


def weekday_is_wrong(mention: DateMention) -> bool:
    return mention.weekday is not None and mention.day is not None and mention.day.weekday() != mention.weekday


def spans(found: list[DateMention]) -> Iterator[tuple[int, int, date | None]]:
    for mention in found:
        yield mention.start, mention.end, mention.day
