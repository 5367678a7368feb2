"""Red flags in what owners say, and the guard before what models write."""

import json
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from petclinic.case import Case, Pet, Turn
from petclinic.models.rules import RedFlagRule, check_signs, load_defaults
from petclinic.safety import Guard, default_rules, scan_text, triage
from petclinic.safety.emergency import emergency_line
from petclinic.safety.guard import DOSE_TEXT
from petclinic.safety.red_flags import Rule

DOG, CAT = Pet(species="dog"), Pet(species="cat", sex="male")
PUPPY = Pet(species="dog", age_months=3)


def keys(text: str, pet: Pet = DOG, *turns: tuple[str, str]) -> set[str]:
    said = tuple(Turn(role=role, content=content) for role, content in turns)  # type: ignore[arg-type]
    return {flag.key for flag in triage(Case(pet=pet, complaint=text, turns=said), default_rules()).flags}


RAISED: list[tuple[str, str, Pet]] = [
    ("狗狗一直干呕，什么都吐不出来，肚子胀得像鼓", "bloat", DOG),
    ("晚饭后不停地干呕", "retching", DOG),
    ("猫咪张着嘴呼吸，肚子一起一伏的", "breathing", CAT),
    ("它喘不上气了", "breathing", DOG),
    ("舌头都发紫了", "blue_gums", DOG),
    ("我看牙龈很白", "blue_gums", CAT),
    ("突然倒地，叫不醒", "collapse", DOG),
    ("站不起来了，没精神", "collapse", DOG),
    ("刚才口吐白沫，四肢乱蹬", "seizure", DOG),
    ("又抽搐了，以前也有过癫痫", "seizure", DOG),
    ("咪咪一直蹲猫砂盆，从早上到现在都没尿出来", "blocked_male_cat", CAT),
    ("蹲半天只滴几滴", "blocked_male_cat", CAT),
    ("昨天到现在没小便", "no_urine", DOG),
    ("可乐半小时前偷吃了半板黑巧克力", "poison_food", DOG),
    ("葡萄干被它吃了一把", "poison_food", DOG),
    ("猫舔了百合花的花粉", "poison_lily", CAT),
    ("好像吃了老鼠药", "poison_chemical", DOG),
    ("把我的布洛芬吃了两片", "poison_chemical", DOG),
    ("怀疑中毒了，一直流口水", "poison_chemical", DOG),
    ("吞了一根缝衣针", "foreign_body_sharp", CAT),
    ("屁股后面拖着一截毛线", "foreign_body_sharp", CAT),
    ("把袜子整个吞下袜子了", "foreign_body", DOG),
    ("吐出来的东西带血", "vomit_blood", DOG),
    ("吐的像咖啡渣一样", "vomit_blood", DOG),
    ("吐血了", "vomit_blood", DOG),
    ("拉的便便里有血丝", "stool_blood", DOG),
    ("拉稀，全是血", "stool_blood", DOG),
    ("尿是红色的", "urine_blood", CAT),
    ("它咳血了", "cough_blood", DOG),
    ("脚趾甲剪到了，流血不止", "bleeding", DOG),
    ("昨天吐了四次，今天没精神", "vomit_apathy", DOG),
    ("一直吐，人也蔫蔫的", "vomit_apathy", DOG),
    ("喝水也吐", "vomit_water", DOG),
    ("刚被车撞了", "trauma", DOG),
    ("从六楼坠楼了", "trauma", CAT),
    ("大热天跑步回来一直喘，站不稳，像中暑", "heat_stroke", DOG),
    ("眼球突出来了", "eye_injury", DOG),
    ("左眼睁不开", "eye_pain", CAT),
    ("耳朵和牙龈都发黄", "yellow", CAT),
    ("羊水破了两个小时还没生出来", "birth", DOG),
    ("小狗从昨天起什么都不吃", "young_not_eating", PUPPY),
    ("猫三天没吃东西了", "cat_not_eating", CAT),
    ("不吃东西已经两天了", "cat_not_eating", CAT),
    ("后腿突然瘫痪，拖着走", "paralysis", CAT),
    ("右前腿不敢着地", "fracture", DOG),
    ("被蛇咬了", "snake", DOG),
    ("脸突然肿得像猪头", "swelling", DOG),
    ("没有拉肚子，但是吐血了", "vomit_blood", DOG),
    ("不吃不喝，吐血", "vomit_blood", DOG),
    ("两年前有过一次，现在又尿不出来了", "blocked_male_cat", CAT),
    ("又吐又拉，小家伙才三个月", "puppy_diarrhoea", PUPPY),
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


@pytest.mark.parametrize(("text", "key", "pet"), RAISED, ids=[text for text, _key, _pet in RAISED])
def test_what_is_said_raises_its_flag(text: str, key: str, pet: Pet) -> None:
    assert key in keys(text, pet)


@pytest.mark.parametrize(("text", "pet"), QUIET, ids=[text for text, _pet in QUIET])
def test_what_is_denied_asked_feared_or_past_raises_nothing(text: str, pet: Pet) -> None:
    assert keys(text, pet) == set()


@pytest.mark.parametrize(
    ("question", "reply", "key", "raised"),
    [
        ("吐出来的东西里有没有血？", "有", "vomit_blood", True),
        ("吐出来的东西里有没有血？", "有一点血丝", "vomit_blood", True),
        ("吐出来的东西里有没有血？", "没有", "vomit_blood", False),
        ("有没有抽搐？", "是的，刚才抽了一下", "seizure", True),
        ("有没有抽搐？", "没有抽搐", "seizure", False),
        ("豆豆喝的水留得住吗，会不会喝完就吐？", "喝完就吐", "vomit_water", True),
        ("摸一下肚子，是软的吗？有没有光干呕、吐不出来的样子？", "又干呕，肚子又胀", "bloat", True),
        ("摸一下肚子，是软的吗？有没有光干呕、吐不出来的样子？", "肚子软软的，没有干呕", "bloat", False),
        ("摸一下肚子，是软的吗？有没有光干呕、吐不出来的样子？", "会干呕，肚子不胀", "bloat", False),
    ],
)
def test_an_answer_is_read_with_its_question(question: str, reply: str, key: str, raised: bool) -> None:
    assert (key in keys("狗狗吐了", DOG, ("ai", question), ("user", reply))) is raised


def test_a_rule_is_only_for_its_kind_of_animal() -> None:
    assert "blocked_male_cat" not in keys("蹲半天只滴几滴", Pet(species="cat", sex="female"))
    assert "young_not_eating" not in keys("什么都不吃", Pet(species="dog", age_months=40))
    assert "poison_lily" in keys("猫舔了百合", Pet())


def test_the_worst_flag_is_the_tier_and_her_words_stand_first() -> None:
    found = triage(Case(pet=DOG, complaint="左眼睁不开。刚才抽搐了两分钟"), default_rules())
    assert found.tier == "red"
    line = emergency_line(found, "021-12345678")
    assert line.startswith("【请马上就医】您说“刚才抽搐了两分钟”")
    assert "021-12345678" in line
    assert emergency_line(triage(Case(complaint="有点软便"), default_rules())) == ""


@pytest.mark.parametrize("text", ["啊" * 100_000, "没有" * 50_000, "吐…" * 30_000, "，" * 100_000, "肚子" * 40_000])
def test_endless_words_cost_little(text: str) -> None:
    assert keys(text) <= {"vomit_apathy"}


@given(st.text(max_size=300))
def test_no_words_break_the_rules(text: str) -> None:
    triage(Case(complaint=text), default_rules())
    scan_text(text, "dog")


@pytest.mark.parametrize(
    ("text", "raised"),
    [
        ("它已经吐血了，情况危急。", {"vomit_blood"}),
        ("如果出现抽搐，请马上就医。", set()),
        ("注意观察有没有呼吸困难。", set()),
        ("可能是中毒，也可能是肠胃炎。", set()),
        ("图片里的呕吐物带血。", {"vomit_blood"}),
    ],
)
def test_a_models_text_raises_only_what_it_reports(text: str, raised: set[str]) -> None:
    assert {flag.key for flag in scan_text(text, "dog")} == raised


# --- rules as data


def test_what_was_edited_is_never_overwritten(db: None) -> None:
    assert load_defaults() == len(default_rules())
    rule = RedFlagRule.objects.get(key="seizure")
    assert rule.needs_sign_off
    rule.name, rule.enabled = "抽风", False
    rule.save()
    assert load_defaults() == 0
    assert RedFlagRule.objects.get(key="seizure").name == "抽风"
    assert "seizure" not in {one.key for one in RedFlagRule.enabled_rules()}


def test_without_any_rows_the_products_own_rules_hold(db: None) -> None:
    assert RedFlagRule.enabled_rules() == default_rules()


@pytest.mark.parametrize(
    "signs", [[], "x", [[]], [["(a+)+$"]], [["a…b…c…d"]], [["a//b"]], [[5]], [["…"]], [["x"]] * 9, [["x" * 700]]]
)
def test_a_pattern_that_cannot_be_is_refused_in_a_sentence(signs: Any) -> None:
    with pytest.raises(ValidationError):
        check_signs(signs)


def test_every_rule_of_the_product_can_be_kept_in_the_admin() -> None:
    for rule in default_rules():
        assert isinstance(rule, Rule)
        check_signs(json.loads(json.dumps(rule.signs)))
        assert rule.advice
        assert rule.source


# --- the guard

DOSES = [
    "可以喂阿莫西林，每公斤10毫克。",
    "吃半片布洛芬就行。",
    "奥美拉唑 0.7 mg/kg，一天一次。",
    "每天两次，每次一片止吐药。",
    "Give 5 mg meloxicam once a day. ",
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
    assert guarded(f"先禁食。{text}再观察。") == f"先禁食。{DOSE_TEXT}再观察。"
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
