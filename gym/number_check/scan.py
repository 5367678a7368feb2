"""Finds the numbers of a text: value, precision as spoken, unit, and how two neighbours belong together."""

import re
from collections.abc import Iterator
from dataclasses import replace

from gym.number_check.amounts import Mention, Raw, mention_of, next_numeral, with_unit
from gym.number_check.units import Unit

_LINK = re.compile(
    r"\s?(?:(?P<to>[\u4e00-\u9fff]{0,4}?(?:降|升|涨|增|减|加|少|高|低|掉|瘦|变|长|跌|缩|缩小|落|提|走"
    r"|减少|多|回落)?(?:到了?|至|(?<!完)成了?|为)|变"
    r"|-+>|→|=>|➔|➜|(?:down |up |dropp?ed |fell |rose |went )?to)"
    r"|(?P<dash>~|-|–)|(?P<slash>/|out of|of(?: the| your)?)|(?P<of>次?(?:训练)?(?:里|中)的?)"
    r"|(?P<list>[、,]|和|与|及|以及|and|or|或|,\s?and))\s?"
)
_NOISE = re.compile(
    r"\d{1,2}:\d{2}(?::\d{2})?"
    r"|(?<!个)(?<![\d.])(?:\d{1,2}|[一二三四五六七八九十两]{1,3})\s?点(?:半|整|钟|(?:\d{1,2}"
    r"|[一二三四五六七八九十]{1,3})分(?!钟|之))"
    r"|(?:早上|上午|中午|下午|晚上|凌晨|傍晚|早晨|清晨|今晚|明早|夜里|早|晚)\s?(?:\d{1,2}"
    r"|[一二三四五六七八九十两]{1,3})\s?点(?:[一二三四五六七八九十]{1,3}|\d{1,2})?"
    r"|\d{1,2}(?:\.\d\d)?\s?(?:[ap]\.?m\b|o'clock)"
    r"|(?m:^)[ #>-]{0,6}\(?\d{1,2}(?:[)、]|\.(?!\d))"
    r"|(?<=[。；;:：!！ ])\(?\d{1,2}(?:\)|\.(?= ?[\u4e00-\u9fff])|、(?=[\u4e00-\u9fff]))"
    r"|\d{2,3}(?:\s?[-~]\s?\d{2,3})?\s?%\s?的?(?:1\s?rm|最大(?:重|力|心))"
    r"|\d{1,2}\s?rm(?![a-z])|rpe\s?\d{1,2}(?:\.\d)?(?:\s?[-~]\s?\d{1,2})?|\brir\s?\d"
    r"|第\s?(?:\d{1,3}|[一二三四五六七八九十百]{1,4})\s?(?:次|天|组|节|堂|场|回|阶段|名|项|期|条|课|步"
    r"|位|点|套|遍|轮|个(?!\s?(?:星期|周|礼拜)))"
    r"|(?:周|星期|礼拜)[一二三四五六日天](?![次节组堂共公斤千厘个小分]|练(?![了过到完习]))(?:[、和到至-](?:周|星期"
    r"|礼拜)?[一二三四五六日天](?![次节组]))*"
    r"|(?<=[、/和到至])[一二三四五六日天](?=[、/和到至练的都])"
    r"|(?<![\d.])\d{1,3}(?:st|nd|rd|th)\b|\b5\s?x\s?5\b"
)

_UP_FROM = re.compile(r",? (?:up|down) from |\s?\((?:up|down) from ")
_SHARE_OF = re.compile(r"\s?(?:/|of(?: the| your)?|out of)\s?")
_SHARED = re.compile(
    r"(?:完成|训练|出勤|次数|进度|课|打卡|满勤|sessions?|attendance|attended|completed|did|finished|made|training)"
    r"(?:了|情况|满了?|数)?\s?[:(]?\s?(?:is |was |at )?$"
)


def mentions(text: str, blanked: str) -> list[Mention]:
    """Numbers with a unit, in order. `blanked` is `text` with its dates blanked out; both as `readable` made them."""
    blanked = _NOISE.sub(lambda match: "\x00" * len(match[0]), blanked)
    found: list[Mention | Raw] = []
    at = 0
    while raw := next_numeral(blanked, at):
        mention = with_unit(blanked, raw)
        found.append(mention or raw)
        at = max(raw.end, mention.end if mention else 0)
    return _linked(blanked, list(_shares(blanked, found)))


def _linked(text: str, found: list[Mention | Raw]) -> list[Mention]:
    """Gives numbers without a unit that of the next one, where both are joined: 72.4→71.8公斤, 3~4次, 5/6次."""
    result: list[Mention] = []
    following: Mention | None = None
    for item in reversed(found):
        link = _link(text, item, following)
        if isinstance(item, Raw):
            gap = following.start - item.end if following else 0
            if (
                following is None
                or not link
                or item.half
                or (item.chinese and gap > (4 if text[item.start].isascii() else 2))
            ):
                following = None
                continue
            item = _borrowed(text, item, following)
        if following is not None:
            following.link = link
        result.append(item)
        following = item
    result.reverse()
    return list(_ranges(text, result))


def _shares(text: str, found: list[Mention | Raw]) -> Iterator[Mention | Raw]:
    """Gives the second of 训练 3/4 and of week 6 of 12 its unit."""
    before: Mention | Raw | None = None
    for item in found:
        if isinstance(item, Raw) and before and _SHARE_OF.fullmatch(text, before.end, item.start):
            if isinstance(before, Mention) and before.dim == "weeks" and before.end < item.start:
                item = mention_of(text, item, before.unit, item.end, 0.0)
            elif isinstance(before, Raw) and _SHARED.search(text, max(0, before.start - 16), before.start):
                item = mention_of(text, item, Unit("count", 1, "session"), item.end, 0.0)
        elif (
            isinstance(item, Raw)
            and isinstance(before, Mention)
            and _UP_FROM.fullmatch(text, before.end, min(item.start, before.end + 16))
            and item.start - before.end < 16
        ):
            item = mention_of(text, item, before.unit, item.end, 0.0)
        before = item
        yield item


def _link(text: str, item: "Mention | Raw", following: Mention | None) -> str:
    if following is None or following.start - item.end > 14:
        return ""
    match = _LINK.fullmatch(text, item.end, following.start)
    return next(name for name, part in match.groupdict().items() if part) if match else ""


def _borrowed(text: str, raw: Raw, following: Mention) -> Mention:
    unit = following.unit if not following.fraction else Unit("percent", 1)
    mention = mention_of(text, raw, unit, raw.end, 0.0)
    mention.own_unit = False
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
