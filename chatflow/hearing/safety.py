"""Whether somebody is hurt or trapped, or something is burning or leaking: heard rather once too often."""

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from chatflow.hearing import alarm
from chatflow.hearing.numbers import NUMERAL, number
from chatflow.hearing.said import Said, lists
from chatflow.hearing.standing import BREAK, Standing, span, standing
from chatflow.hearing.values import Found, Safety

_GAP = r"[^,。!?\n没不无未]{0,4}?"
_WELL = re.compile(
    r"(?P<self>我(?:自己|本人|个人|这边)?(?:人)?)?(?P<who>人员?|大家|我们|双方|都|全部?|车上|大人|孩子|老人|两边|两个人|对方|[他她]|一家人?|乘客|大伙)?(?:也|人|都|全|倒|是|还|的|应该|好像|目前|现在|肯定|自己|算)*"
    r"(?:(?:没(?:有|得)?|冇|莫得)(?:什么|啥子?|多大|太大|大)?(?:事|大碍|大事|毛病|问题|伤)(?!故)|安全(?![带气帽])|平安|好着呢?|好得很|好好的|挺好|都?还好(?!意)|无碍|无恙|毫发无[伤损]|完好)"
)
_NOBODY = re.compile(
    r"(?<!有)(?<!不是)(?:没有?|无)(?:任何)?人员?(?:有)?(?:事|伤亡|受伤)|无人受?伤|毫发无[伤损]|零伤亡|(?:要是|如果)?真?有人[^,。]{0,6}早[^,。]{1,8}了|这不是没有?(?:人?受?伤)?嘛|一点(?:皮|伤|事)(?:儿)?[都也]?没有(?!了)|一点(?:皮|伤|事)(?:儿)?都没(?:有|破|受|擦)|皮都没(?:有)?(?:擦|蹭)?破"
)
_ONLY_SELF = re.compile(r"(?:我(?:自己|本人|个人)?(?:倒是?|是|也|人|反正|应该)*|(?:他|她|对方)(?:也|人|倒是?)*)$")
_MARK = r"[啊呀呢吧的哦嘛哈了喔噢哎诶,。!?\s]"
_PARTICLE = rf"{_MARK}*"
_BARE_NO = re.compile(
    rf"(?:{_MARK}|嗯|那个|应该|目前|现在|好像|暂时|肯定|都|这个|哦|倒|也|人|大家|我们|这边)*"
    r"(?P<no>没有人员?|没有|没人|没事|没得|没|木有|无|冇|不存在|零个?|0个?|都好|都还好|挺好|还好|没(?:有)?(?:什么|啥)?(?:大事|事|大碍|问题|大问题))"
    rf"(?:{_PARTICLE}(?=$|没|就|我|你|车|只|但|都|是|这|那|对|两|大|不过|他|双|人|真)|受伤|伤)"
)
_BARE_YES = re.compile(
    rf"(?:{_MARK}|嗯|那个|应该|好像|是|现在|可能|对|哦)*(?P<yes>有(?:的|人|啊|呢|呀)*(?=[,。!?]|$)|有(?={NUMERAL}(?:个|位|名))|有(?=我|对方|他|她|老|小|行人|司机|孩子|乘客)"
    rf"|{NUMERAL}(?:个|位|名)人?(?=$|[,。!?了吧])|就?(?:一点|轻微|有点|有一点|小伤|不严重|不太严重|不重|轻伤|擦伤)(?:的|儿|吧|啊|了|伤|点|严重)*(?=[,。!?]|$)|(?:是的?|对|嗯)(?={_PARTICLE}$))"
)
_RETRACTED = re.compile(
    r"[了的吗,。是这个我那 哦啊人不好意思]{0,8}(?:说错|讲错|口误|搞错|弄错|看错|记错|不对|不是不是|不是的)[了,。的啊我刚才]*"
)
_TAKEN_BACK = re.compile(r"说错|讲错|口误|搞错|弄错|看错|记错")
_NO_NOW = re.compile(r"(?:其实|应该|是|现在|哦|啊|,|不对|不是|人)*(?:没有|没人|没事|没(?=$|[,。受伤]))")
_YES_NOW = re.compile(r"(?:其实|应该|是|现在|哦|啊|,|不对|不是|就)*(?:有(?!没有|事|什么|时)|是有)")
_ONE_BY_ONE = re.compile(rf"[有人受伤是,]{{0,6}}?({NUMERAL})(?:个|位|名)人?[,，]?一个.*一个")
_ONE_PERSON = re.compile(
    r"(?:我(?!们)|[他她](?!们)|老[婆公人]|媳妇|孩子|小孩|宝宝|娃|儿子|女儿|[妈爸]|爷爷|奶奶|司机|骑手|同事|朋友|乘客|行人|老头|老太|大[爷妈姐哥]|小伙|姑娘|一个人)"
)
_SEVERAL = re.compile(r"们|都|几|俩|两|二|三|四|五|多|和|跟|还有|又|也|一家|大家|另|全")
"""Where more than one may be meant, nobody is counted."""
_DEAD_HURT = re.compile(rf"({NUMERAL})死({NUMERAL})伤")
_HOW_MANY = re.compile(rf"({NUMERAL})(?:多)?(?:个|位|名|人)")
_ONE_ALONE = re.compile(
    r"(?:受伤|伤)?的?(?:就|只有|只是|就是|也就)(?:[我他她]|那个?|这个?|司机|对方)[^,。]{0,4}?(?:一个|自己|自个儿)"
)
_HURT_THEN = re.compile(rf"(?:了|着|到|的是|的有|者|员|的)*(?:大概|有|就|是)*({NUMERAL})(?:个|位|名|人|(?<=[俩仨]))")
_COUNTED_AGAIN = re.compile(rf"(?:不对|说错|不是|应该是)[^。]{{0,16}}?({NUMERAL})(?:个|位|名)(?!人?没)")
_ABOUT = re.compile(r"[十几两三四好]几个|几个|好多|好几")
_UNKNOWN = re.compile(r"不知道|不清楚|不确定|没看(?!到|见)|还没问|不晓得")
_OBJECT = re.compile(r"(?:了|到|着|的是|得)?(?:我|他|对方|人家|别人|前|后|左|右|的|一点|那个|这个|边|一下|点){0,4}")
_SUBJECT = re.compile(
    r"(?:也|都|被|给|有|点|些|是|好像|可能|应该|严重|轻微|受|只是|就|撞|刮|擦|得|了|挺|很|一点|起来|上|倒|摔|蹭|在|全|前面|后面)*$"
)
_SOMEBODY = re.compile(r"[了到着]*(?:[一二两三几]?个?(?:人|行人|老|小|孩)|[我他她](?![的们]))")
CLEAR = 0.8
NEAR_BY = 10
"""Characters around a word in which it may turn out to mean something else."""
_PEOPLE = re.compile(r"被|让(?!我)|把|跟|和|与|给")


