"""The place of an accident is heard in the caller's own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatflow.hearing.places import hear_place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("我在延安高架虹桥出口这里追尾了", "延安高架虹桥出口"),
        ("中山路和人民路交叉口", "中山路和人民路交叉口"),
        ("沪昆高速往杭州方向K120附近", "沪昆高速往杭州方向K120附近"),
        ("浦东新区世纪大道100号门口", "浦东新区世纪大道100号门口"),
        ("万达地下车库B2", "万达地下车库B2"),
        ("家门口的小区里", "家门口的小区里"),
        ("我现在在人民广场地铁站旁边", "人民广场地铁站旁边"),
        ("我在中山北路被一辆货车撞了", "中山北路"),
        ("在沪宁高速苏州段撞了护栏", "沪宁高速苏州段"),
        ("我刚下内环高架", "内环高架"),
        ("出事地点是南京西路静安寺门口", "南京西路静安寺门口"),
        ("我在万达停车场倒车的时候撞了柱子", "万达停车场"),
        ("在G2高速服务区", "G2高速服务区"),
        ("北三环中路辅路追尾了", "北三环中路辅路"),
        ("就在世纪大道和张杨路路口", "世纪大道和张杨路路口"),
        ("我在龙阳路立交桥下面", "龙阳路立交桥下面"),
        ("喂你好我在外环隧道里面追尾了", "外环隧道里面"),
        ("我在中山路等红灯被追尾了", "中山路"),
        ("我在318国道青浦区徐泾镇附近", "318国道青浦区徐泾镇附近"),
        ("我这里是解放路第二中学对面", "解放路第二中学对面"),
        ("杭州市西湖区文三路和学院路交叉口", "杭州市西湖区文三路和学院路交叉口"),
        ("我和对方在永和路上刮了一下", "永和路"),
        ("昨天晚上在学校门口被撞了", "学校门口"),
        ("今天早上八点在中山公园门口", "中山公园门口"),
        ("我刚刚在淮海路跟一辆出租车刮了", "淮海路"),
        ("京沪高速北京方向123公里处", "京沪高速北京方向123公里处"),
        ("在小区停车场", "小区停车场"),
        ("我在上海市徐汇区漕溪北路88号门口跟别人刮了", "上海市徐汇区漕溪北路88号门口"),
        ("刚过南浦大桥", "南浦大桥"),
        ("位置在城北收费站出口", "城北收费站出口"),
        ("我在小区地下车库被撞了", "小区地下车库"),
        ("我现在就在张江地铁站2号口这里", "张江地铁站2号口"),
        ("在王家村村口", "王家村村口"),
        ("我在环城南路往东方向", "环城南路往东方向"),
        ("不对是在解放路", "解放路"),
        ("我在第一人民医院停车场", "第一人民医院停车场"),
        ("车停在银泰商场门口被人刮了", "银泰商场门口"),
    ],
)
def test_the_place_is_heard(text: str, place: str) -> None:
    found = hear_place(text)
    assert found is not None
    assert found.value == found.words == place


@pytest.mark.parametrize(
    "text",
    [
        "我在开车",
        "我在等红灯",
        "在路上",
        "我在保险公司买的",
        "我要去医院检查",
        "沪A12345",
        "没有人受伤",
        "前面有辆车",
        "我从小区出来",
        "我不知道这是什么路",
        "去浦东机场的路上",
        "给我派个拖车到人民路",
        "你们在哪里",
        "好的谢谢",
        "就是路口",
        "你在什么路",
        "我不清楚在哪里",
        "去医院了",
        "在这里",
        "好",
        "",
        "对方往我这边变道",
        "我要走保险",
        "三辆车追尾",
        "今天上午十点",
        "13812345678",
    ],
)
def test_no_place_is_made_up(text: str) -> None:
    assert hear_place(text) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("人民广场那边", "人民广场"),
        ("陆家嘴", "陆家嘴"),
        ("徐家汇那边", "徐家汇"),
        ("莘庄那块", "莘庄"),
        ("停车场", "停车场"),
        ("在公司楼下", "公司楼下"),
        ("五角场附近吧", "五角场附近"),
        ("虹桥火车站", "虹桥火车站"),
        *dict.fromkeys(
            (
                "不知道",
                "不清楚",
                "等一下",
                "我看看",
                "有一辆",
                "三个",
                "沪A12345",
                "路边",
                "我在路上",
                "是的",
                "好的谢谢",
                "你说什么",
            ),
            None,
        ).items(),
    ],
)
def test_a_short_answer_counts_after_our_question(text: str, place: str | None) -> None:
    found = hear_place(text, expecting=True)
    assert (found.words if found else None) == place


PIECES = st.sampled_from(
    [
        "我在",
        "就在",
        "中山",
        "路",
        "高架",
        "出口",
        "和",
        "k120",
        "号",
        "这里",
        "追尾",
        "车",
        "停",
        "市",
        "区",
        ",",
        " ",
        "呃",
        "去",
        "的",
    ]
)


@given(st.text(max_size=40) | st.lists(PIECES, max_size=12).map("".join), st.booleans())
def test_it_never_fails_and_words_stand_where_they_say(text: str, expecting: bool) -> None:
    found = hear_place(text, expecting=expecting)
    if found is not None:
        assert found.words
        assert text[found.start :].startswith(found.words)
        assert found.value == found.words
