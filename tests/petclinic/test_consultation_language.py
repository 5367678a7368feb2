"""What an owner's Chinese says of signs, counts and times: there, not there, feared, over."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petclinic.consultation import numbers
from petclinic.consultation.symptoms import mentions
from petclinic.consultation.words import Words, plain


def heard(text: str) -> dict[str, str]:
    return {mention.name: mention.how for mention in mentions(plain(text))}


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("昨天吐了三次", {"呕吐"}),
        ("没精神、拉稀", {"没精神", "腹泻"}),
        ("上吐下泻", {"呕吐", "腹泻"}),
        ("不吃不喝", {"不吃饭", "不喝水"}),
        ("忍不住一直挠", {"皮肤瘙痒"}),
        ("不停地咳嗽", {"咳嗽"}),
        ("不小心误食了玩具", {"误食"}),
        ("没一会儿就吐了", {"呕吐"}),
        ("胃口很差", {"不吃饭"}),
        ("精神不是很好", {"没精神"}),
        ("食欲不振，精神萎靡", {"不吃饭", "没精神"}),
        ("大便里带血丝", {"便血"}),
        ("尿里有血", {"尿血"}),
        ("吐出来带血", {"吐血"}),
        ("没吃饭就吐了", {"不吃饭", "呕吐"}),
        ("貓貓嘔吐，沒精神", {"呕吐", "没精神"}),
    ],
)
def test_a_sign_is_there(text: str, signs: set[str]) -> None:
    assert heard(text) == dict.fromkeys(signs, "")


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("没有吐血", {"吐血"}),
        ("不拉肚子", {"腹泻"}),
        ("精神还好", {"没精神"}),
        ("没发现有吐血", {"吐血"}),
        ("没看到它吐", {"呕吐"}),
        ("没怎么吐", {"呕吐"}),
        ("从来没吐过", {"呕吐"}),
        ("没有呕吐、腹泻和咳嗽", {"呕吐", "腹泻", "咳嗽"}),
        ("呕吐腹泻都没有", {"呕吐", "腹泻"}),
        ("吐倒是没有", {"呕吐"}),
        ("精神食欲都正常", {"没精神", "不吃饭"}),
        ("精神、胃口都还不错", {"没精神", "不吃饭"}),
        ("大便里没有血", {"便血"}),
        ("也没有不吃东西", {"不吃饭"}),
        ("眼睛没问题", {"眼睛不适"}),
        ("呼吸正常", {"呼吸困难"}),
        ("活蹦乱跳的", {"没精神"}),
    ],
)
def test_a_sign_is_not_there(text: str, signs: set[str]) -> None:
    assert heard(text) == dict.fromkeys(signs, "no")


def test_everything_in_order_denies_what_belongs_to_it() -> None:
    assert {"不吃饭", "不喝水", "腹泻", "排尿困难"} == {
        name for name, how in heard("吃喝拉撒都正常").items() if how == "no"
    }


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("不是不吃", {"不吃饭": "not"}),
        ("不是吐，是咳嗽", {"呕吐": "not", "咳嗽": ""}),
        ("后来没再吐", {"呕吐": "over"}),
        ("现在不吐了", {"呕吐": "over"}),
        ("是不是中毒了", {"误食": "suspected"}),
        ("怀疑误食", {"误食": "suspected"}),
        ("不知道有没有拉肚子", {"腹泻": "asked"}),
        ("没吐过血，就是吐黄水", {"吐血": "no", "呕吐": ""}),
        ("没有吐血，拉稀", {"吐血": "no", "腹泻": ""}),
    ],
)
def test_a_sign_is_denied_over_or_feared(text: str, how: dict[str, str]) -> None:
    assert heard(text) == how


@pytest.mark.parametrize(
    "text",
    [
        "",
        "你好",
        "去年吐过",
        "家里另一只猫也在吐",
        "它会吐舌头",
        "是拉布拉多",
        "验血结果还没出来",
        "买了止吐药",
        "？？？",
        "asdf 1234 !!",
    ],
)
def test_nothing_is_read_into_other_talk(text: str) -> None:
    assert heard(text) == {}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("吐了三次", 3),
        ("吐了3次", 3),
        ("两三次", 3),
        ("3-4次", 4),
        ("三到五回", 5),
        ("十几次", 15),
        ("好几次", 5),
        ("二十次", 20),
        ("十二趟", 12),
        ("俩次", 2),
        ("３次", 3),
        ("百来次", None),
        ("一次性", None),
    ],
)
def test_counts(text: str, count: int | None) -> None:
    assert [int(amount.value) for amount in numbers.times(plain(text))][-1:] == ([count] if count else [])


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("昨天", 30),
        ("今天早上", 6),
        ("三天前", 72),
        ("两天了", 48),
        ("一周了", 168),
        ("半个月了", 360),
        ("半小时前", 0.5),
        ("一个半小时前", 1.5),
        ("大前天", 78),
        ("两个多月了", 1800),
        ("好几天了", 96),
        ("3天没吃", 72),
        ("刚才", 0.3),
    ],
)
def test_times_are_hours_ago(text: str, hours: float) -> None:
    assert [amount.value for amount in numbers.hours(plain(text))] == [hours]


@pytest.mark.parametrize("text", ["每三天", "一天三次", "三个月大", "11月", "第三天", "两岁", ""])
def test_other_times_are_none(text: str) -> None:
    assert numbers.hours(plain(text)) == []


@given(st.text(max_size=300))
def test_plain_keeps_every_character_in_its_place(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert plain(plain(text)) == plain(text)


@given(st.text(alphabet="没有不是吐血拉肚子精神食欲正常好差都也，、。了过三天次昨", max_size=120))
def test_mentions_lie_within_the_text_and_in_order_of_clauses(text: str) -> None:
    found = mentions(text)
    assert all(0 <= mention.start < mention.end <= len(text) for mention in found)
    assert all(amount.value > 0 for amount in numbers.times(text) + numbers.hours(text) if "零" not in text)


@given(
    st.lists(st.text(alphabet="吐血了黄", min_size=1, max_size=4), max_size=8),
    st.text(alphabet="吐血了黄水", max_size=40),
)
def test_known_words_are_found_longest_first_and_never_overlap(known: list[str], text: str) -> None:
    found = list(Words(dict.fromkeys(known, 1)).find(text))
    assert all(one.end <= other.start for one, other in pairwise(found))
    for item in found:
        longer = [word for word in known if text.startswith(word, item.start) and len(word) > item.end - item.start]
        assert not longer
    assert bool(found) == any(word in text for word in known)
