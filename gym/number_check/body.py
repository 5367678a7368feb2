"""What a number of kilograms, centimetres or kilocalories may stand for."""

import re
from collections.abc import Iterator

from gym.number_check.claim import Claim
from gym.number_check.compare import agrees
from gym.number_check.derive import computed, difference
from gym.number_check.facts import MEASURES, Fact
from gym.number_check.words import FOREIGN


class BodyClaims(Claim):
    """Measures of the body, the trend, targets, lifts and volume."""

    def _mass(self) -> Iterator[Fact | None]:
        topic = self.context.topic
        if topic == FOREIGN:
            return
        if topic in {"rate", "week"} and self.asks & {"target", "to_target", "remain"}:
            yield from self._measure("weight")
            return
        if topic in {"trend", "rate"} or "weekly" in self.asks:
            yield from self._trend()
            if "weekly" in self.asks and topic != "weight":
                return
            if topic in {"trend", "rate"} or self.context.move.kind == "change" or self.mention.sign:
                return
        if topic == "week":
            yield from self._trend()
            yield from self._changes("weight")
            if self.context.move.kind != "change":
                yield from self._measure("weight")
        elif topic == "volume":
            yield from self._compared("volume_total")
        elif topic and topic.startswith("pr_"):
            yield from self._lift(topic)
        elif topic is None:
            yield from self._any_mass()
        else:
            yield from self._measures()

    def _trend(self) -> Iterator[Fact | None]:
        rate = self.index.get("trend_rate")
        if "weekly" not in self.asks and self.context.topic == "trend":
            yield self.index.get("trend_weight")
            if self.asks & {"to_target", "remain"}:
                yield from self._to_target("trend_weight", "weight")
                yield from self._to_target("weight_end", "weight")
            if "target" in self.asks:
                yield from self._targets("weight")
            if self.context.move.kind == "change" or self.mention.sign:
                yield rate
            return
        yield rate
        days, change = self.index.range_days, self.index.get("weight_change")
        if rate is None and days and change:
            yield computed(change.value * 7 / days, "mass", change, role="change", slack=0.05)

    def _any_mass(self) -> Iterator[Fact | None]:
        for topic, dim in MEASURES.items():
            if dim == "mass":
                yield from self._measure(topic)
        yield from self._compared("volume_total")
        if not self.context.move.kind and "is_start" not in self.asks and "is_end" not in self.asks:
            for topic in ("weight", "fat_mass", "muscle"):
                yield from self._changes(topic)
        if self.context.move.kind != "change":
            yield self.index.get("trend_weight")
            yield from (fact for fact in self.index.facts if fact.topic.startswith("pr_") and fact.dim == "mass")
        else:
            yield self.index.get("trend_rate")

    def _rate(self) -> Iterator[Fact | None]:
        yield from self._trend()
        yield self.index.get("trend_rate")

    def _measures(self) -> Iterator[Fact | None]:
        topic = self.context.topic
        if topic == FOREIGN:
            return
        for name, dim in MEASURES.items():
            if topic == name or (topic is None and dim == self.mention.dim):
                yield from self._measure(name)

    def _measure(self, topic: str) -> Iterator[Fact | None]:
        kind, asks = self.context.move.kind, self.asks
        get = self.index.get
        if asks & {"to_target", "remain"}:
            yield from self._to_target(f"{topic}_end", topic)
            if not self.context.move.sign and "差" in self.context.lead:
                return
        if "target" in asks:
            yield from self._targets(topic)
            return
        points = self.mention.unit.kind == "points"
        if self.context.bare or "sum" in asks:
            yield from self._changes(topic)
        if kind == "change" or self.mention.sign or points or asks & {"start"}:
            yield from self._changes(topic)
            if not self.mention.sign or kind == "change" or points or self.context.lead[-1:] in "( ":
                return
        joined = self.context.after and self.context.after.link == "to" and self.context.after.dim == self.mention.dim
        if kind == "from" or ("is_start" in asks and kind != "to") or (joined and not kind):
            yield from self._starts(topic)
            return
        yield from self._level(topic, f"{topic}_end")
        yield get(f"phase_{topic}_current") if not self.prev else None
        if "is_end" in asks and not self.prev:
            yield from self._listed(topic) if self.context.day else ()
            return
        if kind == "to":
            return
        if self.mention.link != "to":
            yield from self._listed(topic)
        yield from self._level(topic, f"{topic}_start")

    def _level(self, topic: str, name: str) -> Iterator[Fact | None]:
        """Without a range before of its own, the value that the range began with is the one before."""
        if not self.prev:
            yield self.index.get(f"assessment_{name}")
        if self.prev and not any(f.topic == topic and f.prev for f in self.index.facts):
            yield self.index.get(f"{topic}_start")
            return
        if self.prev and self.context.loose:
            yield self.index.get(f"{topic}_start")
        if self.prev and not self.context.move.kind:
            yield self.index.get(f"{topic}_change_prev")
        yield from self._get(name)

    def _starts(self, topic: str) -> Iterator[Fact | None]:
        yield from self._level(topic, f"{topic}_start")
        if self.prev:
            yield from self._get(f"{topic}_end")
        since = re.match(r"\s?(?:出发|起步|起|开始)", self.context.tail)
        if self.asks & {"phase", "is_start"} or since or self.index.get(f"{topic}_start") is None:
            yield self.index.get(f"phase_{topic}_initial")
        if self.context.day:
            yield from self._listed(topic)

    def _changes(self, topic: str) -> Iterator[Fact | None]:
        get = self.index.get
        start, end, initial = get(f"{topic}_start"), get(f"{topic}_end"), get(f"phase_{topic}_initial")
        change = get(f"{topic}_change") or difference(end, start)
        if "sum" in self.asks and change and (before := get(f"{topic}_change_prev")):
            yield computed(change.value + before.value, change.dim, change, before, role="change")
        if self.context.when == "prev":
            yield get(f"{topic}_change_prev") or difference(get(f"{topic}_end_prev"), get(f"{topic}_start_prev"))
            if not any(f.topic == topic and f.prev for f in self.index.facts):
                yield change
            return
        yield change
        yield get(f"assessment_{topic}_change")
        if "sum" in self.asks and topic in {"waist", "chest", "hip"}:
            parts = [get(f"{name}_change") for name in ("waist", "chest", "hip")]
            if all(parts):
                yield computed(sum(part.value for part in parts if part), "length", *parts, role="change")
        if self.context.when == "either":
            yield get(f"{topic}_change_prev")
        if self.context.when == "compare":
            yield difference(end, get(f"{topic}_end_prev"))
        if self.asks & {"since", "start", "phase"}:
            yield difference(end, initial)
        if topic == "weight" and "weekly" in self.asks:
            yield get("trend_rate")

    def _listed(self, topic: str) -> Iterator[Fact | None]:
        rows = [f for f in self.index.facts if f.topic == topic and f.role == "listed"]
        yield from (f for f in rows if self.context.day is None or f.day == self.context.day)

    def _targets(self, topic: str) -> Iterator[Fact | None]:
        stage, final = self.index.get(f"phase_{topic}_target"), self.index.get(f"target_{topic}")
        if not ("stage" in self.asks and stage):
            yield final
        if not ("final" in self.asks and final):
            yield stage

    def _to_target(self, now: str, topic: str) -> Iterator[Fact | None]:
        current = self.index.get(now) or self.index.get(f"{topic}_end") or self.index.get(f"phase_{topic}_current")
        targets = [target for target in self._targets(topic) if target]
        if self.context.target:
            targets = [t for t in targets if agrees(self.context.target, t.value, t.slack)] or targets
        goal = self.context.before
        if (
            goal
            and goal.dim == self.mention.dim
            and not self.context.target
            and current
            and re.search(r"还", self.context.lead)
        ):
            yield computed(current.value - goal.low, current.dim, current, role="change", slack=goal.half / 10)
        for target in targets:
            fact = difference(current, target)
            yield fact
            if (fact and self.context.move.sign and "再" in self.context.lead) or "还" in self.context.lead:
                yield difference(target, current)

    def _lift(self, topic: str) -> Iterator[Fact | None]:
        for fact in self._of_lift(topic, "mass"):
            yield fact
            reps = self.index.get(f"{fact.keys[0]}_reps")
            if reps and any(word in self.context.lead for word in ("1rm", "预估", "估算", "最大", "estimated")):
                yield computed(fact.value * (1 + reps.value / 30), "mass", fact, reps, slack=0.5)
