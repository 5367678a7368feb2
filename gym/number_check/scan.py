"""Finds the numbers of a text: value, precision as spoken, unit, and how two neighbours belong together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from gym.number_check import numerals
from gym.number_check.units import Unit, unit_at

_NUMBER = re.compile(
    r"(?P<arabic>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)(?P<times>\s?[万千百](?![分米卡克])|k(?![a-z]))?"
    rf"|(?P<chinese>{numerals.CHINESE})|(?P<english>{numerals.ENGLISH})|(?P<half>半(?!天|年|月|身|程|途|数|夜|价|段)|\bhalf an? )"
)
_MORE_DIGITS = re.compile(r"(\d)千?")
_BETWEEN = re.compile(r"\s{0,2}(?P<vague>几)?(?P<more>多|余|来)?\s?(?P<piece>个)?(?P<half>半|多)?\s?-?")
_ADJECTIVES = re.compile(
    r"(?:(?:planned|scheduled|completed|missed|training|strength|working|hard|total|personal|new|full|chest|back|legs?|"
    r"shoulders?|arms?|core|gym|body|more|fewer|extra|consecutive|good|solid|great|rest|skipped|logged|and a half) ){1,3}"
)
_AFTER_UNIT = re.compile(r"半(?!径|身|程)|多(?!了|次|于|少)| and a half")
_FRACTION = re.compile(r"分之")
_TENTHS = re.compile(r"成(?P<more>[一二三四五六七八九]|半)?(?![为功绩果长员分了年熟就立都型交效本品\d])")
_ABOUT_AFTER = re.compile(r"\s?(?:左右|上下|出头|开外|or so)")
_LEAST_AFTER = re.compile(r"\s?(?:以上|开外|or more)")
_MOST_AFTER = re.compile(r"\s?(?:以下|以内|or less)")
_MORE_AFTER = re.compile(r"\s?(?:还要|还)多")
_ABOUT = re.compile(
    r"(?P<over>超过|超出|多于|大于|高于|不止|突破|more than|over|above|exceed\w*)"
    r"|(?P<least>至少|起码|不少于|不低于|不下于|at least|no less than)"
    r"|(?P<under>不到|不足|不满|少于|低于|小于|less than|under|below|fewer than)"
    r"|(?P<most>至多|最多|不超过|不多于|不高于|at most|up to|no more than)"
    r"|(?P<near>将近|接近|逼近|近乎|近(?!期|日|来)|快(?!速)|差不多|几乎|nearly|almost|close to|just under)"
    r"|(?P<about>大约|大概|约莫|约合|约为|约|大致|左右|估计|≈|~|about|around|roughly|approximately|approx\.?|some)"
)
_ABOUT_ENDS = re.compile(rf"(?:{_ABOUT.pattern})\s?(?:是|为|有|在|了|达|a |an )?\s?$")

_LINK = re.compile(
    r"\s?(?:(?P<to>[\u4e00-\u9fff]{0,4}?(?:降|升|涨|增|减|加|少|高|低|掉|瘦|变|长|跌|缩|缩小|落|提|走|减少|多|回落)?(?:到了?|至|(?<![完达])成了?|为)"
    r"|-+>|→|=>|➔|➜|(?:down |up |dropp?ed |fell |rose |went )?to)"
    r"|(?P<dash>~|-|–)|(?P<slash>/|out of|of(?: the| your)?)|(?P<of>次?(?:训练)?(?:里|中)的?)|(?P<list>[、,]|和|与|及|以及|and|or|或|,\s?and))\s?"
)
_NOISE = re.compile(
    r"\d{1,2}:\d{2}(?::\d{2})?"
    r"|(?<!个)(?<!之)(?<![\d.一二三四五六七八九十百])(?:\d{1,2}|[一二三四五六七八九十两]{1,3})\s?点(?:半|整|钟|(?:\d{1,2}|[一二三四五六七八九十]{1,3})分?(?!钟|\s?(?:公斤|千克|斤|kg|厘米|公分|cm|小时|个?百分点|%|成|磅|万|千|大卡|组|升|[一二三四五六七八九十零])))"
    r"|(?:早上|上午|中午|下午|晚上|凌晨|傍晚|早晨|清晨|今晚|明早|夜里|早|晚)\s?(?:\d{1,2}|[一二三四五六七八九十两]{1,3})\s?点"
    r"|\d{1,2}(?:\.\d\d)?\s?(?:[ap]\.?m\b|o'clock)"
    r"|(?m:^)[ #>-]{0,6}\(?\d{1,2}(?:[)、]|\.(?!\d))"
    r"|(?<=[。；;:：!！ ])\(?\d{1,2}(?:\)|\.(?= ?[\u4e00-\u9fff])|、(?=[\u4e00-\u9fff]))"
    r"|\d{1,2}\s?rm(?![a-z])|rpe\s?\d{1,2}(?:\.\d)?(?:\s?[-~]\s?\d{1,2})?|\brir\s?\d"
    r"|第\s?(?:\d{1,3}|[一二三四五六七八九十百]{1,4})\s?(?:次|天|组|节|堂|场|回|阶段|名|项|期|条|课|步|位|点|套|遍|轮|个(?!\s?(?:星期|周|礼拜)))"
    r"|(?:周|星期|礼拜)[一二三四五六日天](?![次节组堂共项]|练[，。,;；]|\s?(?:公?斤|千克|kg))(?:[、和到至-](?:周|星期|礼拜)?[一二三四五六日天](?![次节组]))*"
    r"|(?<=[、/和到至])[一二三四五六日天](?=[、/和到至练的都])"
    r"|(?<![\d.])\d{1,3}(?:st|nd|rd|th)\b|\b5\s?x\s?5\b"
    r"|(?<=最后|最近|上次|末尾)一[次节堂回场]|(?<=平均)一[次节堂回场]|(?<=[那每这上下同头末])一[次节堂回场](?!练|完|称)|最[^，。；\d]{0,5}的一[次节堂回场组]"
    r"|没有?一[次节堂回场]|(?:头尾|前后|首尾)两次|\bone (?:step|day|thing) at a time|一下|(?<=[上下这那每哪前后])一个|[那这哪]一项|十分(?!之|钟)|一步(?!骤)|一(?:[次节堂回场组天]|个|毫米|厘米|公分|公斤|斤|两|克|分钟)(?=[都也]?[没不未])|一个点"
)


@dataclass
class Mention:
    """A number as spoken, in the unit of the facts; `high` differs from `low` in a range such as 3~4次.

    `half` is half of the last place spoken, `over` the width of 七十多; `link` says how it belongs to the number before.
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
    index: int = field(default=0, compare=False)

    @property
    def dim(self) -> str:
        return self.unit.dim


