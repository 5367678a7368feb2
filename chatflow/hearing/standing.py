"""How a sign of harm is said: told, doubted, denied, asked, supposed or long past."""

import re
from collections import deque
from typing import Literal

from chatflow.hearing.said import CLAUSE_END, SENTENCE_END, Said

Standing = Literal["told", "denied", "asked", "supposed", "past"]

NEAR = 24
"""How many characters before and after a sign are looked at."""

BREAK = re.compile(r"但是?|不过|可是|然而|而是|就是(?!说)|只是|后来|结果|然后|还有(?!没)|另外|因为|所以|幸亏|反而")
_LIGHT = (
    r"(?:有|过|再|给|把|任何一?个?人?员?|什么|啥|怎么|谁|喊|叫(?!不)|人员?|大家|一个人?|半个人?|其他人?|别的人?|别人|说|讲|提|觉得|感觉|感到|听到|听说|看到|看见|见到|见着|见"
    r"|发现|出现|发生|造成|导致|引起|明显的?|的|得|会|也|都|撞到|撞着|撞|碰到|碰着|碰|伤到|伤着|哪里|哪儿|哪个|哪|地方|着|到|可能|情况|现象|身上|乘客|司机|行人|驾驶员"
    r"|双方|存在|过|半点|一点点?|一丁点|点|严重|被|让|要|需要|用|必要|叫|多少|受|能|生|骨头|产生|致使|上|倒|里面|车里|车上|、|和|跟|或者?|以及|也没有?|啥子)"
)
_NOUN = r"(?:受伤|流血|出血|骨折|伤亡|死亡|伤|着火|起火|冒烟|漏油|爆炸|自燃|泄漏|被困|危险品|卡住|夹住)"
_SYMPTOM = r"(?:头晕|头疼|头痛|恶心|呕吐|不舒服|疼痛|疼|痛|晕|昏迷|擦伤|难受)"
_WHO = r"(?:我们?|他们?|她们?|你们?|对方|人家|自己|这边|那边|老婆|老公|孩子|大人|老人|真的?|因为)"
_NONE = re.compile(
    rf"(?:没有|没得|没|未|并无|无|零|毫无|从没|冇得?|莫得?|么(?=人|得|有)|木有|哪(?:里|儿)?(?:来的?|有)(?:什么|啥子?)?)(?:{_NOUN}(?!有|[一二两三四五六\d])|{_LIGHT}|、)*+$"
)
_NONE_SYMPTOM = re.compile(
    rf"(?:没有|没得|没|未|无|冇得?|莫得|木有)(?:{_NOUN}(?=[、和或跟])|{_LIGHT}|{_SYMPTOM}|、)*+$"
)
_NOT = re.compile(
    rf"(?:不是说?|并非|并不是|不像是?|不至于|排除|否认|不涉及|未涉及|没涉及)(?:{_NOUN}|{_LIGHT}|{_WHO})*+$"
)
_WILL_NOT = re.compile(
    r"(?:不会|不可能|不能|不算|不用|不必|不需要|不要|不想|甭|无需|不|并不)(?:太|很|怎么|再|会|有|叫|打|那么|觉得|感觉|特别|人|被|是)*+$"
)
_BARELY = re.compile(r"(?:没|没有|不)(?:受|有|什么|啥)*(?:怎么|太|大|重|多|严重)的?(?:受|重|大)*$")
_DOUBLE = re.compile(r"(?:不是|不能说|没有?人|不可能|没有?一个)(?:都|是|说)*(?:没有?|不)(?:有|人|受|觉得)*$")
_AFTER_NO = re.compile(
    r",?(?:的|情况|现象|这些|这个|倒是?|是|都|也|、|人|和|或者?|被困|着火|什么的|之类的?|" + _NOUN + r")*"
    r"(?:没有|没得|没|冇|莫得|不存在|没发现|没看到|没见|一个没有)(?:的|啊|哦|呢|哈|吧|呀|发生|出现|发现)*(?=[,。!?\n]|$|车|就|我)"
)
_EVEN_NO = re.compile(r"(?:了|着|到|人|的)*(?:都|也)(?:没有?|不)(?=[,。!?]|$|有|破|受|疼|流)")
_ASKED = re.compile(r"(?:□|是否有?|有无|不知道(?:有没有|是否)|问)(?:" + _LIGHT + r"|" + _WHO + r")*$")
_ASKS = re.compile(r"(?:了|过|的|人|情况)*(?:(?:没有|没|么|嘛)(?=[,。!?\n]|$)|吗)")
_YESNO = re.compile(r"有没有|能不能|要不要|需不需要|是否")
_IF = re.compile(
    r"如果|假如|(?<!是)真(?=有[^,。]{0,4}(?:早|就))|以为|还当是|以后|将来|下次|平时|一般|什么情况|哪种情况|再[^,。]{1,4}就|假设|要是|万一|一旦|倘若|要不是|若是|幸好没|包不包括?|包含|包括|保障|管不管|小心别|别让|避免|防止|以防|为了不|差点|险些|差一点|怕(?=撞|碰|伤|有人|再|压|轧)|害怕(?=撞|有)|假装没"
)
_POLITE = re.compile(r"(?:可以|方便|行|有空|能|不麻烦|您在|你们?能)[^,。]{0,6}的?话?$")
_HERE = re.compile(r"现在|这次|这回|今天|刚才|刚刚|目前|这会|又")
_PAST = re.compile(
    r"(?:上次|上回|以前|去年|前年|小时候|那一?次|那回|上个月|上上次|早些年|[一二两三四五六七八九十几\d]+(?:个月|年)(?:以|之)?前)(?!的?(?:刚|才)?(?:买|办|换|上的|保|提|投|续))"
)


