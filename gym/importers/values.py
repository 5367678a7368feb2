"""Numbers, units and times as other products write them. Each raises `BadValue` with a sentence for people."""

import math
import re
from datetime import UTC, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

KG_PER_LB = 0.45359237
METRES = {"km": 1000.0, "m": 1.0, "meters": 1.0, "mi": 1609.344, "mile": 1609.344, "miles": 1609.344, "ft": 0.3048}
UNITS = {"kg": "kg", "kgs": "kg", "公斤": "kg", "lb": "lb", "lbs": "lb", "磅": "lb"}
NUMBER = re.compile(r"[-+]?\d{1,12}(?:[.,]\d{1,20})?", re.ASCII)
DURATION = re.compile(r"(?:(\d{1,3})\s*h)?\s*(?:(\d{1,4})\s*m(?:in)?)?\s*(?:(\d{1,5})\s*s)?", re.ASCII | re.IGNORECASE)


class BadValue(Exception):
    """One cell cannot be read; the message is for people."""


def number(text: str, name: str) -> float | None:
    """A plain decimal with point or comma; None when the cell is empty."""
    if not text:
        return None
    if not NUMBER.fullmatch(text):
        raise BadValue(_("%(name)s 不是数字：%(text)s") % {"name": name, "text": text[:40]})
    value = float(text.replace(",", "."))
    if not math.isfinite(value) or value < 0:
        raise BadValue(_("%(name)s 超出合理范围：%(text)s") % {"name": name, "text": text[:40]})
    return value


def whole(text: str, name: str, most: int) -> int | None:
    value = number(text, name)
    if value is None:
        return None
    if value > most or value != int(value):
        raise BadValue(_("%(name)s 超出合理范围：%(text)s") % {"name": name, "text": text[:40]})
    return int(value)


def unit(text: str) -> str:
    """`kg` or `lb`."""
    try:
        return UNITS[text.lower()]
    except KeyError:
        raise BadValue(_("不认识的重量单位：%(text)s（请用 kg 或 lb）") % {"text": text[:20]}) from None


def kilograms(value: float, in_unit: str) -> Decimal:
    """Rounded to 10 g."""
    return rounded(value * KG_PER_LB if in_unit == "lb" else value, "0.01")


def rounded(value: float, step: str) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(step), ROUND_HALF_UP)


def body_weight(value: float | None, in_unit: str) -> Decimal:
    if value is None:
        raise BadValue(_("没有体重"))
    kg = kilograms(value, in_unit)
    if not 20 <= kg <= 400:
        raise BadValue(_("体重 %(kg)s 公斤超出合理范围（20 到 400），请检查单位") % {"kg": kg})
    return kg


def body_fat(text: str) -> Decimal | None:
    value = number(text, _("体脂率"))
    if value is None or value == 0:
        return None
    if not 1 <= value <= 75:
        raise BadValue(_("体脂率超出合理范围：%(text)s") % {"text": text[:20]})
    return rounded(value, "0.1")


def moment(text: str, formats: tuple[str, ...], zone: tzinfo) -> datetime:
    """A local time of the gym, in UTC; a time that daylight saving skips is moved behind the gap."""
    plain = " ".join(text.split())  # phones put a narrow no-break space before AM and PM
    for form in formats:
        try:
            local = datetime.strptime(plain, form)
        except ValueError:
            continue
        if not 1990 <= local.year <= 2100:
            break
        return local.replace(tzinfo=zone).astimezone(UTC)
    raise BadValue(_("不是有效的日期时间：%(text)s") % {"text": text[:40]})


def minutes(text: str) -> int | None:
    """`1h 5m`, `45m`, `90s`, or plain seconds; None when empty."""
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) <= 6:
        total = int(text)
    else:
        match = DURATION.fullmatch(text)
        if not match or not any(match.groups()):
            raise BadValue(_("不认识的时长：%(text)s") % {"text": text[:20]})
        hours, mins, secs = (int(part or 0) for part in match.groups())
        total = hours * 3600 + mins * 60 + secs
    if total > 86_400:
        raise BadValue(_("时长超过一天：%(text)s") % {"text": text[:20]})
    return round(total / 60) or None
