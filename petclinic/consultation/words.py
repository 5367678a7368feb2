"""The owner's words made readable: one form of each character, known words, clauses, and what a clause denies."""

import re
from collections.abc import Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

_FULL = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}
_LOWER = {code: code + 32 for code in range(65, 91)} | {code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)}
_SIMPLE = dict(
    zip(
        map(ord, "嘔瀉貓癢沒來東飯開個幾兩週點黃綠紅發現還歲餵藥針後裡裏麼們隻腫紫鬧斷樣帶過剛說對會觀咳無難"),
        "呕泻猫痒没来东饭开个几两周点黄绿红发现还岁喂药针后里里么们只肿紫闹断样带过刚说对会观咳无难",
        strict=True,
    )
)
_TABLE: dict[int, int | str] = {
    **_FULL,
    **_LOWER,
    **_SIMPLE,
    0x3000: " ",
    ord("牠"): "它",
    ord("他"): "它",
    ord("她"): "它",
}

CLAUSE = re.compile(r"[^，。！？；,!?;\n\r…\s]+")
SENTENCE = re.compile(r"[^。！？!?\n\r]+")


def plain(text: str) -> str:
    """The text with one form of each character; every character stays in its place."""
    return text.translate(_TABLE)


class Found(NamedTuple, Generic[T]):
    """A known word at `text[start:end]`, and what it stands for."""

    start: int
    end: int
    value: T


class Words(Generic[T]):
    """Finds known words, from the left and the longest at each place; linear in the text."""

    def __init__(self, values: Mapping[str, T]) -> None:
        self.values = {word: value for word, value in values.items() if word}
        lengths: dict[str, set[int]] = {}
        for word in self.values:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: sorted(sizes, reverse=True) for first, sizes in lengths.items()}

    def find(self, text: str) -> Iterator[Found[T]]:
        at, size = 0, len(text)
        while at < size:
            for length in self._lengths.get(text[at], ()):
                word = text[at : at + length]
                if word in self.values:
                    yield Found(at, at + length, self.values[word])
                    at += length
                    break
            else:
                at += 1


_FILLER = (
    "有|发现|看到|看见|见到|见|怎么|什么|啥|明显|出现|过|任何|特别|太|很|大|经常|现象|情况|症状|觉得|感觉|听到|听见|注意到"
    "|像|在|会|能|去|想|又|也|到|吃|喝|碰|舔|误食|接触|过度|跟着|一直|老|总|都|是"
)
_NEGATOR = "没有|没|不是|并非|并没有|并没|不|未|无|别|从不|从没|毫无|从来没"
DENIES = re.compile(rf"(?P<word>{_NEGATOR})(?P<again>再)?(?:{_FILLER}){{0,5}}$")
ASKS = re.compile(
    r"(?:有没有|有无|会不会有|不知道|不清楚|不确定|没注意|没留意|没看清|要是|如果|万一|防止|预防|怎么防)[^，。]{0,8}$"
)
SUSPECTS = re.compile(r"(?:是不是|会不会|怀疑|可能|好像|担心|怕|疑似|该不会)[^，。]{0,8}$")
OTHERS = re.compile(r"(?:另一只|另外一只|其他(?:的)?(?:猫|狗|宠物)|别的(?:猫|狗)|同窝|邻居|朋友家)")
PAST = re.compile(r"(?:以前|去年|前年|小时候|上次|上个月|几个月前).{0,12}(?:过|好了)")
NONE_AFTER = re.compile(
    r"(?:这些|这种|情况|症状|现象)?(?:倒|都|也|是|就|的){0,3}(?:没有|没|无)(?:了|过|的|出现|发现|看到|看见)*[呢啊呀的吧]?$"
)
OVER_AFTER = re.compile(r"(?:的)?(?:已经|都|现在|早就|就)*(?:好了|停了|止住了)")
JOINS = re.compile(r"(?:、|和|跟|与|或者|或|及|以及|还有|也|又|什么的|/|\s)*$")


def denied(clause: str, at: int, since: int = 0) -> str:
    """How the clause speaks of the word at `at`: no, not (不是), over, asked, suspected, or "" for said plainly."""
    before = clause[max(since, at - 16) : at]
    if ASKS.search(before):
        return "asked"
    if match := DENIES.search(before):
        if match["word"] == "不是" and "是不是" not in before:
            return "not"
        if match["word"] == "是" or "是不是" in before or "会不会" in before:
            return "suspected"
        return "over" if match["again"] else "no"
    return "suspected" if SUSPECTS.search(before) else ""
