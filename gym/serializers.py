"""The parameters of the gym's endpoints, as clients send them: strings from a query or a form, or JSON values."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from streams.errors import BadParameters

ABSENT = {"", "undefined", "null"}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOST_DAYS = 366
LARGEST_ID = 2**63 - 1
EARLIEST, LATEST = date(1970, 1, 1), date(2200, 12, 31)


class WeeklyParameters(NamedTuple):
    """What was asked; None where nothing was said."""

    member_id: int | None
    start: date | None
    end: date | None
    refresh: bool


class NumberedParameters(NamedTuple):
    """The phase or the assessment that was asked about."""

    number: int
    refresh: bool


def weekly_parameters(raw: Mapping[str, Any]) -> WeeklyParameters:
    """Empty strings, null and JavaScript's literals count as absent, unknown fields are ignored.

    Raises `BadParameters` with a sentence that says what to do.
    """
    member_id = _given(raw, "member_id")
    return WeeklyParameters(
        member_id=None if member_id is None else _number(member_id, _("member_id 应当是会员的数字编号，例如 123。")),
        start=_day(_given(raw, "start_date"), "start_date"),
        end=_day(_given(raw, "end_date"), "end_date"),
        refresh=_flag(_given(raw, "refresh"), "refresh"),
    )


def stage_parameters(raw: Mapping[str, Any]) -> NumberedParameters:
    """`stage_id` is required. Raises `BadParameters`."""
    number = _number(_given(raw, "stage_id"), _("请用 stage_id 给出阶段的数字编号，例如 12。"))
    return NumberedParameters(number, _flag(_given(raw, "refresh"), "refresh"))


def monthly_parameters(raw: Mapping[str, Any]) -> NumberedParameters:
    """`assessment_id` is required. Raises `BadParameters`."""
    number = _number(_given(raw, "assessment_id"), _("请用 assessment_id 给出体测的数字编号，例如 45。"))
    return NumberedParameters(number, _flag(_given(raw, "refresh"), "refresh"))


def check_range(start: date, end: date) -> None:
    if start > end:
        raise BadParameters(_("开始日期不能晚于结束日期，请调换后重试。"))
    if too_long(start, end):
        raise BadParameters(_("日期范围最长 366 天，请缩短后重试。"))


def too_long(start: date, end: date) -> bool:
    """Whether the days from `start` to `end`, both included, are more than an answer looks at."""
    return (end - start).days + 1 > MOST_DAYS


def _given(raw: Mapping[str, Any], name: str) -> Any:
    value = raw.get(name)
    if isinstance(value, str):
        value = value.strip()
        return None if value in ABSENT else value
    return value


def _number(value: Any, sentence: str) -> int:
    """The number of a record; `BadParameters` with the sentence when it is none."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 40:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise BadParameters(sentence)
    return min(value, LARGEST_ID)  # beyond all numbers there is nothing either


def _day(value: Any, name: str) -> date | None:
    if value is None:
        return None
    if isinstance(value, str) and DAY.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = date.min
        if EARLIEST <= day <= LATEST:
            return day
    raise BadParameters(_("%(name)s 不是有效的日期，请写成 2025-03-23 这样的格式。") % {"name": name})


def _flag(value: Any, name: str) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    word = str(value).lower()
    if word in {"true", "1", "yes"}:
        return True
    if word in {"false", "0", "no"}:
        return False
    raise BadParameters(_("%(name)s 只能是 true 或 false。") % {"name": name})
