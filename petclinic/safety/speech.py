"""How a thing is said: told, denied, asked, supposed, long past or of another animal."""

import re
from bisect import bisect_right
from typing import Literal

import msgspec

from petclinic.safety.normal import normal
from petclinic.safety.words import lists, one_of

Standing = Literal["told", "denied", "asked", "supposed", "past", "elsewhere"]

NEAR = 26
"""How many characters before and after a sign are looked at, within its clause (a denied list may have commas)."""


_WORDS = lists("words")
_LIGHT = one_of({*_WORDS["light"], *_WORDS["symptoms"]} - {",", "吐"})
_SMALL = one_of(set(_WORDS["light"]) - {",", ":"})
_SOFT = re.compile(rf"(?:{one_of(_WORDS['denials'])}|(?<![特分级区性个辨识])别){_LIGHT}*$")
_SUPPOSED = re.compile(rf"{one_of(_WORDS['supposed_before'])}{_SMALL}*$")
_SUSPECTED = re.compile(rf"{one_of(_WORDS['suspected'])}.{{0,8}}$")
_ASKED = re.compile(rf"{one_of(_WORDS['asked_before'])}{_LIGHT}*$")
_IF = re.compile(r"如果|假如|假设|要是|万一|一旦|倘若")
_POLITE = re.compile(r"(?:可以|方便|有空|有时间|行|不麻烦|您在|有人在|能的)的?话?$")
_NO = re.compile(
    r"(?:的|情况|症状|现象|这些|那些|这个|倒是?|是|都|也|:|、|和|或者?|什么的|之类|等|" + _LIGHT + r")*"
    r"(?:没有|没|无|不存在|没出现|没看到|没发现|阴性|排除了|没见)(?:的|过|啊|哦|呢|哈|吧|发生|出现|看到|发现|见到|有|哈)*(?=[,。!?\n]|$)"
)
_ASKS = re.compile(r"(?:了|过|的|这种|情况|症状|现象)*(?:吗|么|嘛)?(?=[,。!?\n]|$)")
_HERE = re.compile(r"这|那样|现在|看起来|它是|他是|她是|是")
_GENERAL = re.compile(r"[^,。!?\n]{0,4}会[^,。!?\n]{0,6}(?:吗|么|嘛|\?)")
_HAPPENED = re.compile(r"[了过着掉到进]")
_DEFINED = re.compile(rf"[^,。!?\n]{{0,3}}{one_of(_WORDS['defined_after'])}")
_LONG_PAST = re.compile(
    rf"{one_of(_WORDS['long_past'])}|[一二两三四五六七八九十几多半\d]+个?多?(?:年|月)(?:多|半)?(?:之|以)?前"
)
_RECENT = re.compile(one_of(_WORDS["recent_past"]))
_OVER = re.compile(one_of(_WORDS["over"]))
_ONCE = re.compile(r"[^,。!?\n]{0,3}过")
_WELL = re.compile(r"很好|挺好|好好的|健康|没问题|没毛病")
_CHRONIC = re.compile(r"[^,。!?\n]{0,6}(?:好几年|好多年|很多年|多年了|几年了|从小就|天生)")
_AGAIN = re.compile(one_of(_WORDS["again"]))
_ELSEWHERE = re.compile(one_of(_WORDS["elsewhere"]))
_OURS = re.compile(one_of(_WORDS["ours"]))
_OURS_TOO = re.compile(r"(?:我家|我们家|它|我的)[^,。!?\n]{0,6}也")
_NOT_DENIED = re.compile(rf"(?:{one_of(_WORDS['not_denials'])}){_LIGHT}*$")
_SENTENCE_END = re.compile(r"[。!?\n]+")
_CLAUSE_END = re.compile(r"[,。!?\n]")


class Speech(msgspec.Struct, frozen=True):
    """One thing that somebody said: `text` is `original` in normal form, `ends` are where its sentences end."""

    original: str
    text: str
    ends: tuple[int, ...]

    @classmethod
    def of(cls, original: str) -> "Speech":
        text = normal(original)
        return cls(original, text, (*(found.end() for found in _SENTENCE_END.finditer(text)), len(text)))

    def sentence(self, at: int) -> tuple[int, int]:
        """Where the sentence around a place begins and ends."""
        index = bisect_right(self.ends, at)
        begin = self.ends[index - 1] if index else 0
        return begin, self.ends[min(index, len(self.ends) - 1)]

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Where the clauses that a span covers begin and end, at most 40 characters away."""
        begin, last = self.sentence(start)
        begin, last = max(begin, start - 40), min(max(last, end), end + 40)
        comma = max(self.text.rfind(mark, begin, start) for mark in ",。!?\n")
        after = _CLAUSE_END.search(self.text, end, last)
        return (comma + 1 if comma >= 0 else begin), (after.start() if after else last)

    def words(self, start: int, end: int) -> str:
        """What was said there, in the speaker's words: the clause, at most 40 characters."""
        begin, last = self.clause(start, end)
        if last - begin > 40:
            begin, last = max(begin, start - 12), min(last, max(end, start + 28))
        return self.original[begin:last].strip(" ,，。；;、!！?？\n")