UNTOLD = {"past", "supposed", "asked"}


class _Sign(msgspec.Struct, frozen=True):
    start: int
    end: int
    how: Standing
    sure: float
    weak: bool = False


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
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


def hear_safety(text: str, *, expecting: bool = False) -> Safety:
    """What the words tell of hurt or trapped people and of danger; `expecting`: we have just asked about hurt people.

    In doubt somebody is hurt, with confidence 0.6. `无` with 0.6 means that she speaks of one person only.
    """
    said = Said.of(text)
    hurt = [*_signs(said, "hurt"), *_signs(said, "doubtful")]
    injured = _injured(said, hurt, expecting)
    told = injured is not None and injured.value == "有"
    safety = Safety(
        injured=injured,
        hurt=_count(said, hurt, expecting) if told else None,
        trapped=_trapped(said),
        hazard=_hazard(said),
    )
    return safety if safety.urgent else _second_ear(said, safety)


def _second_ear(said: Said, safety: Safety) -> Safety:
    """What the lists have missed: somebody is hurt, unless the words are about something that burns or leaks."""
    start, end, odds = alarm.loudest(said)
    denied = safety.injured is not None and safety.injured.confidence >= CLEAR
    if odds < (alarm.CERTAIN if denied else alarm.SURE):
        return safety
    begin, last = alarm.loudest_clause(said, start, end)
    if _patterns()["danger"].search(said.text, begin, last):
        return msgspec.structs.replace(safety, hazard=said.words(begin, last, 0.6))
    found = said.found("有", begin, last, 0.6)
    return msgspec.structs.replace(safety, injured=found, hurt=_count(said, [], expecting=False))


def _signs(said: Said, kind: str) -> Iterator[_Sign]:
    patterns = _patterns()
    mistaken = [match.span() for match in patterns["not_meant"].finditer(said.text)]
    at = 0
    while match := patterns[kind].search(said.text, at):
        start, end = match.span()
        at = max(start + 1, end)
        if any(begin < end and start < last for begin, last in mistaken):
            at = start + 1
            continue
        if kind in {"hurt", "doubtful"} and _of_thing(said, start, end):
            continue
        symptom = patterns["symptom"].search(match[0]) is not None
        how, sure = standing(said, start, end, symptom=symptom)
        if how == "told" and _means_something_else(said, start, end):
            continue
        yield _Sign(start, end, how, 0.6 if kind == "doubtful" else sure, kind == "doubtful")


