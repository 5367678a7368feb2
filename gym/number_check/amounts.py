"""One number with its unit: value, precision as spoken, and what loosens it."""

import re
from dataclasses import dataclass, replace

from gym.number_check import numerals
from gym.number_check.units import Unit, unit_at

_NUMBER = re.compile(
    r"(?P<arabic>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)(?P<times>\s?[万千百](?![分米卡克])|k(?![a-z]))?"
    rf"|(?P<chinese>{numerals.CHINESE})|(?P<english>{numerals.ENGLISH})|(?P<half>半(?!天|年|月|身|程|途"
    r"|数|夜|价|段)|\bhalf an? )"
)
_MORE_DIGITS = re.compile(r"(\d)千?")
_BETWEEN = re.compile(r"\s{0,2}(?P<vague>几)?(?P<more>多|余|来)?\s?(?P<piece>个)?(?P<half>半|多)?\s?-?")
_ADJECTIVES = re.compile(
    r"(?:(?:planned|scheduled|completed|missed|training|strength|working|hard|total|personal|new|full|chest|back|legs?|"
    r"shoulders?|arms?|core|gym|body|more|fewer|extra|consecutive|good|solid|great|rest|skipped|logged"
    r"|and a half) ){1,3}"
)
_AFTER_UNIT = re.compile(r"半(?!径|身|程)|多(?=[，。、；;,.!！）) \n]|$|的|吧|了?点|一点|时间|一些)| and a half")
_FRACTION = re.compile(r"分之")
_TENTHS = re.compile(r"成(?P<more>[一二三四五六七八九]|半)?(?![为功绩果长员分了年熟就立都型交效本品\d])")
_ABOUT_AFTER = re.compile(
    r"\s?(?:(?P<about>左右|上下|or so)|(?P<more>出头|开外|有余|挂零|还?要?多一?点|还要多)|(?P<under>以下|之下)|(?P<most>以内|之内)|(?P<least>以上|之上|起)(?!来|到)"
    r"|(?P<near>不到一?点|差一?点|缺一?点))"
)
_ABOUT = re.compile(
    r"(?P<over>超过|超出|多于|大于|高于|不止|突破|more than|over|above|exceed\w*)"
    r"|(?P<least>至少|起码|不少于|不低于|不下于|at least|no less than)"
    r"|(?P<under>不到|不足|不满|少于|低于|小于|less than|under|below|fewer than)"
    r"|(?P<most>至多|最多|不超过|不多于|不高于|at most|up to|no more than)"
    r"|(?P<near>将近|接近|逼近|近乎|近(?!期|日|来)|快(?!速|了)|差不多|几乎|nearly|almost|close to|just under)"
    r"|(?P<about>大约|大概|约莫|约合|约为|约|大致|左右|估计|≈|~|about|around|roughly|approximately|approx\.?|some)"
)
_ABOUT_ENDS = re.compile(rf"(?:{_ABOUT.pattern})\s?(?:是|为|有|在|了|达|a |an )?\s?$")
_WEEK_BEFORE = re.compile(r"(?<!this )(?<!last )(?<!next )(?<!each )(?<!every )(?<!per )(?<!the )\b(?:week|wk) $")
_DASHED = re.compile(
    r"(?:[\da-z]|[\d二两三四五六七八九十百半]\s?个?(?:公斤|千克|斤|克|组|次|周|天|小时|分钟|厘米|大卡"
    r"|千卡|%|百分点|磅|号|日|项|吨))\s?$"
)


@dataclass
class Mention:
    """A number as spoken, in the unit of the facts; `high` differs from `low` in a range such as 3~4次.

    `half` is half of the last place spoken, `over` the width of 七十多; `link` tells how it joins the number before.
    """

    start: int
    end: int
    low: float
    high: float
    half: float
    over: float
    unit: Unit
    sign: int = 0
    about: str = ""
    link: str = ""
    chinese: bool = False
    ordinal: bool = False
    fraction: bool = False
    own_unit: bool = True

    @property
    def dim(self) -> str:
        return self.unit.dim


