"""Who is hurt or trapped and what is dangerous is heard; denials, suppositions and broken cars are not."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatflow.hearing.safety import hear_safety
from chatflow.hearing.values import Found

CORPUS = Path(__file__).parent / "corpus"


def value(found: Found | None) -> str | None:
    return found.value if found else None


HURT = """
有人受伤
有人受伤了怎么办
有人流血了
流了好多血
好像骨折了
我头有点晕
头晕得厉害
司机昏迷了
撞到头了
他头磕到方向盘了
腿动不了
胸口疼
孕妇肚子疼
老人摔倒起不来
行人被撞了
有个小孩被撞了
骑电动车的人躺地上
小孩哭说疼
120来了
已经打了120
叫救护车
快点派个救护车过来
没有人受伤但是我头有点晕
没有人受伤 我头有点晕
不是我受伤，是对方受伤了
受伤的不是我是对方
我没受伤，我老婆手破了
没受伤头有点晕
一死两伤
没有我老婆头疼
没注意撞到人了
不小心撞到一个老太太
撞了一个骑电动车的
大货车撞伤了人
我被大货车撞伤了
人没事就是胳膊擦破点皮
没人受伤，不对，有一个
没人受伤啊说错了有一个受伤的
要是方便的话快点派人，有人受伤
上次没人受伤这次有一个伤了
不是没有人受伤
对方说他脖子疼
我老婆有点恶心想吐
交警说有人受伤
不知道是不是骨折了
可能骨折了
他腿流血了你们快来
有 人 受 伤
有人受傷
人不行了
人没意识了
叫他没反应叫不醒
副驾的膝盖肿了
我妈的手扭到了
有伤者
对方送医院了
伤得不严重
就是一点皮外伤
有两个轻伤
车里老人受伤
车上的人受伤了
司机受了点伤
他说他腰疼
骑车的人摔下来了
鼻子流血不止
没受什么伤就是腿有点疼
我手机摔了手也破了
撞死人了
出人命了
有个学生被车撞了
刚才有点疼现在还疼
没系安全带头撞玻璃上了
不光我受伤我儿子也受伤了
不止一个人受伤
好像有人受伤了
她羊水破了
小腿断了
牙磕掉了流血
肋骨那里特别疼
我在人民路被追尾了脖子疼
"""
NOT_HURT = """
脖子不疼腰也不疼没受伤
人没事就是电动车倒了
人没事
大家都没事
都没受伤
没伤着
没伤到人
应该没有人受伤吧
人都好好的
没有人受伤
没有人员伤亡
无人受伤
没有一个人受伤
没看到有人受伤
没人受伤
沒有人受傷
没 有 人 受 伤
没有呃人受伤
双方都没有受伤
我和对方都没受伤
没有受伤流血
一点皮都没破
毫发无伤
刚才说有人受伤说错了，没有
有人受伤，不对不对，没有人受伤
有人受伤吗？没有
有没有人受伤？没有。
车伤得厉害人没事
就车坏了人没事
没撞到人
没有撞着人
我们没受伤就是吓到了
对方电动车倒了人没事
人没受伤车头撞坏了
没伤没死人都好
不是有人受伤
受伤的没有
乘客都没受伤
也没有人受伤
还好人没事
没有谁受伤
"""
SILENT = """
撞到路肩了
压到路肩上了
我在半山腰
我带着孩子呢
哎哟我的车
伤到保险杠了
我的车头疼死我了
心疼死我了
心疼我的车
真伤心
头疼这事
太让人头疼了
如果有人受伤怎么办
万一有人受伤了怎么办
要是有人受伤呢
上次出事有人受伤
去年我骨折过
差点撞到人
差点受伤
要不是系了安全带我就受伤了
车门擦伤
我的车刮伤了
车被撞伤了
车身有擦伤
后视镜破了
前保险杠撞断了
手机卡住了
撞到护栏了
撞到前面那个人的车了
撞了别人的车
掉头的时候擦了一下
没反应过来就撞了
有没有人受伤我不知道
时速120
限速120公里
我在K120附近
我都急死人了
保险公司的人伤险怎么买
我晕车
我在人民路
我在人民医院门口
前面那个人急刹车
麻烦你快点
我的车动不了了
轮胎破了
喂你好
"""
FREED = """
没有人被困
没有人困在车里
没被卡住
人都出来了
"""
TRAPPED = """
我被卡住了
人卡在里面了
腿被夹住了
人出不来
我出不来了
困在车里
有人被困
司机困在驾驶室
没有人受伤有人被困
他被压在车底下
有个人压在车下面
我在车里车门打不开
"""
HAZARD = """
着火了
车着火了
车在冒烟
发动机冒白烟
引擎盖里冒了好多烟
漏油了
地上都是油
油箱漏了
有汽油味
好大的汽油味
车上有危险品
撞了油罐车
车上拉的化学品
电池冒烟了
电池好像在冒烟
车烧起来了
要爆炸了
没有着火但是在漏油
没人受伤就是有点冒烟
有烧焦味
煤气罐倒了在漏气
不是冒烟是着火了
"""
NO_HAZARD = """
没着火
没有冒烟
不是着火，是冒了点水汽
没有漏油也没有冒烟
打不着火了
车打不着火
点不着火
没有着火没有漏油
水箱漏水了
没有汽油味
车卡在沟里出不来
照片卡住了出不来
如果着火怎么办
上次车着火了
我去火车站
我在加油站旁边
压到实线了
保单出不来
"""


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


@pytest.mark.parametrize("text", lines(HURT))
def test_somebody_is_hurt(text: str) -> None:
    heard = hear_safety(text)
    assert value(heard.injured) == "有"
    assert heard.urgent


@pytest.mark.parametrize("text", lines(NOT_HURT))
def test_nobody_is_hurt(text: str) -> None:
    heard = hear_safety(text)
    assert value(heard.injured) == "无"
    assert heard.hurt is None
    assert not heard.urgent


@pytest.mark.parametrize("text", lines(SILENT))
def test_nothing_is_said_of_people(text: str) -> None:
    heard = hear_safety(text)
    assert value(heard.injured) is None
    assert not heard.urgent


@pytest.mark.parametrize("text", lines(TRAPPED))
def test_somebody_is_trapped(text: str) -> None:
    assert value(hear_safety(text).trapped) == "有"


@pytest.mark.parametrize("text", lines(FREED))
def test_nobody_is_trapped(text: str) -> None:
    heard = hear_safety(text)
    assert value(heard.trapped) == "无"
    assert not heard.urgent


@pytest.mark.parametrize("text", lines(HAZARD))
def test_danger_is_heard(text: str) -> None:
    heard = hear_safety(text)
    assert heard.hazard is not None
    assert heard.urgent


@pytest.mark.parametrize("text", lines(NO_HAZARD))
def test_no_danger_is_made_up(text: str) -> None:
    heard = hear_safety(text)
    assert heard.hazard is None
    assert not heard.urgent


@pytest.mark.parametrize(
    ("text", "injured"),
    [
        *dict.fromkeys(
            (
                "没有",
                "没",
                "没事",
                "都没有",
                "没有没有",
                "没有啊就车坏了",
                "没有，我在高架上",
                "应该没有",
                "没有的",
                "没呢",
            ),
            "无",
        ).items(),
        *dict.fromkeys(
            ("有", "有一个", "有的", "有，我老婆", "两个", "有两个人", "有点", "轻伤", "不严重", "没有我头晕"), "有"
        ).items(),
        *dict.fromkeys(
            ("没报警", "没有拍照", "有没有", "有保险", "不知道", "等一下", "没看清", "有什么事"), None
        ).items(),
    ],
)
def test_a_bare_answer_counts_after_our_question(text: str, injured: str | None) -> None:
    assert value(hear_safety(text, expecting=True).injured) == injured


@pytest.mark.parametrize("text", ["没有", "没", "没事", "有", "有一个", "两个", "嗯"])
def test_a_bare_answer_means_nothing_without_a_question(text: str) -> None:
    assert hear_safety(text).injured is None


@pytest.mark.parametrize(
    ("text", "hurt"),
    [
        ("两个人受伤", "2"),
        ("伤了一个", "1"),
        ("三个都受伤了", "3"),
        ("一死两伤", "3"),
        ("全车四个人都受伤", "4"),
        ("三个人里面有一个受伤", "1"),
        ("有2个人受伤", "2"),
        ("十几个人受伤", None),
        ("有人受伤", None),
        ("没有人受伤", None),
        ("撞了两个人", "2"),
    ],
)
def test_hurt_people_are_counted(text: str, hurt: str | None) -> None:
    assert value(hear_safety(text).hurt) == hurt


def test_who_only_speaks_of_herself_is_heard_with_little_confidence() -> None:
    injured = hear_safety("我没受伤").injured
    assert injured is not None
    assert (injured.value, injured.confidence) == ("无", 0.6)
    assert hear_safety("我没受伤，对方不知道").injured is None


def test_in_doubt_somebody_is_hurt() -> None:
    injured = hear_safety("我老婆有点恶心").injured
    assert injured is not None
    assert injured.confidence == 0.6


def test_the_words_are_the_callers_own() -> None:
    hazard = hear_safety("发动机在冒了 白烟").hazard
    assert hazard is not None
    assert hazard.value == hazard.words


PIECES = st.sampled_from(
    [
        "没",
        "没有",
        "有",
        "人",
        "受伤",
        "不是",
        "我",
        "头",
        "疼",
        "着火",
        "冒烟",
        "被困",
        "卡住",
        "两",
        "个",
        ",",
        "。",
        "？",
        "车",
        "撞",
        "\u3000",
        "\n",
        "呃",
        "说错了",
        "�",
        "😀",
    ]
)


@given(st.text(max_size=60) | st.lists(PIECES, max_size=14).map("".join), st.booleans())
def test_it_never_fails_and_words_stand_where_they_say(text: str, expecting: bool) -> None:
    heard = hear_safety(text, expecting=expecting)
    for found in (heard.injured, heard.hurt, heard.trapped, heard.hazard):
        if found is not None:
            assert found.words
            assert text[found.start :].startswith(found.words)
            assert 0 < found.confidence <= 1


def test_sentences_that_nothing_was_made_for() -> None:
    """A hold-out: neither the lists nor the second ear have been worked on with these (see corpus/README.md)."""
    rows = [json.loads(line) for line in (CORPUS / "safety_unseen.jsonl").read_text(encoding="utf-8").splitlines()]
    urgent = [hear_safety(row["say"]).urgent for row in rows if row["urgent"]]
    harmless = [hear_safety(row["say"]).urgent for row in rows if not row["urgent"]]
    assert sum(urgent) / len(urgent) >= 0.9
    assert 1 - sum(harmless) / len(harmless) >= 0.88


@pytest.mark.parametrize("piece", ["嗯", "没撞到", "没有", "就是", "人", "都还好", "我头", "有有"])
def test_a_long_text_is_read_in_time(piece: str) -> None:
    began = time.perf_counter()
    hear_safety(piece * 300_000, expecting=True)
    assert time.perf_counter() - began < 5
