"""Values of training: sessions, time, sets, days, weeks, records."""

import re

from gym.number_check.facts import MUSCLES
from gym.number_check.values import Candidate, Values


class OfTraining(Values):
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
                found += [
                    c for name in ([named] if named else ("planned", "completed", "missed")) for c in self._facts(name)
                ]
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
        if not named and topic != "session" and self.mention.unit.kind != "session":
            found += [*self._facts("weigh"), *self._facts("assess")]
        return found

    def _is_whole(self) -> bool:
        """60次完成21次: the first is what was planned."""
        after = self.context.after
        verb = r"[^，。；,;\d]{0,6}?(?:里|中)?(?:只|才|已经?|一共)?(?:完成|做了|做完|练了|来了|上了)"
        return after is not None and after.dim == "count" and bool(re.match(verb, self.context.tail))

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
