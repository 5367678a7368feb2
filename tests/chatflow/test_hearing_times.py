"""The time of an accident is understood from relative and spoken times."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatflow.hearing.times import hear_time

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2025, 3, 31, 15, 40, tzinfo=CHINA)  # a Monday


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("刚刚", "2025-03-31 15:40"),
        ("刚才", "2025-03-31 15:40"),
        ("就现在", "2025-03-31 15:40"),
        ("就是刚才吧", "2025-03-31 15:40"),
        ("我刚刚追尾了", "2025-03-31 15:40"),
        ("我刚才在中山路被撞了", "2025-03-31 15:40"),
        ("十分钟前", "2025-03-31 15:30"),
        ("大概十分钟前吧", "2025-03-31 15:30"),
        ("20分钟以前", "2025-03-31 15:20"),
        ("半小时前", "2025-03-31 15:10"),
        ("半个钟头之前", "2025-03-31 15:10"),
        ("一刻钟前", "2025-03-31 15:25"),
        ("一个多小时前", "2025-03-31 14:40"),
        ("一个半小时前", "2025-03-31 14:10"),
        ("两三分钟前", "2025-03-31 15:37"),
        ("撞了十分钟了", "2025-03-31 15:30"),
        ("今天早上八点半", "2025-03-31 08:30"),
        ("昨晚十一点四十", "2025-03-30 23:40"),
        ("昨晚两点", "2025-03-31 02:00"),
        ("昨晚12点", "2025-03-31 00:00"),
        ("下午三点一刻", "2025-03-31 15:15"),
        ("三点差五分", "2025-03-31 14:55"),
        ("差五分三点", "2025-03-31 14:55"),
        ("凌晨两点", "2025-03-31 02:00"),
        ("中午12点", "2025-03-31 12:00"),
        ("中午一点", "2025-03-31 13:00"),
        ("15:20", "2025-03-31 15:20"),
        ("15点20", "2025-03-31 15:20"),
        ("十五时二十分", "2025-03-31 15:20"),
        ("8点50左右", "2025-03-31 08:50"),
        ("两点半", "2025-03-31 14:30"),
        ("早上八点，不对，九点", "2025-03-31 09:00"),
        ("晚上八点", "2025-03-30 20:00"),
        ("昨天三点", "2025-03-30 15:00"),
        ("昨天早上七点十分", "2025-03-30 07:10"),
        ("大前天", "2025-03-28 12:00"),
        ("前天下午", "2025-03-29 15:00"),
        ("上午", "2025-03-31 10:00"),
        ("3月31号早上八点", "2025-03-31 08:00"),
        ("三月三十号下午两点", "2025-03-30 14:00"),
        ("12月5号早上八点", "2024-12-05 08:00"),
        ("2025年3月30日14时20分", "2025-03-30 14:20"),
        ("2025-03-31 15:00", "2025-03-31 15:00"),
        ("周一早上", "2025-03-31 08:00"),
        ("周日下午两点", "2025-03-30 14:00"),
        ("上周五晚上八点", "2025-03-28 20:00"),
        ("零点", "2025-03-31 00:00"),
        ("事故是今天下午一点四十发生的", "2025-03-31 13:40"),
        ("我今天上午十点在万达门口被撞了", "2025-03-31 10:00"),
        ("一点二十", "2025-03-31 13:20"),
    ],
)
def test_the_time_is_heard(text: str, value: str) -> None:
    found = hear_time(text, NOW)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    "text",
    [
        "刚才我说了",
        "刚才不是告诉你了吗",
        "刚刚有人打电话给我",
        "我刚刚买的车",
        "等了十分钟了",
        "保险公司说半小时到",
        "五分钟后到",
        "交警十分钟到",
        "有一点疼",
        "早一点来",
        "三点建议",
        "十二点五公里",
        "K12",
        "明天下午三点",
        "下午三点来修",
        "今天",
        "前面的车",
        "目前还不知道",
        "我前天买的车",
        "上次是三点撞的",
        "不知道几点",
        "两辆车",
        "沪A12345",
        "25点70",
        "",
    ],
)
def test_no_time_is_made_up(text: str) -> None:
    assert hear_time(text, NOW) is None


@pytest.mark.parametrize(
    ("now", "text", "value"),
    [
        ("2025-03-31 03:03", "8点50左右", "2025-03-30 20:50"),
        ("2025-03-31 00:05", "十一点五十", "2025-03-30 23:50"),
        ("2025-01-01 00:10", "半小时前", "2024-12-31 23:40"),
        ("2025-03-31 09:00", "昨晚九点", "2025-03-30 21:00"),
        ("2025-03-31 08:00", "八点零二", "2025-03-31 08:02"),
        ("2025-03-02 08:00", "28号下午", "2025-02-28 15:00"),
        ("2025-03-31 13:10", "十二点五十", "2025-03-31 12:50"),
    ],
)
def test_the_nearest_past_reading_is_taken(now: str, text: str, value: str) -> None:
    found = hear_time(text, datetime.fromisoformat(now).replace(tzinfo=CHINA))
    assert found is not None
    assert found.value == value


def test_a_vague_time_is_heard_with_little_confidence() -> None:
    for text, sure in (("刚刚", 0.75), ("一个多小时前", 0.6), ("大前天", 0.3)):
        found = hear_time(text, NOW)
        assert found is not None
        assert found.confidence == sure


PIECES = st.sampled_from(
    [
        "昨",
        "前",
        "天",
        "晚上",
        "十",
        "点",
        "半",
        "刻",
        "分钟",
        "前",
        "3",
        "12",
        ":",
        "月",
        "号",
        "差",
        "周",
        "日",
        "上",
        "刚才",
        ",",
        " ",
        "零",
        "年",
    ]
)


@given(
    st.text(max_size=40) | st.lists(PIECES, max_size=12).map("".join),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.none()),
)
def test_it_never_fails_nor_lies_in_the_future(text: str, now: datetime) -> None:
    now = now.replace(tzinfo=CHINA)
    found = hear_time(text, now)
    if found is not None:
        assert found.words
        assert text[found.start :].startswith(found.words)
        assert datetime.fromisoformat(found.value).replace(tzinfo=CHINA) <= now + timedelta(minutes=5)
