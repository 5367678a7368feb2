"""Corrections of single characters in something spelled: `最后一位是6不是9`, `后三位是936`, `不是A是B`, `反了`."""

import re

from chatflow.hearing.spelling import DIGITS, PROVINCES, runs
from chatflow.hearing.values import Found

_ONE = "[0-9A-Za-z零〇一二两三四五六七八九幺拐洞勾" + PROVINCES + "]"
_SAID = rf"((?:{_ONE}[ 、，,]?){{1,6}})"
_IS = "(?:应该是|应该|改成|改为|换成|才是|是|为)"
_LAST = re.compile(
    rf"(?:最后|末尾|后面|后|尾号|末)(?:那|的)?([一二两三四五1-5])?(?:位|个)?(?:数字|数|字母|号码)?(?:说错了?|错了?|不对)?[ ，,]*{_IS}{_SAID}"
)
_NTH = re.compile(rf"第([一二三四五六七八1-8])(?:位|个)(?:数字|字母|数)?{_IS}{_SAID}")
_FIRST = re.compile(rf"(?:前面|前|开头)([一二两三四1-4])(?:位|个)(?:数字|字母|数)?{_IS}{_SAID}")
_NOT_BUT = re.compile(rf"(?:不是|不对是)(?:那个|这个|个)?{_SAID}[，, ]*(?:而是|应该是|是){_SAID}")
_BUT_NOT = re.compile(rf"是{_SAID}[，, ]*(?:不是|而不是){_SAID}")
_INTO = re.compile(rf"(?:把)?{_SAID}(?:要|得|应该)?(?:改成|改为|换成){_SAID}")
_MIDDLE = re.compile(rf"中间(?:那)?(?:位|个|一位)?(?:数字|字母)?{_IS}{_SAID}(?:不是{_SAID})?")
_SWAPPED = re.compile(
    r"(?:最后|后面|后|末)(?:那)?[两2二](?:位|个)(?:数字|数)?(?:说)?(?:反了|颠倒|倒过来|调换|换一下|弄反)"
)
_AGAIN = re.compile(rf"[嗯啊哦呃 ，,]*(?:不对|说错了?|错了|不是)+[啊 ，,]*(?:应该)?是?(?:后面)?是?{_SAID}")
_NUMBERS = dict(zip("一二三四五六七八", range(1, 9), strict=True)) | {"两": 2}


def corrected(text: str, value: str) -> Found | None:
    """The value with the correction that the words make, in any of the spoken forms; None for other words."""
    text = text[:300]
    swapped = _SWAPPED.search(text)
    if swapped and len(value) > 2:
        return _found(swapped, value[:-2] + value[-1] + value[-2])
    for pattern, change in ((_LAST, _last), (_NTH, _nth), (_FIRST, _first)):
        match = pattern.search(text)
        if match:
            changed = change(value, match)
            if changed:
                return _found(match, changed)
    for pattern in (_NOT_BUT, _INTO):
        match = pattern.search(text)
        if match and (changed := _replaced(value, _chars(match[1]), _chars(match[2]))):
            return _found(match, changed)
    again = _AGAIN.match(text)
    if again and (changed := _end_again(value, _chars(again[1]))):
        return _found(again, changed)
    match = _BUT_NOT.search(text)
    if match and (changed := _replaced(value, _chars(match[2]), _chars(match[1]))):
        return _found(match, changed)
    match = _MIDDLE.search(text)
    if match and match[2] and (changed := _replaced(value, _chars(match[2]), _chars(match[1]))):
        return _found(match, changed)
    return None


def _found(match: re.Match[str], value: str) -> Found:
    return Found(value=value, words=match[0], start=match.start(), confidence=0.9)


def _chars(said: str) -> str:
    """Spelled characters in their normal form."""
    return "".join(unit.char for run in runs(said) for unit in run)


def _number(said: str | None) -> int:
    return 0 if not said else _NUMBERS.get(said) or int(DIGITS.get(said, "0"))


def _last(value: str, match: re.Match[str]) -> str:
    """`后三位是936`: as many as are said, when they are as many as announced."""
    said, count = _chars(match[2]), _number(match[1])
    if not said or len(said) >= len(value) or (count and len(said) != count):
        return ""
    return value[: -len(said)] + said


def _end_again(value: str, said: str) -> str:
    """`三三二幺，不对，三三二二`: the last characters once more, all but one or two the same."""
    end = value[-len(said) :] if 2 < len(said) < len(value) else ""
    alike = end and sum(a == b for a, b in zip(end, said, strict=True)) >= len(said) - 2
    return value[: -len(said)] + said if alike else ""


def _nth(value: str, match: re.Match[str]) -> str:
    said, place = _chars(match[2])[:1], _number(match[1])
    return value[: place - 1] + said + value[place:] if said and 0 < place <= len(value) else ""


def _first(value: str, match: re.Match[str]) -> str:
    said, count = _chars(match[2]), _number(match[1])
    return said[:count] + value[count:] if count and len(said) >= count else ""


def _replaced(value: str, old: str, new: str) -> str:
    """The last place of `old` becomes `new`; both are equally long, or the value would change its form."""
    place = value.rfind(old) if old and len(old) == len(new) else -1
    return value[:place] + new + value[place + len(old) :] if place >= 0 else ""
