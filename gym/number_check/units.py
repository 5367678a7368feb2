"""Units: how they are written, what they measure, and their size in the unit of the facts."""

import re
from typing import NamedTuple


class Unit(NamedTuple):
    """`dim` names what is measured; a spoken 1 is `size` in the unit in which facts of that kind are compared."""

    dim: str
    size: float
    kind: str = ""


_WORDS: dict[Unit, str] = {
    Unit("mass", 1): "kilograms kilogram kilos kilo kgs kg 公斤 千克",
    Unit("mass", 0.5): "市斤 斤",
    Unit("mass", 0.45359237): "pounds pound lbs lb 磅",
    Unit("mass", 0.001): "grams gram g 克",
    Unit("mass", 1000): "tonnes tonne tons ton 吨",
    Unit("rate", 1): "kg/week kg/wk kg/周 公斤/周 公斤每周 千克/周",
    Unit("rate", 0.5): "斤/周 斤每周",
    Unit("rate", 0.45359237): "lb/week lbs/week lb/wk 磅/周",
    Unit("percent", 1): "% percent per~cent pct",
    Unit(
        "percent", 1, "points"
    ): "percentage~points percentage~point 百分点 pp 点(?![钟半零一二三四五六七八九十\\d左])",
    Unit("length", 1): "centimetres centimetre centimeters centimeter cms cm 厘米 公分",
    Unit("length", 0.1): "mm 毫米",
    Unit("length", 2.54): "inches inch 英寸",
    Unit("length", 10 / 3): "市寸 寸",
    Unit("energy", 1): "kcals kcal calories calorie cals cal 千卡 大卡 卡路里 卡",
    Unit("energy", 0.239006): "kj 千焦",
    Unit("time", 1): "minutes minute mins min 分钟",
    Unit("time", 60): "hours hour hrs hr h 小时 钟头",
    Unit("time", 15): "刻钟",
    Unit("count", 1): "次(?!日|序|要|方|数) 回(?!升|落|到|来|家|复|归|顾|头|事|弹|去|馈) times",
    Unit("count", 1, "session"): (
        "节(?!奏|日|约|食|假|拍|省) 堂(?!食) 场(?!地"
        "|馆) 课时 课(?!程) training~sessions training~session sessions session"
        " workouts workout classes class trainings training visits visit gym~visits gym~visit"
    ),
    Unit("count", 1, "weigh"): "weigh-ins weigh-in weigh~ins weigh~in weighings weighing",
    Unit("count", 1, "assess"): "assessments assessment body~scans body~scan scans scan measurements",
    Unit("count", 1, "reps"): (
        "repetitions repetition reps rep 下(?!降|滑|跌|周|次|个|来|去|午|肢|一|半|调|班|落|班|一) 次/组 次一组"
    ),
    Unit("count", 1, "week"): "练(?![了习完过到够得]) 次/周 节/周 次每周 sessions/week times/week",
    Unit("sets", 1): "working~sets working~set sets set 正式组 组(?!间|合|成|织|数|次|距)",
    Unit("days", 1): "days day 天(?!气|然|生|花|天|赋|性|性|下) 日(?=内|平均|均|里|来|间)",
    Unit("weeks", 1): (
        "weeks week wks wk 星期(?![一二三四五六日天]) 礼拜(?![一二三四五六日天]) 周(?!年|末|岁|边|期"
        "|[一二三四五六日天](?!次|节|组|共))"
    ),
    Unit("records", 1): (
        "personal~records personal~record personal~bests personal~best records record prs pr pbs pb 纪录 新纪录 新记录 "
        "个人纪录 个人记录 个人最佳 项(?=(?:新|个人|训练|力量|最好|最佳|纪|记录|破|pr|动作(?:刷|创|破)|都"
        "|，|。|,|;|；|!|！|、|$|\\s|比))"
    ),
    Unit("ratio", 1): "times~as 倍",
    Unit("bpm", 1): "bpm 次/分钟 次/分 次每分钟 下/分钟 下/分",
    Unit("steps", 1): "steps step 步(?!骤|伐|行|态|入|频)",
    Unit("fluid", 1): "ml 毫升 litres litre liters liter l 升(?!高|到|至|级|了|温|幅|降) 杯 cups cup",
    Unit("distance", 1): "km 公里 千米 米(?!饭) 英里 miles mile metres meters",
    Unit("dose", 1): "g/kg 克/公斤 克每公斤 grams~per~kilogram g~per~kg",
    Unit("level", 1): "级(?!别)",
    Unit("seconds", 1): "秒钟 秒 seconds second secs sec",
    Unit("months", 1): "月(?!份|底|初|中|末|经) months month",
}
UNKNOWN_TO_FACTS = {"bpm", "steps", "fluid", "distance", "dose", "level", "seconds", "months"}


def _pattern(word: str) -> str:
    bare = re.sub(r"\(\?.*", "", word)
    tail = word[len(bare) :]
    return (
        re.escape(bare).replace(re.escape("~"), r"[ -]")
        + tail
        + (r"(?![a-z])" if bare[-1].isascii() and bare != "%" else "")
    )


_ALL = sorted(
    ((word, unit) for unit, words in _WORDS.items() for word in words.split(" ") if word),
    key=lambda pair: -len(re.sub(r"\(\?.*", "", pair[0])),
)
UNIT = re.compile("|".join(f"(?P<u{n}>{_pattern(word)})" for n, (word, _unit) in enumerate(_ALL)))
_FIRST = {word[0] for word, _unit in _ALL}
_BY_GROUP = {f"u{n}": unit for n, (_word, unit) in enumerate(_ALL)}


def unit_at(text: str, at: int) -> tuple[Unit, int] | None:
    """The unit that begins at `at`, and where it ends; the longest one."""
    if text[at : at + 1] not in _FIRST:
        return None
    match = UNIT.match(text, at)
    return (_BY_GROUP[match.lastgroup], match.end()) if match and match.lastgroup else None
