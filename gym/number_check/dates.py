"""Dates of a text, and which of them agree with the dates of the table."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from gym.number_check import modes, words
from gym.number_check.facts import DateFact, Index
from gym.number_check.numerals import chinese
from gym.number_check.text import Sentence

_CN = r"[一二三四五六七八九十廿]{1,3}"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_DATE = re.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d\d)\s?(?:[-/.]|年)\s?(?P<m>\d{1,2})\s?(?:[-/.]|月)\s?(?P<d>\d{1,2})\s?[日号]?(?!\d)"
    rf"|(?<!\d)(?:(?P<y2>(?:19|20)\d\d)\s?年\s?)?(?P<m2>\d{{1,2}}|{_CN})\s?月\s?(?P<d2>\d{{1,2}}|{_CN})\s?[日号](?!\d)"
    r"|(?<![\d./-])(?P<m3>0?[1-9]|1[0-2])/(?P<d3>0?[1-9]|[12]\d|3[01])(?![\d/]|\s?(?:次|节|组|天|周|堂|场|sessions|workouts|kg|公斤))"
    r"|(?<![\d./-])(?P<m4>0[1-9]|1[0-2])-(?P<d4>0[1-9]|[12]\d|3[01])(?![\d.-]|\s?(?:次|节|组|公斤|kg))"
    rf"|\b(?P<mn>{_MONTH})\s(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s(?P<y5>(?:19|20)\d\d))?"
    rf"|\b(?P<d6>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<mn6>{_MONTH})(?![a-z])(?:,?\s(?P<y6>(?:19|20)\d\d))?"
    rf"|(?<![\d.月第])(?P<d7>\d{{1,2}}|二?十[一二三四五六七八九]|[二三]十|廿[一二三四五六七八九])\s?(?:号|日(?!常|均|程|内))(?!\d)"
)
_WEEKDAY = re.compile(
    r"\s?[(,，]?\s?(?:(?:周|星期|礼拜)(?P<cn>[一二三四五六日天])|(?P<en>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b)"
)
_WEEKDAYS = {**dict(zip("一二三四五六日", range(7), strict=True)), "天": 6}
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_COUNTED = re.compile(r"(?:上周|这周|本周|出勤|完成|训练|课|上满了?[(]?)[:：]?\s?[(]?$")
_SECOND = re.compile(r"[^。\d]{0,4}?(?:到|至|-|~|–|—|to|through|until|and|和|、)\s?$")
_RANGE_AFTER = re.compile(r"\s?(?:到|至|-|~|–|to|through|until)\s?$")


@dataclass
class DateMention:
    """`day` is None for what is no day of any calendar; `guessed` where the year or the month was not said."""

    start: int
    end: int
    day: date | None
    weekday: int | None = None


def find(text: str, index: Index) -> list[DateMention]:
    """The dates of a readable text, in order; a missing year or month comes from the table or the date before."""
    found: list[DateMention] = []
    last: date | None = None
    for match in _DATE.finditer(text):
        mention = _mention(match, text, index, last)
        if mention is None:
            continue
        found.append(mention)
        last = mention.day or last
    return found


def _mention(match: "re.Match[str]", text: str, index: Index, last: date | None) -> DateMention | None:
    part = match.groupdict()
    year = next((int(part[name]) for name in ("y", "y2", "y5", "y6") if part[name]), None)
    names = part["mn"] or part["mn6"]
    month = _MONTHS.index(names[:3]) + 1 if names else _number(part["m"] or part["m2"] or part["m3"] or part["m4"])
    day = _number(part["d"] or part["d2"] or part["d3"] or part["d4"] or part["d5"] or part["d6"] or part["d7"])
    if day is None:
        return None
    if (part["d3"] or part["d4"]) and (
        _COUNTED.search(text[max(0, match.start() - 8) : match.start()]) or not _plausible(month, day, index)
    ):
        return None
    if part["d7"]:
        base = last or index.days.get("end_date")
        if base is None:
            return None
        year, month = base.year, base.month
    end = match.end()
    weekday = _WEEKDAY.match(text, end)
    said = None
    if weekday:
        said = _WEEKDAYS[weekday["cn"]] if weekday["cn"] else _ENGLISH_DAYS.index(weekday["en"][:3])
    return DateMention(match.start(), end, _day(year, month, day, index, said), said)


def _plausible(month: int | None, day: int, index: Index) -> bool:
    """3/3 may be three of three: a date only if it lies near the report."""
    end = index.days.get("end_date")
    if end is None or month is None:
        return True
    pairs = [(index.value(f"completed{when}"), index.value(f"planned{when}")) for when in ("", "_prev")]
    if (float(month), float(day)) in pairs and not any((d.day.month, d.day.day) == (month, day) for d in index.dates):
        return False
    near = [date(year, month, min(day, 28)) for year in (end.year - 1, end.year, end.year + 1)]
    return min(abs((one - end).days) for one in near) <= 62


def _number(words_: str | None) -> int | None:
    if not words_:
        return None
    if words_.isdigit():
        return int(words_)
    value = chinese(words_)
    return int(value[0]) if value else None


def _day(year: int | None, month: int | None, day: int, index: Index, weekday: int | None) -> date | None:
    if month is None:
        return None
    try:
        if year is not None:
            return date(year, month, day)
        known = [fact.day for fact in index.dates]
        years = [d.year for d in known if (d.month, d.day) == (month, day)] or [max(known).year if known else 2000]
        found = date(years[0], month, day)
        if known and not any((d.month, d.day) == (month, day) for d in known):
            found = min(
                (date(d.year, month, day) for d in known), key=lambda guess: min(abs((guess - d).days) for d in known)
            )
        return found
    except ValueError:
        return None


Judged = tuple[str, tuple[str, ...], str]


def judge(
    text: str,
    mention: DateMention,
    before: DateMention | None,
    sentence: Sentence,
    index: Index,
    lifts: Iterable[words.Word],
) -> Judged:
    """Verdict, keys and reason for one date."""
    clause = next((c for c in sentence.clauses if c.start <= mention.start < c.end), None)
    begin, finish = (clause.start, clause.end) if clause else (sentence.start, sentence.end)
    advice = modes.is_advice(text, sentence.start, begin, mention.start, mention.end, finish)
    if mention.day is None:
        return ("advice", (), "advice") if advice else ("wrong", (), "value")
    if mention.weekday is not None and mention.day.weekday() != mention.weekday:
        return "wrong", (), "weekday"
    equal = [fact for fact in index.dates if fact.day == mention.day]
    wanted = _wanted(text, mention, before, sentence, begin, finish, index, lifts)
    if wanted:
        right = [fact for fact in [*wanted, *equal] if fact.day == mention.day and (fact in wanted or not fact.topic)]
        if right:
            return "right", tuple(fact.key for fact in right), ""
        fixed = all(fact.topic in {"phase", "range", "longest"} or fact.topic.startswith("pr_") for fact in wanted)
        if advice or (_future(mention.day, index) and not fixed):
            return "advice", (), "advice"
        return "wrong", tuple(fact.key for fact in wanted[:3]), "value"
    if equal:
        return "right", tuple(fact.key for fact in equal), ""
    if advice or _future(mention.day, index):
        return "advice", (), "advice"
    start, end = index.days.get("start_date"), index.days.get("end_date")
    if start and end and start <= mention.day <= end and not (index.listed & {"sessions", "weights"}):
        return "wrong", (), "no_fact"
    return "wrong", (), "no_fact"


def _future(day: date, index: Index) -> bool:
    end = index.days.get("end_date")
    return end is not None and day > end


def _wanted(
    text: str,
    mention: DateMention,
    before: DateMention | None,
    sentence: Sentence,
    begin: int,
    finish: int,
    index: Index,
    lifts: Iterable[words.Word],
) -> list[DateFact]:
    """The date facts that the words ask for; empty when they ask for none in particular."""
    topics = words.date_topics(text, sentence.start, finish, lifts)
    lead = [t for t in topics if t.end <= mention.start and t.start >= begin]
    if not lead and not any(mention.end <= t.start < finish for t in topics):
        lead = [t for t in topics if t.end <= mention.start]
    tail = [t for t in topics if mention.end <= t.start < finish and t.start - mention.end < 12]
    joined = text[mention.end : mention.end + 1] in {"的", "这"} or text[mention.end : mention.end + 4] == " was"
    chosen = (tail[0] if tail and (joined or not lead) else None) or (lead[-1] if lead else None)
    previous = re.search(
        r"上一?(?:周|期|个?(?:八|七|\d+)天)|前一(?:周|期)|previous|last week", text[sentence.start : mention.start]
    )
    second = before is not None and bool(
        _SECOND.match(text[before.end : mention.start]) and mention.start - before.end < 9
    )
    first = bool(_RANGE_AFTER.match(text[mention.end : mention.end + 3].split("\x00")[0])) if not second else False
    if any(t.name == "longest" for t in topics) and (chosen is None or chosen.name in {"session", "range"}):
        return [fact for fact in index.dates if fact.topic == "longest"]
    if (
        previous
        and (second or first)
        and not re.search(r"本周|这周|这一?期|本期|this week", text[previous.end() + sentence.start : mention.start])
    ):
        role = "end" if second else "start"
        return [fact for fact in index.dates if fact.topic == "range" and fact.prev and fact.role == role]
    if chosen is None:
        return []
    if chosen.name == "record" and tail and tail[0].name.startswith("pr_"):
        chosen = tail[0]
    facts = [fact for fact in index.dates if _fits(fact, chosen.name)]
    if chosen.name in {"range", "phase"} and second:
        facts = [fact for fact in facts if fact.role == "end"]
    elif chosen.name in {"range", "phase"} and (first or _starts(text, mention)):
        facts = [fact for fact in facts if fact.role == "start"]
    elif chosen.name == "phase" and re.match(
        r"\s?(?:结束|截止|到期|收官|ends?|finish)", text[mention.end : mention.end + 10]
    ):
        facts = [fact for fact in facts if fact.role == "end"]
    elif chosen.name == "range" and not second:
        return []
    if chosen.name == "session" and "sessions" not in index.listed:
        return []
    if chosen.name in {"weigh", "assess"}:
        return _measured(text, mention, sentence, facts, chosen.name, index)
    return facts


def _measured(
    text: str, mention: DateMention, sentence: Sentence, facts: list[DateFact], name: str, index: Index
) -> list[DateFact]:
    """A weigh-in on any day of the range may be meant, unless the words say the last one."""
    if name == "assess":
        words_before = text[sentence.start : mention.start]
        if re.search(r"上一?次|上回|前一次|previous|last time|the one before", words_before[-12:]):
            return [fact for fact in facts if fact.role == "before"]
        return facts
    last = re.search(
        r"最后|最近|最新|末次|上次|last|latest|most recent",
        text[max(sentence.start, mention.start - 14) : mention.end + 10],
    )
    if last:
        return [fact for fact in facts if fact.key == "last_weigh_in_date"] or facts
    if "weights" in index.listed:
        return facts
    start, end = index.days.get("start_date"), index.days.get("end_date")
    inside = start and end and mention.day and start <= mention.day <= end
    return [] if inside else facts


def _starts(text: str, mention: DateMention) -> bool:
    return bool(re.match(r"\s?(?:开始|起|启动|starts?|began)", text[mention.end : mention.end + 8]))


def _fits(fact: DateFact, topic: str) -> bool:
    if topic == "record":
        return fact.topic.startswith("pr_")
    if topic == "session":
        return fact.topic in {"session", "longest"} or fact.topic.startswith("pr_")
    return fact.topic == topic


def spans(found: list[DateMention]) -> Iterator[tuple[int, int, date | None]]:
    for mention in found:
        yield mention.start, mention.end, mention.day
