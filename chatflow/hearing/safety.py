"""Whether somebody is hurt or trapped, or something is burning or leaking: heard rather once too often."""

import re

import msgspec

from chatflow.hearing import alarm
from chatflow.hearing.casualties import counted
from chatflow.hearing.numbers import NUMERAL
from chatflow.hearing.said import Said
from chatflow.hearing.signs import Sign, patterns, signs_of
from chatflow.hearing.standing import BREAK, span, standing
from chatflow.hearing.values import Found, Safety

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
_UNKNOWN = re.compile(r"不知道|不清楚|不确定|没看(?!到|见)|还没问|不晓得")
CLEAR = 0.8


UNTOLD = {"past", "supposed", "asked"}


def hear_safety(text: str, *, expecting: bool = False) -> Safety:
    """What the words tell of hurt or trapped people and of danger; `expecting`: we have just asked about hurt people.

    In doubt somebody is hurt, with confidence 0.6. `无` with 0.6 means that she speaks of one person only.
    """
    said = Said.of(text)
    hurt = [*signs_of(said, "hurt"), *signs_of(said, "doubtful")]
    injured = _injured(said, hurt, expecting)
    told = injured is not None and injured.value == "有"
    safety = Safety(
        injured=injured,
        hurt=counted(said, hurt, expecting=expecting) if told else None,
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
    if patterns()["danger"].search(said.text, begin, last):
        return msgspec.structs.replace(safety, hazard=said.words(begin, last, 0.6))
    found = said.found("有", begin, last, 0.6)
    return msgspec.structs.replace(safety, injured=found, hurt=counted(said, [], expecting=False))


def _injured(said: Said, signs: list[Sign], expecting: bool) -> Found | None:
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


def _but(said: Said, nobody: Found, sign: Sign) -> bool:
    """`人没事就是有点耳鸣`: what follows counts more, unless only a bicycle lies there."""
    start = said.places[sign.start]
    between = said.original[nobody.start + len(nobody.words) : start]
    return start > nobody.start and BREAK.search(between) is not None and "车" not in said.text[sign.start : sign.end]


def _taken_back(said: Said, sign: Sign) -> bool:
    """`刚才说有人受伤说错了`; `有人受伤，不对，没有`."""
    back = _RETRACTED.match(said.text, sign.end)
    if back is None:
        return False
    return _TAKEN_BACK.search(back[0]) is not None or _NO_NOW.match(said.text, back.end()) is not None


def _said_yes(said: Said, signs: list[Sign], expecting: bool) -> Found | None:
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


def _nobody(said: Said, signs: list[Sign], expecting: bool) -> Found | None:
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


def masked_around(said: Said, sign: Sign, end: int) -> str:
    """The words of a question and its answer, `有没有` marked."""
    return re.sub("有没有", "□□□", said.text[max(0, sign.start - 8) : end])


def _general(said: Said, sign: Sign) -> bool:
    """Whether a denial speaks of injuries as such: `没受伤` does, `没流血` does not."""
    return re.search(r"伤|死|撞|碰|磕|不舒服|疼|痛|摔|彩", said.text[sign.start : sign.end]) is not None


def _denial(said: Said, denied: list[Sign]) -> Found | None:
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


def _trapped(said: Said) -> Found | None:
    signs = list(signs_of(said, "trapped"))
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
    told = [sign for sign in signs_of(said, "hazard") if sign.how == "told"]
    return said.words(told[0].start, told[0].end, max(sign.sure for sign in told)) if told else None
