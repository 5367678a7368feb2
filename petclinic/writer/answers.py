"""What the owner answered, told as a vet tells it: a clause for each answer, in its part of the record."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from petclinic.case import Answered, Understanding
from petclinic.writer.words import clause, tidy

Part = Literal["onset", "detail", "course", "state", "background", "none"]

_UNSURE = re.compile(
    "不清楚|不知道|不确定|没注意|没留意|说不准|说不好|记不清|不记得|没看清|看不出|说不上来|没仔细看|认不出|没亲眼|没看见|不知道"
)
_YES = {"有", "是", "是的", "对", "对的", "嗯", "会", "有的", "有点", "有一点"}
_NO = {"没有", "没", "无", "否", "不是", "不会", "没有的", "不", "没有啊"}
_ASKED = re.compile("^(是否|有没有|有无|会不会|能不能)|(吗|与否|情况|方面)$")
_JUDGED = re.compile(
    "^(很|较|比|有点|有些|稍|一般|正常|良好|轻|重|明显|严重|减|增|变|差|好|不|没|偏|还|越|只|已|都|基本|完全|大概)"
)
_MOMENT = re.compile("^(今|昨|前|早|晚|上午|下午|中午|刚|半夜|凌晨|周|星期|上周|上个?月|\\d+[月号日点])|[前号日]$")
_TIME = re.compile(
    r"(?:今天|昨天|前天|昨晚|今早|刚才|上周|上个?月)(?:一?早|早上|凌晨|上午|中午|下午|傍晚|晚上|夜里|半夜)?|"
    r"(?:\d+|[一二两三四五六七八九十半几]+)(?:多?个多?)?(?:小时|钟头|天|周|星期|礼拜|月|年)(?:多|左右)?"
)
# Her own number stands above the range of the option: 三次, 一两次, 好几次.
_EXACTLY = re.compile(
    r"(?P<each>[一每]天)?[^，,。\d]{0,6}?(?<![\d一二两三四五六七八九十])"
    r"(?P<number>\d{1,2}(?:\s*[-~到至]\s*\d{1,2})?|[一二两三四五六七八九十]{1,3}|好几)(?:次|回)(?![多几])"
)
_LABELS: tuple[tuple[str, str], ...] = (
    ("onset", "多久|时间|开始|持续|几天|病程"),
    ("course", "趋势|变化情况|进展"),
    ("energy", "精神|状态|活力"),
    ("appetite", "食欲|胃口|进食|吃饭"),
    ("drinking", "喝水|饮水"),
)


class Phrase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    part: Part
    before: str = ""
    plain: str = ""
    shows: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    times: str = ""
    say: dict[str, str] = {}


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Clauses by part; `unsure` are the labels of what the owner could not say, `shown` the signs already told."""

    clauses: dict[str, list[str]]
    unsure: list[str]
    shown: list[str]

    def of(self, part: Part) -> list[str]:
        return self.clauses.get(part, [])


@cache
def phrases() -> dict[str, Phrase]:
    found: dict[str, Phrase] = {}
    for path in sorted((Path(__file__).parent / "phrases").glob("*.toml")):
        found |= msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), dict[str, Phrase])
    return found


def tell(understanding: Understanding) -> Told:
    told, slots = Told(clauses={}, unsure=[], shown=[]), {answer.slot for answer in understanding.answers}
    for answer in understanding.answers:
        phrase = _phrase(answer)
        said = tidy(answer.option or answer.words)
        told.shown.extend(phrase.shows if said else ())
        if phrase.part == "none" or not said or slots.intersection(phrase.unless):
            continue
        if _UNSURE.search(said) and said not in phrase.say:
            told.unsure.append(_ASKED.sub("", re.sub("可能$", "", tidy(answer.label, 20))))
            continue
        if phrase.part == "onset" and (time := _TIME.search(answer.words)):
            told.clauses.setdefault("onset", []).append(_since(time[0]))
            continue
        text = clause(_with_details(answer, _said(answer, phrase, said)))
        if text:
            told.clauses.setdefault(phrase.part, []).append(text)
    return told