@dataclass
class Raw:
    """A numeral before its unit is known."""

    start: int
    end: int
    low: float
    high: float
    decimals: int
    scale: float
    chinese: bool
    half: bool


def next_numeral(text: str, at: int) -> Raw | None:
    for match in _NUMBER.finditer(text, at):
        raw = _raw(text, match)
        if raw:
            return raw
    return None


def _raw(text: str, match: re.Match[str]) -> Raw | None:
    start, end = match.span()
    if match["half"]:
        return Raw(start, end, 0.5, 0.5, 1, 1, True, True)
    if match["chinese"]:
        number = numerals.chinese(match["chinese"])
        if number is None:
            return None
        return Raw(start, end, number[0], number[1], number[2], 1, True, False)
    if match["english"]:
        value = float(numerals.english(match["english"]))
        return Raw(start, end, value, value, 0, 1, True, False)
    digits = match["arabic"].replace(",", "")
    if len(digits) > 12 or _glued(text, start):
        return None
    value = float(digits)
    decimals = len(digits.partition(".")[2])
    scale = {"万": 1e4, "千": 1e3, "百": 1e2, "k": 1e3}.get((match["times"] or "").strip(), 1.0)
    if scale == 1e4 and (more := _MORE_DIGITS.match(text, end)):  # 1万2千
        value, decimals, end = value + int(more[1]) / 10, 1, more.end()
    return Raw(start, end, value * scale, value * scale, decimals, scale, False, False)


def _glued(text: str, start: int) -> bool:
    """Part of a name: B12, Q3, v2."""
    before = text[max(0, start - 2) : start]
    return bool(re.search(r"(?:^|[^a-z])[a-wyz]$", before))


def with_unit(text: str, raw: Raw) -> Mention | None:
    if text.startswith("百分之", raw.start - 3) and raw.start >= 3:
        raw.start -= 3
        return mention_of(text, raw, Unit("percent", 1), raw.end, extra=0.0)
    if special := _fraction(text, raw) or _tenths(text, raw):
        return special
    between = _BETWEEN.match(text, raw.end)
    if between is None or between["vague"]:
        return None
    at = between.end() - (1 if text[between.end() - 1] == "-" and between.end() > raw.end else 0)
    found = None
    for begin in dict.fromkeys((between.end(), at)):
        adjectives = _ADJECTIVES.match(text, begin)
        found = unit_at(text, adjectives.end() if adjectives else begin) or unit_at(text, begin)
        if found:
            break
    if found is None:
        if not raw.chinese and _WEEK_BEFORE.search(text, max(0, raw.start - 12), raw.start):  # week 6 of 12
            return mention_of(text, raw, Unit("weeks", 1), raw.end, extra=0.0)
        if not between["piece"] or (raw.chinese and raw.low <= 1):
            return None
        found = Unit("count", 1, "piece"), text.index("个", raw.end) + 1
    unit, end = found
    if (
        unit.kind == "week"
        and text[end - 1] == "练"
        and not re.search(r"[每一]个?(?:周|星期)\s?$", text[max(0, raw.start - 5) : raw.start])
    ):
        return None
    if text[end - 1] == "点" and unit.kind == "points" and text[end - 2] != "百" and not between["piece"]:
        return None
    extra = 0.5 if between["half"] == "半" else 0.0
    mention = mention_of(text, raw, unit, end, extra)
    if between["more"] in {"多", "余"} or between["half"] == "多":
        mention.about = "more"
    elif between["more"]:
        mention.about = "about"
    if between["more"] == "来" and not raw.chinese:
        return None
    return _continued(text, mention)


