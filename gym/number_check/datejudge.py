"""The verdict on a date: its role and subject decide which fact it must be."""

import re

from gym.number_check import modes, words
from gym.number_check.dates import DateMention, weekday_is_wrong
from gym.number_check.facts import DateFact, Index
from gym.number_check.text import Sentence

_PREV = re.compile(r"上一?个?(?:周|期|阶段|时段|八天)|上期|前一(?:周|期)|last week|previous (?:week|range|period)")
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


def judge_date(
    text: str, sentence: Sentence, section: bool, said: DateMention, index: Index
) -> tuple[str, tuple[str, ...], str]:
    """(verdict, keys, reason) of one date."""
    clause = next((c for c in sentence.clauses if c.start <= said.start < c.end), sentence)
    if not index.dates:
        return "unknown", (), "undecided"
    allowed, strict = _allowed(text, sentence, clause.start, clause.end, said, index)
    same = [fact for fact in allowed if _same(said, fact)]
    advice = section or modes.is_advice(text, sentence.start, clause.start, said.start, said.end, clause.end)
    if weekday_is_wrong(said):
        return "wrong", tuple(fact.key for fact in same), "weekday"
    if same:
        return "right", (same[0].key,), ""
    if advice:
        return "advice", (), ""
    if said.day is None and said.month is None:
        return "unknown", (), "undecided"
    if said.day is not None and not strict and _inside(said, index) and not index.listed:
        return "unknown", (), "undecided"
    if strict and not allowed:
        return ("unknown", (), "undecided") if _inside(said, index) else ("wrong", (), "no_fact")
    return "wrong", tuple(fact.key for fact in allowed[:2]) if strict else (), "value"


def _same(said: DateMention, fact: DateFact) -> bool:
    return (said.month, said.number) == (fact.day.month, fact.day.day) and said.year in {None, fact.day.year}


def _inside(said: DateMention, index: Index) -> bool:
    start, end = index.days.get("start_date"), index.days.get("end_date")
    return said.day is not None and start is not None and end is not None and start <= said.day <= end


def _allowed(
    text: str, sentence: Sentence, start: int, end: int, said: DateMention, index: Index
) -> tuple[list[DateFact], bool]:
    """The facts that the date may be, and whether the words leave no other."""
    lead, tail = text[max(start, said.start - 40) : said.start], text[said.end : min(end, said.end + 24)]
    role = said.pair or _role(lead, tail)
    topic = _topic(text, sentence, start, end, said)
    before = bool(_PREV.search(text, sentence.start, said.start)) and not re.search(
        r"本周|这周|这一?期|this week", text[max(sentence.start, said.start - 16) : said.start]
    )
    own = [f for f in index.dates if f.topic == topic or (topic == "record" and f.topic.startswith("pr_"))]
    if topic == "phase":
        ends = [f for f in own if not role or f.role == role]
        return (ends or own), bool(own)
    if said.pair or (role and topic in {None, "range"}):
        ends = [f for f in index.dates if f.topic == "range" and f.prev == before and f.role == role]
        if not before:
            ends += [f for f in index.dates if f.topic == "phase" and f.role == role]
        if said.pair and ends:
            return ends, True
        if ends and role == "start":
            return [*ends, *(f for f in index.dates if not f.prev and f.topic != "range")], False
    if topic == "weigh" and own:
        return _weighed(lead, own, index)
    if topic == "assess" and own:
        if _EARLIER.search(lead):
            return [f for f in own if f.role == "before"] or own, True
        return ([f for f in own if f.role != "before"] if _LATEST.search(lead) else own), True
    if topic and topic.startswith("pr_"):
        return own or _of_similar_lift(topic, index), True
    if topic in {"longest", "record"} and own:
        return own, True
    if topic == "session" and own:
        return own + [f for f in index.dates if f.topic == "longest" or f.topic.startswith("pr_")], False
    return [f for f in index.dates if f.prev == before or f.topic != "range"], False


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


def _of_similar_lift(topic: str, index: Index) -> list[DateFact]:
    words_of = set(topic.removeprefix("pr_").split("_"))
    return [
        f for f in index.dates if f.topic.startswith("pr_") and words_of <= set(f.topic.removeprefix("pr_").split("_"))
    ]


def _role(lead: str, tail: str) -> str:
    if _AFTER_START.match(tail) or _START.search(lead):
        return "start"
    return "end" if _AFTER_END.match(tail) or _END.search(lead) else ""


def _topic(text: str, sentence: Sentence, start: int, end: int, said: DateMention) -> str | None:
    """The nearest subject before the date in its clause, else after it, else earlier in the sentence."""
    found = words.date_topics(text, sentence.start, sentence.end)
    own = [t for t in found if start <= t.start and t.end <= said.start]
    strong = [
        t.name
        for t in found
        if start <= t.start < end and (t.name in {"longest", "assess"} or t.name.startswith("pr_"))
    ]
    if said.pair and not own:
        return None
    if strong:
        before = [t.name for t in own if t.name in strong]
        return before[-1] if before else strong[0]
    if own:
        return own[-1].name
    after = [t.name for t in found if said.end <= t.start < end and t.start - said.end < 16]
    if after:
        return after[0]
    earlier = [t.name for t in found if t.end <= start]
    return earlier[-1] if earlier else None
