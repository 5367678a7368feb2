"""The verdict on a date: its role and subject decide which fact it must be."""

import re

from gym.number_check import words
from gym.number_check.dates import DateMention, weekday_is_wrong
from gym.number_check.facts import DateFact, Index
from gym.number_check.judge import NumberJudge
from gym.number_check.lifts import meant
from gym.number_check.modes import is_advice
from gym.number_check.text import Clause, Sentence, clause_at

_PREV = re.compile(
    r"上一?个?(?:周|期|阶段|时段|八天)|上期|对照期|对比期|前一(?:周|期)|last week|previous (?:week|range|period)"
)
_THIS = re.compile(r"本周|这周|这一?期|this week")
_EARLIER = re.compile(
    r"上一?(?:次|回)(?!.{0,4}(?:站上|称))|再往前|前一次|之前|此前|previous|before that|earlier"
    r"|last time"
)
_LATEST = re.compile(r"最近一?次|最后一?次|最新|本次|这次|末次|最近(?:的|是|在)|last|latest|most recent")
_START = re.compile(
    r"(?:从|自|由|始于|起于|开始(?:于|时间|日期|日)?|起始(?:于|日期)?|起点(?:是|为|在)?|\bfrom|\bsince"
    r"|start(?:ed|ing|s)?(?: on)?|began(?: on)?)[^，。,]{0,4}$"
)
_END = re.compile(
    r"(?:到|至|截至|截止|结束(?:于|时间|日期|日)?|终点(?:是|为|在)?|止于|\bto|until|through|\bend(?:ed"
    r"|ing|s)?(?: on)?|by)[^，。,]{0,4}$"
)
_AFTER_START = re.compile(r"\s?(?:起(?!伏)|开始|开启|启动|starts?|began)")
_AFTER_END = re.compile(r"\s?(?:止|结束|截止|到期|收官|ends?\b)")