def _phrase(answer: Answered) -> Phrase:
    """By the slot; by what its label is about where the slot is a new one; else a detail of the complaint."""
    known = phrases()
    if answer.slot in known:
        return known[answer.slot]
    for slot, words in _LABELS:
        if re.search(words, answer.label):
            return known[slot]
    return Phrase(part="detail")


def _said(answer: Answered, phrase: Phrase, said: str) -> str:
    if phrase.times and (exact := _EXACTLY.search(answer.words)):
        verb = phrase.times.removesuffix("了") if exact["each"] else phrase.times
        return f"{exact['each'] or ''}{verb}{exact['number']}次"
    if said in phrase.say:
        return phrase.say[said]
    if several := _several(said, phrase):
        return several
    if phrase.part == "onset":
        return _since(said)
    label = tidy(answer.label, 20)
    if said in _NO or said in _YES:
        return _yes_or_no(label, said in _YES)
    if phrase.plain and re.search(phrase.plain, said):
        return said
    if phrase.part == "detail" and not phrase.before:
        return _detail(label, said)
    return said if phrase.before[:2] in said or len(said) > 12 else phrase.before + said


def _several(said: str, phrase: Phrase) -> str:
    """Options chosen together, each in its own words; nothing when a part of them has none."""
    found, rest = [], said
    while title := next((title for title in sorted(phrase.say, key=len, reverse=True) if rest.startswith(title)), ""):
        found.append(phrase.say[title])
        rest = rest[len(title) :].lstrip("、")
    return "，".join(filter(None, found)) if found and not rest else ""


def _yes_or_no(label: str, yes: bool) -> str:
    bare = _ASKED.sub("", label)
    if yes:
        return bare if bare != label or re.match("没|不|有", bare) else f"有{bare}"
    return bare if re.match("没|不", bare) else f"没{bare}" if bare.startswith("有") else f"没有{bare}"


def _since(said: str) -> str:
    """昨天 -> 从昨天开始; 三天了 -> 已经三天."""
    said = re.sub("^(大概|大约|差不多|从|已经|有)+|(了|开始的?|的时候|左右)+$", "", clause(said)) or said
    if _MOMENT.search(said):
        return f"从{said}开始"
    if re.search("以内|之内|不到|内$", said):
        return f"在{said}"
    return f"已经{said}" if re.search("天|周|月|年|小时|分钟|星期", said) else said


def _detail(label: str, said: str) -> str:
    """An answer to a question of one complaint only: a count, a look, a place."""
    counted = re.sub("(的)?(次数|频率|频次)$", "", label)
    if counted != label:
        if said.startswith(("偶尔", "经常", "一直", "不停", "频繁", "总", "反复")):
            return said if counted[:1] in said else f"{said}{counted}"
        return said if counted[:1] and counted[-1] in said else f"{counted}{said}"
    if re.match("没|不|有|在|从|像|一", said) and len(said) > 4:
        return said
    if _JUDGED.match(said) or any(part in said for part in (label, label[-2:])) or re.search("[，。；]", said):
        return said if label[-2:] in said or len(said) > 8 else f"{label}{said}"
    return f"{label}是{said}" if len(said) <= 10 else said


def _with_details(answer: Answered, told: str) -> str:
    """Her own words behind the option that they were read as, when they hold a number or a thing more."""
    words = clause(tidy(answer.words))
    if not told or not answer.option or words == clause(tidy(answer.option)) or len(words) < 3:
        return told
    more = set(re.findall(r"\d+(?:\.\d+)?", words)) - set(re.findall(r"\d+(?:\.\d+)?", told))
    if not more or "“" in words:
        return told
    return f"{told}（主人说“{words}”）"
