"""Numbers, units and times as other products write them. Each raises `BadValue` with a sentence for people."""

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

KG = {"kg": 1.0, "lb": 0.45359237, "jin": 0.5}
METRES = {"km": 1000.0, "m": 1.0, "meters": 1.0, "mi": 1609.344, "mile": 1609.344, "miles": 1609.344, "ft": 0.3048}
UNITS = {"kg": "kg", "kgs": "kg", "公斤": "kg", "千克": "kg", "lb": "lb", "lbs": "lb", "磅": "lb", "斤": "jin"}
BODY_KG = (20, 400)
MOST_LIFTED_KG = 2_000
MOST_METRES = 1_000_000
PLAIN = re.compile(r"[-+]?\d{1,12}(?:\.\d{1,20})?", re.ASCII)
DECIMAL_COMMA = re.compile(r"[-+]?\d{1,12},\d{1,20}", re.ASCII)
COMMA_GROUPS = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3}){1,3}(?:\.\d{1,20})?", re.ASCII)
POINT_GROUPS = re.compile(r"[-+]?[1-9]\d{0,2}(?:(?:\.\d{3}){1,3},\d{1,20}|(?:\.\d{3}){2,3})", re.ASCII)
DURATION = re.compile(r"(?:(\d{1,3})\s*h)?\s*(?:(\d{1,4})\s*m(?:in)?)?\s*(?:(\d{1,5})\s*s)?", re.ASCII | re.IGNORECASE)
SECONDS = re.compile(r"\d{1,9}(?:\.0+)?", re.ASCII)
HALF_DAYS = {"am": 0, "a.m.": 0, "上午": 0, "pm": 12, "p.m.": 12, "下午": 12}
HALF_DAY = re.compile(r"\s?(am|pm|a\.m\.|p\.m\.|上午|下午)\s?", re.IGNORECASE)


class BadValue(Exception):
    """One cell cannot be read; the message is for people."""


def number(
    text: str, name: str, delimiter: str, plausible: Callable[[float], bool] = lambda _value: True
) -> float | None:
    """A number as apps and spreadsheets write it; None when the cell is empty.

    `1,000` may be a thousand or one: the reading that is `plausible` counts. Where both are, a comma in a file that is
    separated by commas groups thousands; in any other file the row is refused.
    """
    if not text:
        return None
    values = _readings(text)
    if not values:
        raise BadValue(_("%(name)s 不是数字：%(text)s") % {"name": name, "text": text[:40]})
    if len(values) > 1:
        values = [value for value in values if plausible(value)] or values
    if len(values) > 1 and delimiter != ",":
        both = {"name": name, "text": text, "one": f"{values[1]:g}", "other": f"{values[0]:g}"}
        raise BadValue(_("%(name)s 有歧义：%(text)s 可以是 %(one)s，也可以是 %(other)s，请去掉逗号再导入") % both)
    if not math.isfinite(values[0]) or values[0] < 0:
        raise BadValue(_("%(name)s 超出合理范围：%(text)s") % {"name": name, "text": text[:40]})
    return values[0]


def _readings(text: str) -> list[float]:
    """What a number can mean, grouped thousands first; empty for what is no number."""
    found = []
    if COMMA_GROUPS.fullmatch(text):
        found.append(float(text.replace(",", "")))
    if POINT_GROUPS.fullmatch(text):
        found.append(float(text.replace(".", "").replace(",", ".")))
    if PLAIN.fullmatch(text) or DECIMAL_COMMA.fullmatch(text):
        found.append(float(text.replace(",", ".")))
    return found


def whole(text: str, name: str, most: int, delimiter: str) -> int | None:
    def plausible(value: float) -> bool:
        return value <= most and value == int(value)

    value = number(text, name, delimiter, plausible)
    if value is not None and not plausible(value):
        raise BadValue(_("%(name)s 超出合理范围：%(text)s") % {"name": name, "text": text[:40]})
    return None if value is None else int(value)


def unit(text: str) -> str:
    """A unit of `KG`."""
    try:
        return UNITS[text.lower()]
    except KeyError:
        raise BadValue(_("不认识的重量单位：%(text)s（请用 kg 或 lb）") % {"text": text[:20]}) from None


def kilograms(value: float, in_unit: str) -> Decimal:
    """Rounded to 10 g."""
    return rounded(value * KG[in_unit], "0.01")


def rounded(value: float, step: str) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(step), ROUND_HALF_UP)


