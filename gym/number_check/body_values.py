"""Values of the body: weight, composition, girths, progress towards targets, shares."""

import re
from collections.abc import Callable

from gym.number_check.facts import MEASURES, MUSCLES
from gym.number_check.values import Candidate, Values


class OfTheBody(Values):
    def _mass(self) -> list[Candidate]:
        topic = self.topic
        if "target" in self.context.asks and not topic.startswith("pr_") and topic not in {"fat_mass", "muscle"}:
            gaps = [*self._to_target("weight_end"), *self._to_target("trend_weight")]
            return [*self._targets("weight"), *gaps, *self._final_targets()]
        if "to_target" in self.context.asks and topic in {"weight", "trend", "rate", ""}:
            return [*self._to_target("weight_end"), *self._to_target("trend_weight"), *self._targets("weight")]
        if topic == "volume":
            average = "average" in self.context.asks or "每次" in self.context.lead or "平均" in self.context.lead
            return [
                *self._facts("volume"),
                *self._with_previous("volume_total"),
                *(self._ratio_of("volume_total", "completed") if average else []),
                *(self._summed("volume_total") if "sum" in self.context.asks else []),
            ]
        if topic.startswith("pr_"):
            return self._facts(topic, "level", dim="mass") or self._similar_lift(topic, "level")
        if topic == "rate" or "weekly" in self.context.asks:
            return list(self._rate())
        if topic == "trend":
            targets = self._targets("weight") if "target" in self.context.asks else []
            return [*self._facts("trend"), *self._rate(), *self._to_target("trend_weight"), *targets]
        if topic in MEASURES:
            found = self._measure(topic)
            return found + (self._facts("trend") if topic == "weight" and self.context.move.kind != "change" else [])
        found = [c for name in ("weight", "fat_mass", "muscle") for c in self._measure(name)]
        found += [*self._facts("trend"), *self._facts("volume"), *self._with_previous("volume_total")]
        lifts = {fact.topic for fact in self.index.facts if fact.topic.startswith("pr_")}
        return found + [c for name in sorted(lifts) for c in self._facts(name, "level", dim="mass")]

    def _measure_or_any(self) -> list[Candidate]:
        names = [name for name, dim in MEASURES.items() if dim == self.mention.dim]
        chosen = [self.topic] if self.topic in names else names
        return [found for name in chosen for found in self._measure(name)]

    def _measure(self, topic: str) -> list[Candidate]:
        kind, asks = self.context.move.kind, self.context.asks
        if self._is_from() and kind != "from":
            return [*self._facts(topic, "start", "initial", "listed", "end"), *self._earlier(topic)]
        changes = [
            *self._facts(topic, "change"),
            *([] if self.index.get(f"{topic}_change") else self._difference(f"{topic}_end", f"{topic}_start")),
            *(self._named(f"{topic}_change") if self.when == "compare" else []),
            *(self._summed(f"{topic}_change") if "sum" in self.context.asks else []),
            *self._with_previous(f"{topic}_end", f"{topic}_change", f"{topic}_start"),
            *self._since(topic),
            *self._to_target(f"{topic}_end"),
        ]
        if "remain" in asks and not self.mention.sign and (left := self._to_target(f"{topic}_end")):
            return left
        if kind == "from":
            levels = self._facts(topic, "start", "initial", "listed")
            if "cur" in asks:
                return levels
            return [*levels, *self._earlier(topic)]
        if self.context.day:
            dated = [
                f for f in self.index.facts if f.topic == topic and f.role == "listed" and f.day == self.context.day
            ]
            if dated and kind != "change":
                return [Candidate(fact.keys, fact.value, False, fact.slack) for fact in dated]
        if kind == "to":
            roles = ("end", "listed", "target", "trend")
            return [*self._facts(topic, *roles), *(self._targets(topic) if "target" in asks else [])]
        if (kind == "change" and self.context.move.sign) or self.mention.sign:
            return changes
        if "to_target" in asks:
            return [*self._to_target("weight_end"), *self._to_target("trend_weight"), *self._targets(topic)]
        if "target" in asks:
            return self._targets(topic)
        if "is_start" in asks and "is_end" not in asks:
            return [*self._facts(topic, "start", "initial", "listed"), *self._earlier(topic)]
        if "is_end" in asks and "is_start" not in asks:
            return [*self._facts(topic, "end"), *self._listed_last(topic)]
        levels = self._facts(topic, "start", "end", "listed", "target", "initial")
        if self.when in {"compare", "prev"}:
            levels += self._earlier(topic)
        small = self.mention.dim == "mass" and self.mention.low < (20 if topic == "weight" else 5)
        if asks & {"remain", "start", "since"} or kind == "change" or (small and not kind):
            levels += changes
        return levels

    def _listed_last(self, topic: str) -> list[Candidate]:
        listed = [f for f in self.index.facts if f.topic == topic and f.role == "listed" and f.day]
        last = max((f.day for f in listed if f.day), default=None)
        return [Candidate(f.keys, f.value, False, f.slack) for f in listed if f.day == last]

    def _earlier(self, topic: str) -> list[Candidate]:
        """What the range before ended with is where this one came from."""
        keys = (f"{topic}_end_prev", f"{topic}_start_prev", f"{topic}_start")
        facts = [self.index.get(key) for key in keys]
        return [Candidate(fact.keys, fact.value, False, fact.slack) for fact in facts if fact]

    def _targets(self, topic: str) -> list[Candidate]:
        return [
            Candidate(fact.keys, fact.value, False, fact.slack)
            for fact in self.index.facts
            if fact.topic == topic and fact.role == "target"
        ]

    def _final_targets(self) -> list[Candidate]:
        return self._facts("muscle", "target", dim="mass") if self.topic == "muscle" else []

    def _to_target(self, end: str) -> list[Candidate]:
        if not self.context.asks & {"to_target", "remain"}:
            return []
        found: list[Candidate] = []
        before, now = self.context.before, self.index.get(end)
        gap = re.fullmatch(r"[，,]?(?:还|只|就|仅)*(?:有|差|剩|需要?|要)", self.context.lead.strip())
        if gap and before and now and before.dim == self.mention.dim and abs(now.value - before.low) > 0.05:
            return [Candidate((end,), now.value - before.low, False, 0.05)]  # 离54公斤还有1.4公斤
        topic = "weight" if end == "trend_weight" else end.removesuffix("_end")
        for target in (*(["target_weight"] if topic == "weight" else []), f"phase_{topic}_target"):
            found += self._difference(end, target, signed=False)
        return found

    def _since(self, topic: str) -> list[Candidate]:
        """The change since the phase began."""
        if not self.context.asks & {"phase", "since", "start"}:
            return []
        return self._difference(f"{topic}_end", f"phase_{topic}_initial")

    def _rate(self) -> list[Candidate]:
        found = [Candidate(f.keys, f.value, True, f.slack) for f in self.index.facts if f.topic == "rate"]
        days = self.index.range_days
        change = self.index.get("weight_change")
        if change and days and not found:
            found.append(Candidate(("weight_change",), change.value * 7 / days, True, 0.01))
        before = self.context.before
        a_week = before is not None and before.dim == "weeks" and before.low == 1
        if change and (a_week or re.search(r"一个?(?:周|星期)", self.context.lead)):
            found.append(Candidate(("weight_change",), change.value, True))
        return found

    def _percent(self) -> list[Candidate]:
        topic = self.topic
        known: dict[str, Callable[[], list[Candidate]]] = {
            "body_fat": lambda: self._measure("body_fat"),
            "completion": self._completion,
            "progress": self._progress,
            "missed": lambda: self._ratio_of("missed", "planned", 100),
            "weight": lambda: [*self._relative("weight"), *self._progress()],
            "muscle": lambda: self._relative("muscle"),
            "fat_mass": lambda: self._relative("fat_mass"),
            "waist": lambda: self._relative("waist"),
            "volume": lambda: self._against_previous("volume_total"),
            "total": lambda: self._against_previous("training_hours"),
            "sets": lambda: self._against_previous("sets_total"),
        }
        if topic in known:
            found = known[topic]()
            return found if self.context.strong else [*found, *self._completion(), *self._progress(), *self._shares()]
        if topic.startswith("sets_"):
            return self._shares()
        found = [*self._measure("body_fat"), *self._completion(), *self._progress(), *self._shares()]
        return [*found, *self._relative("weight"), *self._of_the_change()]

    def _of_the_change(self) -> list[Candidate]:
        """三分之二长在肌肉上."""
        whole = self.index.get("weight_change")
        parts = [self.index.get(f"{name}_change") for name in ("muscle", "fat_mass")]
        if not whole or not whole.value:
            return []
        return [Candidate((*p.keys, *whole.keys), 100 * abs(p.value / whole.value), False, 0.5) for p in parts if p]

    def _completion(self) -> list[Candidate]:
        found = [*self._facts("completion"), *self._with_previous("completion_rate"), *self._rates_compared()]
        if not self._facts("completion"):
            found += self._ratio_of("completed", "planned", 100)
        if "phase" in self.context.asks:
            found += self._ratio_of("phase_sessions_done", "phase_sessions_planned", 100)
        return found

    def _rates_compared(self) -> list[Candidate]:
        """Completed of planned against the same of the range before, where the table has no such rate."""
        values = [self.index.value(name) for name in ("completed", "planned", "completed_prev", "planned_prev")]
        if self.index.get("completion_rate_prev") or None in values or not values[1] or not values[3]:
            return []
        done, planned, done_before, planned_before = (value or 0.0 for value in values)
        keys = ("completed", "planned", "completed_prev", "planned_prev")
        return [Candidate(keys, 100 * (done / planned - done_before / planned_before), True, 0.1)]

    def _progress(self) -> list[Candidate]:
        found = [Candidate(f.keys, f.value, False, 0.5) for f in self.index.facts if f.topic.startswith("progress:")]
        if self.context.asks & {"phase", "phase_only"} or self.topic == "progress":
            found += self._ratio_of("phase_week", "phase_weeks", 100)
            found += self._ratio_of("phase_sessions_done", "phase_sessions_planned", 100)
        if "remain" in self.context.asks:
            found += [Candidate(c.keys, 100 - c.value, False, c.slack) for c in list(found)]
        return found

    def _relative(self, topic: str) -> list[Candidate]:
        change, start = self.index.get(f"{topic}_change"), self.index.get(f"{topic}_start")
        if not change or not start or not start.value:
            return []
        return [Candidate((*change.keys, *start.keys), 100 * change.value / start.value, True, 0.05)]

    def _against_previous(self, name: str) -> list[Candidate]:
        now, before = self.index.get(name), self.index.get(f"{name}_prev")
        if not now or not before or not before.value:
            return []
        return [Candidate((name, f"{name}_prev"), 100 * (now.value - before.value) / before.value, True, 0.5)]

    def _shares(self) -> list[Candidate]:
        total = self.index.get("sets_total")
        return [c for m in MUSCLES for c in self._ratio_of(f"sets_{m}", "sets_total", 100)] if total else []

    def _ratio(self) -> list[Candidate]:
        names = ("volume_total", "completed", "sets_total", "training_hours")
        return [c for name in names for c in self._ratio_of(name, f"{name}_prev")]
