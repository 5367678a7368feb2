"""How many people are hurt, as far as the words say."""

import re
from collections.abc import Sequence

from chatflow.hearing.numbers import NUMERAL, number
from chatflow.hearing.said import Said
from chatflow.hearing.signs import Sign
from chatflow.hearing.standing import span
from chatflow.hearing.values import Found

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


def counted(said: Said, signs: Sequence[Sign], *, expecting: bool) -> Found | None:
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
