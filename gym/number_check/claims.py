"""What a number may stand for: the facts that fit its subject, role and range, and what the words ask to compute."""

from collections.abc import Callable, Iterable, Iterator

from gym.number_check.body import BodyClaims
from gym.number_check.derive import computed, difference, ratio
from gym.number_check.facts import EXTRA, MEASURES, MUSCLES, Fact
from gym.number_check.training import TrainingClaims
from gym.number_check.words import FOREIGN


class Claims(BodyClaims, TrainingClaims):
    """The candidates for one mention."""

    def allowed(self) -> list[Fact]:
        dim = self.mention.dim
        family: Callable[[], Iterable[Fact | None]] = {
            "mass": self._mass,
            "rate": self._rate,
            "percent": self._percent,
            "length": self._measures,
            "energy": self._measures,
            "time": self._time,
            "count": self._count,
            "sets": self._sets,
            "days": self._days,
            "weeks": self._weeks,
            "records": self._records,
            "ratio": self._ratio,
        }.get(dim, lambda: ())
        extra = [f for f in self.index.facts if f.topic == EXTRA and f.dim == dim]
        return [*(fact for fact in family() if fact), *(extra if self.context.topic != FOREIGN else ())]

    def _percent(self) -> Iterator[Fact | None]:
        topic = self.context.topic
        changes = self.context.move.kind == "change" or bool(self.mention.sign) or self.mention.unit.kind == "points"
        if topic == FOREIGN:
            return
        if "share" in self.asks:
            yield from self._shares()
        if topic in {"body_fat", None}:
            yield from self._measure("body_fat")
        if topic is None and changes:
            yield from self._relative("weight_change", "weight_start")
        if topic == "body_fat" and changes and self.mention.unit.kind != "points":
            yield from self._relative("body_fat_change", "body_fat_start")
        if topic in {"completion", "missed", None}:
            yield from self._completion(topic == "missed")
        if topic in {"progress", None} or self.asks & {"target", "phase"} or not self.context.strong:
            yield from self._progress()
        if topic in MEASURES and topic != "body_fat":
            yield from self._relative(f"{topic}_change", f"{topic}_start")
            if "progress" in self.context.near or "phase" in self.asks or self.asks & {"target", "to_target"}:
                yield self.index.get(f"phase_{topic}_percent")
        if (changes or not self.context.strong) and topic not in {"body_fat", "completion"}:
            names = {"volume": ["volume_total"], "sets": ["sets_total"], "total": ["training_hours"]}
            for name in names.get(topic or "", ["volume_total", "sets_total", "training_hours", "completed"]):
                now, before = self.index.get(name), self.index.get(f"{name}_prev")
                yield ratio(difference(now, before), before, role="change")
        if topic and topic.startswith("sets_"):
            now, before = self.index.get(topic), self.index.get(f"{topic}_prev")
            yield ratio(difference(now, before), before, role="change")
            yield ratio(now, self.index.get("sets_total"))

    def _relative(self, change: str, start: str) -> Iterator[Fact | None]:
        yield ratio(self.index.get(change), self.index.get(start), role="change")

    def _completion(self, missed: bool) -> Iterator[Fact | None]:
        name = "missed" if missed else "completed"
        if "phase" in self.asks and self.context.topic:
            yield ratio(self.index.get("phase_sessions_done"), self.index.get("phase_sessions_planned"))
        if self.context.move.kind == "change" or self.mention.sign or self.mention.unit.kind == "points":
            yield from self._since_before("completion_rate")
            now = ratio(self.index.get(name), self.index.get("planned"))
            yield difference(now, ratio(self.index.get(f"{name}_prev"), self.index.get("planned_prev")))
            return
        before = self.index.get("completion_rate_prev") or ratio(
            self.index.get("completed_prev"), self.index.get("planned_prev")
        )
        if self.context.when == "prev" or (self.context.move.kind == "from" and before):
            yield None if missed else before
            yield ratio(self.index.get(f"{name}_prev"), self.index.get("planned_prev"))
            return
        if not missed:
            yield from self._get("completion_rate")
            yield self.index.get("phase_adherence")
        yield ratio(self.index.get(name), self.index.get("planned"))
        if self.context.when == "either":
            yield ratio(self.index.get(f"{name}_prev"), self.index.get("planned_prev"))

    def _progress(self) -> Iterator[Fact | None]:
        named = {topic for topic in self.context.topics if topic in MEASURES}
        for fact in self.index.facts:
            topic = fact.topic.removeprefix("progress:")
            if topic != fact.topic and (not named or topic in named or len(named) > 1):
                yield fact
                if "remain" in self.asks:
                    yield computed(100 - fact.value, "percent", fact, slack=0.5)
        yield ratio(self.index.get("phase_sessions_done"), self.index.get("phase_sessions_planned"))
        yield ratio(self.index.get("phase_week"), self.index.get("phase_weeks"))
        for topic in MEASURES:
            initial, target = self.index.get(f"phase_{topic}_initial"), self.index.get(f"phase_{topic}_target")
            if self.index.get(f"phase_{topic}_percent") is None:
                yield ratio(difference(self.index.get(f"{topic}_end"), initial), difference(target, initial))

    def _shares(self) -> Iterator[Fact | None]:
        yield ratio(self.index.get("fat_mass_change"), self.index.get("weight_change"))
        yield ratio(self.index.get("muscle_change"), self.index.get("weight_change"))
        yield ratio(self.index.get("completed"), self.index.get("planned"))
        for muscle in MUSCLES:
            if not self.context.topic or self.context.topic == f"sets_{muscle}":
                yield ratio(self.index.get(f"sets_{muscle}"), self.index.get("sets_total"))