def lifted(text: str, in_unit: str, delimiter: str) -> Decimal | None:
    """The weight of a set in kg; None for none and for zero, which is how apps write the body's own."""
    value = number(text, "Weight", delimiter, lambda value: kilograms(value, in_unit) <= MOST_LIFTED_KG)
    if not value:
        return None
    kg = kilograms(value, in_unit)
    if kg > MOST_LIFTED_KG:
        raise BadValue(_("重量超出合理范围：%(text)s") % {"text": text[:40]})
    return kg or None


def metres(text: str, in_unit: str, delimiter: str) -> Decimal | None:
    """A distance in metres, of a unit in `METRES`; None for none and for zero."""
    if in_unit not in METRES:
        raise BadValue(_("不认识的距离单位：%(text)s") % {"text": in_unit[:20]})
    value = number(text, "Distance", delimiter, lambda value: value * METRES[in_unit] <= MOST_METRES)
    if not value:
        return None
    if value * METRES[in_unit] > MOST_METRES:
        raise BadValue(_("距离超出合理范围：%(text)s") % {"text": text[:40]})
    return rounded(value * METRES[in_unit], "0.1")


def rpe(text: str, delimiter: str) -> Decimal | None:
    """The exertion from 1 to 10; None for none and for zero."""
    value = number(text, "RPE", delimiter, lambda value: value <= 10)
    if not value:
        return None
    if not 1 <= value <= 10:
        raise BadValue(_("RPE 应当在 1 到 10 之间：%(text)s") % {"text": text[:20]})
    return rounded(value, "0.1")


def body_weight(text: str, name: str, in_unit: str, delimiter: str) -> Decimal | None:
    """Between 20 and 400 kg; None for an empty cell."""

    def plausible(value: float) -> bool:
        return BODY_KG[0] <= kilograms(value, in_unit) <= BODY_KG[1]

    value = number(text, name, delimiter, plausible)
    if value is not None and not plausible(value):
        limits = {"kg": kilograms(value, in_unit)}
        raise BadValue(_("体重 %(kg)s 公斤超出合理范围（20 到 400），请检查单位") % limits)
    return None if value is None else kilograms(value, in_unit)


def body_fat(text: str, delimiter: str) -> Decimal | None:
    value = number(text, _("体脂率"), delimiter, lambda value: value <= 75)
    if value is None or value == 0:
        return None
    if not 1 <= value <= 75:
        raise BadValue(_("体脂率超出合理范围：%(text)s") % {"text": text[:20]})
    return rounded(value, "0.1")


def moment(text: str, formats: tuple[str, ...], zone: tzinfo, fold: int = 0) -> datetime:
    """A local time of the gym, in UTC; a time that daylight saving skips is moved behind the gap.

    `formats` are of `strptime` with hours to 24 and without names, which would follow the locale of the process; a
    half of the day (PM, 下午) may stand anywhere. Of an hour that comes twice, `fold` is the first or the second.
    """
    plain, half = _half_day(" ".join(unicodedata.normalize("NFKC", text).split()))
    for form in formats:
        try:
            local = datetime.strptime(plain, form)
        except ValueError:
            continue
        if not 1990 <= local.year <= 2100 or (half is not None and not 1 <= local.hour <= 12):
            break
        if half is not None:
            local = local.replace(hour=local.hour % 12 + half)
        return (local if local.tzinfo else local.replace(tzinfo=zone, fold=fold)).astimezone(UTC)
    raise BadValue(_("不是有效的日期时间：%(text)s") % {"text": text[:40]})


def _half_day(text: str) -> tuple[str, int | None]:
    """The text without AM or PM, and the hours that it adds; None where there is none."""
    found = HALF_DAY.search(text)
    if not found:
        return text, None
    return f"{text[: found.start()]} {text[found.end() :]}".strip(), HALF_DAYS[found[1].lower()]


def minutes(text: str) -> int | None:
    """`1h 5m`, `45m`, `90s`, or plain seconds; None when empty, and when it is longer than a day: a clock left on."""
    if not text:
        return None
    if SECONDS.fullmatch(text):
        total = int(float(text))
    else:
        match = DURATION.fullmatch(text)
        if not match or not any(match.groups()):
            raise BadValue(_("不认识的时长：%(text)s") % {"text": text[:20]})
        hours, mins, secs = (int(part or 0) for part in match.groups())
        total = hours * 3600 + mins * 60 + secs
    return None if total > 86_400 else round(total / 60) or None
