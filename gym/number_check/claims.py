"""What a number may stand for: the facts that fit its subject, role and range, and what the words ask to compute."""

import re
from collections.abc import Callable, Iterable, Iterator

from gym.number_check.context import Context
from gym.number_check.facts import MEASURES, MUSCLES, Fact, Index
from gym.number_check.lifts import meant
from gym.number_check.scan import Mention
from gym.number_check.words import FOREIGN

COMPARED = {
    "completed": "completed",
    "planned": "planned",
    "missed": "missed",
    "weigh": "weigh_ins",
    "total": "training_hours",
    "average": "avg_session_minutes",
    "volume": "volume_total",
    "completion": "completion_rate",
    "rest": "rest_days",
}
"""Topics that have a `_prev`, and the name of their fact."""


def computed(value: float, dim: str, *facts: Fact | None, role: str = "level", slack: float = 0.005) -> Fact | None:
    """A derived fact; None where a part of it is not known."""
    known = [fact for fact in facts if fact]
    keys = tuple(dict.fromkeys(key for fact in known for key in fact.keys))
    return Fact(keys, dim, "", role, value, slack=max([slack, *(f.slack for f in known)]))


def difference(first: Fact | None, second: Fact | None, dim: str = "", role: str = "change") -> Fact | None:
    if first is None or second is None:
        return None
    return computed(first.value - second.value, dim or first.dim, first, second, role=role)


def ratio(first: Fact | None, second: Fact | None, role: str = "level") -> Fact | None:
    """`first` in per cent of `second`."""
    if first is None or second is None or not second.value:
        return None
    return computed(100 * first.value / second.value, "percent", first, second, role=role)


