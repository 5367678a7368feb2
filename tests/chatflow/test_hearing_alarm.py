"""The second ear: it hears danger in words that no list holds, and never takes back what is plain."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatflow.hearing import alarm
from chatflow.hearing.alarm import training
from chatflow.hearing.safety import hear_safety
from chatflow.hearing.said import Said

PLAIN = (
    "有人受伤了", "流血了", "有个老人被撞倒了", "司机昏迷了", "车头冒烟了", "着火了", "漏油了", "有人被困", "快叫救护车", "腿骨折了"
)  # fmt: skip
HARMLESS = (
    "我在延安高架虹桥出口两辆车我的车牌沪A12345对方是苏E88K66",
    "你好我要报案我姓王手机13812345678保险是平安的",
    "后保险杠掉了大灯碎了车还能开",
    "刚才十点半在人民路和解放路口",
)


@pytest.mark.parametrize("plain", PLAIN)
@pytest.mark.parametrize("harmless", HARMLESS)
@pytest.mark.parametrize("between", ["", " ", "，"])
def test_no_other_words_drown_plain_ones(plain: str, harmless: str, between: str) -> None:
    assert hear_safety(f"{harmless}{between}{plain}").urgent
    assert hear_safety(f"{plain}{between}{harmless}").urgent


@pytest.mark.parametrize(
    "text", ["他嘴唇都紫了", "里面的人叫他不应", "血从裤腿里往下滴", "驾驶员趴在方向盘上一动不动", "车底下有火苗"]
)
def test_it_hears_what_the_lists_do_not_name(text: str) -> None:
    assert hear_safety(text).urgent
    assert hear_safety(f"{HARMLESS[0]} {text}").urgent


@pytest.mark.parametrize(
    "text",
    ["后杠裂了这下又要大出血了修车费贵得要命", "他撞我屁股上了", "修车的钱心都在滴血", "水箱好像破了", "大灯炸了"],
)
def test_idioms_are_no_danger(text: str) -> None:
    assert not hear_safety(text).urgent


def test_the_words_behind_an_alarm_are_the_clause_that_sounds_it() -> None:
    injured = hear_safety("我车停在路边，血从裤腿里往下滴").injured
    assert injured is not None
    assert (injured.value, injured.words) == ("有", "血从裤腿里往下滴")


def test_what_burns_or_leaks_is_a_hazard_and_hurts_nobody() -> None:
    heard = hear_safety("车底下有明火")
    assert (heard.injured, heard.hazard and heard.hazard.words) == (None, "车底下有明火")


def test_the_weights_come_from_the_sentences() -> None:
    """After a change of the sentences: python -m chatflow.hearing.alarm.training"""
    assert alarm.learned_from() == training.fingerprint()
    sentences = training.sentences()
    right = sum((alarm.weigh(Said.of(one.say).text) > 0) == one.urgent for one in sentences)
    assert right / len(sentences) > 0.97


def test_training_learns_and_gives_the_same_each_time() -> None:
    some = random.Random(0).sample(training.sentences(), 1_000)
    learned = training.learn(some[:600])
    assert learned == training.learn(some[:600])
    right = sum(
        (learned[""] + sum(learned.get(gram, 0) for gram in alarm.grams(Said.of(one.say).text)) > 0) == one.urgent
        for one in some[600:]
    )
    assert right / 400 > 0.75


@given(st.text(max_size=400))
def test_any_text_has_windows_that_hold_it(text: str) -> None:
    said = Said.of(text)
    for start, end in alarm.windows(said):
        assert 0 <= start <= end <= len(said.text)
        assert end - start <= alarm.WINDOW
    start, end, odds = alarm.loudest(said)
    assert 0 <= start <= end
    assert isinstance(odds, float)
