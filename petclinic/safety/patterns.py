"""Patterns of red flags, and whether what they match is meant: not denied, asked, feared, conditional or long past.

A pattern is words: `/` parts alternatives, `…` stands for up to ten characters of the same sentence. That is all, so
every pattern runs in linear time, whoever writes it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

GAP = "…"
LONGEST_PATTERN = 600
MOST_PARTS = 3
_ALLOWED = re.compile(r"[\w…/ %％.、-]+")
_SENTENCE = re.compile(r"[^。！!？?\n；;]+[。！!？?\n；;]?")
_CLAUSE = re.compile(r"[，,。！!？?；;\n]")

# What sounds like a denial and is a sign itself; taken away before denials are looked for.
_NO_DENIAL = re.compile(
    r"没精神|没有精神|没力气|没有力气|没胃口|没有胃口|没食欲|没反应|没有反应|没意识|没有意识|没知觉|没有知觉|没血色|没法"
    r"|(?:没|没有)(?:吃|喝|尿|拉|排|撒|小便|大便|出来|进食|生|好|停|醒|消|看住|注意|办法|东西)"
    r"|不(?:吃|喝|动|停|断|住|出|了|起|上|下|来|过|舒服|想|爱|肯|排|尿|拉|行|太|怎么|对|正常|能|敢|知道|大|安|久|一样|稳|好|会(?:走|叫))"
    r"|未见好转|无精打采|无力|无意识|差不多|是不是|有没有|会不会|能不能|要不要|不是(?:吐|拉)就是"
)
_DENIAL = re.compile(r"没有|没|无|未|不是|并非|否认|排除|从不|不会|不曾|别|绝不")
_TURN = re.compile(r"但|可是|不过|却|只是|反而|而是|就是|然后|后来|现在")
_ASKS = re.compile(r"会不会|是不是会|能不能|可不可以|可以.{0,8}吗|能.{0,6}吗|会.{0,10}吗|怎么预防|如何预防|怎样避免")
_SUPPOSES = re.compile(r"如果|假如|要是|万一|一旦|若|假设|担心|怕它|害怕|以防|避免|防止|预防|注意观察|警惕|留意")
_PAST = re.compile(r"以前|从前|去年|前年|小时候|上个月|几个月前|半年前|年前|曾经|以往|上次|早就")
_OVER = re.compile(r"好了|痊愈|康复|恢复了|没事了|治好|缓过来")
_NOW = re.compile(r"现在|今天|刚才|刚刚|又|这次|还在|目前|昨天|昨晚")


class BadPattern(ValueError):
    """The pattern says what no pattern may; the message is for people."""


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> tuple[re.Pattern[str], ...]:
    """One regular expression for each part between gaps. Raises `BadPattern`."""
    if not pattern.strip() or len(pattern) > LONGEST_PATTERN or not _ALLOWED.fullmatch(pattern):
        raise BadPattern("每个说法只写文字，用 / 分开同义词，用 … 表示中间可以隔几个字，最长 600 字。")
    parts = pattern.split(GAP)
    if len(parts) > MOST_PARTS:
        raise BadPattern("一个说法里最多两个 …。")
    return tuple(_part(part) for part in parts)


def _part(part: str) -> re.Pattern[str]:
    words = sorted({word.strip() for word in part.split("/")}, key=len, reverse=True)
    if not all(words):
        raise BadPattern("/ 和 … 的两边都要有字。")
    return re.compile("|".join(re.escape(word) for word in words))


def sentences(text: str) -> Iterator[str]:
    for found in _SENTENCE.finditer(text):
        if found[0].strip():
            yield found[0]


def said(pattern: str, sentence: str) -> tuple[int, int] | None:
    """Where the sentence says it and means it; None where it does not."""
    first, *rest = compiled(pattern)
    for start in first.finditer(sentence):
        end, gaps = start.end(), []
        for part in rest:
            found = part.search(sentence, end, min(len(sentence), end + LONGEST_GAP + LONGEST_WORD))
            if found is None or found.start() - end > LONGEST_GAP:
                break
            gaps.append(sentence[end : found.start()])
            end = found.end()
        else:
            if meant(sentence, start.start(), end) and not any(_denied(gap) for gap in gaps):
                return start.start(), end
    return None


LONGEST_GAP = 10
LONGEST_WORD = 12


def meant(sentence: str, start: int, end: int) -> bool:
    """Whether what stands there is claimed of now: not denied before, not supposed, asked or long over."""
    if _SUPPOSES.search(sentence, 0, start) or _ASKS.search(sentence) or _is_over(sentence, start, end):
        return False
    clause = max((found.end() for found in _CLAUSE.finditer(sentence, 0, start)), default=0)
    return not _denied(sentence[clause:start])


def _denied(before: str) -> bool:
    if before.endswith(("不", "不再")):  # 肚子不胀: what follows at once is what is denied
        return True
    plain = _NO_DENIAL.sub(lambda found: "口" * len(found[0]), before)
    last = None
    for found in _DENIAL.finditer(plain):
        last = found
    return last is not None and not _TURN.search(plain, last.end())


def _is_over(sentence: str, start: int, end: int) -> bool:
    """Long ago, or over: unless the same clause says that it is now."""
    clause = max((found.end() for found in _CLAUSE.finditer(sentence, 0, start)), default=0)
    stop = _CLAUSE.search(sentence, end)
    near = sentence[clause : stop.start() if stop else len(sentence)]
    if _PAST.search(sentence, 0, start) and not _NOW.search(near):
        return True
    return bool(_OVER.search(sentence, end)) and not _NOW.search(near)
