"""What is understood of a case: the complaints, what she volunteered, letters, several answers at once, corrections."""

import pytest

from petclinic.case import Case, Pet
from petclinic.consultation import CATALOGUE, understand
from tests.petclinic.talking import DOG, answers, ask, case, options


@pytest.mark.parametrize(
    ("complaint", "chief", "unit"),
    [
        ("猫猫吐了", "vomiting", "消化内科"),
        ("早上吐黄水，后来又吐白沫", "vomiting", "消化内科"),
        ("拉稀好几天了", "diarrhoea", "消化内科"),
        ("狗狗便血", "diarrhoea", "消化内科"),
        ("狗狗不吃饭。", "not_eating", "消化内科"),
        ("没胃口，粮都不碰", "not_eating", "消化内科"),
        ("老是挠，背上掉毛", "itching", "皮肤科"),
        ("脸上有皮屑和红点", "itching", "皮肤科"),
        ("后腿瘸了", "limping", "骨科"),
        ("走路一瘸一拐的", "limping", "骨科"),
        ("咳嗽，晚上喘得厉害", "cough", "呼吸内科"),
        ("打喷嚏流鼻涕", "cough", "呼吸内科"),
        ("左眼睁不开，一直流泪", "eye", "眼科"),
        ("眼睛怎么了", "eye", "眼科"),
        ("一直挠耳朵甩头", "ear", "耳科"),
        ("耳朵里黑黑的，很臭", "ear", "耳科"),
        ("公猫尿不出来", "urinary", "泌尿外科"),
        ("尿血了", "urinary", "泌尿外科"),
        ("偷吃了一块巧克力", "poisoning", "急诊科"),
        ("好像误食了老鼠药", "poisoning", "急诊科"),
        ("三岁公猫今天蹲了好几次猫砂盆，一滴尿都没有", "urinary", "泌尿外科"),
        ("泰迪昨晚吃了一整块黑巧", "poisoning", "急诊科"),
        ("拉肚子好了，现在又开始吐", "vomiting", "消化内科"),
        ("没吃什么特别的东西，就是吐", "vomiting", "消化内科"),
        ("没吃巧克力，就是没胃口", "not_eating", "消化内科"),
        ("猫从六楼掉下来了", "limping", "骨科"),
        ("一直流口水，嘴巴臭", "not_eating", "消化内科"),
        ("突然抽搐了两次", "general", "急诊科"),
        ("不咳嗽，就是喘", "cough", "呼吸内科"),
        ("它最近怪怪的", "general", "全科"),
        ("", "general", "全科"),
    ],
)
def test_the_chief_complaint_and_its_department(complaint: str, chief: str, unit: str) -> None:
    understood = understand(case(complaint))
    assert understood.complaints[0] == chief
    assert understood.unit == unit
    assert understood.keyword == CATALOGUE[chief].keyword


@pytest.mark.parametrize(
    ("complaint", "complaints"),
    [
        ("又吐又拉", ("vomiting", "diarrhoea")),
        ("拉肚子，还吐了两次", ("diarrhoea", "vomiting")),
        ("不吃饭，还吐", ("vomiting", "not_eating")),
        ("吃了葡萄以后吐了", ("poisoning", "vomiting")),
        ("吐了，是不是中毒了", ("vomiting", "poisoning")),
        ("尿不出来，还吐了", ("urinary", "vomiting")),
        ("不是吐，是咳嗽", ("cough",)),
        ("没有吐，就是拉稀", ("diarrhoea",)),
        ("眼睛没事，就是耳朵臭", ("ear",)),
    ],
)
def test_the_graver_complaint_stands_first(complaint: str, complaints: tuple[str, ...]) -> None:
    assert understand(case(complaint)).complaints == complaints


def test_a_complaint_may_come_only_in_the_talk() -> None:
    assert understand(case("猫猫不舒服", "怎么了？", "它吐了两次")).complaints == ("vomiting",)


def test_what_comes_later_does_not_replace_what_she_came_for() -> None:
    told = case("狗狗拉稀", ask("vomiting"), "吐过一次", pet=DOG)
    assert understand(told).complaints == ("diarrhoea", "vomiting")


def test_yesterday_three_times_some_yellow_water_fills_three_slots() -> None:
    found = answers(case("昨天开始吐了三次，有点黄水"))
    assert {slot: (answer.option, answer.words) for slot, answer in found.items()} == {
        "onset": ("一两天了", "昨天开始吐了三次"),
        "count": ("两三次", "昨天开始吐了三次"),
        "content": ("黄水或黄色泡沫", "有点黄水"),
    }


