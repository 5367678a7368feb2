"""This range or the one before: the words of time of a sentence, and what they say of each number."""

import re
from typing import NamedTuple

from gym.number_check.amounts import Mention
from gym.number_check.moves import Move
from gym.number_check.text import Clause, Sentence

_PREV = re.compile(
    r"上一?个?(?:周|星期|礼拜|期|阶段|周期|时段|报告期|统计期|区间|(?:八|七|十|\d+)天)|上周|上期"
    r"|往前(?:数|看|推)?一周|往回看一周|头一周|对照期|对比期|对照周|那时|彼时|上一?(?:次|回)|前(?:一|个|一个)?(?:周(?!期)|期|次|周期|时段|(?:八|七|\d+)天)|前一?阶段"
    r"|(?<![餐觉练课])之前|此前|先前|以前(?!的)|(?:八|七|十|\d+)天前|一周前|上一?个?同样长的时段|原来|原先"
    r"|last (?:week|period|time|range)|\bprevious\w*|prior (?:week|period)|the (?:week|period|range"
    r"|days) before|week before|(?:range )?of the same length before(?: it)?|before that|a week ago"
    r"|earlier"
)
_CUR = re.compile(
    r"本周|这周|这一周|这个?(?:星期|礼拜)|这次|本次|此次|这一次|本期|这一?期|当期|目前|现在|当前|如今"
    r"|今天|眼下|这(?:七|八|九|十|\d{1,2})天|这段时间|这几天|最新|今年"
    r"|this (?:week|time|period|range)|\bnow\b|currently|\bcurrent\b|latest|today|these (?:\w+ )?days|in this time"
)
_BEFORE_AFTER = re.compile(r"[^。]{0,16}?(?:是|属于|为)上一?(?:周|次|期)(?:的(?!\s?[\d一二两三四五])|最)")
_BEFORE_LAST = re.compile(r"(?<!than )(?<!from )(?<!to )(?<!with )(?:last week|the week before)\W*$")
_COMPARE_BEFORE = re.compile(
    r"(?:比起?|较|距离?|离|自从?|相较于?|相比|对比|与|和|跟|同|than|vs\.?|versus|compared (?:with|to)|against|(?:up"
    r"|down|more|less|higher|lower) (?:from|on|over))\s?(?:你|您|自己|the|your)?\s?(?:的)?\s?$"
)
_FROM_BEFORE = re.compile(r"(?:从|由|自|from)\s?(?:你|您)?(?:的)?$")
_LOOSE_PREV = re.compile(r"次|回|之前|此前|先前|以前|天前|周前|原来|原先|previous|earlier|last time")
_ON_LAST = re.compile(r"环比|month over month|week over week")
_LAST_WEIGHED = re.compile(r"站|称|上秤|量")


class Time(NamedTuple):
    """`kind` is cur, prev, compare (比上周) or from (从上周的); `until` is where brackets close around it."""

    start: int
    end: int
    kind: str
    loose: bool
    until: int


class Times:
    """The words of time of one sentence."""

    def __init__(self, text: str, sentence: Sentence) -> None:
        self._text, self._sentence = text, sentence
        self._found = sorted(self._read())

    def _read(self) -> list[Time]:
        text, begin, finish = self._text, self._sentence.start, self._sentence.end
        found = []
        for match in _PREV.finditer(text, begin, finish):
            before = text[max(begin, match.start() - 16) : match.start()]
            kind = "compare" if _COMPARE_BEFORE.search(before) else "from" if _FROM_BEFORE.search(before) else "prev"
            loose = _LOOSE_PREV.search(match[0]) is not None
            found.append(Time(match.start(), match.end(), kind, loose, self._until(match.start())))
        for match in _ON_LAST.finditer(text, begin, finish):
            found.append(Time(match.start(), match.end(), "compare", False, finish))
        for match in _CUR.finditer(text, begin, finish):
            found.append(Time(match.start(), match.end(), "cur", False, self._until(match.start())))
        return found

    def _until(self, at: int) -> int:
        opened = self._text.rfind("(", self._sentence.start, at)
        closed = self._text.find(")", opened, self._sentence.end) if opened >= 0 else -1
        return closed if closed > at else self._sentence.end

    def says_now(self, clause: Clause, mention: Mention) -> bool:
        """本周 and the like, in the clause before the number."""
        return any(time.kind == "cur" and clause.start <= time.start < mention.start for time in self._found)

    def when(self, clause: Clause, mention: Mention, move: Move, before: Mention | None) -> tuple[str, bool]:
        """(cur, prev, either or compare; whether the words may mean the beginning of this range)."""
        text = self._text
        if text[clause.end - 1] == "|" or text.count("|", max(0, clause.start - 1), clause.end) > 1:
            return "either", False
        since = max(text.rfind(mark, self._sentence.start, mention.start) for mark in ";；")
        said = [t for t in self._found if since < t.start and t.end <= mention.start <= t.until]
        if not said:
            return self._said_after(clause, mention, move), False
        last = said[-1]
        between = text[last.end : mention.start]
        changes = move.kind == "change"
        match last.kind:
            case "prev":
                if before is not None and before.end <= last.start:  # something was said of this range already
                    return ("either" if last.start < clause.start else "prev"), last.loose
                weighed = last.loose and _LAST_WEIGHED.match(between) is not None
                return ("either" if weighed else "prev"), last.loose
            case "compare":
                if re.fullmatch(r"的?\s?", between) and not mention.sign:
                    return "prev", last.loose
                if last.start < clause.start and not changes and not mention.sign:
                    return "cur", last.loose
                spent = before is not None and before.start >= last.end
                return ("cur" if spent and not changes else "compare"), last.loose
            case "from":
                spent = before is not None and before.start >= last.end
                return ("cur" if spent or last.start < clause.start else "prev"), last.loose
        return "cur", last.loose

    def _said_after(self, clause: Clause, mention: Mention, move: Move) -> str:
        """…是上周的事, …than last week."""
        text = self._text
        if move.kind != "change" and (
            _BEFORE_AFTER.match(text, mention.end, self._sentence.end)
            or _BEFORE_LAST.search(text, mention.end, clause.end)
        ):
            return "prev"
        later = [t for t in self._found if mention.end <= t.start < clause.end]
        return "compare" if later and later[0].kind == "compare" else "cur"