def standing(speech: Speech, start: int, end: int) -> Standing:
    """How a span is said. Whoever doubts is told: only a clear denial, question or old story takes a sign away."""
    text = speech.text
    begin, last = speech.clause(start, end)
    before, after = text[max(begin, start - NEAR) : start], text[end : min(last, end + NEAR)]
    if _denied(before, after):
        return "denied"
    if not _SUSPECTED.search(before):
        if _ASKED.search(before) or (before + after and _asked(speech, begin, start, end, last)):
            return "asked"
        if _supposed(speech, before, begin, start, end):
            return "supposed"
    return _when_and_whose(speech, start, end)


def _denied(before: str, after: str) -> bool:
    if _NO.match(after):
        return True
    asked = re.sub(r"有没有|是不是|会不会|能不能|要不要|(.)不\1|(.)没\2", "□", before)
    return bool(_SOFT.search(asked)) and not _NOT_DENIED.search(asked)


def _asked(speech: Speech, begin: int, start: int, end: int, last: int) -> bool:
    """`会抽搐吗`, `有血吗`, `抽搐是什么样的` ask; `这是抽搐吗`, `吐血了怎么办` tell."""
    text = speech.text
    if _DEFINED.match(text, end):
        return True
    if _GENERAL.match(text, end) and not _HAPPENED.search(text, start, end) and not _OURS.search(text, begin, end):
        return True  # 狗吃葡萄会中毒吗
    asks = _ASKS.match(text, end)
    particle = asks is not None and asks.group().endswith(("吗", "么", "嘛"))
    return (
        particle
        and not _HERE.search(text, begin, start)
        and "了" not in text[start:end] + (asks.group() if asks else "")
    )


def _supposed(speech: Speech, before: str, begin: int, start: int, end: int) -> bool:
    text = speech.text
    happened = "了" in text[start : end + 1]
    if _SUPPOSED.search(before) and not happened:  # 怕它吃了老鼠药: it may have
        return True
    if _conditional(text[begin:start]):
        return True
    short = end - begin <= 10 and begin > 0  # 如果出现抽搐,昏迷,大出血
    return short and _conditional_list(speech, begin)


def _conditional(clause: str) -> bool:
    found = _IF.search(clause)
    return found is not None and not _POLITE.search(clause[found.end() :])


def _conditional_list(speech: Speech, begin: int) -> bool:
    """Whether short clauses lead back to an `如果出现 ...`."""
    sentence, _last = speech.sentence(begin)
    clauses = speech.text[max(sentence, begin - 60) : begin].rstrip(",").split(",")
    for clause in reversed(clauses):
        found = _IF.search(clause)
        if found:
            return bool(re.search(r"出现|有|发生|发现", clause[found.end() :]))
        if len(clause) > 8:
            return False
    return False


def _when_and_whose(speech: Speech, start: int, end: int) -> Standing:
    text = speech.text
    begin, last = speech.sentence(start)
    begin, last = max(begin, start - 60), min(max(last, end), end + 60)
    clause, _end = speech.clause(start, end)
    if _of_another(text, begin, clause, start, end, last):
        return "elsewhere"
    if _AGAIN.search(text, clause, min(end + 4, last)):
        recent = _RECENT.search(text, begin, start)
        return "past" if recent and _over(text, end, last) and not _long_since(text, clause, start) else "told"
    if _long_since(text, begin, start) or _CHRONIC.match(text, end):
        return "past"
    if _ONCE.match(text, end) and _RECENT.search(text, begin, start) and _WELL.search(text, end, last):
        return "past"
    return "past" if _RECENT.search(text, begin, start) and _over(text, end, last) else "told"


def _of_another(text: str, begin: int, clause: int, start: int, end: int, last: int) -> bool:
    """Somebody else's animal, unless ours is named, too, or met it."""
    other = _ELSEWHERE.search(text, begin, start)
    if other is None or text[max(begin, other.start() - 1) : other.start()] in tuple("和跟被让与给"):
        return False
    ours = _OURS.search(text, clause, end) or _OURS_TOO.search(text, end, last)
    return ours is None and "咬" not in text[start:end]


def _long_since(text: str, begin: int, start: int) -> bool:
    found = _LONG_PAST.search(text, begin, start)
    return found is not None and not _AGAIN.search(text, found.end(), start)


def _over(text: str, end: int, last: int) -> bool:
    """Whether it is said to be over; the next sentence may say so."""
    return _OVER.search(text, end, min(len(text), last + 20)) is not None
