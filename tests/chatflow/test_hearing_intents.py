"""What a caller wants is heard: a person, a repetition, time, an end, and yes or no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatflow.hearing.intents import hear_intents, understandable


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("转人工", "person"),
        ("找个人跟我说", "person"),
        ("我要真人", "person"),
        ("叫你们领导", "person"),
        ("客服给我接一下人工客服", "person"),
        ("我不想跟机器说", "person"),
        ("给我转人工客服", "person"),
        ("有没有真人", "person"),
        ("我要人工", "person"),
        ("帮我转人工服务", "person"),
        ("换个人来说", "person"),
        ("你是机器人吗", "identity"),
        ("你是真人还是机器啊", "identity"),
        ("再说一遍", "repeat"),
        ("没听清", "repeat"),
        ("什么", "repeat"),
        ("啊？", "repeat"),
        ("你说啥", "repeat"),
        ("听不见", "repeat"),
        ("什么？", "repeat"),
        ("你再说一次", "repeat"),
        ("听不清楚", "repeat"),
        ("等一下", "not_ready"),
        ("稍等", "not_ready"),
        ("现在不方便", "not_ready"),
        ("我在打电话", "not_ready"),
        ("我先停一下车", "not_ready"),
        ("过会儿再说", "not_ready"),
        ("还没准备好", "not_ready"),
        ("等我一下", "not_ready"),
        ("稍等一下啊", "not_ready"),
        ("再见", "goodbye"),
        ("拜拜", "goodbye"),
        ("没别的事了", "goodbye"),
        ("先挂了", "goodbye"),
        ("就这样吧", "goodbye"),
        ("好的再见", "goodbye"),
        ("好了", "finished"),
        ("拍好了", "finished"),
        ("弄完了", "finished"),
        ("拍完了", "finished"),
        ("我都拍完了", "finished"),
        ("照片传完了", "finished"),
        ("不对", "correction"),
        ("说错了", "correction"),
        ("不是沪A是沪B", "correction"),
        ("应该是三辆", "correction"),
        ("改一下", "correction"),
        ("对", "yes"),
        ("是的", "yes"),
        ("没错", "yes"),
        ("嗯", "yes"),
        ("好的", "yes"),
        ("可以", "yes"),
        ("对对对", "yes"),
        ("嗯嗯", "yes"),
        ("对的", "yes"),
        ("好好好", "yes"),
        ("不是", "no"),
        ("没有", "no"),
        ("不对", "no"),
        ("不用", "no"),
        ("没有没有", "no"),
        ("不用了", "no"),
        ("不知道", "unknown"),
        ("不清楚", "unknown"),
        ("没看清", "unknown"),
        ("记不得", "unknown"),
        ("我不太清楚啊", "unknown"),
        ("没注意", "unknown"),
        ("忘了", "unknown"),
    ],
)
def test_the_intent_is_heard(text: str, intent: str) -> None:
    assert intent in hear_intents(text)


@pytest.mark.parametrize(
    "text",
    [
        "有人工智能",
        "人工费多少",
        "不要挂",
        "别挂",
        "先别挂电话",
        "我在延安高架追尾了",
        "有人受伤",
        "没有人受伤",
        "对方车",
        "沪A12345",
        "刚才有人打电话",
        "两辆车",
        "保险公司客服说了",
        "车好了没有",
        "我撞了对面的车",
        "",
    ],
)
def test_no_intent_is_made_up(text: str) -> None:
    assert hear_intents(text) == frozenset()


def test_a_refused_person_is_not_wanted() -> None:
    assert "person" not in hear_intents("不用转人工")
    assert "person" in hear_intents("我不想跟机器说，转人工")


def test_not_so_is_no_and_a_correction() -> None:
    assert hear_intents("不对") == {"no", "correction"}


@pytest.mark.parametrize(
    "text",
    [
        "嗯嗯啊",
        "asdf",
        "？？？",
        "呃",
        "那个",
        "啊啊啊",
        "噢噢噢",
        "饕餮魑魅",
        "。。。",
        ",",
        "丏丐丑",
        "qwerty",
        "😀",
        "",
        " ",
    ],
)
def test_noise_means_nothing(text: str) -> None:
    assert not understandable(text)


@pytest.mark.parametrize(
    "text",
    [
        "今天天气不错",
        "转人工",
        "有人受伤",
        "嗯",
        "对",
        "不",
        "喂",
        "你好",
        "救命",
        "啥",
        "沪A12345",
        "help",
        "撞了",
        "我想吃饭",
        "没有",
        "三",
        "12",
        "等一下",
        "听不清",
    ],
)
def test_what_means_anything_is_understandable(text: str) -> None:
    assert understandable(text)


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(["嗯", "啊", "不", "是", "对", "转", "人工", "挂", "等", "好", "了", ",", "?"]), max_size=12
    ).map("".join)
)
def test_it_never_fails(text: str) -> None:
    assert hear_intents(text) == hear_intents(text)
    assert understandable(text) in {True, False}