def mention_of(text: str, raw: Raw, unit: Unit, end: int, extra: float) -> Mention:
    """The span begins with its sign; `extra` is the half of 两个半小时."""
    decimals = max(raw.decimals, 1) if extra else raw.decimals
    place = raw.scale / 10**decimals
    start, sign = _signed(text, raw.start)
    mention = Mention(
        start=start,
        end=end,
        low=(raw.low + extra) * unit.size,
        high=(raw.high + extra) * unit.size,
        half=place / 2 * unit.size,
        over=max(place, _zeros(raw.low) if decimals == 0 or raw.scale > 1 else place) * unit.size,
        unit=unit,
        sign=sign,
        chinese=raw.chinese,
        ordinal=bool(re.search(r"(?:第|week |weeks |wk )\s?$", text[max(0, start - 6) : start])),
    )
    after = _AFTER_UNIT.match(text, end)
    if after and after[0] == "多":
        mention.about, mention.end = "more", after.end()
    elif after and unit.dim not in {"percent"}:
        mention.low += 0.5 * unit.size
        mention.high += 0.5 * unit.size
        mention.half, mention.end = 0.05 * unit.size, after.end()
    before = _ABOUT_ENDS.search(text, max(0, start - 16), start)
    if before and not mention.about:
        mention.about = next(name for name, found in before.groupdict().items() if found)
    elif not mention.about and (behind := _ABOUT_AFTER.match(text, mention.end)):
        mention.about = next(name for name, found in behind.groupdict().items() if found)
    if mention.about == "over" and before and before["over"] == "over" and unit.dim in {"count", "days", "weeks"}:
        mention.about = ""  # 65 minutes over 4 sessions
    return mention


def _zeros(value: float) -> float:
    """The place of the last digit that is no zero: 4000 -> 1000, 70 -> 10, 72 -> 1."""
    place = 1.0
    while value >= 10 * place and value % (10 * place) == 0:
        place *= 10
    return place


def _signed(text: str, start: int) -> tuple[int, int]:
    """A minus after a number or its unit is a dash, not a sign."""
    if start == 0 or text[start - 1] not in "+-":
        return start, 0
    if _DASHED.search(text, max(0, start - 12), start - 1):
        return start, 0
    return start - 1, 1 if text[start - 1] == "+" else -1


def _fraction(text: str, raw: Raw) -> Mention | None:
    """三分之二."""
    if not _FRACTION.match(text, raw.end) or raw.low <= 1:
        return None
    other = _NUMBER.match(text, raw.end + 2)
    top = _raw(text, other) if other else None
    if top is None:
        return None
    whole = replace(raw, low=100 * top.low / raw.low, high=100 * top.low / raw.low, decimals=0)
    mention = mention_of(text, whole, Unit("percent", 1), top.end, 0.0)
    mention.half, mention.fraction = 1.0, True
    return mention


def _tenths(text: str, raw: Raw) -> Mention | None:
    """八成, 七成五."""
    match = _TENTHS.match(text, raw.end)
    if match is None or raw.low > 10 or not (raw.chinese or raw.decimals == 0):
        return None
    more = {"半": 0.5}.get(match["more"], numerals.CHINESE_DIGITS.get(match["more"], 0) / 10) if match["more"] else 0.0
    tens = replace(raw, low=raw.low + more, high=raw.high + more)
    mention = mention_of(text, tens, Unit("percent", 10), match.end(), 0.0)
    mention.half, mention.fraction = (0.5 if more else 5.0), True
    return mention


def _continued(text: str, mention: Mention) -> Mention:
    """4小时30分, 一斤二两, 1 hour 20 minutes."""
    hours = mention.unit == Unit("time", 60)
    if not (hours or mention.unit == Unit("mass", 0.5)):
        return mention
    if not hours and (liang := re.compile(r"([一二三四五六七八九\d])两").match(text, mention.end)):
        more = 0.05 * (numerals.CHINESE_DIGITS.get(liang[1]) or int(liang[1]))
        return replace(
            mention, low=mention.low + more, high=mention.high + more, half=0.025, over=0.05, end=liang.end()
        )
    gap = re.compile(r"\s?(?:零|又|and )?\s?").match(text, mention.end)
    at = gap.end() if gap else mention.end
    match = _NUMBER.match(text, at)
    raw = _raw(text, match) if match else None
    if raw is None or raw.low >= 60:
        return mention
    small = re.compile(r"\s?(?:分钟?|minutes?|mins?|m\b)" if hours else r"两").match(text, raw.end)
    if small is None:
        return mention
    size = 1.0 if hours else 0.05
    value = mention.low + raw.low * size
    return replace(mention, low=value, high=value, half=size / 2, over=size, end=small.end())
