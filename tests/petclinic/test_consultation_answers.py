"""How an answer is read: letters, numbers, titles, short words, and several answers in one turn."""

import pytest

from petclinic.case import Case, Turn
from petclinic.consultation import understand
from tests.petclinic.talking import CAT, ask, case, options


@pytest.mark.parametrize(
    ("reply", "option"),
    [
        ("A", "就一次"),
        ("a", "就一次"),
        ("B", "两三次"),
        ("Ｂ。", "两三次"),
        ("选C", "四五次"),
        ("我选 d 吧", "数不清，一直在吐"),
        ("B. 两三次", "两三次"),
        ("B、两三次", "两三次"),
        ("两三次", "两三次"),
        ("第二个", "两三次"),
        ("3", "两三次"),
        ("三次", "两三次"),
        ("大概四五回", "四五次"),
        ("十几次", "数不清，一直在吐"),
        ("好多次了", "数不清，一直在吐"),
        ("就吐了一次", "就一次"),
        ("不停地吐", "数不清，一直在吐"),
    ],
)
def test_an_answer_by_letter_number_title_or_words(reply: str, option: str) -> None:
    assert options(case("吐了", ask("count"), reply))["count"] == option


@pytest.mark.parametrize(
    ("slot", "reply", "option"),
    [
        ("swallowed", "没有", "没有，一直看着"),
        ("swallowed", "应该没有吧", "没有，一直看着"),
        ("swallowed", "可能吃了逗猫棒上的线", "可能吞了线绳或玩具"),
        ("swallowed", "说不准", "没看住，说不准"),
        ("energy", "还好", "和平时一样精神"),
        ("energy", "不太好", "比平时蔫一些"),
        ("energy", "一直睡，叫它也没反应", "叫它也没什么反应"),
        ("keep", "不会", "喝了不吐"),
        ("keep", "会", "喝完就吐"),
        ("keep", "是的，喝了就吐", "喝完就吐"),
        ("content", "黄的", "黄水或黄色泡沫"),
        ("content", "没有血，就是白沫", "白沫或清水"),
        ("content", "没消化的猫粮，还有毛球", "没消化的食物、毛球"),
        ("content", "A、C", "没消化的食物、白沫或清水"),
        ("content", "AD", "没消化的食物、毛球"),
        ("content", "不知道", ""),
        ("onset", "昨天晚上", "今天刚开始"),
        ("onset", "三天前", "三天到一周"),
        ("onset", "有一阵子了", "一周以上了"),
        ("onset", "时好时坏的", "断断续续，说不准"),
        ("food", "没有换", "没有变化"),
        ("food", "前天换了新猫粮", "刚换了粮"),
        ("vaccination", "打了", "都打齐了"),
        ("vaccination", "还没打", "没打过，或者没打齐"),
        ("vaccination", "记不清了", "记不清了"),
        ("stool", "拉得正常", "正常成形"),
        ("pee", "尿了，差不多", "尿得正常"),
        ("pee", "没有", "今天还没见到尿"),
        ("pee", "老蹲着，尿不出来", "老去蹲，却尿不出几滴"),
        ("bloat", "肚子有点鼓", "肚子鼓鼓的，发紧"),
        ("bloat", "没有鼓，也没有干呕", "肚子软软的，没有干呕"),
        ("breathing", "有点喘", "比平时快一些"),
        ("energy", "挺精神的", "和平时一样精神"),
        ("appetite", "一点没吃", "一口都不吃"),
        ("appetite", "不太想吃", "吃得比平时少"),
        ("drinking", "不怎么喝", "喝得少，或者不肯喝"),
        ("last_seen", "五个小时前", "几个小时之内"),
        ("swelling", "没有肿，但是一碰就叫", "不肿，但一碰就疼"),
        ("vaccination", "打了两针", "都打齐了"),
    ],
)
def test_short_answers_mean_what_was_asked(slot: str, reply: str, option: str) -> None:
    assert options(case("吐了", ask(slot), reply))[slot] == option


@pytest.mark.parametrize(
    "reply",
    [
        "A\nB\nA",
        "A B A",
        "A，B，A",
        "ABA",
        "1A 2B 3A",
        "1.A 2.B 3.A",
        "1、今天 2、三次 3、没消化的猫粮",
        "1. 今天刚开始\n2. 两三次\n3. 没消化的食物",
        "今天早上开始，吐了三次，都是猫粮",
        "吐的都是没消化的猫粮，今天开始的，两三次吧",
        "今天刚开始\n三次\n没消化的猫粮",
    ],
)
def test_several_answers_in_one_turn(reply: str) -> None:
    found = options(case("吐了", ask("onset", "count", "content"), reply))
    assert (found["onset"], found["count"], found["content"]) == ("今天刚开始", "两三次", "没消化的食物")


def test_several_answers_in_as_many_turns() -> None:
    asked = [Turn(role="ai", content=ask("onset")), Turn(role="ai", content=ask("count"))]
    replied = [Turn(role="user", content="昨天"), Turn(role="user", content="B")]
    found = options(Case(pet=CAT, complaint="吐了", turns=(*asked, *replied)))
    assert (found["onset"], found["count"]) == ("一两天了", "两三次")


def test_all_fine_answers_every_question_at_once() -> None:
    found = options(case("吐了", ask("energy", "stool"), "都正常"))
    assert found == {"energy": "和平时一样精神", "stool": "正常成形"}


def test_groups_of_letters_belong_to_one_question_each() -> None:
    found = options(case("吐了", ask("content", "energy"), "A、B；B"))
    assert found == {"content": "没消化的食物、黄水或黄色泡沫", "energy": "比平时蔫一些"}


def test_a_question_in_other_words_is_known_by_what_it_is_about() -> None:
    found = options(case("吐了", "请问宝贝呕吐多少次了呢？另外最近精神怎么样？", "1. 五次 2. 没精神"))
    assert found == {"count": "四五次", "energy": "比平时蔫一些"}


@pytest.mark.parametrize(
    ("slot", "reply", "other"),
    [
        ("vaccination", "打了两针", "swallowed"),
        ("swallowed", "可能吃了骨头", "appetite"),
        ("last_seen", "五个小时前", "onset"),
        ("pee", "今天没看到尿团", "onset"),
    ],
)
def test_an_answer_is_not_taken_for_another_question(slot: str, reply: str, other: str) -> None:
    assert other not in options(case("它不舒服", ask(slot), reply))


def test_a_plain_yes_says_that_the_sign_is_there() -> None:
    assert "便血" in understand(case("拉稀", ask("stool_blood"), "有")).present
