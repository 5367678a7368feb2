"""Numbers as people write them: times in a day, hours."""

import pytest

from petclinic.safety.counts import hours, number, times_a_day
from petclinic.safety.normal import normal


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("3", 3),
        ("三", 3),
        ("两", 2),
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("两三", 3),
        ("五六", 6),
        ("半", 0.5),
        ("七十", 70),
    ],
)
def test_a_numeral_is_read(numeral: str, value: float) -> None:
    assert number(numeral) == value


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("吐了三次", 3),
        ("一天吐三次", 3),
        ("一天三次都在吐", 3),
        ("吐了两三次", 3),
        ("吐了3-5次", 5),
        ("吐了五六次", 6),
        ("吐了好几次", 4),
        ("吐了十几次", 12),
        ("吐了三次以上", 4),
        ("三天吐了六次", 2),
        ("一周吐了四次", 1),
        ("第三次吐", 0),
        ("反复吐", 5),
        ("吐了", 0),
    ],
)
def test_times_in_a_day(text: str, times: float) -> None:
    text = normal(text)
    at = text.index("吐")
    assert times_a_day(text, at, at + 1, 0, len(text)) == times


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("12小时没吃", 12),
        ("十二个小时没吃", 12),
        ("一天没吃", 24),
        ("两天半没吃", 60),
        ("三四天没吃", 96),
        ("从昨天开始没吃", 24),
        ("昨晚到现在没吃", 12),
        ("前天就没吃", 48),
        ("第三天没吃", 48),
        ("两顿没吃", 16),
        ("一周没吃", 168),
        ("三天前打了疫苗，没吃", 0),
        ("三天前开始没吃", 72),
        ("三个月大，没吃", 0),
        ("没吃", 0),
    ],
)
def test_hours(text: str, length: float) -> None:
    text = normal(text)
    assert hours(text, 0, len(text)) == length
