"""The summary by rules: the document's form, only the case's facts, and told as a vet tells it."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from petclinic.case import TIERS, Answered, Case, Finding, Pet, Source, Tier, Triage, Understanding
from petclinic.writer import consultation_summary, lines
from tests.petclinic.told import DOUDOU, DOUDOU_UNDERSTOOD, KEYS, RED, SIGNED, TOMCAT, TOMCAT_UNDERSTOOD

SEED = """【病情小结】

**基本信息:**
- 宠物昵称: 无。
- 宠物种类: 狗。
- 品种: 无。
- 年龄: 无。
- 体重: 无。

**主诉:**
狗狗不吃饭。

**病情记录:**
狗狗出现食欲不振的情况,目前具体原因不明,可能与消化系统问题或情绪压力有关。
"""

ENDS: dict[Tier, str] = {"red": "急诊|马上|现在", "orange": "今天", "yellow": "一两天", "green": "在家"}
words = st.text(max_size=300)


def doudou(triage: Triage | None = None, sources: tuple[Source, ...] = (SIGNED,)) -> str:
    return consultation_summary(DOUDOU, DOUDOU_UNDERSTOOD, triage or Triage(tier="yellow"), sources)


def record(text: str) -> str:
    return text.split("**病情记录:**\n")[1]


@pytest.mark.parametrize("key", ["anorexia", "not_eating"])
def test_it_begins_with_the_documents_bytes_when_nothing_is_known(key: str) -> None:
    case = Case(pet=Pet(species="dog"), complaint="狗狗不吃饭")
    text = consultation_summary(case, Understanding(complaints=(key,), present=("不吃饭",)), Triage(), ())
    assert text.startswith(SEED)
    assert text.endswith("看兽医。\n")


def test_basics_are_said_as_people_say_them() -> None:
    text = doudou()
    for line in ("- 宠物昵称: 豆豆。", "- 宠物种类: 狗。", "- 品种: 泰迪。", "- 年龄: 3岁2个月。", "- 体重: 4.2公斤。"):
        assert f"\n{line}\n" in text


def test_the_record_tells_what_was_answered_and_nothing_twice() -> None:
    text = record(doudou())
    for part in ("从昨天晚上开始呕吐", "3次", "黄水", "比平时蔫一些", "一口都不吃", "大便正常成形"):
        assert part in text
    assert "没有误食" in text
    assert "没有看到吐血" in text
    assert "驱虫的情况，主人暂时还说不准" in text
    assert "图片方面，呕吐物里有没消化的食物" in text
    assert "没精神" not in text


def test_it_reads_like_speech_and_not_like_a_form() -> None:
    text = record(doudou())
    assert not re.search(r"[:：](?!舔|停)", text.replace("歇一歇：", ""))
    assert not re.search("呕吐次数|精神状态|食欲|开始时间|误食可能|None|选项", text)
    assert not re.search("。。|，，|，。|；。|没有有|有有|是是|的的", text)


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("key", [*KEYS, "general", "no_such_key"])
def test_every_complaint_ends_with_a_vet_by_its_tier(key: str, tier: Tier) -> None:
    for case in (DOUDOU, Case(complaint="它不舒服")):
        text = consultation_summary(case, Understanding(complaints=(key,)), Triage(tier=tier), ())
        end = record(text).strip().split("\n")[-1]
        assert "兽医" in end.split("。")[-2] or tier == "red"
        assert "持续" in end
        assert "加重" in end
        if key != "poisoning":
            assert re.search(ENDS[tier], "".join(end.split("。")[-3:]))


def test_poison_is_never_told_to_wait() -> None:
    text = consultation_summary(Case(complaint="吃了巧克力"), Understanding(complaints=("poisoning",)), Triage(), ())
    assert "今天" in text.split("。")[-2]
    assert "在家观察" not in text


def test_an_emergency_is_said_before_everything() -> None:
    text = consultation_summary(TOMCAT, TOMCAT_UNDERSTOOD, RED, (), emergency="请马上去急诊。\n公猫尿不出来会要命。")
    assert text.startswith("请马上去急诊。\n公猫尿不出来会要命。\n\n【病情小结】\n\n")
    assert "特别当心的是公猫尿不出来" in text
    assert "停喂" not in text


def test_nothing_known_at_all_invents_nothing() -> None:
    text = consultation_summary(Case(), Understanding(), Triage(), ())
    assert text.count("无。") == 6
    assert not re.search(r"\d", text)


def test_every_number_comes_from_the_case() -> None:
    known = set(re.findall(r"\d+(?:\.\d+)?", DOUDOU.complaint)) | {"3", "2", "4.2"}
    assert set(re.findall(r"\d+(?:\.\d+)?", doudou())) <= known


def test_the_same_case_gives_the_same_text_and_another_one_another() -> None:
    assert doudou() == doudou()
    texts = set()
    for name in ("豆豆", "可乐", "旺财", "球球", "毛毛", "来福"):
        case = msgspec.structs.replace(DOUDOU, pet=msgspec.structs.replace(DOUDOU.pet, name=name))
        text = consultation_summary(case, DOUDOU_UNDERSTOOD, Triage(tier="yellow"), ())
        texts.add(text.replace(name, ""))
    assert len(texts) > 2


def test_species_and_age_may_come_from_the_dialogue() -> None:
    told = Understanding(
        answers=(
            Answered(slot="species", label="宠物种类", words="是只猫", option="猫猫"),
            Answered(slot="age", label="年龄", words="半岁", option="不到一岁"),
        )
    )
    text = consultation_summary(Case(complaint="没精神"), told, Triage(), ())
    assert "- 宠物种类: 猫。\n" in text
    assert "- 年龄: 不到一岁。\n" in text


@pytest.mark.parametrize(
    ("label", "said", "expected"),
    [
        ("是否有异味", "没有", "没有异味"),
        ("是否带血", "有", "带血"),
        ("抽搐次数", "五次", "抽搐五次"),
        ("抽搐次数", "偶尔", "偶尔抽搐"),
        ("肿块位置", "左前腿", "肿块位置是左前腿"),
        ("肿块大小", "越来越大", "肿块大小越来越大"),
    ],
)
def test_a_question_that_it_has_never_seen_is_told_too(label: str, said: str, expected: str) -> None:
    told = Understanding(complaints=("general",), answers=(Answered(slot="brand_new", label=label, words=said),))
    assert expected in record(consultation_summary(Case(complaint="不对劲"), told, Triage(), ()))


def test_a_picture_nobody_recognised_does_not_count_as_a_clue() -> None:
    case = Case(complaint="吐了", findings=(Finding(kind=5, text="毛球", by_model=False),), pet=Pet(species="cat"))
    text = consultation_summary(case, Understanding(complaints=("vomiting",)), Triage(), ())
    assert "毛球有关" not in text


def test_pieces_end_after_their_line_break_and_blank_lines_stand_alone() -> None:
    pieces = lines(doudou())
    assert pieces[:4] == ["【病情小结】\n", "\n", "**基本信息:**\n", "- 宠物昵称: 豆豆。\n"]
    assert "".join(pieces) == doudou()
    assert all(piece.endswith("\n") and piece.count("\n") == 1 for piece in pieces)


@given(name=words, complaint=words, said=words, finding=words)
def test_hostile_words_never_break_the_form(name: str, complaint: str, said: str, finding: str) -> None:
    case = Case(pet=Pet(name=name), complaint=complaint, findings=(Finding(text=finding, by_model=True),))
    told = Understanding(complaints=("ear",), answers=(Answered(slot="x", label=said, words=said),), denied=(said,))
    text = consultation_summary(case, told, Triage(), ())
    headings = [line for line in text.split("\n") if line.startswith("**")]
    assert headings == ["**基本信息:**", "**主诉:**", "**病情记录:**"]
    assert text.count("【病情小结】") == 1
    assert "".join(lines(text)) == text


def test_a_name_cannot_bring_markup_or_a_direction() -> None:
    case = Case(pet=Pet(name="豆\u202e豆\n**主诉:**"), complaint="# 吐了\n- 很多次\n\n今天！！！")
    text = consultation_summary(case, Understanding(complaints=("vomiting",)), Triage(), ())
    assert "\u202e" not in text
    assert "**主诉:**\n吐了，- 很多次，今天！\n" in text


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("三天了", "呕吐已经三天了"),
        ("大概从前天晚上开始的", "从前天晚上开始呕吐"),
        ("拉了一个多星期了", "呕吐已经一个多星期了"),
        ("今天刚开始", "从今天开始呕吐"),
        ("断断续续，说不准", "断断续续地呕吐"),
    ],
)
def test_since_when_is_told_in_the_owners_measure(said: str, expected: str) -> None:
    told = Understanding(complaints=("vomiting",), answers=(Answered(slot="onset", label="开始时间", words=said),))
    assert expected in record(consultation_summary(Case(complaint="吐了"), told, Triage(), ()))


def test_options_chosen_together_are_each_told() -> None:
    both = Answered(slot="skin", label="皮肤样子", words="A、D", option="圆形掉毛、皮屑多")
    text = consultation_summary(
        Case(complaint="痒"), Understanding(complaints=("itching",), answers=(both,)), Triage(), ()
    )
    assert "有圆形的掉毛，皮屑很多" in text


def test_a_closer_answer_stands_for_a_vague_one() -> None:
    answers = (
        Answered(slot="vomiting", label="呕吐", words="两次", option="吐过一两次"),
        Answered(slot="count", label="呕吐次数", words="两次", option="两三次"),
    )
    text = consultation_summary(Case(), Understanding(complaints=("urinary",), answers=answers), Triage(), ())
    assert "吐了两次" in text
    assert "吐过一两次" not in text


@pytest.mark.parametrize(
    ("words", "told", "option"),
    [
        ("吐了三次", "吐了三次", "两三次"),
        ("吐过一两次", "吐了一两次", "两三次"),
        ("一天吐两三回", "一天吐两三次", "两三次"),
        ("吐了好几次", "吐了好几次", "四五次"),
        ("12次", "吐了12次", "数不清，一直在吐"),
        ("两三次", "吐了两三次", "两三次"),
    ],
)
def test_her_own_number_stands_above_the_options_range(words: str, told: str, option: str) -> None:
    answers = (Answered(slot="count", label="呕吐次数", words=words, option=option),)
    text = consultation_summary(Case(), Understanding(complaints=("vomiting",), answers=answers), Triage(), ())
    assert told in text


def test_a_diagnosis_is_not_told_as_a_sign() -> None:
    understanding = Understanding(complaints=("limping",), present=("骨折", "脚肿"))
    text = consultation_summary(Case(complaint="瘸了"), understanding, Triage(), ())
    assert "还有骨折" not in text
    assert "脚肿" in text


def test_what_is_not_known_yet_is_said_until_it_is_enough() -> None:
    understanding = Understanding(complaints=("vomiting",), missing=("onset",), unknown=("开始时间", "精神状态"))
    text = consultation_summary(Case(complaint="吐了"), understanding, Triage(), ())
    assert "开始时间和精神状态还不清楚" in text
    done = msgspec.structs.replace(understanding, enough=True)
    assert "还不清楚" not in consultation_summary(Case(complaint="吐了"), done, Triage(), ())
