"""The flow as data: what is wrong with it is told in plain words; guards; the dialogue's rules one by one."""

from datetime import datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatflow import flows
from chatflow.call.dialogue import begin, step
from chatflow.call.flow import FlowError, read
from chatflow.call.guards import allows, missing
from chatflow.call.values import Call, Outcome
from chatflow.speakable import speakable
from chatflow.timestamps import turn_time

SOURCE = (flows.FILES / "accident_call.yaml").read_text(encoding="utf-8")
FLOW = read(SOURCE)
NOW = datetime(2025, 3, 31, 15, 3, tzinfo=timezone(timedelta(hours=8)))


def talk(*said: str) -> Outcome:
    """The outcome of the last of these turns."""
    call = begin(FLOW, 0)
    outcome = None
    for text in said:
        outcome = step(FLOW, call, text, NOW)
        call = outcome.call
    assert outcome
    return outcome


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('start: "1002"', 'start: "9999"', "起始阶段 9999 不在 stages 里"),
        ('  "1001":\n', '  "10x1":\n', "不是四位数字"),
        ('- {code: "1001"}', '- {code: "7777"}', "下一阶段 7777 不在 stages 里"),
        ("key: sgdd", "key: sgsj", "sgsj 出现了两次"),
        ("slot: cls, at_least: 4", "slot: xyz, at_least: 4", "信息项 xyz 不存在"),
        ("slot: cls, at_least: 4", "slot: cls", "条件不完整"),
        ("when: [{slot: cls, at_least: 4}]", "when: [{collected: true}]", "只能看别的信息项"),
        ("  unknown:\n", "  unknwon:\n", "缺少“unknown”"),
        ("{question}\n  hello", "{qestion}\n  hello", "{qestion} 不是可用的占位符"),
        ("{question}\n  hello", "{question\n  hello", "花括号不成对"),
        ("  silence: 3", "  silence: drei", "流程的结构不对"),
        ("limits:", "limits: [", "不是有效的 YAML。第"),
        ("title: 事故报案", "title: *x", "不能使用别名"),
        ("title: 事故报案", "titel: 事故报案", "流程的结构不对"),
    ],
)
def test_each_fault_is_told_in_plain_words(old: str, new: str, words: str) -> None:
    assert old in SOURCE
    with pytest.raises(FlowError) as raised:
        read(SOURCE.replace(old, new, 1))
    assert words in str(raised.value)


def test_an_endless_text_is_no_flow() -> None:
    with pytest.raises(FlowError, match="太长"):
        read("x" * 300_000)


def test_an_unsafe_text_is_no_flow() -> None:
    with pytest.raises(FlowError):
        read("!!python/object/apply:os.system ['true']")


def test_what_is_missing_follows_what_is_known() -> None:
    one = talk("没有人受伤，就我自己撞了护栏").call
    assert [spec.key for spec in missing(FLOW, one)][:3] == ["sgsj", "sgdd", "hphm1"]
    three = talk("没有人受伤，三车追尾").call
    assert {"hphm2", "hphm3"} <= {spec.key for spec in missing(FLOW, three)}


def test_photographs_follow_only_one_vehicle_and_all_that_is_known() -> None:
    assert not allows(FLOW, talk("喂").call, "2000")
    assert allows(FLOW, talk("喂").call, "0003")
    assert not allows(FLOW, talk("喂").call, "0000")
    assert not allows(FLOW, talk("有人受伤").call, "1002")


def test_the_first_words_say_that_it_is_an_assistant() -> None:
    for first in ("喂", "", "有人受伤了", "转人工", "再见", "等一下", "阿巴阿巴"):
        assert "助手" in talk(first).say, first


def test_a_plate_in_pieces_is_asked_on() -> None:
    assert "后面呢" in talk("沪A").say or "接着" in talk("没人受伤", "沪A").say
    outcome = talk("没人受伤", "我车牌沪A", "89", "391")
    assert outcome.call.value("hphm1") == "沪A89391"
    assert outcome.call.slots["hphm1"].turn == 4


def test_a_short_plate_is_whole_when_nothing_more_comes() -> None:
    outcome = talk("没人受伤", "我车牌沪A", "89", "39", "没了就这些")
    assert outcome.call.value("hphm1") == "沪A8939"


def test_a_correction_keeps_the_words_behind_it() -> None:
    slot = talk("我的车牌是沪A89391", "不对，最后一位是6").call.slots["hphm1"]
    assert (slot.value, slot.status, slot.words) == ("沪A89396", "corrected", "最后一位是6")


def test_say_again_says_the_same() -> None:
    assert talk("喂", "没人受伤", "再说一遍").say == talk("喂", "没人受伤").say


def test_not_ready_waits_and_goes_on() -> None:
    assert talk("喂", "等一下").call.stage == "1001"
    assert talk("喂", "等一下", "好了").call.stage == "1002"


def test_after_a_hand_over_words_are_kept_and_nothing_is_asked() -> None:
    outcome = talk("转人工", "我车牌沪A89391")
    assert (outcome.call.stage, outcome.call.value("hphm1"), outcome.forced) == ("0001", "沪A89391", True)
    assert "？" not in outcome.say


