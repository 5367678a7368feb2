"""What the words around each number say of it: subject, range, role, advice."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from gym.number_check import modes, words
from gym.number_check.moves import Move, move
from gym.number_check.scan import Mention
from gym.number_check.text import Clause, Sentence
from gym.number_check.units import INVENTED

_PREV = re.compile(
    r"上一?个?(?:周|星期|礼拜|期|阶段|周期|时段|报告期|统计期|区间|(?:八|七|十|\d+)天)|上周|上期|上一?(?:次|回)|前(?:一|个|一个)?(?:周(?!期)|期|次|周期|时段|(?:八|七|\d+)天)|前一?阶段"
    r"|(?<![餐觉练课])之前|此前|先前|以前(?!的)|(?:八|七|十|\d+)天前|一周前|上一?个?同样长的时段|原来|原先"
    r"|last (?:week|period|time|range)|\bprevious\w*|prior (?:week|period)|the (?:week|period|range|days) before|week before|(?:range )?of the same length before(?: it)?|before that|a week ago|earlier"
)
_CUR = re.compile(
    r"本周|这周|这一周|这个?(?:星期|礼拜)|这次|本次|此次|这一次|本期|这一?期|当期|目前|现在|当前|如今|今天|眼下|这(?:七|八|九|十|\d{1,2})天|这段时间|这几天|最新|今年"
    r"|this (?:week|time|period|range)|\bnow\b|currently|\bcurrent\b|latest|today|these (?:\w+ )?days|in this time"
)
_COMPARE_BEFORE = re.compile(
    r"(?:比起?|较|相较于?|相比|对比|与|和|跟|同|than|vs\.?|versus|compared (?:with|to)|against|(?:up|down|more|less|higher|lower) (?:from|on|over))\s?(?:你|您|自己|the|your)?\s?(?:的)?\s?$"
)
_FROM_BEFORE = re.compile(r"(?:从|由|自|from)\s?(?:你|您)?(?:的)?$")
_LOOSE_PREV = re.compile(r"次|回|之前|此前|先前|以前|天前|周前|原来|原先|previous|earlier|last time")
_PHASE = re.compile(
    r"阶段|周期|(?<=[肌脂复刺备形基能])期|[一二三四五六]期|训练期|累计|至今|以来|起步|开营|计划走到|第\s?[\d一二三四五六七八九十]+\s?(?:个星期|周)|\bphase\b|\bblock\b|\bprogram(?:me)?\b|\bweek \d+ of"
)
_PHASE_ONLY = re.compile(
    r"阶段(?:里|中|内|累计|至今|以来|总|一共|共|计划|安排|的?训练|已)|本阶段|整个阶段|(?:of|in) (?:the|this|your) (?:phase|block|program)|phase sessions|with [^,]{0,12} done in it"
)
_TARGET_ENDS = re.compile(r"(?:目标|target|goal)(?P<gap>[^，。；,;\d]{0,12})$")
_TARGET_AFTER = re.compile(r"\s?的?(?:体重|阶段|最终|终极|长期|本阶段|减重|增重|\w*)?(?:目标|target|goal)")
_GAP = re.compile(
    r"差|还有|还要|还需|还剩|剩|只剩|低|高|多|少|超|再|轻|重|距|缺|away|to go|left|from|below|above|remain"
)
_REMAIN = re.compile(
    r"余\s?$|还差|只差|仅差|就差|差(?!不多|异)|相差|还有|还剩|只剩|剩下?|剩余|余下|距离?|离(?!开)|还需要?|还要|还得|再(?=[减降增加添补练完上])|尚需|尚有|尚余|缺口|to go|\bleft\b|remain\w*|away from|short of|until|more to"
)
_COMPARE_TARGET = re.compile(
    r"(?:比|较|离|距离?|与|和|跟|到|低于|高于|超过|under|over|above|below|from|to|of)[^，。；,;]{0,8}(?:目标|target|goal)"
)
_COMPARE_PLAN = re.compile(
    r"(?:比|较|离|与|和|跟|than|below|above|short of)[^，。；,;]{0,6}(?:计划|安排|预定|原定|planned|plan)"
)
_COMPARE_START = re.compile(
    r"(?:比|较|相比|自|从)[^，。；,;]{0,6}(?:起始|初始|期初|周初|刚开始|开始|起步|最初|一开始|刚来|入会|月初|阶段初|第一次|首次|start|beginning)"
)
_COMPARE_AVERAGE = re.compile(r"(?:比|较|than|above|below)[^，。；,;]{0,6}(?:平均|average|avg)")
_START_WORDS = re.compile(
    r"起始|初始|期初|周初|起点|开始(?:时|是|的|为)|一开始|原来|原先|最初|起初|首次|第一次|start(?:ing|ed)?\b|initial(?:ly)?|beginning|first"
)
_END_WORDS = re.compile(
    r"现在|目前|当前|如今|最新|最后|最终(?!目标)|期末|终点|现为|眼下|今天|截至|最近一次|末次|收于|收在|\bnow\b|current(?:ly)?|latest|\bend(?:ed|ing|s)?\b|final|today"
)
_SHARE = re.compile(r"占|比例|比重|份额|share|accounts? for|made up|of (?:your|the|all)")
_SUM = re.compile(
    r"加起来|加在一起|合起来|合计|合共|总计|总共|一共|共(?!\d+周)|两周|combined|together|in total|altogether"
)
_BETWEEN = re.compile(r"之间|范围|区间|波动|浮动|between|range")
_ALL_DONE = re.compile(
    r"[^，。；,;\d]{0,8}(?:全部完成|全都完成|全完成|都完成了?|均完成|全勤|一次不落|一节不落|一次没缺|一次都没缺|无一缺席|一个不落|满勤|all (?:done|completed))|(?:[^，。；,;\d]{0,4}，)?(?:一次不落|一节不落|一次没落|一节没落|全勤|你全部完成|无一缺席|and not one missed)"
)
_NONE_DONE = re.compile(r"[^，。；,;\d]{0,6}(?:都|全|均|一次)(?:没有?|未)(?:能)?(?:成行|完成|来|练|去|上)")
_OUT_OF = re.compile(r"\s?(?:训练|课|安排|计划|的)?(?:次)?(?:训练|课)?(?:里|中|之中|当中|里面)")
_CHANGED_SINCE = re.compile(
    r"已[减增瘦降长涨掉]|一共[减增瘦降长涨掉]|累计|至今|以来|总共[减增瘦降长涨掉]|so far|in all"
)
_FROM_TO = re.compile(r"从|由(?!于)|\bfrom\b|→|->")
_RESPECTIVE = re.compile(r"分别|依次|respectively")
_AHEAD = re.compile(r"(?:过去|最近|近|前|后|头|未来|接下来|这|那|last|past|next|first|recent|每隔?|隔)的?\s?$")
_AFTER = re.compile(r"\s?(?:后|前|内(?!脏)|之后|之前|以后|以前|左右后|一次|1次|ago|later|before|after)")


@dataclass
class Context:
    """`when` is cur, prev, either or compare; `asks` names what the words ask to compute."""

    topic: str | None = None
    strong: bool = False
    topics: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    move: Move = field(default_factory=Move)
    when: str = "cur"
    loose: bool = False
    asks: frozenset[str] = frozenset()
    advice: bool = False
    stated: bool = False
    lead: str = ""
    tail: str = ""
    day: date | None = None
    before: Mention | None = None
    after: Mention | None = None


class Reader:
    """Reads one sentence after another; topics are carried from one to the next."""

    def __init__(self, text: str, raw: str, lifts: Sequence[words.Word] = ()) -> None:
        self.lifts = lifts
        self.text = text
        self.raw = raw
        self.carried: dict[str, str] = {}
        self.section = False
        self.soft_advice = False

    def sentence(
        self, sentence: Sentence, inside: Sequence[Mention], days: Sequence[tuple[int, int, date | None]]
    ) -> list[Context]:
        """The context of each mention of the sentence; `days` are its dates."""
        text = self.text[sentence.start : sentence.end]
        if sentence.line_start and (heading := modes.header(text.strip("\n"))) is not None:
            self.section = heading
        self._topics = {
            dim: words.topics(self.text, sentence.start, sentence.end, dim, self.lifts)
            for dim in {m.dim for m in inside}
        }
        self._times = self._ranges(sentence)
        found: list[Context] = []
        advised = False
        for index, mention in enumerate(inside):
            clause = _clause(sentence, mention)
            context = self._context(sentence, clause, inside, index)
            context.day = _day(days, sentence, clause, mention)
            advised = advised or context.advice
            found.append(context)
        self._respective(sentence, inside, found)
        if modes.ADVICE.search(text):
            self.soft_advice = advised or not modes.has_fact_words(self.text, sentence.start, sentence.end)
        elif modes.has_fact_words(self.text, sentence.start, sentence.end):
            self.soft_advice = False
        return found

    def _context(self, sentence: Sentence, clause: Clause, inside: Sequence[Mention], index: int) -> Context:
        mention = inside[index]
        before = inside[index - 1] if index else None
        after = inside[index + 1] if index + 1 < len(inside) else None
        begin = max(clause.start, before.end if before else clause.start)
        finish = min(clause.end, after.start if after else clause.end)
        lead, tail = self.text[begin : mention.start], self.text[mention.end : max(finish, mention.end)]
        context = Context(lead=lead, tail=tail, before=before, after=after)
        context.move = move(lead, self.text[mention.start : mention.end], tail)
        topics = self._topics[mention.dim]
        context.near = tuple(t.name for t in topics if clause.start <= t.start < clause.end)
        context.topics = tuple(t.name for t in topics if t.start < mention.start)
        context.topic, context.strong = self._topic(sentence, clause, mention, before, after)
        context.when, context.loose = self._when(clause, mention, context, before)
        context.asks = self._asks(sentence, clause, mention, context)
        context.advice, context.stated = self._mode(sentence, clause, mention)
        return context

    def _topic(
        self, sentence: Sentence, clause: Clause, mention: Mention, before: Mention | None, after: Mention | None
    ) -> tuple[str | None, bool]:
        topics = self._topics[mention.dim]
        inside = [t for t in topics if mention.start <= t.start and t.end <= mention.end]
        lead = [t for t in topics if clause.start <= t.start and t.end <= mention.start]
        tail = [t for t in topics if mention.end <= t.start < clause.end]
        strong = [t for t in lead if t.strong]
        joined = tail[0] if tail and _joins(self.text[mention.end : tail[0].start]) else None
        if (
            joined
            and after
            and after.start - joined.end < 8
            and after.dim == mention.dim
            and "的" not in self.text[mention.end : joined.end]
        ):
            joined = None if strong else joined
        if joined and not joined.strong and strong and mention.dim != "days":
            joined = None
        if joined and mention.dim == "days":
            return joined.name, joined.strong
        chosen = (
            (inside[-1] if inside and inside[-1].strong else None)
            or (joined if joined and joined.strong else None)
            or (strong[-1] if strong else None)
            or joined
            or (lead[-1] if lead else None)
        )
        if chosen is None:
            earlier = [t for t in topics if t.end <= clause.start]
            chosen = next((t for t in reversed(earlier) if t.strong), earlier[-1] if earlier else None)
            if chosen is None:
                if mention.dim in self.carried and not tail:
                    return self.carried[mention.dim], False
                chosen = tail[0] if tail else None
                if chosen is None:
                    return None, False
        if chosen.strong:
            self.carried[mention.dim] = chosen.name
        return chosen.name, chosen.strong

    def _ranges(self, sentence: Sentence) -> list[tuple[int, int, str, bool, int]]:
        """(start, end, kind, loose, until) of each word of time; `until` ends a word in brackets."""
        found = []
        for match in _PREV.finditer(self.text, sentence.start, sentence.end):
            before = self.text[max(sentence.start, match.start() - 16) : match.start()]
            kind = "compare" if _COMPARE_BEFORE.search(before) else "from" if _FROM_BEFORE.search(before) else "prev"
            found.append(
                (
                    match.start(),
                    match.end(),
                    kind,
                    bool(_LOOSE_PREV.search(match[0])),
                    self._until(sentence, match.start()),
                )
            )
        for match in _CUR.finditer(self.text, sentence.start, sentence.end):
            found.append((match.start(), match.end(), "cur", False, self._until(sentence, match.start())))
        return sorted(found)

    def _until(self, sentence: Sentence, at: int) -> int:
        opened = self.text.rfind("(", sentence.start, at)
        closed = self.text.find(")", opened, sentence.end) if opened >= 0 else -1
        return closed if closed > at else sentence.end

    def _when(self, clause: Clause, mention: Mention, context: Context, before: Mention | None) -> tuple[str, bool]:
        times = [t for t in self._times if t[0] < mention.end and t[1] <= mention.start and mention.start <= t[4]]
        semicolon = max(self.text.rfind(";", 0, mention.start), self.text.rfind("；", 0, mention.start))
        times = [t for t in times if t[0] > semicolon]
        if not times:
            behind = self.text[mention.end : clause.end]
            if (
                re.search(r"(?:是|属于|为)上一?(?:周|次|期)的|(?:last week|the week before)\s*\W*$", behind)
                and context.move.kind != "change"
            ):
                return "prev", False
            later = [t for t in self._times if mention.end <= t[0] < clause.end]
            compared = later and (later[0][2] == "compare" or (later[0][2] == "from" and context.move.kind == "change"))
            return ("compare", False) if compared else ("cur", False)
        start, end, kind, loose, _until = times[-1]
        between = self.text[end : mention.start]
        if kind == "cur" or (kind == "prev" and not self._first(times[-1], before)):
            return ("either" if kind == "prev" and start < clause.start else kind), loose
        if kind == "prev":
            return "prev", loose
        spent = before is not None and before.start >= end
        if kind == "from":
            return ("cur" if spent or start < clause.start else "prev"), loose
        return (
            "cur"
            if start < clause.start and context.move.kind != "change"
            else "compare"
            if not spent or context.move.kind == "change" or len(between) < 2
            else "cur"
        ), loose

    def _first(self, time: tuple[int, int, str, bool, int], before: Mention | None) -> bool:
        """Whether nothing was said of this range before the words of the earlier one."""
        return before is None or before.start >= time[0] or not self._cur_before(time[0], before)

    def _cur_before(self, at: int, before: Mention) -> bool:
        return before.end <= at

    def _asks(self, sentence: Sentence, clause: Clause, mention: Mention, context: Context) -> frozenset[str]:
        text = self.text
        upto = text[sentence.start : mention.start]
        own = text[clause.start : mention.start]
        near = context.lead
        asks = set()
        if target := _TARGET_ENDS.search(near):
            gap = _GAP.search(target["gap"])
            asks |= {"to_target"} if gap else {"target"}
            if not gap and _GAP.search(near[: target.start()]):
                asks.add("to_target")
        if _TARGET_AFTER.match(context.tail):
            asks.add("target")
        if re.search(r"要到|奔着|冲到|目标(?:定在|设在|为|是)|(?:离|距离?)\s?$", near):
            asks.add("target")
        if (
            re.search(r"目标|target|goal", upto) and (_REMAIN.search(near) or _COMPARE_TARGET.search(own))
        ) or re.search(r"就(?:到|能到|达到?|完成)[^，。]{0,4}目标", context.tail):
            asks.add("to_target")
        for name, pattern, where in (
            ("remain", _REMAIN, near),
            ("plan", _COMPARE_PLAN, own),
            ("start", _COMPARE_START, own),
            ("average", _COMPARE_AVERAGE, own),
            ("share", _SHARE, near),
            ("sum", _SUM, own),
            ("since", _CHANGED_SINCE, own),
            ("is_start", _START_WORDS, near),
            ("is_end", _END_WORDS, near),
            ("phase", _PHASE, upto),
            ("from_to", _FROM_TO, upto),
            ("phase_only", _PHASE_ONLY, upto),
        ):
            if pattern.search(where):
                asks.add(name)
        if re.match(r"\s?(?:to go|left|remain|away|short)", context.tail) or re.search(r"剩下?的|余下的", near[-6:]):
            asks.add("remain")
        for name, pattern in (("all", _ALL_DONE), ("none", _NONE_DONE), ("out_of", _OUT_OF), ("after", _AFTER)):
            if pattern.match(text, mention.end, sentence.end):
                asks.add(name)
        if _BETWEEN.search(text, clause.start, clause.end):
            asks.add("between")
        if _AHEAD.search(near):
            asks.add("window")
        if _CUR.search(own):
            asks.add("cur")
        if re.search(r"最终目标|终极目标|长期目标", own):
            asks.add("final")
        elif re.search(r"阶段", own):
            asks.add("stage")
        if words.topics(near, 0, len(near), "mass") and any(
            t.name == "rate" for t in words.topics(near, 0, len(near), "mass")
        ):
            asks.add("weekly")
        if "phase_only" in asks and (
            current := [t for t in self._times if t[2] == "cur" and clause.start <= t[0] < mention.start]
        ):
            del current
            asks.discard("phase_only")
        return frozenset(asks)

    def _mode(self, sentence: Sentence, clause: Clause, mention: Mention) -> tuple[bool, bool]:
        text = self.raw
        stated = modes.has_fact_words(text, clause.start, mention.start)
        if mention.dim in INVENTED and modes.has_fact_words(text, sentence.start, mention.start):
            return False, stated
        if modes.is_advice(text, sentence.start, clause.start, mention.start, mention.end, clause.end):
            return True, stated
        if modes.has_fact_words(text, sentence.start, mention.start):
            return False, stated
        if self.section:
            return True, stated
        soft = self.soft_advice and mention.dim in {"count", "sets", "time", "days", "weeks"}
        return soft, stated

    def _respective(self, sentence: Sentence, inside: Sequence[Mention], found: list[Context]) -> None:
        """腰围和臀围分别是 80 和 95 厘米: the first number belongs to the first subject."""
        for match in _RESPECTIVE.finditer(self.text, sentence.start, sentence.end):
            after = [n for n, m in enumerate(inside) if m.start >= match.start()]
            stop = re.search(r"[；;。]|但|而", self.text[match.end() : sentence.end])
            until = match.end() + stop.start() if stop else sentence.end
            after = [n for n in after if inside[n].start < until]
            for dim in {inside[n].dim for n in after}:
                named = [
                    t for t in self._topics[dim] if t.strong and t.end <= match.start() and t.name != words.FOREIGN
                ]
                mine = [n for n in after if inside[n].dim == dim]
                if len(mine) < 2:
                    continue
                for n, topic in zip(mine, named[-len(mine) :], strict=False):
                    found[n].topic, found[n].strong = topic.name, True
                    first = found[mine[0]]
                    found[n].move = found[n].move if found[n].move.kind else first.move
                    found[n].when = first.when


def _joins(gap: str) -> bool:
    return re.fullmatch(r"\s?(?:的|是|为|of|for|in|on|from)?\s?(?:the|your|planned|new|total|a)?\s?", gap) is not None


def _clause(sentence: Sentence, mention: Mention) -> Clause:
    return next((c for c in sentence.clauses if c.start <= mention.start < c.end), Clause(sentence.start, sentence.end))


def _day(
    days: Sequence[tuple[int, int, date | None]], sentence: Sentence, clause: Clause, mention: Mention
) -> date | None:
    """The date that the number is said of: the last one before it in its clause, or in the clause before."""
    near = [d for d in days if sentence.start <= d[0] and d[1] <= mention.start]
    if near and near[-1][1] >= clause.start - 1:
        return near[-1][2]
    return None
