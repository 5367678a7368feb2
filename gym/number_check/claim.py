"""What every kind of claim begins with: the facts of the range that the sentence speaks of."""

from collections.abc import Iterator

from gym.number_check.amounts import Mention
from gym.number_check.context import Context
from gym.number_check.derive import difference
from gym.number_check.facts import Fact, Index
from gym.number_check.lifts import meant


class Claim:
    """One mention in its context; the parts yield the facts that it may stand for, and None for one that is not known."""

    def __init__(self, index: Index, mention: Mention, context: Context) -> None:
        self.index, self.mention, self.context = index, mention, context
        self.asks = context.asks
        self.prev = context.when == "prev"

    def _get(self, *names: str) -> Iterator[Fact | None]:
        """The facts of the range that the sentence speaks of."""
        for name in names:
            if self.context.when in {"cur", "either", "compare"}:
                yield self.index.get(name)
            if self.context.when in {"prev", "either", "compare"}:
                yield self.index.get(f"{name}_prev")

    def _since_before(self, *names: str) -> Iterator[Fact | None]:
        """What changed against the range before."""
        for name in names:
            yield difference(self.index.get(name), self.index.get(f"{name}_prev"))

    def _compared(self, name: str) -> Iterator[Fact | None]:
        """A total that has a range before: itself, or its difference where the words speak of one."""
        before = self.index.get(f"{name}_prev")
        if self.context.move.kind == "change" or self.mention.sign:
            yield from self._since_before(name)
            return
        if self.context.move.kind == "from" and before:
            yield before
            return
        yield from self._get(name)

    def _of_lift(self, topic: str, dim: str) -> Iterator[Fact]:
        known = {f.topic for f in self.index.facts if f.topic.startswith("pr_")}
        names = meant(topic, known)
        yield from (f for f in self.index.facts if f.topic in names and f.dim == dim)
