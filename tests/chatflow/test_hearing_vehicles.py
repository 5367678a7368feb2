"""Vehicles are counted, and it is heard whether they move and what is broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatflow.hearing.values import Found
from chatflow.hearing.vehicles import hear_damage, hear_movable, hear_vehicle_count


def value(found: Found | None) -> str | None:
    return found.value if found else None


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("两辆车", "2"),
        ("就我一辆", "1"),
        ("就我一辆车", "1"),
        ("我自己撞的护栏", "1"),
        ("单车事故", "1"),
        ("撞树上了", "1"),
        ("三车追尾", "3"),
        ("跟前车追尾", "2"),
        ("被后面的车撞了", "2"),
        ("和一辆货车刮了", "2"),
        ("对方那个车", "2"),
        ("撞了电动车", "2"),
        ("一共四辆车", "4"),
        ("我撞了前面两辆车", "3"),
        ("有三台车", "3"),
        ("没有人受伤", None),
        ("我在高架上", None),
        ("3辆", "3"),
        ("五车连环相撞", "5"),
        ("跟一辆电动车碰了", "2"),
        ("被追尾了", "2"),
        ("倒车撞柱子了", "1"),
        ("我的车", None),
        ("被一辆车撞到护栏上了", "2"),
        ("我和对方两个车", "2"),
        ("我跟一辆出租车蹭了", "2"),
        ("总共3台车", "3"),
        ("单方事故", "1"),
        ("我撞了路边的护栏", "1"),
    ],
)
def test_vehicles_are_counted(text: str, heard: str | None) -> None:
    assert value(hear_vehicle_count(text)) == heard


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("三", "3"),
        ("2", "2"),
        ("两个", "2"),
        ("就两辆", "2"),
        ("不知道", None),
    ],
)
def test_a_bare_number_counts_after_our_question(text: str, heard: str | None) -> None:
    assert value(hear_vehicle_count(text, expecting=True)) == heard


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("还能开", "能"),
        ("能动", "能"),
        ("可以开走", "能"),
        ("开到路边了", "能"),
        ("动不了", "不能"),
        ("开不了", "不能"),
        ("趴窝了", "不能"),
        ("轮子掉了", "不能"),
        ("打不着火", "不能"),
        ("需要拖车", "不能"),
        ("不能动了", "不能"),
        ("不需要拖车", "能"),
        ("能不能开", None),
        ("我在高架上", None),
        ("腿动不了", None),
        ("我的能开对方的动不了", "不能"),
        ("能开票吗", None),
        ("车已经挪到应急车道了", "能"),
        ("车没法开了", "不能"),
        ("人动不了", None),
        ("不影响行驶", "能"),
        ("车子还可以走", "能"),
        ("能走保险吗", None),
        ("不能走", "不能"),
    ],
)
def test_it_is_heard_whether_the_cars_move(text: str, heard: str | None) -> None:
    assert value(hear_movable(text)) == heard


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("能", "能"),
        ("可以", "能"),
        ("不行", "不能"),
        ("不能", "不能"),
        ("不知道", None),
        ("能的", "能"),
        ("都能", "能"),
    ],
)
def test_a_bare_answer_tells_whether_they_move(text: str, heard: str | None) -> None:
    assert value(hear_movable(text, expecting=True)) == heard


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("保险杠掉了", "保险杠掉了"),
        ("前大灯碎了", "前大灯碎了"),
        ("车门凹进去", "车门凹进去"),
        ("左边后视镜", "左边后视镜"),
        ("保险杠掉了，前大灯碎了", "保险杠掉了，前大灯碎了"),
        ("玻璃没碎", None),
        ("没有人受伤", None),
        ("在小区门口", None),
        ("我的车后面被撞了", None),
        ("车头撞瘪了", "车头撞瘪了"),
        ("右前大灯和保险杠都坏了", "右前大灯和保险杠都坏了"),
        ("撞坏了后备箱", "撞坏了后备箱"),
        ("就是掉了点漆", "掉了点漆"),
        ("车漆刮花了", "车漆刮花了"),
        ("前面的车急刹", None),
        ("两辆车", None),
        ("前面凹进去一块", "前面凹进去一块"),
        ("后视镜没了", "后视镜没了"),
        ("右后门刮了一道", "右后门刮了一道"),
        ("轮胎爆了", "轮胎爆了"),
        ("没撞到保险杠", None),
    ],
)
def test_damage_is_heard(text: str, heard: str | None) -> None:
    assert value(hear_damage(text)) == heard


def test_another_vehicle_alone_is_heard_with_less_confidence() -> None:
    found = hear_vehicle_count("被后面的车撞了")
    assert found is not None
    assert found.confidence == 0.7


def test_slight_damage_counts_after_our_question() -> None:
    assert value(hear_damage("不严重", expecting=True)) == "不严重"
    assert hear_damage("不严重") is None


PIECES = st.sampled_from(
    [
        "车",
        "一",
        "两",
        "辆",
        "三",
        "我",
        "自己",
        "撞",
        "护栏",
        "不能",
        "能",
        "开",
        "动",
        "了",
        "保险杠",
        "左",
        "前",
        "大灯",
        "碎",
        "没",
        "掉",
        ",",
        "呃",
        "对方",
    ]
)


@given(st.text(max_size=40) | st.lists(PIECES, max_size=12).map("".join), st.booleans())
def test_it_never_fails_and_words_stand_where_they_say(text: str, expecting: bool) -> None:
    for hear in (hear_vehicle_count, hear_movable, hear_damage):
        found = hear(text, expecting=expecting)
        if found is not None:
            assert found.words
            assert text[found.start :].startswith(found.words)
