"""Red flags in what owners say, and the guard before what models write."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from petclinic.case import Case, Pet, Turn
from petclinic.consultation import CATALOGUE
from petclinic.models.rules import RedFlagRule, load_defaults
from petclinic.safety import Guard, default_rules, emergency_line, scan_text, triage
from petclinic.safety.guard import NEUTRAL
from petclinic.triage import rules_in_force

DOG, CAT = Pet(species="dog"), Pet(species="cat", sex="male")
PUPPY = Pet(species="dog", age_months=3)


def tier(text: str, pet: Pet = DOG, *turns: tuple[str, str]) -> str:
    said = tuple(Turn(role=role, content=content) for role, content in turns)  # type: ignore[arg-type]
    return triage(Case(pet=pet, complaint=text, turns=said), default_rules()).tier


URGENT = ("red", "orange")


RAISED: list[tuple[str, Pet]] = [
    ("狗狗一直干呕，什么都吐不出来，肚子胀得像鼓", DOG),
    ("晚饭后不停地干呕", DOG),
    ("猫咪张着嘴呼吸，肚子一起一伏的", CAT),
    ("它喘不上气了", DOG),
    ("舌头都发紫了", DOG),
    ("我看牙龈很白", CAT),
    ("突然倒地，叫不醒", DOG),
    ("站不起来了，没精神", DOG),
    ("刚才口吐白沫，四肢乱蹬", DOG),
    ("又抽搐了，以前也有过癫痫", DOG),
    ("咪咪一直蹲猫砂盆，从早上到现在都没尿出来", CAT),
    ("蹲半天只滴几滴", CAT),
    ("昨天到现在没小便", DOG),
    ("可乐半小时前偷吃了半板黑巧克力", DOG),
    ("葡萄干被它吃了一把", DOG),
    ("猫舔了百合花的花粉", CAT),
    ("好像吃了老鼠药", DOG),
    ("把我的布洛芬吃了两片", DOG),
    ("怀疑中毒了，一直流口水", DOG),
    ("吞了一根缝衣针", CAT),
    ("屁股后面拖着一截毛线", CAT),
    ("把袜子整个吞下袜子了", DOG),
    ("吐出来的东西带血", DOG),
    ("吐的像咖啡渣一样", DOG),
    ("吐血了", DOG),
    ("拉的便便里有血丝", DOG),
    ("拉稀，全是血", DOG),
    ("尿是红色的", CAT),
    ("它咳血了", DOG),
    ("脚趾甲剪到了，流血不止", DOG),
    ("昨天吐了四次，今天没精神", DOG),
    ("一直吐，人也蔫蔫的", DOG),
    ("喝水也吐", DOG),
    ("刚被车撞了", DOG),
    ("从六楼坠楼了", CAT),
    ("大热天跑步回来一直喘，站不稳，像中暑", DOG),
    ("眼球突出来了", DOG),
    ("左眼睁不开", CAT),
    ("耳朵和牙龈都发黄", CAT),
    ("羊水破了两个小时还没生出来", DOG),
    ("小狗从昨天起什么都不吃", PUPPY),
    ("猫三天没吃东西了", CAT),
    ("不吃东西已经两天了", CAT),
    ("后腿突然瘫痪，拖着走", CAT),
    ("右前腿不敢着地", DOG),
    ("被蛇咬了", DOG),
    ("脸突然肿得像猪头", DOG),
    ("没有拉肚子，但是吐血了", DOG),
    ("不吃不喝，吐血", DOG),
    ("两年前有过一次，现在又尿不出来了", CAT),
    ("又吐又拉，小家伙才三个月", PUPPY),
]

QUIET: list[tuple[str, Pet]] = [
    ("没有吐血，也没有便血和抽搐", DOG),
    ("精神还好，没有喘", DOG),
    ("吐的东西里没有血", DOG),
    ("会不会抽搐？", DOG),
    ("如果中毒了怎么办", DOG),
    ("狗狗能吃葡萄吗？", DOG),
    ("狗可以吃巧克力吗", DOG),
    ("担心它会抽搐", DOG),
    ("去年车祸过，现在都好了", DOG),
    ("以前吞了袜子，做了手术，已经恢复了", DOG),
    ("不是吃了巧克力，是吃了狗粮", DOG),
    ("带它去验了血常规", DOG),
    ("尿得很正常", CAT),
    ("昨天吐了一次，精神很好", DOG),
    ("吐了两次毛球，照样玩", CAT),
    ("眼睛有一点眼屎", CAT),
    ("大便正常，颜色正常", DOG),
    ("没有误食，也没有接触过百合", CAT),
    ("家里没有老鼠药", DOG),
    ("有点软便，没有血", DOG),
    ("走路有点瘸，能着地", DOG),
    ("怎么预防中暑？", DOG),
    ("耳朵有味道，总是挠", DOG),
    ("没有呼吸困难、没有舌头发紫", DOG),
    ("一顿没吃，零食还吃", CAT),
    ("今天尿了三次，量正常", CAT),
]


@pytest.mark.parametrize(("text", "pet"), RAISED, ids=[text for text, _pet in RAISED])
def test_what_is_said_is_urgent(text: str, pet: Pet) -> None:
    assert tier(text, pet) in URGENT


@pytest.mark.parametrize(("text", "pet"), QUIET, ids=[text for text, _pet in QUIET])
def test_what_is_denied_asked_feared_or_past_is_not(text: str, pet: Pet) -> None:
    assert tier(text, pet) not in URGENT


@pytest.mark.parametrize(
    ("question", "reply", "raised"),
    [
        ("吐出来的东西里有没有血？", "有", True),
        ("吐出来的东西里有没有血？", "有一点血丝", True),
        ("吐出来的东西里有没有血？", "没有", False),
        ("有没有抽搐？", "是的，刚才抽了一下", True),
        ("有没有抽搐？", "没有抽搐", False),
        ("豆豆喝的水留得住吗，会不会喝完就吐？", "喝完就吐", True),
        ("摸一下肚子，是软的吗？有没有光干呕、吐不出来的样子？", "又干呕，肚子又胀", True),
        ("摸一下肚子，是软的吗？有没有光干呕、吐不出来的样子？", "肚子软软的，没有干呕", False),
        ("摸一下肚子，是软的吗？有没有光干呕、吐不出来的样子？", "会干呕，肚子不胀", False),
    ],
)
def test_an_answer_is_read_with_its_question(question: str, reply: str, raised: bool) -> None:
    assert (tier("狗狗吐了", DOG, ("ai", question), ("user", reply)) in URGENT) is raised


def test_the_worst_flag_is_the_tier_and_her_words_stand_first() -> None:
    found = triage(Case(pet=DOG, complaint="左眼睁不开。刚才抽搐了两分钟"), default_rules())
    assert found.tier == "red"
    line = emergency_line(found, "021-12345678")
    assert "刚才抽搐了两分钟" in line.splitlines()[0]
    assert "021-12345678" in line
    assert emergency_line(triage(Case(complaint="有点软便"), default_rules())) == ""


@given(st.text(max_size=300))
def test_no_words_break_the_rules(text: str) -> None:
    triage(Case(complaint=text), default_rules())
    scan_text(text, "dog")


@pytest.mark.parametrize(
    ("text", "raised"),
    [
        ("它已经吐血了，情况危急。", True),
        ("如果出现抽搐，请马上就医。", False),
        ("注意观察有没有呼吸困难。", False),
        ("可能是中毒，也可能是肠胃炎。", False),
        ("图片里的呕吐物带血。", True),
    ],
)
def test_a_models_text_raises_only_what_it_reports(text: str, raised: bool) -> None:
    assert any(flag.tier in URGENT for flag in scan_text(text, "dog")) is raised


ASKED = sorted({ask.replace("{pet}", "豆豆") for one in CATALOGUE.values() for q in one.question for ask in q.ask})
FUNCTIONS = {"cannot-urinate", "breathing", "collapse", "paralysis", "eye-injury"}
"""What a plain no may say: no urine, no calm breathing, no standing, no walking, no open eye."""


@pytest.mark.parametrize("reply", ["没有", "没有这些", "都没有", "这些都没有"])
def test_a_plain_no_to_our_own_questions_raises_nothing_but_what_an_animal_should_do(reply: str) -> None:
    for question in ASKED:
        turns = (Turn(role="ai", content=question), Turn(role="user", content=reply))
        case = Case(pet=Pet(species="dog", name="豆豆"), complaint="豆豆不太舒服", turns=turns)
        flags = {flag.key for flag in triage(case, default_rules()).flags if flag.tier in URGENT}
        assert flags <= FUNCTIONS, question


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("豆豆的耳朵里有脏东西吗，什么颜色、什么样子？", "黑褐色，像咖啡渣"),
        ("想一想，豆豆瘸之前发生过什么吗，比如跳沙发、打架、被夹到？", "剧烈跑跳以后"),
        ("豆豆现在有什么反应吗，比如吐、流口水、发抖、走路不稳？", "看着和平时一样"),
        ("拨开毛看看，豆豆的皮肤是什么样的？", "红点或小疙瘩"),
        ("豆豆咳起来是什么声音，干咳还是带痰？", "干咳，像卡了东西"),
        ("豆豆喝的水留得住吗，会不会喝完就吐？", "喝了不吐"),
        ("吃的方面，豆豆最近有什么变化吗，比如换粮、新零食、油腻的东西？", "吃了人的饭菜或翻了垃圾"),
    ],
)
def test_a_mild_answer_to_our_own_question_is_not_urgent(question: str, reply: str) -> None:
    assert tier("豆豆不太舒服", DOG, ("ai", question), ("user", reply)) not in URGENT


UNSEEN = Path(__file__).parent / "corpus" / "red_flags_unseen.jsonl"


def test_dialogues_that_nobody_tuned_on() -> None:
    """A hold-out: measured once, 23 of 24 urgent ones heard and none of 16 others. Never tune on it; write another."""
    heard = calm = 0
    for row in map(json.loads, UNSEEN.read_text().splitlines()):
        pet = msgspec.convert(row.get("pet", {}), Pet)
        urgent = tier(row["said"], pet, *(tuple(turn) for turn in row.get("turns", []))) in URGENT
        heard += row["urgent"] and urgent
        calm += not row["urgent"] and not urgent
    assert (heard, calm) >= (23, 16)


# --- rules as data


def test_what_was_edited_is_never_overwritten(db: None) -> None:
    RedFlagRule.objects.all().delete()
    assert load_defaults() == len(default_rules())
    rule = RedFlagRule.objects.get(key="seizure")
    assert rule.needs_sign_off
    rule.name, rule.enabled = "抽风", False
    rule.save()
    assert load_defaults() == 0
    assert RedFlagRule.objects.get(key="seizure").name == "抽风"
    assert "seizure" not in {one.key for one in rules_in_force()}


def test_without_any_rows_the_products_own_rules_hold(db: None) -> None:
    RedFlagRule.objects.all().delete()
    assert rules_in_force() == default_rules()


def test_a_rule_of_the_admin_is_the_rule_of_the_product(db: None) -> None:
    load_defaults()
    assert [rule.key for rule in rules_in_force()] == [rule.key for rule in default_rules()]
    for rule in RedFlagRule.objects.all():
        rule.full_clean()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("signs", "没有冒号"),
        ("signs", ""),
        ("signs", "甲: [乙]"),
        ("all_of", "没有的"),
        ("any_of", "x"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_in_a_sentence(db: None, field: str, value: Any) -> None:
    load_defaults()
    rule = RedFlagRule.objects.get(key="bloat")
    setattr(rule, field, value)
    with pytest.raises(ValidationError):
        rule.full_clean()


# --- the guard

DOSES = [
    "可以喂阿莫西林，每公斤10毫克。",
    "吃半片布洛芬就行。",
    "奥美拉唑 0.7 mg/kg，一天一次。",
    "每天两次，每次一片止吐药。",
    "Give 5 mg meloxicam once a day.\n",
    "蒙脱石散一包，冲水喂。",
    "消炎药一天三次。",
]
HARMLESS = [
    "每次喂水 50 ml，少量多次。",
    "体重 5 公斤左右。",
    "先喂 30 克白粥。",
    "不要自己喂布洛芬。",
    "一天遛两次。",
    "吃了三片饼干。",
    "兽医可能会开止吐药。",
]
CALMING = ["不用去医院。", "不必太担心。", "在家观察即可。", "可以再等等。", "问题不大。", "无需就医，会自己好。"]


def guarded(text: str, tier: Any = "green", signed: bool = False) -> str:
    guard = Guard(tier, signed)
    return guard.feed(text) + guard.flush()


@pytest.mark.parametrize("text", DOSES)
def test_a_dose_is_left_to_the_vet(text: str) -> None:
    end = "\n" if text.endswith("\n") else ""
    assert guarded(f"先禁食。{text}再观察。") == f"先禁食。{NEUTRAL}{end}再观察。"
    assert guarded(text, signed=True) == text


def test_a_dose_in_the_sentence_after_the_medicine_goes_too() -> None:
    assert "50" not in guarded("可以用阿莫西林。每次50毫克，一天两次。")


@pytest.mark.parametrize("text", HARMLESS)
def test_amounts_of_food_and_warnings_stay(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize("text", CALMING)
@pytest.mark.parametrize("tier", ["red", "orange"])
def test_nothing_calms_where_it_is_urgent(text: str, tier: Any) -> None:
    assert guarded(f"吐了三次。{text}请禁食。", tier) == "吐了三次。请禁食。"
    assert guarded(text, "yellow") == text


def test_a_sentence_that_urges_stays() -> None:
    text = "不必惊慌，但请马上去医院。不用担心费用的问题，先救命。"
    assert guarded(text, "red") == text


PIECES = st.sampled_from(
    ["吐了", "三次。", "阿莫西林", "10毫克", "不用去医院", "，", "\n", "！", "水50ml", "a" * 90, "。", " "]
)


@given(
    parts=st.lists(PIECES, max_size=25),
    cuts=st.lists(st.integers(0, 400), max_size=12),
    tier=st.sampled_from(["red", "green"]),
)
def test_however_it_is_cut_the_same_comes_out(parts: list[str], cuts: list[int], tier: Any) -> None:
    text = "".join(parts)
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    guard = Guard(tier)
    out = "".join(guard.feed(text[a:b]) for a, b in pairwise(places)) + guard.flush()
    assert out == guarded(text, tier)


@given(st.text(alphabet="今天吐了三次，精神还好。\n！ab", max_size=500))
def test_harmless_text_comes_through_whole(text: str) -> None:
    assert guarded(text, "red") == text