def _means_something_else(said: Said, start: int, end: int) -> bool:
    """Whether the second ear is sure that a less plain word is an idiom here: `大出血` of a repair's price."""
    if _patterns()["plain"].search(said.text, max(0, start - 2), end):
        return False
    return alarm.weigh(said.text[max(0, start - NEAR_BY) : end + NEAR_BY]) < alarm.HARMLESS


def _of_thing(said: Said, start: int, end: int) -> bool:
    """`车伤得厉害`, `伤到保险杠了`; where a person is named or may be meant it is none."""
    patterns = _patterns()
    if not re.search(r"伤|摔|倒|躺|趴|起不来|破|飞|动不了", said.text[start:end]):
        return False
    if re.search(_patterns_body(), said.text[start:end]):
        return False
    after = None if said.text[start] in "受人" else _OBJECT.match(said.text, end)
    if after and patterns["thing"].match(said.text, after.end()) and "伤亡" not in said.text[start:end]:
        return True
    if _SOMEBODY.match(said.text, end):
        return False
    begin, _last = span(said, start, end)
    before = said.text[begin:start]
    light = _SUBJECT.search(before)
    rest = before[: light.start()] if light else before
    found = patterns["thing_before"].search(rest[-6:])
    if found is None:
        return False
    thing = len(rest) - len(found[0])
    return _PEOPLE.search(rest[max(0, thing - 6) : thing]) is None


@cache
def _patterns_body() -> re.Pattern[str]:
    return re.compile("|".join(lists("safety")["body"]))


def _injured(said: Said, signs: list[_Sign], expecting: bool) -> Found | None:
    told = [sign for sign in signs if sign.how == "told"]
    nobody = _nobody(said, signs, expecting)
    told = [sign for sign in told if not _taken_back(said, sign)]
    yes = _said_yes(said, signs, expecting)
    if nobody is not None and yes is None and all(sign.weak and not _but(said, nobody, sign) for sign in told):
        return nobody
    if told:
        best = max(told, key=lambda sign: sign.sure)
        begin, _last = span(said, best.start, best.end)
        return said.found("有", max(begin, best.start - 8), best.end, best.sure)
    return yes if yes is not None else nobody


def _but(said: Said, nobody: Found, sign: _Sign) -> bool:
    """`人没事就是有点耳鸣`: what follows counts more, unless only a bicycle lies there."""
    start = said.places[sign.start]
    between = said.original[nobody.start + len(nobody.words) : start]
    return start > nobody.start and BREAK.search(between) is not None and "车" not in said.text[sign.start : sign.end]


def _taken_back(said: Said, sign: _Sign) -> bool:
    """`刚才说有人受伤说错了`; `有人受伤，不对，没有`."""
    back = _RETRACTED.match(said.text, sign.end)
    if back is None:
        return False
    return _TAKEN_BACK.search(back[0]) is not None or _NO_NOW.match(said.text, back.end()) is not None


def _said_yes(said: Said, signs: list[_Sign], expecting: bool) -> Found | None:
    for sign in signs:
        back = _RETRACTED.match(said.text, sign.end) if sign.how == "denied" else None
        yes = _YES_NOW.match(said.text, back.end()) if back else None
        if back and (yes or (_TAKEN_BACK.search(back[0]) and not _NO_NOW.match(said.text, back.end()))):
            return said.found("有", sign.start, yes.end() if yes else back.end(), 0.6)
        asked = re.compile(r"[人了的吗么嘛,。!?]*有(?:的|啊|人|一个|两个)").match(said.text, sign.end)
        if sign.how == "asked" and asked:
            return said.found("有", sign.start, asked.end(), 0.8)
    bare = _BARE_YES.match(said.text) if expecting else None
    if bare:
        return said.found("有", bare.start("yes"), bare.end("yes"), 0.8)
    return None


def _nobody(said: Said, signs: list[_Sign], expecting: bool) -> Found | None:
    general = [sign for sign in signs if sign.how == "denied" and _general(said, sign)]
    back = [sign for sign in signs if sign.how == "told" and _taken_back(said, sign)]
    if back:
        return said.found("无", back[-1].start, back[-1].end, 0.7)
    found = _NOBODY.search(said.text)
    if found and ("早" in found[0] or standing(said, found.start(), found.start() + 1)[0] not in UNTOLD):
        return said.found("无", *found.span(), 0.9)
    if general:
        return _denial(said, general)
    for well in _WELL.finditer(said.text):
        if not (well["self"] or well["who"]) or standing(said, *well.span())[0] != "told":
            continue
        alone = well["self"] or well["who"] in {"他", "她", "对方"}
        if alone and _UNKNOWN.search(said.text):
            continue
        return said.found("无", *well.span(), 0.6 if alone else 0.9)
    for sign in signs:
        answer = re.compile(r"[人了的吗么嘛啊呀呢,。!?]*(?:没有|没|冇)(?:啊|的|人|没|,|。|$)").match(
            said.text, sign.end
        )
        if sign.how == "asked" and answer and re.search(r"[吗么嘛?]|□", masked_around(said, sign, answer.end())):
            return said.found("无", sign.start, answer.end(), 0.8)
    bare = _BARE_NO.match(said.text) if expecting else None
    return said.found("无", bare.start("no"), bare.end("no"), 0.9) if bare else None


