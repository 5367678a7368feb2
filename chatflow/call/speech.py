"""The words of the dialogue: one of the flow's wordings, with values said as a person would say them."""

from datetime import datetime, timedelta
from string import Formatter

from chatflow.call.flow import Flow, SlotSpec
from chatflow.call.guards import matters
from chatflow.call.values import Call
from chatflow.hearing.phones import spoken_phone
from chatflow.hearing.plates import spoken_plate

DAY_PARTS = ((5, "凌晨"), (11, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))


class Speaker:
    """Says the flow's sentences for one call; `now` is the turn's time."""

    def __init__(self, flow: Flow, now: datetime) -> None:
        self.flow = flow
        self.now = now

    def say(self, name: str, call: Call, **values: str) -> str:
        """One wording of `says.<name>`, varied by call and turn."""
        return self._one(self.flow.says[name], call, call.turn, values)

    def ask(self, spec: SlotSpec, call: Call, *, again: bool = False) -> str:
        """Its question; `again` when the last answer did not answer it."""
        wordings = spec.again if again and spec.again else spec.ask
        return self._one(wordings, call, call.memory.counts.get(spec.key, 0), {})

    def _one(self, wordings: tuple[str, ...], call: Call, turn: int, values: dict[str, str]) -> str:
        wording = wordings[(call.memory.seed + turn) % len(wordings)]
        return Formatter().vformat(wording, (), _Blanks(values))

    def value(self, key: str, value: str) -> str:
        """A value as it is said aloud."""
        if key.startswith("hphm"):
            return spoken_plate(value)
        if key == "sjhm":
            return spoken_phone(value)
        if key == "sgsj":
            return spoken_time(value, self.now)
        if key == "cls":
            return {"1": "一辆车", "2": "两辆车"}.get(value, f"{value}辆车")
        spec = self.flow.spec(key)
        return spec.spoken.get(value, value) if spec else value

    def read_back(self, call: Call, keys: list[str] | None = None) -> str:
        """What is known (or only `keys` of it), as parts of one sentence."""
        parts = []
        for spec in self.flow.slots:
            slot = call.slots.get(spec.key)
            if slot and spec.read_back and (keys is None or spec.key in keys):
                parts.append(spec.read_back.format(value=self.value(spec.key, slot.value)))
        return "；".join(parts)

    def missing(self, call: Call) -> str:
        """What is not known of all that matters, skipped or not."""
        wanted = [spec for spec in self.flow.slots if spec.key not in call.slots and matters(spec, self.flow, call)]
        return "、".join(spec.title for spec in wanted[:4]) + ("等" if len(wanted) > 4 else "")


class _Blanks(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def spoken_digits(digits: str) -> str:
    """The beginning of a phone number, in the usual groups."""
    groups = [digits[:3], digits[3:7], digits[7:]]
    return "，".join(group for group in groups if group)


def spoken_time(value: str, now: datetime) -> str:
    """`2025-03-31 08:05` said on that day: `今天上午8点05分`."""
    try:
        at = datetime.strptime(value, "%Y-%m-%d %H:%M")
    except ValueError:
        return value
    days = (now.date() - at.date()).days
    day = {0: "今天", 1: "昨天", 2: "前天"}.get(days, f"{at.month}月{at.day}号")
    part = next(name for until, name in DAY_PARTS if at.hour < until)
    hour = at.hour - 12 if at.hour > 12 else at.hour
    minute = "" if not at.minute else "半" if at.minute == 30 else f"{at.minute:02d}分"
    if not days and abs(now.replace(tzinfo=None) - at) < timedelta(minutes=3):
        return "刚刚"
    return f"{day}{part}{hour}点{minute}"