class DateJudge:
    """Judges the dates of one sentence."""

    def __init__(self, text: str, sentence: Sentence, section: bool, index: Index, numbers: NumberJudge) -> None:
        self.text, self.sentence, self.section, self.index = text, sentence, section, index
        self._numbers = numbers
        self._topics = words.date_topics(text, sentence.start, sentence.end)

    def judge(self, said: DateMention) -> tuple[str, tuple[str, ...], str]:
        """(verdict, keys, reason)."""
        if not self.index.dates:
            return "unknown", (), "undecided"
        clause = clause_at(self.sentence, said.start)
        allowed, strict = self._allowed(said, clause)
        same = [fact for fact in allowed if _same(said, fact)]
        if weekday_is_wrong(said):
            return "wrong", tuple(fact.key for fact in same), "weekday"
        if same:
            return "right", (same[0].key,), ""
        if self.section or is_advice(self.text, self.sentence.start, clause.start, said.start, said.end, clause.end):
            return "advice", (), ""
        inside = _inside(said, self.index)
        end = self.index.days.get("end_date")
        if end and not strict and said.day and said.day > end and (said.first is None or said.first > end):
            return "unknown", (), "undecided"
        if (said.day is None and said.month is None) or (inside and not ((strict and allowed) or self.index.listed)):
            return "unknown", (), "undecided"
        if strict and not allowed:
            return "wrong", (), "no_fact"
        return "wrong", tuple(fact.key for fact in allowed[:2]) if strict else (), "value"

    def _allowed(self, said: DateMention, clause: Clause) -> tuple[list[DateFact], bool]:
        """The facts that the date may be, and whether the words leave no other."""
        text, dates = self.text, self.index.dates
        lead = text[max(clause.start, said.start - 40) : said.start]
        role = said.pair or _role(lead, text[said.end : min(clause.end, said.end + 24)])
        topic = self._topic(said, clause)
        before = self._of_range_before(said)
        if topic in {None, "session"} and (bound := self._of_the_same(clause)):
            return bound, True
        own = [f for f in dates if f.topic == topic or (topic == "record" and f.topic.startswith("pr_"))]
        if topic == "phase":
            return [f for f in own if not role or f.role == role] or own, bool(own)
        if said.pair or (role and topic in {None, "range"}):
            ends = [f for f in dates if f.topic == "range" and f.prev == before and f.role == role]
            if not before:
                ends += [f for f in dates if f.topic == "phase" and f.role == role]
            if said.pair and ends:
                end = self.index.days.get("end_date")
                return ends, not (end and said.first and said.first > end)
            if ends and role == "start":
                return [*ends, *(f for f in dates if f.prev or f.topic != "range")], False
        if topic in {"weigh", "assess"} and own:
            return _weighed(lead, own, self.index) if topic == "weigh" else _assessed(lead, own)
        if topic and topic.startswith("pr_"):
            names = meant(topic, {f.topic for f in dates if f.topic.startswith("pr_")})
            return [f for f in dates if f.topic in names], True
        if topic in {"longest", "record"} and own:
            return own, True
        if topic == "session" and own:
            return own + [f for f in dates if f.topic == "longest" or f.topic.startswith("pr_")], False
        return dates, False

    def _of_the_same(self, clause: Clause) -> list[DateFact]:
        """The dates of a longest session or a record that a number of the clause was found to be."""
        keys = self._numbers.right_keys(clause.start, clause.end)
        names = {key.removesuffix("_reps").removesuffix("_minutes") + "_date" for key in keys}
        return [f for f in self.index.dates if f.key in names and (f.topic == "longest" or f.topic.startswith("pr_"))]

    def _of_range_before(self, said: DateMention) -> bool:
        near = self.text[max(self.sentence.start, said.start - 16) : said.start]
        return _PREV.search(self.text, self.sentence.start, said.start) is not None and not _THIS.search(near)

    def _topic(self, said: DateMention, clause: Clause) -> str | None:
        """The nearest subject before the date in its clause, else after it, else earlier in the sentence."""
        found, start, end = self._topics, clause.start, clause.end
        own = [t.name for t in found if start <= t.start and t.end <= said.start]
        if said.pair and not own:
            return None
        if not own and any(t.name == "longest" for t in found):
            return "longest"
        strong = [t for t in found if start <= t.start < end and _is_narrow(t.name)]
        if strong:
            behind = next((t.name for t in strong if 0 <= t.start - said.end <= 2), None)
            return behind or next((n for n in reversed(own) if _is_narrow(n)), strong[0].name)
        if own:
            return own[-1]
        after = [t.name for t in found if said.end <= t.start < end and t.start - said.end < 16]
        earlier = [t.name for t in found if t.end <= start]
        return after[0] if after else earlier[-1] if earlier else None


def _is_narrow(topic: str) -> bool:
    return topic in {"longest", "assess"} or topic.startswith("pr_")


def _assessed(lead: str, own: list[DateFact]) -> tuple[list[DateFact], bool]:
    if _EARLIER.search(lead):
        return [f for f in own if f.role == "before"] or own, True
    return ([f for f in own if f.role != "before"] if _LATEST.search(lead) else own), True


def _same(said: DateMention, fact: DateFact) -> bool:
    return (said.month, said.number) == (fact.day.month, fact.day.day) and said.year in {None, fact.day.year}


def _inside(said: DateMention, index: Index) -> bool:
    start, end = index.days.get("start_date"), index.days.get("end_date")
    return said.day is not None and start is not None and end is not None and start <= said.day <= end


def _weighed(lead: str, own: list[DateFact], index: Index) -> tuple[list[DateFact], bool]:
    last = [f for f in own if f.role == "last"]
    if _LATEST.search(lead) and last:
        return last, True
    rows = [f for f in own if f.role != "last"]
    if rows:
        return own, True
    return [*own, *(f for f in index.dates if f.topic in {"range", "assess"} and not f.prev)], bool(
        re.search(r"上次|最后", lead)
    )


def _role(lead: str, tail: str) -> str:
    if _AFTER_START.match(tail) or _START.search(lead):
        return "start"
    return "end" if _AFTER_END.match(tail) or _END.search(lead) else ""