def test_not_knowing_goes_on_to_the_next() -> None:
    outcome = talk("没人受伤", "不知道")
    assert "sgsj" in outcome.call.memory.skipped
    assert outcome.why == "question"


def test_a_plate_that_cannot_be_read_is_not_asked_for_again() -> None:
    outcome = talk("三车追尾没人受伤", "我的沪A89391", "前车沪K12345", "还有一个车牌看不清了")
    assert "hphm3" in outcome.call.memory.skipped


def test_an_answer_to_another_question_than_the_last_counts() -> None:
    outcome = talk("三车追尾没人受伤", "周敏", "平安")
    assert (outcome.call.value("xm"), outcome.call.value("bxgs")) == ("周敏", "平安")


def test_what_was_asked_often_enough_is_let_go_while_the_caller_talks_on() -> None:
    outcome = talk("没人受伤", "两辆车", "我的沪A89391", "对方沪K12345", "前杠掉了", "能开")
    assert outcome.call.memory.counts["sgsj"] == 3  # once more, as she told something else
    assert "sgsj" in outcome.call.memory.skipped


def test_a_wrong_read_back_is_put_right() -> None:
    said = [
        "就我自己撞树上了，没人受伤",
        "刚刚",
        "人民路",
        "沪A89391",
        "车门凹了",
        "能开",
        "我叫王建国",
        "13812345678",
        "平安",
    ]
    assert talk(*said).why == "read_back"
    wrong = talk(*said, "不对，车牌最后一位是2")
    assert (wrong.why, wrong.call.value("hphm1")) == ("changed", "沪A89392")
    assert talk(*said, "不对").why == "which_wrong"
    assert talk(*said, "不对，车牌最后一位是2", "对的").call.stage == "2000"
    assert talk(*said, "对的", "拍好了").call.stage == "0000"


@given(
    st.lists(st.text(max_size=30) | st.sampled_from(["没有", "沪A", "89391", "有人受伤", "对", "不对", ""]), max_size=8)
)
def test_any_talk_leaves_a_call_that_can_be_stored(said: list[str]) -> None:
    call = begin(FLOW, 7)
    for text in said:
        outcome = step(FLOW, call, text, NOW)
        assert outcome.say
        assert outcome.call.stage in FLOW.stages
        call = msgspec.convert(msgspec.to_builtins(outcome.call), Call)
        assert call == outcome.call
    assert step(FLOW, call, "x", NOW) == step(FLOW, call, "x", NOW)


# --- small things


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("202503310303", "2025-03-31T03:03:00+08:00"),
        ("20250331030309", "2025-03-31T03:03:09+08:00"),
        ("2025-03-31T03:03:00", "2025-03-31T03:03:00+08:00"),
        ("2025-03-31T03:03:00.123456", "2025-03-31T03:03:00.123456+08:00"),
        ("2025-03-30T19:03:00Z", "2025-03-31T03:03:00+08:00"),
        ("", NOW.isoformat()),
        ("gestern", NOW.isoformat()),
        ("209913310303", NOW.isoformat()),
        ("9999-12-31T23:59:59-12:00", NOW.isoformat()),
    ],
)
def test_the_time_of_a_turn(stamp: str, expected: str) -> None:
    assert turn_time(stamp, NOW).isoformat() == expected


def test_what_a_voice_cannot_read_is_dropped() -> None:
    assert speakable("**好的**，`沪A`🚗\u200d，\x00见 #1\n下一句～") == "好的，沪A，见 1\n下一句～"


@given(st.text(), st.text())
def test_cutting_does_not_change_what_is_spoken(first: str, second: str) -> None:
    assert speakable(first) + speakable(second) == speakable(first + second)


def test_an_unusual_name_is_read_back_and_taken_when_it_is_right() -> None:
    begun = ("没人受伤", "刚刚", "人民路", "两辆", "沪A89391", "苏E12345", "前杠裂了", "能开")
    outcome = talk(*begun, "才让东知")
    assert outcome.say.endswith("您的姓名是才让东知，对吗？")
    assert talk(*begun, "才让东知", "是的").call.slots["xm"].status == "confirmed"
    assert "xm" not in talk(*begun, "才让东知", "不对").call.slots


def test_a_bare_no_at_the_very_beginning_is_read_back() -> None:
    outcome = talk("没有")
    assert outcome.say.endswith("您是说没有人受伤，对吗？")
    assert outcome.call.stage == "1002"


def test_who_cannot_read_a_plate_is_not_asked_for_it_again() -> None:
    outcome = talk("没人受伤", "刚刚", "人民路", "两辆", "沪A89391", "对方的看不清")
    assert "hphm2" in outcome.call.memory.skipped
    assert "对方" not in outcome.say


def test_silence_is_no_answer_to_a_question() -> None:
    outcome = talk("没人受伤", "刚刚", "人民路", "两辆", "", "沪A89391")
    assert outcome.call.value("hphm1") == "沪A89391"
    assert outcome.call.memory.counts["hphm1"] == 1


def test_who_asks_whether_we_are_a_machine_is_told_so_and_asked_on() -> None:
    outcome = talk("撞车了", "你是机器人吗")
    assert outcome.call.stage == "1002"
    assert "转人工" in outcome.say
    assert "有没有人受伤" in outcome.say