@dataclass
class _Raw:
    """A numeral before its unit is known."""

    start: int
    end: int
    low: float
    high: float
    decimals: int
    scale: float
    chinese: bool
    half: bool


def mentions(text: str, blanked: str) -> list[Mention]:
    """Numbers with a unit, in order. `blanked` is `text` with its dates blanked out; both as `readable` made them."""
    blanked = _NOISE.sub(lambda match: "\x00" * len(match[0]), blanked)
    found: list[Mention | _Raw] = []
    at = 0
    while raw := _next(blanked, at):
        mention = _with_unit(blanked, raw)
        found.append(mention or raw)
        at = max(raw.end, mention.end if mention else 0)
    linked = _linked(blanked, found)
    for index, mention in enumerate(linked):
        mention.index = index
    return linked


def _next(text: str, at: int) -> _Raw | None:
    for match in _NUMBER.finditer(text, at):
        raw = _raw(text, match)
        if raw:
            return raw
    return None


def _raw(text: str, match: re.Match[str]) -> _Raw | None:
    start, end = match.span()
    if match["half"]:
        return _Raw(start, end, 0.5, 0.5, 1, 1, True, True)
    if match["chinese"]:
        number = numerals.chinese(match["chinese"])
        if number is None:
            return None
        return _Raw(start, end, number[0], number[1], number[2], 1, True, False)
    if match["english"]:
        said = numerals.english(match["english"])
        return _Raw(start, end, said, said, 0, 1, True, False)
    digits = match["arabic"].replace(",", "")
    if len(digits) > 12 or _glued(text, start):
        return None
    value = float(digits)
    decimals = len(digits.partition(".")[2])
    scale = {"万": 1e4, "千": 1e3, "百": 1e2, "k": 1e3}.get((match["times"] or "").strip(), 1.0)
    if scale == 1e4 and (more := _MORE_DIGITS.match(text, end)):  # 1万2千
        value, decimals, end = value + int(more[1]) / 10, 1, more.end()
    return _Raw(start, end, value * scale, value * scale, decimals, scale, False, False)


def _glued(text: str, start: int) -> bool:
    """Part of a name: B12, Q3, v2."""
    before = text[max(0, start - 2) : start]
    return bool(re.search(r"(?:^|[^a-z])[a-wyz]$", before))


def _with_unit(text: str, raw: _Raw) -> Mention | None:
    if text.startswith("百分之", raw.start - 3) and raw.start >= 3:
        raw.start -= 3
        return _mention(text, raw, Unit("percent", 1), raw.end, extra=0.0)
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
        if not between["piece"]:
            return None
        found = Unit("count", 1, "piece"), text.index("个", raw.end) + 1
    unit, end = found
    if text[end - 1] == "点" and unit.kind == "points" and text[end - 2] != "百" and not between["piece"]:
        return None
    extra = 0.5 if between["half"] == "半" else 0.0
    mention = _mention(text, raw, unit, end, extra)
    if between["more"] in {"多", "余"} or between["half"] == "多":
        mention.about = "more"
    elif between["more"]:
        mention.about = "about"
    if between["more"] == "来" and not raw.chinese:
        return None
    return _continued(text, mention)


