"""When the accident happened, out of relative and spoken times, never in the future."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import msgspec

from chatflow.hearing.numbers import NUMERAL, number
from chatflow.hearing.said import CLAUSE_END, Said
from chatflow.hearing.values import Found

SLACK = timedelta(minutes=5)
"""How far after now a time may lie: clocks differ."""

_ACCIDENT = r"撞|追尾|刮|碰|剐|蹭|出事|出了|事故|发生|翻车|撞车|出的|擦"
_AGO = re.compile(
    rf"(?P<about>大概|差不多|大约|可能|应该)?(?:有|是)?(?:(?P<n>{NUMERAL})(?P<to>[-到至]{NUMERAL})?|(?P<few>几|十几|二十几|好几)|(?P<alone>半))(?P<more>多|来)?个?(?P<half>半)?(?P<over>多)?"
    r"(?P<unit>分钟|分|刻钟|小时|钟头|天)(?P<tail>半)?(?P<rest>多|左右|吧|的样子|样子)?(?:钟)?(?:左右)?(?P<ago>之前|以前|前(?!面|方|车|头|边))?"
)
_SINCE = re.compile(rf"(?:{_ACCIDENT})[^,。]{{0,6}}$")
_DAYS = {"大前": -3, "前": -2, "昨": -1, "今": 0}
_PARTS = {
    "凌晨": 3, "半夜": 0, "深夜": 23, "夜里": 22, "清晨": 6, "清早": 6, "大早": 7, "早晨": 8, "早上": 8, "早": 8, "晨": 6, "上午": 10, "中午": 12,
    "午后": 14, "下午": 15, "傍晚": 18, "晚上": 20, "晚间": 20, "夜": 22, "晚": 20,
}  # fmt: skip
_DAY = (
    r"(?P<iso>(?P<y>20\d\d)(?:年|-|/|\.))?(?P<mo>\d{1,2}|[一二三四五六七八九十]{1,2})(?:月|-|/)(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})(?:号|日)?"
    r"|(?P<last>上个?|这个?|本)?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天])|(?P<rel>大前|前|昨|今)(?:天|日|儿个?|(?=[晚早夜晨]))|(?P<only>\d{1,2}|[一二三四五六七八九十]{1,3})[号日](?!楼|线|门|院|口|桥|路|出)|当天"
)
_PART = r"(?:凌晨|半夜|深夜|夜里|清晨|清早|大早|早晨|早上|上午|中午|午后|下午|傍晚|晚上|晚间|早|晨|晚|夜)"
_CLOCK = (
    rf"(?:差(?P<to>{NUMERAL}|一刻)分?(?:钟)?(?:到)?(?=(?:\d|[一二两三四五六七八九十])))?(?P<h>\d{{1,2}}|[零一二两三四五六七八九十]{{1,3}})"
    r"(?:(?P<colon>:)(?P<cm>[0-5]\d)(?::[0-5]\d)?|(?P<dot>点|时(?!候|间|速|刻|段))(?P<zh>钟|整)?(?:(?P<half>半)|(?P<q>[一三])刻|过?零?(?P<m>\d{1,2}|[一二两三四五六七八九十]{1,3}|零[一二三四五六七八九])分?(?!公里|米|个|米|辆|年|月|小时)|差(?P<less>"
    rf"{NUMERAL}|一刻)分?)?(?P<more>多|来钟|左右|前后|钟)?)"
)
_WHEN = re.compile(
    rf"(?P<day>{_DAY})?[ ,的]?(?:周[一二三四五六日])?(?P<part>{_PART})?(?:的|大概|大约|差不多|,| |就|快|是|t|在){{0,3}}(?:(?P<clock>{_CLOCK}))?"
)
_LEAD = re.compile(r"(?:大概|大约|差不多|[ ,的就快是t在])*")
_NOW = re.compile(r"就?(?:在)?(?:刚刚|刚才|方才|刚刚才|才刚|刚)|就?(?:是)?现在|这会儿?刚")
_ONLY_NOW = re.compile(
    r"(?:就|是|在|的|吧|啊|呀|现在|大概|应该|不久|一会儿?|没多久|那会儿?|这会儿?|事故|时间|发生|了|呢|哦|哎|那个|也|,|。|前|出事|刚刚|刚才)*"
)
_TALK = re.compile(
    r"(?:我|你|他|您|她|你们|不是|已经|都|就|有人|跟你|给你|那个人?|有个人)*(?:说|讲|问|告诉|打电话|打的电话|电话|提|报|拍|挂|断|买|告|听|忘|发给|发了|给你|跟你)"
)
_NOT_ACCIDENT = re.compile(
    r"保险公司|交警|警察|拖车|救援|查勘|理赔员|师傅|预约|约了|约在|明天|后天|下周|等下|待会|一会儿|以后|之后|截止|上班|下班|开会|开门|营业"
)
_PROMISE = re.compile(
    r"[^,。]{0,4}(?:就|才|能|会|再|要|可以)?(?:到(?!家|了)|赶到|过来|来(?!的)|联系|回电|下班|上班|开会|开门|关门|之前给|打给|给我)"
)
_REPAIR = re.compile(r"不对|说错|应该是|不是|记错")


class _Reading(msgspec.Struct, frozen=True):
    at: datetime
    start: int
    end: int
    sure: float


def hear_time(text: str, now: datetime) -> Found | None:
    """When it happened, as `YYYY-MM-DD HH:MM` in the zone of the aware `now`; vague readings have a low confidence."""
    said = Said.of(text)
    readings = [*_clocks(said, now), *_agos(said, now)]
    if not readings:
        readings = [*_just_now(said, now)]
    readings = [reading for reading in readings if reading.at <= now + SLACK]
    if not readings:
        return None
    best = max(readings, key=lambda reading: (reading.sure >= 0.6, -reading.start))
    said_again = [reading for reading in readings if 0 <= reading.start - best.end <= 3 and reading.sure >= best.sure]
    if said_again:
        best = said_again[0]  # `七点，七点十分吧`
    if _REPAIR.search(said.text, best.end):
        best = max(readings, key=lambda reading: reading.start)
    return said.found(best.at.strftime("%Y-%m-%d %H:%M"), best.start, best.end, best.sure)


def _clause(said: Said, start: int, end: int) -> tuple[int, int]:
    begin = max(
        (mark.end() for mark in CLAUSE_END.finditer(said.text, max(0, start - 30), start)), default=max(0, start - 30)
    )
    after = CLAUSE_END.search(said.text, end, end + 30)
    return begin, after.start() if after else min(len(said.text), end + 30)


def _agos(said: Said, now: datetime) -> Iterator[_Reading]:
    for match in _AGO.finditer(said.text):
        since = said.text[match.end() : match.end() + 1] == "了" and _SINCE.search(
            said.text, max(0, match.start() - 12), match.start()
        )
        if not (match["ago"] or since):
            continue
        minutes = _minutes(match)
        if minutes is None:
            continue
        exact = not (match["few"] or match["more"] or match["over"] or match["to"] or match["rest"] == "多")
        if match["unit"] == "天":
            exact = False
        yield _Reading(now - timedelta(minutes=minutes), match.start(), match.end(), 0.9 if exact else 0.6)


def _minutes(match: re.Match[str]) -> float | None:
    """How many minutes ago; `两三分钟` and `一个多小时` are rounded down."""
    each = {"分钟": 1, "分": 1, "刻钟": 15, "小时": 60, "钟头": 60, "天": 1440}[match["unit"]]
    if match["alone"]:
        return each / 2
    if match["few"]:
        return each * {"几": 5, "好几": 5, "十几": 15, "二十几": 25}[match["few"]]
    numeral = match["n"]
    if len(numeral) == 2 and numeral[0] in "一二两三四五六七八" and numeral[1] in "二两三四五六七八九":
        numeral = numeral[1]
    value = number(numeral)
    if value is None or (match["unit"] == "天" and value > 60):
        return None
    return each * (value + (0.5 if match["half"] or match["tail"] else 0))


def _just_now(said: Said, now: datetime) -> Iterator[_Reading]:
    for match in _NOW.finditer(said.text):
        begin, last = _clause(said, match.start(), match.end())
        after = said.text[match.end() : last]
        accident = re.compile(_ACCIDENT).search(after)
        if match[0].endswith("现在") and not _ONLY_NOW.fullmatch(said.text):
            continue
        talk = _TALK.match(after)
        if talk and not (accident and accident.start() < talk.end()):
            continue
        alone = _ONLY_NOW.fullmatch(said.text[begin : match.start()]) and _ONLY_NOW.fullmatch(after)
        if match[0].endswith("刚") and not match[0].endswith("刚刚") and not (accident and accident.start() <= 4):
            continue
        if accident or alone:
            yield _Reading(now, match.start(), match.end(), 0.75)
            return


def _clocks(said: Said, now: datetime) -> Iterator[_Reading]:
    for match in _WHEN.finditer(said.text):
        if not match[0].strip(" ,的大概约差不多就快是t在") or _meant_otherwise(said, match):
            continue
        reading = _reading(match, now)
        if reading is None:
            continue
        at, sure = reading
        end = match.start() + len(match[0].rstrip(" ,的大概约就快是t在"))
        start = match.start() + len(_LEAD.match(match[0])[0])  # type: ignore[index]
        yield _Reading(at, start, end, sure)


def _meant_otherwise(said: Said, match: re.Match[str]) -> bool:
    """`有一点疼`, `三点建议`, `保险公司说三点到`, `明天上午`."""
    begin, last = _clause(said, match.start(), match.end())
    text = said.text
    before, after = text[begin : match.start()], text[match.end() : last]
    if re.search(r"[\dk:.+a-z]$|第$|[明后]$|限速$|时速$", before) and not match["rel"]:
        return True
    if match["clock"] and match["dot"]:
        if re.match(r"[一二三四五六七八九十]?(?:公里|千米)|米|块|万|元|[\d]|小时|个|意见|建议", after) or (
            match["dot"] == "时" and before.endswith("小")
        ):
            return True
        bare = not (
            match["part"]
            or match["day"]
            or match["zh"]
            or match["more"]
            or match["half"]
            or match["q"]
            or match["m"]
            or match["less"]
            or match["to"]
        )
        if (
            bare
            and (match["h"] == "一" or re.search(r"[有这说提那早晚快慢]$", before))
            and not re.search(r"(?:在|大概|差不多|是|大约)$", before)
        ):
            return True
    if match["part"] and not match["clock"] and not match["day"] and match["part"] in {"早", "晚", "夜", "晨"}:
        return True
    if (
        (match["only"] or match["mo"])
        and not match["clock"]
        and not match["part"]
        and not match["iso"]
        and "月" not in match[0]
    ):
        return True
    if match["rel"] == "前" and before.endswith(("目", "之", "以")):
        return True
    if _NOT_ACCIDENT.search(before) and not re.search(_ACCIDENT, after):
        return True
    if re.search(r"买|办|保|投|提", after[:3]) or re.search(r"上次|去年|上个月", before):
        return True
    return bool(_PROMISE.match(after)) and re.search(_ACCIDENT, before + after) is None


def _reading(match: re.Match[str], now: datetime) -> tuple[datetime, float] | None:
    day = _day(match, now)
    if match["day"] and day is None:
        return None
    if match["clock"]:
        clock = _clock(match)
        return _clock_reading(match, now, day, *clock) if clock else None
    if match["part"]:
        hour = _PARTS[match["part"]]
        at = _on(day or now.date(), hour, 0, now)
        if at > now and (day is None or day == now.date()):
            begun = {"上午": 8, "下午": 12, "晚上": 17, "早上": 5, "中午": 11}.get(match["part"], hour)
            at = now if now.hour >= begun else at if day else at - timedelta(days=1)
        return at, 0.5
    if day is None or day == now.date():
        return None
    return _on(day, 12, 0, now), 0.3


def _on(day: date, hour: int, minute: int, now: datetime) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=now.tzinfo)


def _day(match: re.Match[str], now: datetime) -> date | None:
    today = now.date()
    if match["rel"]:
        return today + timedelta(days=_DAYS[match["rel"]])
    if match["wd"]:
        back = (today.weekday() - "一二三四五六日".index(match["wd"].replace("天", "日"))) % 7
        if (match["last"] or "").startswith("上"):
            back = today.weekday() + 7 - "一二三四五六日".index(match["wd"].replace("天", "日"))
        return today - timedelta(days=back)
    if match["mo"] or match["only"]:
        return _calendar_day(match, today)
    return today if match["day"] else None


def _calendar_day(match: re.Match[str], today: date) -> date | None:
    """The latest such day that is not in the future."""
    month = number(match["mo"]) if match["mo"] else today.month
    wanted = number(match["d"] or match["only"])
    year = int(match["y"]) if match["y"] else today.year
    if month is None or wanted is None:
        return None
    try:
        day = date(year, month, wanted)
        if day <= today or match["y"]:
            return day
        if match["mo"]:
            return date(year - 1, month, wanted)
        last = today.replace(day=1) - timedelta(days=1)
        return date(last.year, last.month, wanted)
    except ValueError:
        return None


def _clock(match: re.Match[str]) -> tuple[int, int] | None:
    hour, minute = number(match["h"]), 0
    if match["colon"]:
        minute = int(match["cm"])
    elif match["half"]:
        minute = 30
    elif match["q"]:
        minute = 15 * (number(match["q"]) or 0)
    elif match["m"]:
        minute = number(match["m"]) or 0
    less = match["less"] or match["to"]
    if hour is None or hour > 24 or minute > 59:
        return None
    if less:
        minute = -(15 if less == "一刻" else number(less) or 0)
        return ((hour - 1) % 24, 60 + minute) if -60 < minute < 0 else None
    return hour % 24, minute


def _clock_reading(
    match: re.Match[str], now: datetime, day: date | None, hour: int, minute: int
) -> tuple[datetime, float] | None:
    part, sure = match["part"] or "", 0.8 if match["more"] else 0.95
    late = "晚" in part or "夜" in part
    shift = 0
    if part in {"下午", "午后", "傍晚"} or (part == "中午" and hour < 5) or (late and 5 <= hour < 12):
        hour += 12 if hour < 12 else 0
    elif hour == 12 and (late or part == "凌晨"):
        hour, shift = 0, 1 if late else 0
    elif late and hour < 5 and match["rel"]:
        shift = 1
    if day is not None:
        if not part and 1 <= hour <= 6 and day != now.date() and not match["colon"]:
            hour, sure = hour + 12, 0.6
        elif not part and day == now.date() and hour < 12 and _on(day, hour + 12, minute, now) <= now + SLACK:
            hour, sure = hour + 12, 0.7
        at = _on(day, hour, minute, now) + timedelta(days=shift)
        if at > now + SLACK and match["wd"]:
            at -= timedelta(days=7)
        return (at, sure) if at <= now + SLACK else None
    if part or hour > 12 or match["h"] in {"零", "0", "24"}:
        at = _on(now.date(), hour, minute, now)
        return (at, sure) if at <= now + SLACK else (at - timedelta(days=1), min(sure, 0.7))
    today = _on(now.date(), hour % 12, minute, now)
    past = [at for hours in (-24, -12, 0, 12) if (at := today + timedelta(hours=hours)) <= now + SLACK]
    return past[-1], min(sure, 0.8)
