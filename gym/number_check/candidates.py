"""The values that the words around a number may mean, taken or computed from the facts."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from gym.number_check.context import Context
from gym.number_check.facts import MEASURES, MUSCLES, Fact, Index
from gym.number_check.scan import Mention
from gym.number_check.words import FOREIGN

COUNTS = ("planned", "completed", "missed", "weigh", "assess")


class Candidate(NamedTuple):
    """`signed` values are changes: the direction that the words give must be theirs."""

    keys: tuple[str, ...]
    value: float
    signed: bool = False
    slack: float = 0.005


class Candidates:
    """Finds them for one number; `named` says whether the table could hold such a value at all."""

    def __init__(self, index: Index, mention: Mention, context: Context) -> None:
        self.index = index
        self.mention = mention
        self.context = context
        self.topic = context.topic or ""
        self.when = context.when

    def all(self) -> list[Candidate]:
        by_dim: dict[str, Callable[[], Iterable[Candidate]]] = {
            "mass": self._mass,
            "rate": self._rate,
            "percent": self._percent,
            "length": self._measure_or_any,
            "energy": self._measure_or_any,
            "time": self._time,
            "count": self._count,
            "sets": self._sets,
            "days": self._days,
            "weeks": self._weeks,
            "records": self._records,
            "ratio": self._ratio,
        }
        find = by_dim.get(self.mention.dim)
        found = list(find()) if find and self.topic != FOREIGN else []
        return found + self._facts("", dim=self.mention.dim)

    # --- the range that is meant

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

    # --- measures of the body

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

    # --- shares and rates

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

    def _ratio_of(self, one: str, other: str, times: float = 1.0) -> list[Candidate]:
        suffix = "_prev" if self.when == "prev" and self.index.get(f"{one}_prev") else ""
        a, b = self.index.get(one + suffix), self.index.get(other + suffix)
        if not a or not b or not b.value:
            return []
        return [Candidate((one + suffix, other + suffix), times * a.value / b.value, False, 0.05 * times / 100)]

    def _ratio(self) -> list[Candidate]:
        names = ("volume_total", "completed", "sets_total", "training_hours")
        return [c for name in names for c in self._ratio_of(name, f"{name}_prev")]

    # --- training

    def _summed(self, name: str) -> list[Candidate]:
        a, b = self.index.get(name), self.index.get(f"{name}_prev")
        return [Candidate((name, f"{name}_prev"), a.value + b.value, False, a.slack + b.slack)] if a and b else []

    def _time(self) -> list[Candidate]:
        names = {"longest": "longest_session_minutes", "average": "avg_session_minutes", "total": "training_hours"}
        compared = self._with_previous("training_hours", "avg_session_minutes")
        if self.topic == "shortest":
            listed = [f for f in self.index.facts if f.dim == "time" and f.role == "listed"]
            return [Candidate(f.keys, f.value) for f in sorted(listed, key=lambda f: f.value)[:1]]
        summed = self._summed("training_hours") if "sum" in self.context.asks else []
        if self.topic in names and self.context.strong:
            found = [*self._facts(self.topic), *compared, *summed]
            average, before = self.index.get("avg_session_minutes"), self.context.before
            if "average" in self.context.asks and average and before and before.dim == "time":
                found.append(Candidate(average.keys, before.low - average.value, False, 0.5))
            if self.context.day:
                found += self._listed_minutes()
            return found
        found = [*self._facts("total"), *self._facts("average"), *self._facts("longest"), *compared, *summed]
        average, before = self.index.get("avg_session_minutes"), self.context.before
        if "average" in self.context.asks and average and before and before.dim == "time":
            found.append(Candidate(average.keys, before.low - average.value, False, 0.5))
        return [c for c in found if self._dim_of(c) == "time"] + self._listed_minutes()

    def _dim_of(self, candidate: Candidate) -> str:
        fact = self.index.get(candidate.keys[0])
        return fact.dim if fact else ""

    def _listed_minutes(self) -> list[Candidate]:
        return [
            Candidate(f.keys, f.value)
            for f in self.index.facts
            if f.dim == "time" and f.role == "listed" and (self.context.day is None or f.day == self.context.day)
        ]

    def _count(self) -> list[Candidate]:
        kind, topic = self.mention.unit.kind, self.topic if self.context.strong else ""
        if kind == "weigh" or (topic == "weigh" and kind in {"", "session"}):
            return [*self._facts("weigh"), *self._compared_count("weigh_ins")]
        if kind == "assess" or topic == "assess":
            return [*self._facts("assess"), *self._compared_count("assessments")]
        lifts = [name for name in (*self.context.near, *self.context.topics, topic) if name.startswith("pr_")]
        if (
            kind == "reps"
            or topic == "reps"
            or (lifts and kind in {"", "piece"} and topic not in {"missed", "planned"})
        ):
            return self._reps(lifts)
        if kind == "week" or topic == "per_week":
            return self._per_week()
        if topic == "records":
            return [*self._facts("records")]
        if kind == "piece":
            return [*self._facts("records"), *self._sessions()]
        return self._sessions()

    def _similar_lift(self, topic: str, role: str) -> list[Candidate]:
        """A lift that shares most of its name, where the words name one that the table does not have."""
        said = set(topic.split("_")[1:])
        others = {f.topic for f in self.index.facts if f.topic.startswith("pr_") and f.role == role}
        alike = [name for name in sorted(others) if len(said & set(name.split("_")[1:])) >= max(1, len(said) - 1)]
        return [c for name in alike for c in self._facts(name, role)]

    def _reps(self, lifts: list[str]) -> list[Candidate]:
        chosen = [lifts[-1]] if lifts else sorted({f.topic for f in self.index.facts if f.topic.startswith("pr_")})
        found = [c for name in chosen for c in self._facts(name, "reps")]
        return found or [c for name in chosen for c in self._similar_lift(name, "reps")]

    def _per_week(self) -> list[Candidate]:
        found = self._facts("per_week") or [*self._facts("completed"), *self._facts("planned")]
        days = self.index.range_days
        done = self.index.get("completed")
        if done and days and days > 9:
            found.append(Candidate(("completed",), done.value * 7 / days, False, 0.05))
        return found

    def _compared_count(self, name: str) -> list[Candidate]:
        return [*self._with_previous(name), *(self._summed(name) if "sum" in self.context.asks else [])]

    def _sessions(self) -> list[Candidate]:
        asks, topic = self.context.asks, self.topic if self.context.strong else ""
        named = topic if topic in {"missed", "completed", "planned"} else ""
        if not named and (self.when == "compare" or self.context.move.kind in {"from", "to"}):
            named = "completed"
        found: list[Candidate] = []
        if "phase_only" in asks or ("phase" in asks and self.when == "cur"):
            found += [*self._facts("phase_done"), *self._facts("phase_planned")]
            if "phase_only" in asks and named != "missed":
                found += self._remaining("phase_sessions_planned", "phase_sessions_done")
                found += [c for name in ([named] if named else COUNTS[:3]) for c in self._facts(name)]
                return found + (self._facts("per_week") if "每周" in self.context.lead else [])
        if "remain" in asks:
            left = [
                *self._remaining("planned", "completed", "missed"),
                *self._remaining("planned", "completed"),
                *self._remaining("phase_sessions_planned", "phase_sessions_done"),
            ]
            if left:
                return left
        pair = self.mention.link in {"slash", "of"} or (
            self.context.after and self.context.after.link in {"slash", "of"}
        )
        names = [named] if named else ["planned", "completed", "missed"]
        if pair and named != "missed":
            names = ["completed"] if self.context.after and self.context.after.link in {"slash", "of"} else ["planned"]
            if self.context.after and self.context.after.link == "of" and "里" in self.context.after.link:
                names = ["planned"]
        if pair:
            found += [*self._facts("phase_done"), *self._facts("phase_planned")]
        if self._is_whole():
            names = ["planned"]
            found += self._facts("phase_planned")
        if "none" in asks:
            names = ["planned"]
        if "out_of" in asks:
            names = ["planned", "completed"]
        if "all" in asks:
            names = ["planned", "completed"]
        for name in names:
            found += self._facts(name)
        keys = {"planned": "planned", "completed": "completed", "missed": "missed"}
        for name in [named] if named else list(keys):
            found += self._with_previous(keys[name])
            if "sum" in asks:
                found += self._summed(keys[name])
        if "plan" in asks:
            found += self._difference("completed", "planned")
        if "per_week" in self.context.near:
            found += self._facts("per_week")
        if not named and topic not in {"session"}:
            found += [*self._facts("weigh"), *self._facts("assess")]
        return found

    def _is_whole(self) -> bool:
        """60次完成21次: the first is what was planned."""
        after = self.context.after
        verb = r"[^，。；,;\d]{0,6}?(?:里|中)?(?:只|才|已经?|一共)?(?:完成|做了|做完|练了|来了|上了)"
        return after is not None and after.dim == "count" and bool(re.match(verb, self.context.tail))

    def _remaining(self, whole: str, *parts: str) -> list[Candidate]:
        facts = [self.index.get(name) for name in (whole, *parts)]
        if any(fact is None for fact in facts):
            return []
        values = [fact.value for fact in facts if fact]
        return [Candidate((whole, *parts), values[0] - sum(values[1:]))]

    def _sets(self) -> list[Candidate]:
        topic, asks = self.topic, self.context.asks
        if topic.startswith("sets_"):
            found = [*self._facts(topic), *self._compared_count(topic)]
            if not self._facts(topic) and self.index.get("sets_total") and self.when != "prev":
                found.append(Candidate(("sets_total",), 0.0))
            if "sum" in asks or "list" in {self.mention.link}:
                found += self._muscle_sums()
            return found
        found = [*self._facts("total", dim="sets"), *self._compared_count("sets_total")]
        if topic == "total" and self.context.strong:
            return found + self._muscle_sums()
        return found + [c for m in MUSCLES for c in self._facts(f"sets_{m}")]

    def _muscle_sums(self) -> list[Candidate]:
        facts = [(m, self.index.get(f"sets_{m}")) for m in MUSCLES]
        there = [(m, fact) for m, fact in facts if fact]
        near = {name.removeprefix("sets_") for name in (*self.context.near, *self.context.topics)}
        pairs = [(a, b) for n, a in enumerate(there) for b in there[n + 1 :] if {a[0], b[0]} <= near]
        return [Candidate((*a[1].keys, *b[1].keys), a[1].value + b[1].value) for a, b in pairs]

    def _days(self) -> list[Candidate]:
        index, topic = self.index, self.topic
        length, rest = index.range_days, index.get("rest_days")
        found: list[Candidate] = []
        if topic in {"rest", ""}:
            found += [*self._facts("rest"), *self._with_previous("rest_days")]
        if length and rest and topic in {"train", ""}:
            found.append(Candidate(("rest_days",), length - rest.value))
            found += self._facts("completed")
        if length and (topic != "rest" or "window" in self.context.asks or "里" in self.context.tail[:3]):
            found += [Candidate(("start_date", "end_date"), float(n)) for n in (length, length - 1)]
        if topic not in {"rest", "train"}:
            found += [Candidate(keys, float(days)) for keys, days in self._gaps()]
        return found

    def _gaps(self) -> list[tuple[tuple[str, str], int]]:
        days = self.index.days
        pairs = [("end_date", "phase_end"), ("prev_assessment_date", "assessment_date"), ("phase_start", "phase_end")]
        pairs += [("last_weigh_in_date", "end_date"), ("assessment_date", "end_date"), ("phase_start", "end_date")]
        return [
            ((a, b), abs((days[b] - days[a]).days) + extra)
            for a, b in pairs
            if a in days and b in days
            for extra in (0, 1)
        ]

    def _weeks(self) -> list[Candidate]:
        week, weeks = self._facts("phase_week"), self._facts("phase_weeks")
        if self.mention.ordinal:
            return week
        if self.mention.link == "slash":
            return weeks
        found = [*weeks, *self._remaining("phase_weeks", "phase_week")]
        if "remain" in self.context.asks:
            return self._remaining("phase_weeks", "phase_week")
        after = self.context.after
        if after and after.link in {"slash", "of"}:
            return week
        if self.context.asks & {"since"} or any(word in self.context.lead for word in ("过", "已", "了", "done")):
            found += [*week, *[Candidate(c.keys, c.value - 1) for c in week]]
        length = self.index.range_days
        if length and length % 7 in {0, 1}:
            found.append(Candidate(("start_date", "end_date"), float(length // 7)))
        return found

    def _records(self) -> list[Candidate]:
        return [*self._facts("records"), *self._with_previous("personal_records")]