def masked_around(said: Said, sign: _Sign, end: int) -> str:
    """The words of a question and its answer, `有没有` marked."""
    return re.sub("有没有", "□□□", said.text[max(0, sign.start - 8) : end])


def _general(said: Said, sign: _Sign) -> bool:
    """Whether a denial speaks of injuries as such: `没受伤` does, `没流血` does not."""
    return re.search(r"伤|死|撞|碰|磕|不舒服|疼|痛|摔|彩", said.text[sign.start : sign.end]) is not None


def _denial(said: Said, denied: list[_Sign]) -> Found | None:
    first = denied[0]
    begin, _last = span(said, first.start, first.end)
    before = said.text[begin : first.start]
    no = re.search(r"(?:没|不|未|无|零|并)[^没不]*$", before)
    start = begin + no.start() if no else first.start
    alone = no is not None and _ONLY_SELF.search(before[: no.start()]) is not None and len(denied) == 1
    if alone and _UNKNOWN.search(said.text):
        return None
    unsure = re.search(r"应该|好像|可能|估计", before) or said.text[first.end : first.end + 2].strip("的了").startswith(
        "吧"
    )
    return said.found("无", start, first.end, 0.6 if alone else 0.7 if unsure else first.sure)


def _count(said: Said, signs: list[_Sign], expecting: bool) -> Found | None:
    both = _DEAD_HURT.search(said.text)
    if both:
        return said.found(str((number(both[1]) or 0) + (number(both[2]) or 0)), *both.span())
    each = _ONE_BY_ONE.match(said.text)
    if each and (value := number(each[1])):
        return said.found(str(value), each.start(1), each.end(1))
    for sign in [sign for sign in signs if sign.how == "told"]:
        begin, _last = span(said, sign.start, sign.end)
        if _ABOUT.search(said.text, begin, sign.end + 6):
            return None
        before = [match for match in _HOW_MANY.finditer(said.text, begin, sign.end) if sign.start - match.end() <= 8]
        after = _HURT_THEN.match(said.text, sign.end)
        for match in (*before[-1:], *((after,) if after else ())):
            if value := number(match[1]):
                again = _COUNTED_AGAIN.search(said.text, match.end())
                if again and (meant := number(again[1])):
                    return said.found(str(meant), again.start(1), again.end(), sign.sure)
                return said.found(str(value), match.start(1), match.end(), sign.sure)
        alone = _ONE_ALONE.match(said.text, sign.end)
        if alone:
            return said.found("1", sign.start, alone.end(), 0.8)
    bare = re.compile(rf"[^,。!?没不车]{{0,4}}?({NUMERAL})(?:个|位|名)").match(said.text) if expecting else None
    if bare and (value := number(bare[1])):
        return said.found(str(value), bare.start(1), bare.end())
    told = [sign for sign in signs if sign.how == "told"]
    one = _ONE_PERSON.search(said.text) if told and not _SEVERAL.search(said.text) else None
    return said.found("1", told[0].start, told[0].end, 0.6) if one else None


def hear_count(text: str) -> Found | None:
    """A bare number of people: `哦不对，是三个`."""
    said = Said.of(text)
    match = re.compile(rf"[^。!?没不车]{{0,8}}?({NUMERAL})(?:个|位|名)").match(said.text.replace("不对", ",,"))
    value = number(match[1]) if match else None
    return said.found(str(value), match.start(1), match.end()) if match and value else None


def _trapped(said: Said) -> Found | None:
    signs = list(_signs(said, "trapped"))
    told = [sign for sign in signs if sign.how == "told"]
    out = re.compile(r"(?:都|已经|自己|人|全)(?:都|已经|自己)*(?:救|爬|弄|拉|跑|下|走|逃)?出来了").search(said.text)
    if out and not told:
        return said.found("无", *out.span())
    if told:
        best = max(told, key=lambda sign: sign.sure)
        if out and out.start() >= best.end:
            return said.found("无", *out.span(), 0.8)
        begin, _last = span(said, best.start, best.end)
        return said.found("有", max(begin, best.start - 6), best.end, best.sure)
    denied = [sign for sign in signs if sign.how == "denied"]
    return said.found("无", denied[0].start, denied[0].end, denied[0].sure) if denied else None


def _hazard(said: Said) -> Found | None:
    told = [sign for sign in _signs(said, "hazard") if sign.how == "told"]
    return said.words(told[0].start, told[0].end, max(sign.sure for sign in told)) if told else None