def masked(text: str) -> str:
    """`有没有`, `是不是`, `伤没伤` made unlike a denial, in their length."""
    text = re.sub(r"有没有|有木有", "□□□", text)
    text = re.sub(r"(是不是|会不会|要不要|能不能)", "▲▲▲", text)
    return re.sub(r"(.)没(\1)", r"□□□", text)


def span(said: Said, start: int, end: int) -> tuple[int, int]:
    """Where the clause around a sign begins and ends; a `但是` begins a new one."""
    begin, last = max(0, start - NEAR), min(len(said.text), end + NEAR)
    for mark in (*CLAUSE_END.finditer(said.text, begin, start), *BREAK.finditer(said.text, begin, start)):
        begin = max(begin, mark.end())
    after = [
        mark.start() for mark in (CLAUSE_END.search(said.text, end, last), BREAK.search(said.text, end, last)) if mark
    ]
    return begin, min([last, *after])


def standing(said: Said, start: int, end: int, *, symptom: bool = False) -> tuple[Standing, float]:
    """How the sign is said, and how sure that is. Only a clear denial takes a sign away."""
    begin, last = span(said, start, end)
    before = masked(said.text[begin:start])
    after = said.text[end : min(len(said.text), last + 1)]
    if _DOUBLE.search(before):
        return "told", 0.6
    if _supposed(said, start, before):
        return "supposed", 1.0
    if _past(said, start):
        return "past", 1.0
    if _ASKED.search(before):
        return "asked", 1.0
    if _BARELY.search(before):
        return "told", 0.6
    denied = (_NONE_SYMPTOM if symptom else _NONE).search(before) or _NOT.search(before) or _WILL_NOT.search(before)
    if denied:
        return "denied", 0.9
    if _ASKS.match(after) and not after.startswith(("的没", "的人没")) and not before.endswith("▲▲▲"):
        return "asked", 1.0
    if _AFTER_NO.match(after) or _EVEN_NO.match(after) or _echoes(said, begin, start, end):
        return "denied", 0.8
    return "told", 0.6 if "▲" in before or re.search(r"好像|可能|怀疑|恐怕|估计|也许", before) else 1.0


_ECHO = re.compile(r"[啊呀嘛么吗哦]*[,。!? ]*(?:没有?|冇)(?:啊|呀|的)*(?:[,。!]|$|没)")


def _echoes(said: Said, begin: int, start: int, end: int) -> bool:
    """`哦受伤啊，没有没有`: our word said again, and denied."""
    lead = re.fullmatch(r"[哦啊嗯额喔你您是说问]*", said.text[begin:start])
    return lead is not None and _ECHO.match(said.text, end) is not None


def _supposed(said: Said, start: int, before: str) -> bool:
    found = next(iter(deque(_IF.finditer(before), maxlen=1)), None)
    if found is None or _POLITE.search(before[found.end() :]):
        return False
    return not re.search(r"现在|已经", before[found.end() :])


def _past(said: Said, start: int) -> bool:
    begin = max(0, start - 20)
    for mark in SENTENCE_END.finditer(said.text, begin, start):
        begin = mark.end()
    found = _PAST.search(said.text, begin, start)
    return found is not None and _HERE.search(said.text, found.end(), start) is None
