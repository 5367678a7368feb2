"""Which subject a number belongs to."""

import re
from collections.abc import Iterable

from gym.number_check.amounts import Mention
from gym.number_check.text import Clause, Sentence
from gym.number_check.words import Topic, topics

_JOINED = re.compile(r"\s?(?:的|是|为|of|for|in|on|from)?\s?(?:the|your|planned|new|total|a)?\s?")
_PART_OF = re.compile(r"\s?(?:里|中|当中)")
_CLOSE = re.compile(r"了?\s?(?:共|一共|:)?\s?")
_DONE_AFTER = re.compile(r"完成|缺|落下|到场|出勤|没来|/|一次不|completed|missed|done")
_OF_ONE_CLAUSE = {"rate", "week"}


class Subjects:
    """The topics of one sentence; `carried` holds the last one of each kind, and goes on to the next sentence."""

    def __init__(self, text: str, sentence: Sentence, dims: Iterable[str], carried: dict[str, str]) -> None:
        self._text, self._sentence, self._carried = text, sentence, carried
        self.of = {dim: topics(text, sentence.start, sentence.end, dim) for dim in dims}

    def subject(self, clause: Clause, mention: Mention, after: Mention | None) -> tuple[str | None, bool]:
        """(its name, whether the clause itself gives it): the nearest before the number, or right behind it."""
        if mention.dim == "mass" and _PART_OF.match(self._text, mention.end):
            return None, False
        chosen = self._of_clause(clause, mention, after) or self._carried_on(clause, mention, after)
        if chosen is None or isinstance(chosen, str):
            return chosen, False
        if chosen.name == "session" and chosen.end <= mention.start and self._did(chosen, mention):
            self._carried["count"] = "completed"
            return "completed", False
        if chosen.strong and chosen.name not in _OF_ONE_CLAUSE:
            self._carried[mention.dim] = chosen.name
        return chosen.name, chosen.strong

    def _of_clause(self, clause: Clause, mention: Mention, after: Mention | None) -> Topic | None:
        named = [t for t in self.of[mention.dim] if clause.start <= t.start < clause.end]
        inside = [t for t in named if mention.start <= t.start and t.end <= mention.end and t.name != "total"]
        lead = [t for t in named if t.end <= mention.start]
        strong = [t for t in lead if t.strong]
        behind = self._behind(named, mention)
        if behind and strong and (not behind.strong or self._belongs_to_next(behind, mention, after)):
            behind = None
        if inside and inside[-1].strong:
            return inside[-1]
        if behind and behind.strong:
            return behind
        if strong:
            return strong[-1]
        return behind or (lead[-1] if lead else None)

    def _behind(self, named: list[Topic], mention: Mention) -> Topic | None:
        first = next((t for t in named if t.start >= mention.end), None)
        return first if first and _JOINED.fullmatch(self._text, mention.end, first.start) else None

    def _belongs_to_next(self, topic: Topic, mention: Mention, after: Mention | None) -> bool:
        """体重 71.8 公斤肌肉 31.2 公斤: what stands between two numbers names the second, unless 的 ties it back."""
        if after is None or after.dim != mention.dim or after.start - topic.end >= 8:
            return False
        return "的" not in self._text[mention.end : topic.end]

    def _carried_on(self, clause: Clause, mention: Mention, after: Mention | None) -> "Topic | str | None":
        """A subject of an earlier clause or sentence, or one further behind the number."""
        all_of = self.of[mention.dim]
        earlier = [t for t in all_of if t.end <= clause.start]
        tail = [t for t in all_of if mention.end <= t.start < clause.end]
        chosen = next((t for t in reversed(earlier) if t.strong), earlier[-1] if earlier else None)
        if chosen and chosen.name == "session" and self._carried.get("count") == "completed":
            return "completed"
        if chosen and chosen.name in _OF_ONE_CLAUSE:
            return "weight"
        if mention.dim == "count" and tail and tail[0].strong and (not after or tail[0].end < after.start):
            return tail[0]
        if chosen:
            return chosen
        if mention.dim in self._carried and not tail:
            return self._carried[mention.dim]
        return tail[0] if tail and tail[0].start - mention.end < 8 else None

    def _did(self, chosen: Topic, mention: Mention) -> bool:
        """训练 4 次 says that they were done, unless what was done of them follows."""
        close = _CLOSE.fullmatch(self._text, chosen.end, mention.start)
        return close is not None and not _DONE_AFTER.search(self._text, mention.end, self._sentence.end)
