"""The values that the words around a number may mean: what every kind of measure shares."""

from typing import NamedTuple

from gym.number_check.context import Context
from gym.number_check.facts import MEASURES, Fact, Index
from gym.number_check.scan import Mention


class Candidate(NamedTuple):
    """`signed` values are changes: the direction that the words give must be theirs."""

    keys: tuple[str, ...]
    value: float
    signed: bool = False
    slack: float = 0.005


class Values:
    """Facts of the range that is meant, and what can be computed from two of them."""

    def __init__(self, index: Index, mention: Mention, context: Context) -> None:
        self.index = index
        self.mention = mention
        self.context = context
        self.topic = context.topic or ""
        self.when = context.when

    def _in_time(self, fact: Fact) -> bool:
        if self.when == "either" or self.context.loose:
            return True
        if self.when == "compare" and self.context.move.kind == "change":
            return False
        if fact.topic and self._is_from() and fact.topic not in MEASURES and self.when == "cur":
            return fact.prev
        return fact.prev == (self.when in {"prev", "compare"})

    def _is_from(self) -> bool:
        after, lead = self.context.after, self.context.lead.rstrip()
        joined = after is not None and after.link == "to" and after.dim == self.mention.dim
        move = self.context.move
        still = not move.kind or (move.kind == "change" and (not move.sign or move.negated))
        arrow = joined and still and not self.mention.sign
        return self.context.move.kind == "from" or arrow or lead.endswith(("对", "vs", "vs."))

    def _facts(self, topic: str, *roles: str, dim: str = "") -> list[Candidate]:
        return [
            Candidate(fact.keys, fact.value, fact.role == "change", fact.slack)
            for fact in self.index.facts
            if fact.topic == topic
            and (not roles or fact.role in roles)
            and (not dim or fact.dim == dim)
            and self._in_time(fact)
        ]

    def _named(self, key: str) -> list[Candidate]:
        fact = self.index.get(key)
        return [Candidate(fact.keys, fact.value, fact.role == "change", fact.slack)] if fact else []

    def _difference(self, one: str, other: str, *, signed: bool = True) -> list[Candidate]:
        a, b = self.index.get(one), self.index.get(other)
        if a is None or b is None:
            return []
        return [Candidate((one, other), a.value - b.value, signed, a.slack + b.slack)]

    def _with_previous(self, *names: str) -> list[Candidate]:
        """X against X of the range before, where the words compare."""
        measured = self.mention.dim in {"mass", "length", "energy"} and self.topic != "volume"
        compares = self.when in {"compare", "prev", "either"} or self.context.loose
        compares = compares or (not measured and ("from_to" in self.context.asks or self.context.move.sign != 0))
        if not compares:
            return []
        found = [c for name in names if not name.endswith("_change") for c in self._difference(name, f"{name}_prev")]
        return found + [c for name in names if name.endswith("_change") for c in self._magnitude(name)]

    def _magnitude(self, name: str) -> list[Candidate]:
        """How much more of a change than in the range before."""
        a, b = self.index.get(name), self.index.get(f"{name}_prev")
        return [Candidate((name, f"{name}_prev"), abs(a.value) - abs(b.value), True, 0.01)] if a and b else []

    def _ratio_of(self, one: str, other: str, times: float = 1.0) -> list[Candidate]:
        suffix = "_prev" if self.when == "prev" and self.index.get(f"{one}_prev") else ""
        a, b = self.index.get(one + suffix), self.index.get(other + suffix)
        if not a or not b or not b.value:
            return []
        return [Candidate((one + suffix, other + suffix), times * a.value / b.value, False, 0.05 * times / 100)]

    def _summed(self, name: str) -> list[Candidate]:
        a, b = self.index.get(name), self.index.get(f"{name}_prev")
        return [Candidate((name, f"{name}_prev"), a.value + b.value, False, a.slack + b.slack)] if a and b else []

    def _remaining(self, whole: str, *parts: str) -> list[Candidate]:
        facts = [self.index.get(name) for name in (whole, *parts)]
        if any(fact is None for fact in facts):
            return []
        values = [fact.value for fact in facts if fact]
        return [Candidate((whole, *parts), values[0] - sum(values[1:]))]

    def _similar_lift(self, topic: str, role: str) -> list[Candidate]:
        """A lift that shares most of its name, where the words name one that the table does not have."""
        said = set(topic.split("_")[1:])
        others = {f.topic for f in self.index.facts if f.topic.startswith("pr_") and f.role == role}
        alike = [name for name in sorted(others) if len(said & set(name.split("_")[1:])) >= max(1, len(said) - 1)]
        return [c for name in alike for c in self._facts(name, role)]