class Claims:
    """The candidates for one mention; `others` are those of the range before, and of other roles."""

    def __init__(self, index: Index, mention: Mention, context: Context) -> None:
        self.index, self.mention, self.context = index, mention, context
        self.asks = context.asks
        self.prev = context.when == "prev"

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
        return [fact for fact in family() if fact]

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

    # Measures of the body

    def _mass(self) -> Iterator[Fact | None]:
        topic = self.context.topic
        if topic == FOREIGN:
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
        if kind == "from" or ("is_start" in asks and kind != "to"):
            yield from self._starts(topic)
            return
        yield from self._level(topic, f"{topic}_end")
        if "is_end" in asks and not self.prev:
            yield from self._listed(topic) if self.context.day else ()
            return
        if kind == "to":
            return
        if self.mention.link != "to" and not (self.context.after and self.context.after.link == "to"):
            yield from self._listed(topic)
        yield from self._level(topic, f"{topic}_start")
        if "phase" in asks and self.context.after and self.context.after.link == "to":
            yield get(f"phase_{topic}_initial")

    def _level(self, topic: str, name: str) -> Iterator[Fact | None]:
        """Without a range before of its own, the value that the range began with is the one before."""
        if self.prev and not any(f.topic == topic and f.prev for f in self.index.facts):
            yield self.index.get(f"{topic}_start")
            return
        if self.prev and self.context.loose:
            yield self.index.get(f"{topic}_start")
        yield from self._get(name)

    def _starts(self, topic: str) -> Iterator[Fact | None]:
        yield from self._level(topic, f"{topic}_start")
        if self.prev:
            yield from self._get(f"{topic}_end")
        if self.asks & {"phase", "is_start"} or self.index.get(f"{topic}_start") is None:
            yield self.index.get(f"phase_{topic}_initial")
        if self.context.day:
            yield from self._listed(topic)

    def _changes(self, topic: str) -> Iterator[Fact | None]:
        get = self.index.get
        start, end, initial = get(f"{topic}_start"), get(f"{topic}_end"), get(f"phase_{topic}_initial")
        change = get(f"{topic}_change") or difference(end, start)
        if self.context.when == "prev":
            yield get(f"{topic}_change_prev") or difference(get(f"{topic}_end_prev"), get(f"{topic}_start_prev"))
            if not any(f.topic == topic and f.prev for f in self.index.facts):
                yield change
            return
        yield change
        if self.context.when == "either":
            yield get(f"{topic}_change_prev")
        if self.context.when == "compare":
            yield difference(end, get(f"{topic}_end_prev"))
        if self.asks & {"since", "start", "phase"}:
            yield difference(end, initial)
        if "sum" in self.asks and change and (before := get(f"{topic}_change_prev")):
            yield computed(change.value + before.value, change.dim, change, before, role="change")
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
        current = self.index.get(now) or self.index.get(f"{topic}_end")
        for target in self._targets(topic):
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

    def _of_lift(self, topic: str, dim: str) -> Iterator[Fact]:
        known = {f.topic for f in self.index.facts if f.topic.startswith("pr_")}
        names = meant(topic, known)
        yield from (f for f in self.index.facts if f.topic in names and f.dim == dim)

    # Per cent

    def _percent(self) -> Iterator[Fact | None]:
        topic = self.context.topic
        changes = self.context.move.kind == "change" or bool(self.mention.sign) or self.mention.unit.kind == "points"
        if topic == FOREIGN:
            return
        if "share" in self.asks:
            yield from self._shares()
        if topic in {"body_fat", None}:
            yield from self._measure("body_fat")
        if topic == "body_fat" and changes and self.mention.unit.kind != "points":
            yield from self._relative("body_fat_change", "body_fat_start")
        if topic in {"completion", "missed", None}:
            yield from self._completion(topic == "missed")
        if topic in {"progress", None} or "target" in self.asks:
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
            return
        before = self.index.get("completion_rate_prev")
        if self.context.when == "prev" or (self.context.move.kind == "from" and before):
            yield None if missed else before
            yield ratio(self.index.get(f"{name}_prev"), self.index.get("planned_prev"))
            return
        if not missed:
            yield from self._get("completion_rate")
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

    # Training

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

    def _time(self) -> Iterator[Fact | None]:
        topic = self.context.topic
        if topic == FOREIGN:
            return
        average, longest = self.index.get("avg_session_minutes"), self.index.get("longest_session_minutes")
        listed = [f for f in self.index.facts if f.topic == "session" and f.role == "listed"]
        if "average" in self.asks and self.context.move.kind == "change":
            yield difference(longest, average)
            for fact in listed:
                yield difference(fact, average)
            return
        if topic in {"average", "time", None}:
            yield from self._compared("avg_session_minutes")
        if topic in {"total", "time", None}:
            yield from self._compared("training_hours")
        if self.context.move.kind in {"change", "from"} or self.prev:
            return
        if topic in {"longest", "time", None}:
            yield longest
        if topic in {"time", None} or self.context.day:
            yield from (f for f in listed if self.context.day in {None, f.day})
            if self.context.day and self.context.day == self.index.days.get("longest_session_date"):
                yield longest
        if topic == "shortest" and listed:
            yield min(listed, key=lambda fact: fact.value)

    def _count(self) -> Iterator[Fact | None]:
        topic, kind = self.context.topic, self.mention.unit.kind
        if topic == FOREIGN:
            return
        if topic and topic.startswith("pr_"):
            yield from self._of_lift(topic, "count")
            if kind in {"reps", "piece"}:
                return
        if (kind == "piece" and topic == "records") or topic == "records":
            yield from self._records()
            return
        if topic == "reps" or kind in {"reps", "piece"}:
            yield from (f for f in self.index.facts if f.role == "reps")
            return
        for name in self._counted(topic, kind):
            yield from self._counts(name)

    def _counted(self, topic: str | None, kind: str) -> list[str]:
        """Names of the facts that count what the topic says."""
        if kind == "weigh" or (topic == "weigh" and kind != "session"):
            return ["weigh_ins"]
        if kind == "assess" or (topic == "assess" and kind != "session"):
            return ["assessments"]
        if "remain" in self.asks and topic not in {"missed"}:
            return ["remain"]
        if kind == "week" or topic == "per_week":
            return ["per_week", "planned", "completed"]
        if topic in {"completed", "planned", "missed", "session"} and self.mention.link in {"slash", "of"}:
            return ["planned"]
        if topic == "session" and self.context.move.kind in {"from", "to", "change"}:
            return ["completed"]
        if "out_of" in self.asks:
            return ["planned"]
        if topic in {"completed", "planned", "missed"}:
            if topic == "planned" and "all" in self.asks and not self.prev:
                return ["completed"]
            return [topic]
        if "all" in self.asks:
            return ["completed"]
        if topic and topic.startswith("pr_"):
            return []
        return (
            ["planned", "completed"]
            if topic
            else ["planned", "completed", "missed", "weigh_ins", "assessments", "per_week"]
        )

    def _counts(self, name: str) -> Iterator[Fact | None]:
        get = self.index.get
        phase = {"completed": "phase_sessions_done", "planned": "phase_sessions_planned"}.get(name)
        if name == "per_week":
            yield get("phase_sessions_per_week")
            return
        if name == "remain":
            yield difference(get("phase_sessions_planned"), get("phase_sessions_done"), role="level")
            left = difference(get("planned"), get("completed"), role="level")
            yield left
            if left and (missed := get("missed")):
                yield computed(left.value - missed.value, "count", left, missed)
            return
        if "plan" in self.asks and self.context.move.kind == "change":
            yield difference(get("completed"), get("planned"))
            yield difference(get("phase_sessions_done"), get("phase_sessions_planned"))
            return
        if phase and "phase" in self.asks and self.context.move.kind != "change":
            yield get(phase)
            if "phase_only" in self.asks and get(phase):
                return
        if name == "planned" and "phase" in self.asks:
            yield get("phase_sessions_per_week")
        yield from self._compared(name)
        if self.context.move.kind == "change" and name == "completed" and self.context.when != "compare":
            yield difference(get("completed"), get("planned"))

    def _sets(self) -> Iterator[Fact | None]:
        topic = self.context.topic
        if topic == FOREIGN or (topic or "").startswith("pr_"):
            return
        named = [t for t in dict.fromkeys(self.context.near) if t.startswith("sets_")]
        facts = [self.index.get(t) for t in named]
        if len(named) > 1 and "sum" in self.asks and all(facts):
            yield computed(sum(f.value for f in facts if f), "sets", *facts)
        name = topic if topic and topic.startswith("sets_") else "sets_total"
        if topic is None and self.index.get("sets_total") is None:
            yield from (f for f in self.index.facts if f.dim == "sets" and not f.prev)
        if self.index.get(name) is None and self.index.get("sets_total") and not self.prev:
            yield computed(0.0, "sets", self.index.get("sets_total"))
        yield from self._compared(name)

    def _records(self) -> Iterator[Fact | None]:
        yield self.index.get("personal_records")

    def _days(self) -> Iterator[Fact | None]:
        rest, days, topic = self.index.get("rest_days"), self.index.range_days, self.context.topic
        dates = self.index.days
        if topic in {"rest", None}:
            yield rest
        if topic in {"train", None} and rest and days:
            yield computed(days - rest.value, "days", rest)
        if topic in {"train", None}:
            for number in {days, days and days - 1, 7, 28} - {None}:
                yield Fact(("start_date", "end_date"), "days", "", "level", float(number or 0))
        if topic is None:
            pairs = (
                ("prev_assessment_date", "assessment_date"),
                ("end_date", "phase_end"),
                ("phase_start", "phase_end"),
            )
            for first, second in (*pairs, ("phase_start", "end_date")):
                if first in dates and second in dates:
                    gap = abs((dates[second] - dates[first]).days)
                    for number in (gap, gap + 1):
                        yield Fact((first, second), "days", "", "level", float(number))

    def _weeks(self) -> Iterator[Fact | None]:
        week, weeks = self.index.get("phase_week"), self.index.get("phase_weeks")
        if self.mention.ordinal:
            yield week
            return
        if "remain" in self.asks or ("after" in self.asks and not self.asks & {"sum"}):
            yield difference(weeks, week, role="level")
            return
        yield weeks
        if (self.context.after and self.context.after.link == "slash") or re.search(
            r"[走过行到入了]了?$", self.context.lead
        ):
            yield week
        days = self.index.range_days
        if days:
            yield Fact(("start_date", "end_date"), "weeks", "", "level", days / 7, slack=0.2)
        first, second = self.index.days.get("prev_assessment_date"), self.index.days.get("assessment_date")
        if first and second:
            yield Fact(
                ("prev_assessment_date", "assessment_date"), "weeks", "", "level", (second - first).days / 7, slack=0.2
            )

    def _ratio(self) -> Iterator[Fact | None]:
        for name in ("completed", "volume_total", "sets_total", "training_hours", "planned", "avg_session_minutes"):
            now, before = self.index.get(name), self.index.get(f"{name}_prev")
            if now and before and before.value:
                yield computed(now.value / before.value, "ratio", now, before)