def _mention(text: str, raw: _Raw, unit: Unit, end: int, extra: float) -> Mention:
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
    elif not mention.about and _ABOUT_AFTER.match(text, mention.end):
        mention.about = "about"
    elif not mention.about and _LEAST_AFTER.match(text, mention.end):
        mention.about = "least"
    elif not mention.about and _MOST_AFTER.match(text, mention.end):
        mention.about = "most"
    elif not mention.about and _MORE_AFTER.match(text, mention.end):
        mention.about = "over"
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
    before = text[start - 2] if start > 1 else " "
    if before == "周" and start > 2 and text[start - 3] in "每一均":
        before = " "
    if before.isalnum() and (before.isascii() or before in "斤克组次周天时钟卡米点磅分日号项吨一二三四五六七八九十"):
        return start, 0
    return start - 1, 1 if text[start - 1] == "+" else -1


def _fraction(text: str, raw: _Raw) -> Mention | None:
    """三分之二."""
    if not _FRACTION.match(text, raw.end) or raw.low <= 1:
        return None
    other = _NUMBER.match(text, raw.end + 2)
    top = _raw(text, other) if other else None
    if top is None:
        return None
    whole = replace(raw, low=100 * top.low / raw.low, high=100 * top.low / raw.low, decimals=0)
    mention = _mention(text, whole, Unit("percent", 1), top.end, 0.0)
    mention.half, mention.fraction = 1.0, True
    return mention


def _tenths(text: str, raw: _Raw) -> Mention | None:
    """八成, 七成五."""
    match = _TENTHS.match(text, raw.end)
    if match is None or raw.low > 10 or not (raw.chinese or raw.decimals == 0):
        return None
    more = {"半": 0.5}.get(match["more"], numerals.CHINESE_DIGITS.get(match["more"], 0) / 10) if match["more"] else 0.0
    tens = replace(raw, low=raw.low + more, high=raw.high + more)
    mention = _mention(text, tens, Unit("percent", 10), match.end(), 0.0)
    mention.half, mention.fraction = (0.5 if more else 5.0), True
    return mention


def _continued(text: str, mention: Mention) -> Mention:
    """4小时30分, 一斤二两, 1 hour 20 minutes."""
    hours = mention.unit == Unit("time", 60)
    if not (hours or mention.unit == Unit("mass", 0.5)):
        return mention
    gap = re.compile(r"\s?(?:零|又|and )?\s?").match(text, mention.end)
    at = gap.end() if gap else mention.end
    match = _NUMBER.match(text, at)
    raw = _raw(text, match) if match else None
    if raw is None or raw.low >= 60:
        return mention
    small = re.compile(r"\s?来?(?:分钟?|minutes?|mins?|m\b)" if hours else r"两").match(text, raw.end)
    if small is None:
        return mention
    size = 1.0 if hours else 0.05
    value = mention.low + raw.low * size
    return replace(mention, low=value, high=value, half=size / 2, over=size, end=small.end())


def _linked(text: str, found: list[Mention | _Raw]) -> list[Mention]:
    """Gives numbers without a unit that of the next one, where both are joined: 72.4→71.8公斤, 3~4次, 5/6次."""
    result: list[Mention] = []
    following: Mention | None = None
    for item in reversed(found):
        link = _link(text, item, following)
        if isinstance(item, _Raw):
            if following is None or not link or item.half:
                following = None
                continue
            item = _borrowed(text, item, following)
        if following is not None:
            following.link = link
        result.append(item)
        following = item
    result.reverse()
    return list(_ranges(text, result))


def _link(text: str, item: "Mention | _Raw", following: Mention | None) -> str:
    if following is None or following.start - item.end > 14:
        return ""
    match = _LINK.fullmatch(text, item.end, following.start)
    return next(name for name, part in match.groupdict().items() if part) if match else ""


def _borrowed(text: str, raw: _Raw, following: Mention) -> Mention:
    unit = following.unit if not following.fraction else Unit("percent", 1)
    mention = _mention(text, raw, unit, raw.end, 0.0)
    return mention


def _ranges(text: str, found: list[Mention]) -> Iterator[Mention]:
    """Joins the two ends of a rising range into one mention; a falling one is a change from one to the other."""
    held: Mention | None = None
    for mention in found:
        if held and _is_range(text, held, mention):
            held = replace(
                held, end=mention.end, high=mention.high, half=max(held.half, mention.half), unit=mention.unit
            )
            continue
        if held:
            yield held
        held = mention
    if held:
        yield held


def _is_range(text: str, first: Mention, second: Mention) -> bool:
    if first.dim != second.dim or first.low >= second.high or first.low != first.high or first.ordinal:
        return False
    if second.link == "dash":
        return not first.sign and not second.sign
    bare = text[first.end : second.start].strip() in {"到", "至", "或", "to", "or"}
    return (
        bare
        and first.dim not in {"mass", "percent", "length", "energy"}
        and not re.search(r"(?:从|由|自|from)[^，,。]{0,10}$", text[max(0, first.start - 12) : first.start])
    )
