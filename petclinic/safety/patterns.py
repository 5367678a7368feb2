"""The small language of the red-flag rules: word lists, gaps, two things in one sentence. It cannot grow wild.

One line is one sign: `名: 词 | 词 | 词`. In a line

- `(甲|乙)` is either word, `[名]` any word of an earlier line;
- `…` is a gap of at most 8 characters inside one clause, in which nothing is denied (`大便…血` is not `大便没有血`);
- `甲 & 乙` is both in one sentence, in either order, at most 18 characters apart;
- `名 ≥3次` or `名 ≥12小时` asks for so many times in a day, or for so long.

A line that begins with `-` lists what is *not* meant by the sign above it (`- 血常规 | 验血`).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

import msgspec

from petclinic.safety.normal import normal

GAP = 8
SPAN = 18
LONGEST_TEXT = 8_000
MOST_LINES = 40
MOST_WORDS = 200
MOST_GAPS = 2
LONGEST_WORD = 24
NEARBY = 10

_GAP = rf"(?:[^。!?\n,不没无未]|不[少知小明停断住]|无[糖意聊花]|没[注留看关收]){{0,{GAP}}}?"
_SPAN = rf"(?:[^。!?\n不没无未]|不[少知小明停断住见翼]|无[糖意聊花]|没[注留看关收]){{0,{SPAN}}}?"
_HEAD = re.compile(r"(?P<name>[^\s≥:：|&…()\[\]]{1,16})(?:\s*≥\s*(?P<least>\d{1,3})\s*(?P<unit>次|小时))?")
_TOKEN = re.compile(r"\((?P<group>[^()\[\]…&]*)\)|\[(?P<named>[^()\[\]…&|]+)\]|(?P<gap>…)|(?P<word>[^()\[\]…&|]+)")

Unit = Literal["", "次", "小时"]


class PatternError(ValueError):
    """A line that the language does not know; the message is for the person who edits it."""


class Sign(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to look for. `regex` finds it in normal text, `not_meant` what it is mistaken for.

    `least` of `unit` (times in a day, hours) must be told with it; 0 = its mention is enough.
    """

    name: str
    regex: re.Pattern[str]
    not_meant: re.Pattern[str] | None = None
    least: int = 0
    unit: Unit = ""

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where normal text has it, as (start, end); overlapping ones too, in time linear in the text."""
        found = self.regex.search(text)
        while found:
            if not self._mistaken(text, found.start(), found.end()):
                yield found.start(), found.end()
            found = self.regex.search(text, found.start() + 1)

    def _mistaken(self, text: str, start: int, end: int) -> bool:
        if self.not_meant is None:
            return False
        near = self.not_meant.finditer(text, max(0, start - NEARBY), end + NEARBY)
        return any(other.start() < end and other.end() > start for other in near)


@lru_cache(maxsize=512)
def signs(text: str) -> tuple[Sign, ...]:
    """The signs of a rule's lines. `PatternError` says which line is wrong and why."""
    if len(text) > LONGEST_TEXT:
        raise PatternError(f"全部词条最多 {LONGEST_TEXT} 字")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise PatternError(f"最多 {MOST_LINES} 行")
    known: dict[str, tuple[str, ...]] = {}
    made: dict[str, Sign] = {}
    for line in lines:
        sign = _excepted(line, made, known) if line.startswith("-") else _sign(line, known)
        made[sign.name] = sign
    return tuple(made.values())


def _excepted(line: str, made: dict[str, Sign], known: dict[str, tuple[str, ...]]) -> Sign:
    """The last sign, with what is not meant by it."""
    if not made:
        raise PatternError(f"「{line}」前面没有词条")
    sign, more = list(made.values())[-1], _regex(line[1:], known)
    earlier = f"{sign.not_meant.pattern}|" if sign.not_meant else ""
    return msgspec.structs.replace(sign, not_meant=re.compile(earlier + more.pattern))


def _sign(line: str, known: dict[str, tuple[str, ...]]) -> Sign:
    head, colon, body = line.replace("：", ":", 1).partition(":")
    match = _HEAD.fullmatch(head.strip())
    if not colon or match is None:
        raise PatternError(f"「{line[:30]}」应写成「名: 词 | 词」")
    if match["name"] in known:
        raise PatternError(f"「{match['name']}」写了两次")
    regex = _regex(body, known)
    known[match["name"]] = tuple(body.split("|")) if not set(body) & set("()[]…&") else ()
    unit: Unit = "次" if match["unit"] == "次" else "小时" if match["unit"] else ""
    return Sign(name=match["name"], regex=regex, least=int(match["least"] or 0), unit=unit)


def _regex(body: str, known: dict[str, tuple[str, ...]]) -> re.Pattern[str]:
    alternatives = [one.strip() for one in re.split(r"\|(?![^(]*\))", body)]
    if len(alternatives) > MOST_WORDS:
        raise PatternError(f"一行最多 {MOST_WORDS} 个词")
    return re.compile("|".join(_alternative(one, known) for one in alternatives))


def _alternative(pattern: str, known: dict[str, tuple[str, ...]]) -> str:
    halves = [_sequence(half.strip(), known) for half in pattern.split("&")]
    if len(halves) == 1:
        return halves[0]
    if len(halves) > 2:
        raise PatternError(f"「{pattern}」里只能有一个 &")
    one, other = halves
    return f"(?:{one}){_SPAN}(?:{other})|(?:{other}){_SPAN}(?:{one})"


def _sequence(pattern: str, known: dict[str, tuple[str, ...]]) -> str:
    """A regular expression of literals, choices of literals and bounded gaps, nothing else."""
    if pattern.count("…") > MOST_GAPS:
        raise PatternError(f"「{pattern}」里最多 {MOST_GAPS} 个 …")
    if pattern.startswith("…") or pattern.endswith("…") or not pattern:
        raise PatternError(f"「{pattern}」不能为空，也不能以 … 开头或结尾")
    parts, at = [], 0
    for token in _TOKEN.finditer(pattern):
        if token.start() != at:
            break
        parts.append(_part(token, known))
        at = token.end()
    if at != len(pattern):
        raise PatternError(f"「{pattern}」里的括号不成对")
    return "".join(parts)


def _part(token: re.Match[str], known: dict[str, tuple[str, ...]]) -> str:
    if token["gap"]:
        return _GAP
    if token["word"]:
        return _literal(token["word"])
    if token["group"] is not None:
        return _choice(token["group"].split("|"))
    words = known.get(token["named"].strip())
    if not words:
        raise PatternError(f"前面没有名叫「{token['named']}」的一行词")
    return _choice(words)


def _choice(words: list[str] | tuple[str, ...]) -> str:
    if len(words) > MOST_WORDS:
        raise PatternError(f"一行最多 {MOST_WORDS} 个词")
    return f"(?:{'|'.join(map(_literal, words))})"


def _literal(word: str) -> str:
    word = normal(word.strip()).strip()
    if not word or len(word) > LONGEST_WORD:
        raise PatternError(f"「{word}」: 每个词要有 1 到 {LONGEST_WORD} 个字")
    return re.escape(word)
