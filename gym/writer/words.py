"""How values are said: one decimal for kilograms, whole per cents, days as people name them."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

MUSCLES = ("chest", "back", "legs", "shoulders", "arms", "core")
SILENT_DAYS = 14


class Facts:
    """The fact table for reading: `facts["weight_change"]` is None where there is no such fact."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.whole = facts
        self._values = {row["key"]: row["value"] for row in facts["facts"]}
        basic = facts["basic"]
        self.kind: str = basic["kind"]
        self.goal: str = basic["goal"]
        self._seed = f"{basic['start']} {basic['end']} {self._values.get('weigh_ins')} {basic['member']}"

    def __getitem__(self, key: str) -> Any:
        return self._values.get(key)

    def number(self, key: str) -> float:
        """A count or measure, 0 where there is none."""
        value = self._values.get(key)
        return float(value) if isinstance(value, int | float) else 0.0

    def pick(self, about: str, *variants: str) -> str:
        """One of several ways to say it: always the same for the same facts."""
        seed = hashlib.blake2b(f"{self._seed} {about}".encode(), digest_size=4).digest()
        return variants[int.from_bytes(seed, "big") % len(variants)]

    def silent_since(self, key: str) -> bool:
        """Whether this date lies so far before the end that nothing can be said of the time after it."""
        last = self[key]
        if last is None:
            return False
        return (date.fromisoformat(self.whole["basic"]["end"]) - date.fromisoformat(last)).days >= SILENT_DAYS

    @property
    def period(self) -> str:
        if self.kind == "stage":
            return _("这个阶段")
        if self.kind == "monthly":
            return _("这段时间")
        days = self.whole["basic"]["days"]
        if days < 6:
            return _("这几天")
        return _("本周") if days <= 9 else _("这段时间")


def plain(value: float) -> str:
    """At most one decimal, none when it is whole: 72.4, 60."""
    text = f"{abs(value):.1f}"
    return text.removesuffix(".0")


def day(iso: str) -> str:
    moment = date.fromisoformat(iso)
    return date_format(moment, _("n 月 j 日"))


def one_line(name: str) -> str:
    """What a person typed is data: a line break in it must not begin a line."""
    return " ".join(name.split())


def measure(name: str) -> str:
    """A measure that a phase may have a target for."""
    return {
        "weight": _("体重"),
        "body_fat": _("体脂率"),
        "fat_mass": _("体脂肪"),
        "muscle": _("骨骼肌"),
        "bmr": _("基础代谢"),
        "waist": _("腰围"),
        "chest": _("胸围"),
        "hip": _("臀围"),
        "visceral_fat": _("内脏脂肪等级"),
    }[name]


def amount(name: str, value: float) -> str:
    """The value of a measure with its unit: 63.8 公斤, 27.4%, 78.5 厘米."""
    words = {"value": plain(value)}
    match name:
        case "body_fat":
            return f"{words['value']}%"
        case "waist" | "chest" | "hip":
            return _("%(value)s 厘米") % words
        case "bmr":
            return _("%(value)s 千卡") % words
        case "visceral_fat":
            return _("%(value)s 级") % words
    return _("%(value)s 公斤") % words


def numbered(points: list[str]) -> list[str]:
    return [_("%(number)s. %(point)s") % {"number": number, "point": point} for number, point in enumerate(points, 1)]


def muscle(name: str) -> str:
    return {
        "chest": _("胸部"),
        "back": _("背部"),
        "legs": _("腿部"),
        "shoulders": _("肩部"),
        "arms": _("手臂"),
        "core": _("核心"),
    }[name]


def listed(names: list[str]) -> str:
    """胸部、背部和腿部."""
    if len(names) < 2:
        return "".join(names)
    return _("%(many)s和%(last)s") % {"many": _("、").join(names[:-1]), "last": names[-1]}


def joined(*sentences: str) -> str:
    """Sentences of one paragraph, the empty ones left out; Chinese sets no space between them."""
    gap = "" if (get_language() or "").startswith("zh") else " "
    return gap.join(sentence for sentence in sentences if sentence)
