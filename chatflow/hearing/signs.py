"""Signs of harm in a text: the words of `safety.toml`, and how each of them is said."""

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from chatflow.hearing import alarm
from chatflow.hearing.said import Said, lists
from chatflow.hearing.standing import Standing, span, standing

_GAP = r"[^,。!?\n没不无未]{0,4}?"
_OBJECT = re.compile(r"(?:了|到|着|的是|得)?(?:我|他|对方|人家|别人|前|后|左|右|的|一点|那个|这个|边|一下|点){0,4}")
_SUBJECT = re.compile(
    r"(?:也|都|被|给|有|点|些|是|好像|可能|应该|严重|轻微|受|只是|就|撞|刮|擦|得|了|挺|很|一点|起来|上|倒|摔|蹭|在|全|前面|后面)*$"
)
_SOMEBODY = re.compile(r"[了到着]*(?:[一二两三几]?个?(?:人|行人|老|小|孩)|[我他她](?![的们]))")
NEAR_BY = 10
"""Characters around a word in which it may turn out to mean something else."""
_PEOPLE = re.compile(r"被|让(?!我)|把|跟|和|与|给")


class Sign(msgspec.Struct, frozen=True):
    """A word at `start:end` of the normal form. `weak` ones give way to a plain denial."""

    start: int
    end: int
    how: Standing
    sure: float
    weak: bool = False


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """The lists of `safety.toml` as expressions, by name, and a few of their parts."""
    words = lists("safety")
    named = {
        "{body}": "(?:" + "|".join(words["body"]) + ")",
        "{person}": "(?:" + "|".join(words["person"]) + ")",
        "{many}": "|".join(words["person"]),
        "{gap}": _GAP,
    }

    def pattern(name: str) -> str:
        made = "|".join(words[name])
        for key, value in named.items():
            made = made.replace(key, value)
        return made

    names = ("plain", "hurt", "doubtful", "trapped", "hazard", "not_meant", "thing")
    return {name: re.compile(pattern(name)) for name in names} | {
        "thing_before": re.compile(f"(?:{pattern('thing')})$"),
        "danger": re.compile(
            "火|烟|烧|燃|焦|糊|漏|渗|泄|爆|炸|罐|化学|化工|煤气|液化|天然气|电池|毒|[汽柴机]油|油箱|酸|腐蚀"
        ),
        "symptom": re.compile("疼|痛|晕|昏|恶心|吐|麻|难受|不舒服"),
    }


def signs_of(said: Said, kind: str) -> Iterator[Sign]:
    """What the text has of `hurt`, `doubtful`, `trapped` or `hazard`, in order, each with how it is said."""
    known = patterns()
    mistaken = [match.span() for match in known["not_meant"].finditer(said.text)]
    at = 0
    while match := known[kind].search(said.text, at):
        start, end = match.span()
        at = max(start + 1, end)
        if any(begin < end and start < last for begin, last in mistaken):
            at = start + 1
            continue
        if kind in {"hurt", "doubtful"} and _of_thing(said, start, end):
            continue
        symptom = known["symptom"].search(match[0]) is not None
        how, sure = standing(said, start, end, symptom=symptom)
        if how == "told" and _means_something_else(said, start, end):
            continue
        yield Sign(start, end, how, 0.6 if kind == "doubtful" else sure, kind == "doubtful")


def _means_something_else(said: Said, start: int, end: int) -> bool:
    """Whether the second ear is sure that a less plain word is an idiom here: `大出血` of a repair's price."""
    if patterns()["plain"].search(said.text, max(0, start - 2), end):
        return False
    return alarm.weigh(said.text[max(0, start - NEAR_BY) : end + NEAR_BY]) < alarm.HARMLESS


def _of_thing(said: Said, start: int, end: int) -> bool:
    """`车伤得厉害`, `伤到保险杠了`; where a person is named or may be meant it is none."""
    known = patterns()
    if not re.search(r"伤|摔|倒|躺|趴|起不来|破|飞|动不了", said.text[start:end]):
        return False
    if re.search(_body(), said.text[start:end]):
        return False
    after = None if said.text[start] in "受人" else _OBJECT.match(said.text, end)
    if after and known["thing"].match(said.text, after.end()) and "伤亡" not in said.text[start:end]:
        return True
    if _SOMEBODY.match(said.text, end):
        return False
    begin, _last = span(said, start, end)
    before = said.text[begin:start]
    light = _SUBJECT.search(before)
    rest = before[: light.start()] if light else before
    found = known["thing_before"].search(rest[-6:])
    if found is None:
        return False
    thing = len(rest) - len(found[0])
    return _PEOPLE.search(rest[max(0, thing - 6) : thing]) is None


@cache
def _body() -> re.Pattern[str]:
    return re.compile("|".join(lists("safety")["body"]))
