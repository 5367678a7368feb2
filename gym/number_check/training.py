"""What a number of sessions, sets, hours, days or weeks may stand for."""

import re
from collections.abc import Iterator

from gym.number_check.claim import Claim
from gym.number_check.derive import computed, difference
from gym.number_check.facts import Fact
from gym.number_check.words import FOREIGN


class TrainingClaims(Claim):
    """Sessions kept and missed, their length, sets, records, and the weeks of a phase."""

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
        first = self.index.days.get("prev_assessment_date")
        if first and self.mention.low == 2 and re.match(r"\s?(?:的)?(?:体测|评估|assessments)", self.context.tail):
            keys = ("prev_assessment_date", "assessment_date")
            yield Fact(keys, "count", "assess", "level", 2.0)  # the two that are compared

    def _counted(self, topic: str | None, kind: str) -> list[str]:
        """Names of the facts that count what the topic says."""
        if kind == "weigh" or (topic == "weigh" and kind != "session"):
            return ["weigh_ins"]
        if kind == "assess" or (topic == "assess" and kind != "session"):
            return ["assessments"]
        if "remain" in self.asks and re.search(r"(?:离|距离?)\s?$", self.context.lead):
            return ["planned"]
        if "remain" in self.asks and topic not in {"missed"} and not re.search(r"每周|week", self.context.lead):
            return ["remain"]
        if kind == "week" or topic == "per_week":
            return ["per_week", "planned", "completed"]
        if topic in {"completed", "planned", "missed", "session", None}:
            if self.mention.link in {"slash", "of"}:
                return ["planned"]
            if self.context.after and self.context.after.link in {"slash", "of"}:
                return ["missed" if topic == "missed" else "completed"]
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
        if (
            topic == "session"
            and re.search(r"(?:训练|trained)了?\s?$", self.context.lead)
            and (not self.context.after or self.context.tail.rstrip()[-1:] in {";", "；", "。"})
        ):
            return ["completed"]
        return ["planned", "completed"] if topic else ["planned", "completed", "missed", "weigh_ins", "assessments"]

    def _counts(self, name: str) -> Iterator[Fact | None]:
        get = self.index.get
        phase = {"completed": "phase_sessions_done", "planned": "phase_sessions_planned"}.get(name)
        if name == "per_week":
            yield get("phase_sessions_per_week")
            done, week = get("phase_sessions_done"), get("phase_week")
            if done and week and week.value and re.search(r"平均|average", self.context.lead):
                yield computed(done.value / week.value, "count", done, week)
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
        here = "本周" in self.context.lead or "这周" in self.context.lead
        if phase and (name == "planned" or "phase" in self.asks) and self.context.move.kind != "change" and not here:
            yield get(phase)
            if name == "planned" and re.search(r"每周|a week|per week", self.context.lead):
                yield get("phase_sessions_per_week")
            if "phase_only" in self.asks and get(phase):
                return
        if name == "planned" and ("phase" in self.asks or re.search(r"每周|a week|per week", self.context.lead)):
            yield get("phase_sessions_per_week")
        yield from self._compared(name)
        if name == "planned":
            yield get("phase_sessions_due")
        if name == "planned" and get("planned") is None and (missed := get("missed")) and (done := get("completed")):
            yield computed(done.value + missed.value, "count", done, missed)
        if self.context.move.kind == "change" and name == "completed" and self.context.when != "compare":
            yield difference(get("completed"), get("planned"))

    def _sets(self) -> Iterator[Fact | None]:
        topic = self.context.topic
        if topic == FOREIGN or (topic or "").startswith("pr_"):
            return
        named = [t for t in dict.fromkeys(self.context.near) if t.startswith("sets_")]
        facts = [self.index.get(t) for t in named]
        last = [t for t in dict.fromkeys(self.context.close) if t.startswith("sets_")]
        both = [self.index.get(t) for t in last]
        if len(last) > 1 and all(both):
            yield computed(sum(f.value for f in both if f), "sets", *both)
        if len(named) > 1 and "sum" in self.asks and all(facts):
            yield computed(sum(f.value for f in facts if f), "sets", *facts)
        name = topic if topic and topic.startswith("sets_") else "sets_total"
        if "others" in self.asks and (total := self.index.get("sets_total")):
            said = [self.index.get(t) for t in dict.fromkeys(self.context.topics) if t.startswith("sets_")]
            yield computed(total.value - sum(f.value for f in said if f), "sets", total, *said)
        if topic is None and self.index.get("sets_total") is None:
            yield from (f for f in self.index.facts if f.dim == "sets" and not f.prev)
        if self.index.get(name) is None and self.index.get("sets_total") and not self.prev:
            yield computed(0.0, "sets", self.index.get("sets_total"))
        yield from self._compared(name)

    def _records(self) -> Iterator[Fact | None]:
        yield from self._get("personal_records")

    def _days(self) -> Iterator[Fact | None]:
        rest, days, topic = self.index.get("rest_days"), self.index.range_days, self.context.topic
        dates = self.index.days
        if self.prev:
            rest = self.index.get("rest_days_prev")
        if topic in {"rest", None}:
            yield rest
        if topic in {"train", None} and rest and days:
            yield computed(days - rest.value, "days", rest)
        if topic is None or "window" in self.asks:
            for number in {days, days and days - 1, 7, 28} - {None}:
                yield Fact(("start_date", "end_date"), "days", "", "level", float(number or 0))
        if topic is None:
            pairs = (
                ("prev_assessment_date", "assessment_date"),
                ("end_date", "phase_end"),
                ("phase_start", "phase_end"),
                ("last_weigh_in_date", "end_date"),
                ("assessment_date", "end_date"),
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
        first, second = self.index.days.get("prev_assessment_date"), self.index.days.get("assessment_date")
        if first and second and re.search(r"上次|体测|assessment", self.context.lead):
            keys = ("prev_assessment_date", "assessment_date")
            yield Fact(keys, "weeks", "", "level", (second - first).days / 7, slack=0.2)
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
        if first and second:
            yield Fact(
                ("prev_assessment_date", "assessment_date"), "weeks", "", "level", (second - first).days / 7, slack=0.2
            )

    def _ratio(self) -> Iterator[Fact | None]:
        weight = self.index.get("weight_end")
        if weight and "体重" in self.context.lead:
            for fact in self.index.facts:
                if fact.topic.startswith("pr_") and fact.dim == "mass":
                    yield computed(fact.value / weight.value, "ratio", fact, weight)
            return
        for name in ("completed", "volume_total", "sets_total", "training_hours", "planned", "avg_session_minutes"):
            now, before = self.index.get(name), self.index.get(f"{name}_prev")
            if now and before and before.value:
                yield computed(now.value / before.value, "ratio", now, before)
