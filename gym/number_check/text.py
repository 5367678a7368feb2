"""Text for reading: every character becomes one other character, so that offsets stay those of the original."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TRADITIONAL = (
    "體体週周個个點点兩两減减練练訓训課课組组長长時时間间總总計计劃划標标準准達达從从鐘钟為为與与較较於于腰腰圍围"
    "體体進进節节場场項项號号錄录紀纪離离還还剩剩餘余過过這这裡里個个內内肌肌軀躯胸胸腦脑熱热卡卡釐厘幾几萬万約约"
    "開开現现當当階阶數数據据測测稱称秤秤記记壓压舉举拉拉臥卧硬硬增增長长漲涨變变輕轻縮缩沒没無无請请議议應应該该"
    "續续繼继週周禮礼壹一貳二貮二叁三參三肆四伍五陸六柒七捌八玖九拾十佰百仟千"
)
_PAIRS = dict(zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True))
_PAIRS |= {chr(0xFF01 + n): chr(0x21 + n) for n in range(94) if chr(0xFF01 + n) not in "，；！？"}
_PAIRS |= {chr(0x41 + n): chr(0x61 + n) for n in range(26)}
_PAIRS |= {chr(0xFF21 + n): chr(0x61 + n) for n in range(26)}
_PAIRS |= dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\u3000\t*_`", " ")
_PAIRS |= dict.fromkeys("−﹣‐‑‒–－", "-") | dict.fromkeys("～〜∼∽", "~") | {"﹪": "%", "⁓": "~", "﹢": "+", "’": "'"}
_TABLE = str.maketrans(_PAIRS)

LONGEST_SENTENCE = 240
_ENDS = re.compile(r"[。！？!?\n]+|\.(?=\s|$)(?<!\d\.)|(?<=\d)\.(?=\s+[a-z\u4e00-\u9fff]|\s*$)")
_CUTS = re.compile(r"[，；;|]|,(?!\d{3}(?!\d))|(?<!\d):|:(?!\d)|——|…+|(?<=[a-z]) - (?=[a-z])")


@dataclass
class Clause:
    start: int
    end: int


@dataclass
class Sentence:
    """A stretch between full stops; `line_start` where it begins a line."""

    start: int
    end: int
    line_start: bool
    clauses: list[Clause] = field(default_factory=list)


def readable(text: str) -> str:
    """Half-width, lower-case, simplified; exactly as long as `text`."""
    return text.translate(_TABLE)


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a readable text, none longer than LONGEST_SENTENCE, with their clauses."""
    start = 0
    for end in [*(match.end() for match in _ENDS.finditer(text)), len(text)]:
        while start < end:
            stop = min(end, start + LONGEST_SENTENCE)
            sentence = Sentence(start, stop, start == 0 or text[start - 1] == "\n")
            sentence.clauses = list(_clauses(text, start, stop))
            yield sentence
            start = stop


def _clauses(text: str, start: int, end: int) -> Iterator[Clause]:
    at = start
    for match in _CUTS.finditer(text, start, end):
        yield Clause(at, match.end())
        at = match.end()
    if at < end or at == start:
        yield Clause(at, end)


def clause_at(sentence: Sentence, at: int) -> Clause:
    """The clause that holds the place `at`."""
    return next((c for c in sentence.clauses if c.start <= at < c.end), Clause(sentence.start, sentence.end))
