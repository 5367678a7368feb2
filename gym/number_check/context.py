"""What the words around each number say of it: subject, range, direction, advice, and what they ask to compute."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from gym.number_check import modes
from gym.number_check.amounts import Mention
from gym.number_check.asks import PHASE, asks
from gym.number_check.moves import Move, move
from gym.number_check.subject import Subjects
from gym.number_check.text import Clause, Sentence, clause_at
from gym.number_check.times import Times
from gym.number_check.words import FOREIGN

Day = tuple[int, int, date | None]
"""Where a date stands, and which it is."""

_GOAL_FROM = re.compile(
    r"(?:目标|计划|任务)[^，。；,;]{0,12}(?:从|由)|(?:goal|target|plan) (?:is|was)[^.,;]{0,16} from"
)
_LISTED = re.compile(r"\s?(?:[、/+&]|和|与|及|以及|and)\s?")
_RESPECTIVE = re.compile(r"分别|依次|各自?(?=[少多降升增减涨小大为是])|respectively")
_AGAIN = re.compile(
    r"(?:也就是说?|就是|即|折合(?:成)?|折算(?:成|为)?|换算(?:成|为)?|换成|相当于|约合|合|等于|等同于"
    r"|换句话说|准确地?说|确切地?说|具体来?说|精确到|i\.e\.|that is|which is|equals|=|≈)"
    r"(?:[斤磅]|公斤|小时|分钟)?\s?(?:是|为|约|大约|大概|about|around|roughly|，|,|\s){0,3}$"
)
_BARE = re.compile(r"[\s\W]*(?:约|大约|大概|整整|足足|才|仅|就|只|about)?\s?")
_PART = re.compile(r"其中|(?:里面|里|中|当中)(?:有|约|,|占)?\s?$|of which|including")
_YOU = re.compile(r"你|您|\byou\b|\byour\b")
_NEAR = 16
_FOOD = {"mass", "fluid"}
_SOFT = {"count", "sets", "time", "days", "weeks"}


@dataclass
class Context:
    """`when` is cur, prev, either or compare; `loose` where 之前 may mean the beginning of this range.

    `near` are the topics of the clause, `close` those since the number before, `topics` all before it in the sentence.
    `again` where the number says the one before in other words, `bare` where nothing but a comma stands between them.
    `general` where it is of food and drink, and not of the member's.
    `target` is the number before, where it is the target that this one leads to.
    """

    topic: str | None = None
    strong: bool = False
    topics: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    move: Move = field(default_factory=Move)
    when: str = "cur"
    loose: bool = False
    asks: set[str] = field(default_factory=set)
    advice: bool = False
    general: bool = False
    lead: str = ""
    tail: str = ""
    day: date | None = None
    before: Mention | None = None
    after: Mention | None = None
    again: bool = False
    bare: bool = False
    target: Mention | None = None


class Reader:
    """Reads one sentence after another; subjects and advice are carried from one to the next.

    `text` has its dates blanked out, `raw` has not; `prev_days` are the ends of the range before.
    """

    def __init__(self, text: str, raw: str, prev_days: tuple[date, date]) -> None:
        self._text, self._raw, self._prev_days = text, raw, prev_days
        self.section = False
        self._carried: dict[str, str] = {}
        self._advised = False

    def sentence(self, sentence: Sentence, inside: Sequence[Mention], days: Sequence[Day]) -> list[Context]:
        """The context of each mention of the sentence; `days` are its dates."""
        text = self._text[sentence.start : sentence.end]
        if sentence.line_start and (heading := modes.header(text.strip("\n"))) is not None:
            self.section = heading
        self._subjects = Subjects(self._text, sentence, {m.dim for m in inside}, self._carried)
        self._times = Times(self._text, sentence)
        found: list[Context] = []
        for index, mention in enumerate(inside):
            clause = clause_at(sentence, mention.start)
            context = self._context(sentence, clause, inside, index)
            if found:
                _go_on(self._text, mention, context, found[-1])
            context.advice = self._is_advice(sentence, clause, mention)
            context.general = context.topic == FOREIGN and mention.dim in _FOOD and not self._told(sentence)
            self._date(context, clause, mention, days)
            found.append(context)
        self._share_out(sentence, inside, found)
        stated = modes.has_fact_words(text, 0, len(text))
        if modes.mentions_advice(text):
            self._advised = not stated or any(context.advice for context in found)
        elif stated:
            self._advised = False
        return found

    def _context(self, sentence: Sentence, clause: Clause, inside: Sequence[Mention], index: int) -> Context:
        mention = inside[index]
        before = inside[index - 1] if index else None
        after = inside[index + 1] if index + 1 < len(inside) else None
        begin = max(clause.start, before.end if before else clause.start)
        finish = min(clause.end, after.start if after else clause.end)
        lead, tail = self._text[begin : mention.start], self._text[mention.end : max(finish, mention.end)]
        context = Context(lead=lead, tail=tail, before=before, after=after)
        context.move = move(lead, self._text[mention.start : mention.end], tail)
        if after and after.link == "to" and after.dim == mention.dim and not context.move.kind and not mention.sign:
            context.move = Move("from")
        named = self._subjects.of[mention.dim]
        context.topics = tuple(t.name for t in named if t.start < mention.start)
        context.near = tuple(t.name for t in named if clause.start <= t.start < clause.end)
        context.close = tuple(t.name for t in named if begin <= t.start < mention.start)
        context.topic, context.strong = self._subjects.subject(clause, mention, after)
        context.when, context.loose = self._times.when(clause, mention, context.move, before)
        context.asks = asks(self._text, sentence, clause, mention, lead, tail)
        if self._times.says_now(clause, mention):
            context.asks -= {"phase_only"}
        if _GOAL_FROM.search(self._text, clause.start, mention.start):
            context.asks -= {"target", "to_target"}
            context.asks |= {"from": {"is_start", "phase"}, "to": {"target"}}.get(context.move.kind, set())
        if mention.dim == "days" and "window" in context.asks:
            context.topic = None
        if before is not None and before.dim == mention.dim and mention.start - before.end < _NEAR:
            between = self._text[before.end : mention.start]
            context.again = not context.move.kind and _AGAIN.search(between) is not None
            context.bare = not mention.link and _BARE.fullmatch(between) is not None
        alone = self._text[clause.start : mention.start].strip() == "" and tail.strip("，。；;,.! ") == ""
        context.bare = context.bare or alone or _PART.search(lead) is not None
        return context

    def _date(self, context: Context, clause: Clause, mention: Mention, days: Sequence[Day]) -> None:
        """The date that the number is said of: the last one before it in its clause."""
        near = [day for day in days if day[1] <= mention.start]
        if near and near[-1][1] >= clause.start - 1:
            context.day = near[-1][2]
        if context.day and self._prev_days[0] <= context.day <= self._prev_days[1]:
            context.when = "prev"
        if mention.dim == "days" and len(days) > 1:
            context.asks.add("window")

    def _told(self, sentence: Sentence) -> bool:
        """Whether the sentence speaks of the member: 50 克燕麦就很好 does not."""
        stated = modes.has_fact_words(self._raw, sentence.start, sentence.end)
        return stated or _YOU.search(self._raw, sentence.start, sentence.end) is not None

    def _is_advice(self, sentence: Sentence, clause: Clause, mention: Mention) -> bool:
        text = self._raw
        if modes.is_advice(text, sentence.start, clause.start, mention.start, mention.end, clause.end):
            return True
        if modes.has_fact_words(text, sentence.start, mention.start):
            return False
        if self.section or (self._advised and mention.dim in _SOFT):
            return True
        habit = mention.dim == "count" and modes.is_weekly_habit(text, clause.start, mention.start)
        return habit and PHASE.search(text, sentence.start, mention.start) is None

    def _share_out(self, sentence: Sentence, inside: Sequence[Mention], found: list[Context]) -> None:
        """腰围和臀围分别是 80 和 95 厘米: the first number belongs to the first subject."""
        for match in _RESPECTIVE.finditer(self._text, sentence.start, sentence.end):
            after = [n for n, mention in enumerate(inside) if mention.start >= match.start()]
            for dim in {inside[n].dim for n in after}:
                named = [t for t in self._subjects.of[dim] if t.strong and t.end <= match.start() and t.name != FOREIGN]
                mine = [n for n in after if inside[n].dim == dim]
                if len(mine) < 2:
                    continue
                first = found[mine[0]]
                for n, topic in zip(mine, named[-len(mine) :], strict=False):
                    found[n].topic, found[n].strong, found[n].when = topic.name, True, first.when
                    found[n].move = found[n].move if found[n].move.kind else first.move


def _go_on(text: str, mention: Mention, context: Context, before: Context) -> None:
    """What was said of the number before may hold for this one too."""
    last = context.before
    if last is None:
        return
    if last.dim == mention.dim and "target" in before.asks:
        context.target = last
    lifted = before.topic or ""
    if mention.dim == "count" and last.dim == "mass" and lifted.startswith("pr_") and mention.start - last.end < 8:
        context.topic = lifted
    if before.move.kind == "from" and mention.link == "to" and context.move.kind == "to" and not context.move.sign:
        context.move = Move("to", before.move.sign, before.move.negated)
    if _LISTED.fullmatch(text, last.end, mention.start):  # 44 组、9080 公斤
        if context.when in {"cur", "compare"} and before.when == "prev" and not context.move.kind:
            context.when = "prev"
        if not context.move.kind and before.move.kind == "change":
            context.move = before.move
        context.asks |= before.asks & {"remain", "to_target"}
