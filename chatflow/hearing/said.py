"""What somebody said in one form of each character, every character still knowing its place in her own words."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import msgspec

from chatflow.hearing.values import Found

LONGEST = 2_000
"""How many characters of a text are looked at; nobody says more in one breath."""

_TRADITIONAL = dict(
    zip(
        "傷沒車著煙險醫護來燒裡裏還過個們麼這點後門開頭撞體現動腦臉腫斷爛壓夾卡嚇嚴輕總環衛樓區號號國道橋廣場學鐵東陽線訴説說聽對錯撥電話記誰給讓從發應該時間鐘週幾兩輛單雙貨機燈殼邊漆轉換聯絡絡繫會為與無問題搶難爺媽婆親圍牆樹護欄紅綠漏氣罐當藥館預約謝見掛斷",
        "伤没车着烟险医护来烧里里还过个们么这点后门开头撞体现动脑脸肿断烂压夹卡吓严轻总环卫楼区号号国道桥广场学铁东阳线诉说说听对错拨电话记谁给让从发应该时间钟周几两辆单双货机灯壳边漆转换联络络系会为与无问题抢难爷妈婆亲围墙树护栏红绿漏气罐当药馆预约谢见挂断",
        strict=True,
    )
)
_MARKS = {"，": ",", "；": ",", ";": ",", "！": "!", "？": "?", "：": ":", "…": ",", "—": ",", "～": ",", "~": ","}
_TABLE = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B)}
    | {chr(code): chr(code + 32) for code in range(65, 91)}
    | {chr(code): chr(code - 0xFEC0) for code in range(0xFF21, 0xFF3B)}
    | _TRADITIONAL
    | _MARKS
)
_FILLER = r"[呃嗯唔]|(?<![金余总份名限全差赔免])额(?![头外度])"
_DROPPED = re.compile(rf"{_FILLER}|[^\S\n]*[\u0000-\u0009\u000b-\u001f\u007f\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff]")
_SPACES = re.compile(r"[^\S\n]+")
_PAUSE = re.compile(r"(?<=[\u4e00-\u9fff])[^\S\n](?=[\u4e00-\u9fff])|(?<=\d)[^\S\n](?=[\u4e00-\u9fff])")
CLAUSE_END = re.compile(r"[,。!?\n]|\.(?!\d)")
SENTENCE_END = re.compile(r"[。!?\n]|\.(?!\d)")


class Said(msgspec.Struct, frozen=True):
    """`text` is `original` in normal form without fillers; `places[i]` is where `text[i]` stands in it."""

    original: str
    text: str
    places: Sequence[int]

    @classmethod
    def of(cls, original: str) -> "Said":
        """Spaces between single characters are the recogniser's and go; other spaces are pauses, like commas."""
        shown = original[:LONGEST].translate(_TABLE)
        spaced = len(_SPACES.findall(shown)) * 3 > len(shown)
        shown = shown if spaced else _PAUSE.sub(",", shown)
        dropped = [*_DROPPED.finditer(shown), *(_SPACES.finditer(shown) if spaced else ())]
        if not dropped:
            return cls(original, shown, range(len(shown)))
        gone = {at for match in dropped for at in range(*match.span())}
        kept = [at for at in range(len(shown)) if at not in gone]
        return cls(original, "".join(shown[at] for at in kept), kept)

    def found(self, value: str, start: int, end: int, confidence: float = 1.0) -> Found:
        """The value with the exact words at `text[start:end]`, which must not be empty."""
        begin, last = self.places[start], self.places[end - 1] + 1
        return Found(value=value, words=self.original[begin:last], start=begin, confidence=confidence)

    def words(self, start: int, end: int, confidence: float = 1.0) -> Found:
        """The caller's own words as the value."""
        found = self.found("", start, end, confidence)
        return msgspec.structs.replace(found, value=found.words)

    def clauses(self) -> list[tuple[int, int]]:
        """Where the clauses are that have any text."""
        spans, begin = [], 0
        for mark in CLAUSE_END.finditer(self.text):
            spans.append((begin, mark.start()))
            begin = mark.end()
        spans.append((begin, len(self.text)))
        return [(start, end) for start, end in spans if end > start]


@cache
def lists(file: str) -> dict[str, tuple[str, ...]]:
    """All word lists of `<file>.toml` by name."""
    text = (Path(__file__).parent / f"{file}.toml").read_text(encoding="utf-8")
    return {name: tuple(words.split()) for name, words in tomllib.loads(text).items()}


def one_of(words: Iterable[str]) -> str:
    """A regular expression of any of these words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"