@pytest.mark.parametrize(
    ("complaint", "volunteered"),
    [
        ("吐了一次，吐的是猫粮，精神很好", {"count": "就一次", "content": "没消化的食物", "energy": "和平时一样精神"}),
        (
            "拉稀三天了，一天五六次，像水一样",
            {"onset": "三天到一周", "stool_times": "五次以上", "stool_look": "像水一样"},
        ),
        ("两天没吃东西，水也不喝", {"onset": "一两天了", "drinking": "喝得少，或者不肯喝"}),
        ("不吃饭三天", {"onset": "三天到一周"}),
        ("咳嗽两周", {"onset": "一周以上了"}),
        ("后背一直挠，掉毛秃了一块", {"where": "后背和尾巴根", "skin": "圆形掉毛"}),
        ("狗狗肚子鼓鼓的，一直干呕吐不出来", {"bloat": "又干呕，肚子又胀"}),
        ("右前腿不敢着地，昨天摔了一下", {"leg": "前腿", "weight_bearing": "完全不敢落地", "injury": "跳高或摔了一下"}),
        ("夜里干咳，呼吸平稳", {"sound": "干咳，像卡了东西", "moment": "夜里或睡觉时", "breathing": "很平稳"}),
        ("左眼眼屎很多", {"eye_which": "只有左眼", "eye_discharge": "黄绿色、黏的"}),
        ("两只耳朵都有咖啡渣，很臭", {"ear_which": "两只都有", "ear_discharge": "黑褐色，像咖啡渣", "smell": "有臭味"}),
        ("一直舔下面，尿里带血", {"pain": "一直舔下面", "colour": "粉红、红色或带血"}),
        ("半小时前吃了两颗葡萄", {"what": "巧克力、葡萄、洋葱这类吃的", "amount": "吃了一些"}),
    ],
)
def test_what_she_volunteers_is_not_asked_again(complaint: str, volunteered: dict[str, str]) -> None:
    found = options(case(complaint))
    assert {slot: found.get(slot) for slot in volunteered} == volunteered


@pytest.mark.parametrize(
    ("complaint", "slot"),
    [
        ("吐了，喂了三次药", "count"),
        ("吐了，昨天打了疫苗", "onset"),
        ("吐了，没有黄水", "content"),
        ("吐了，大便带血丝", "content"),
        ("吐了，一天喂三次", "count"),
        ("三个月大的小猫吐了", "onset"),
    ],
)
def test_what_only_sounds_like_it_fills_nothing(complaint: str, slot: str) -> None:
    assert slot not in options(case(complaint))


@pytest.mark.parametrize("reply", ["不对，是两次", "说错了，是吐了两次", "我记错了，吐了2次"])
def test_a_correction_replaces_the_answer(reply: str) -> None:
    before = case("吐了", ask("count"), "五次")
    after = case("吐了", ask("count"), "五次", ask("energy"), reply)
    assert options(before)["count"] == "四五次"
    assert options(after)["count"] == "两三次"
    assert "energy" not in options(after)


@pytest.mark.parametrize(
    ("slot", "first", "reply", "option"),
    [
        ("onset", "今天", "不对，是昨天", "一两天了"),
        ("keep", "会", "说错了，不会吐", "喝了不吐"),
        ("count", "A", "搞错了，B", "两三次"),
    ],
)
def test_a_correction_that_names_nothing_means_the_last_answer(slot: str, first: str, reply: str, option: str) -> None:
    assert options(case("吐了", ask(slot), first, "好的。", reply))[slot] == option


def test_a_correction_takes_a_sign_back() -> None:
    told = case("拉肚子", ask("vomiting"), "吐过一次", "还有呢？", "说错了，没有吐")
    assert "呕吐" in understand(told).denied
    assert understand(told).complaints == ("diarrhoea",)


def test_a_later_quiet_day_does_not_undo_what_was_seen() -> None:
    assert "呕吐" in understand(case("昨天吐了三次", "今天呢？", "今天没吐")).present


def test_an_answer_by_option_tells_signs_too() -> None:
    told = case("吐了", ask("bloat"), "D", ask("energy"), "A", pet=DOG)
    understood = understand(told)
    assert {"干呕", "肚子胀"} <= set(understood.present)
    assert "没精神" in understood.denied


def test_none_of_these_denies_the_signs_to_tick() -> None:
    denied = understand(case("吐了", "有下面这些情况吗，可以多选。", "以上都没有")).denied
    assert {"没精神", "腹泻", "吐血", "发热"} <= set(denied)


def test_ticked_signs_are_there() -> None:
    present = understand(case("吐了", "有下面这些情况吗，可以多选。", "没精神、拉肚子、流口水")).present
    assert {"没精神", "腹泻", "流口水"} <= set(present)


def test_a_question_of_hers_is_no_answer() -> None:
    assert options(case("吐了", ask("energy"), "要不要紧？")) == {}


def test_talk_of_other_things_is_taken_for_an_answer_only_the_second_time() -> None:
    once = case("吐了", ask("bloat"), "大便正常，还在玩", pet=DOG)
    assert "bloat" not in options(once)
    assert options(once)["stool"] == "正常成形"
    twice = case("吐了", ask("bloat"), "大便正常，还在玩", ask("bloat"), "我摸了它一下它就跑了", pet=DOG)
    assert answers(twice)["bloat"].words == "我摸了它一下它就跑了"


def test_her_words_are_kept_as_she_wrote_them() -> None:
    found = answers(case("吐了", ask("content"), "ＡＢＣ牌貓糧，沒消化"))
    assert found["content"].words == "ＡＢＣ牌貓糧，沒消化"


def test_the_pets_name_is_no_symptom() -> None:
    grape = Pet(name="葡萄", species="cat")
    assert understand(case("葡萄吐了", pet=grape)).complaints == ("vomiting",)
    assert understand(case("葡萄吃了葡萄", pet=grape)).complaints == ("poisoning",)


def test_a_case_without_anything_is_general_and_asks_everything() -> None:
    understood = understand(Case())
    assert understood.complaints == ("general",)
    assert understood.missing[0] == "species"
    assert not understood.enough
