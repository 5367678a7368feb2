"""Looking up what an owner says: the right article first, nothing for other questions, nothing to break in by."""

import io
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petclinic.case import Source
from petclinic.knowledge import search as module
from petclinic.knowledge.passages import LONGEST
from petclinic.knowledge.search import search
from petclinic.models import Article

pytestmark = pytest.mark.django_db


@pytest.fixture
def starter(db: None) -> None:
    call_command("import_knowledge", stdout=io.StringIO())


def article(key: str, title: str, text: str = "没有别的。", **values: Any) -> Article:
    return Article.objects.create(key=key, title=title, text=text, publisher="试验", **values)


def keys(query: str, **options: Any) -> list[str]:
    return [hit.article.key for hit in search(query, **options)]


QUESTIONS = [
    ("我家狗吃了巧克力怎么办", "poisonous-food"),
    ("猫咪两天没尿了，一直蹲猫砂盆", "cat-urinary-blockage"),
    ("公猫尿不出来", "cat-urinary-blockage"),
    ("狗狗一直吐黄水，没精神", "dog-vomiting"),
    ("金毛肚子很胀，干呕吐不出来", "bloat"),
    ("狗拉稀带血", "dog-diarrhoea"),
    ("猫不吃饭三天了", "cat-not-eating"),
    ("小狗老是抓耳朵甩头", "ear-problems"),
    ("眼睛红红的睁不开", "eye-problems"),
    ("狗狗咳嗽像鹅叫", "cough"),
    ("走路瘸了不敢着地", "limping"),
    ("抽搐口吐白沫", "seizures"),
    ("我们家布偶猫喝了百合花瓶里的水", "lily-poisoning"),
    ("狗吞了鱼钩", "foreign-body"),
    ("天气太热狗狗中暑", "heat-stroke"),
    ("幼犬疫苗什么时候打", "vaccination"),
    ("多久驱虫一次", "deworming"),
    ("怎么判断有没有脱水", "dehydration"),
    ("猫吐毛球正常吗", "hairballs"),
    ("一直舔爪子身上痒", "itching"),
    ("呕吐物怎么拍照给医生看", "photos-for-the-vet"),
    ("半夜呼吸困难要不要去急诊", "when-to-call-at-night"),
]
OFF_TOPIC = [
    "今天北京天气怎么样",
    "怎么做红烧肉",
    "帮我写一首关于春天的诗",
    "高铁票怎么退",
    "世界杯冠军是谁",
    "房贷利率多少",
    "手机屏幕碎了去哪修",
    "孩子数学考不及格",
    "汽车轮胎多久换",
    "身份证丢了怎么补办",
    "量子力学是什么",
    "公务员考试什么时候报名",
    "唐朝有多少个皇帝",
    "空调不制冷是什么原因",
    "个人所得税怎么算",
    "狗狗币还能涨吗",
    "猫和老鼠哪一年上映",
    "天猫双十一什么时候开始",
    "热狗怎么做好吃",
    "公积金怎么提取",
    "梅西进了几个球",
    "怎样备份电脑文件",
    "秦始皇什么时候统一六国",
    "番茄炒蛋先放什么",
    "租房合同怎么签",
    "地球离月亮有多远",
    "蒸馒头为什么发不起来",
    "火车上能带充电宝吗",
    "股票大跌要不要割肉",
    "你是谁",
]


@pytest.mark.usefixtures("starter")
def test_the_starter_articles_answer_what_owners_ask() -> None:
    assert {question: keys(question)[:1] for question, _key in QUESTIONS} == {q: [key] for q, key in QUESTIONS}


@pytest.mark.usefixtures("starter")
def test_thirty_questions_about_other_things_find_nothing() -> None:
    assert len(OFF_TOPIC) == 30
    assert {question: keys(question) for question in OFF_TOPIC} == {question: [] for question in OFF_TOPIC}


@pytest.mark.usefixtures("starter")
def test_a_word_of_a_tag_is_enough_and_that_can_be_wrong() -> None:
    """Known and accepted: who asks for coffee is told that it is poison for pets."""
    assert keys("咖啡机推荐") == ["poisonous-food"]


@pytest.mark.usefixtures("starter")
def test_a_hit_says_where_it_comes_from() -> None:
    hit = search("猫闻了百合花粉")[0]
    assert hit.score > 0
    assert "花粉" in hit.passage
    assert len(hit.passage) <= LONGEST
    assert hit.source == Source(
        article=hit.article.pk,
        title=hit.article.title,
        passage=hit.passage,
        publisher=hit.article.publisher,
        url=hit.article.url,
        date="2020-07-10",
        signed=False,
    )


def test_the_rarer_word_ranks_higher() -> None:
    for number in range(5):
        article(f"common-{number}", f"呕吐之{number}")
    article("rare", "胰腺炎")
    article("both", "呕吐和胰腺炎")
    assert keys("呕吐，胰腺炎")[:2] == ["both", "rare"]


def test_the_title_ranks_above_the_text() -> None:
    article("text", "别的题目", "这里说到胰腺炎。")
    article("title", "胰腺炎", "别的内容。")
    assert keys("胰腺炎") == ["title", "text"]


def test_equals_come_in_the_order_of_their_making_and_no_more_than_asked() -> None:
    for number in range(7):
        article(f"a{number}", "胰腺炎")
    assert keys("胰腺炎") == ["a0", "a1", "a2", "a3", "a4"]
    assert keys("胰腺炎", limit=1) == ["a0"]
    assert keys("胰腺炎", limit=0) == []


def test_another_kind_of_animal_is_left_out() -> None:
    for species in ("cat", "dog", "both"):
        article(species, "胰腺炎", species=species)
    assert keys("胰腺炎") == ["cat", "dog", "both"]
    assert keys("胰腺炎", species="cat") == ["cat", "both"]
    assert keys("胰腺炎", species="dog") == ["dog", "both"]


def test_a_long_complaint_must_share_more_than_one_word() -> None:
    article("video", "看视频", "怎么看。", tags=["视频"])
    assert keys("视频") == ["video"]
    assert keys("我想把去年拍摄的婚礼视频剪成三分钟短片配上古典音乐然后刻录成光盘寄给住在乡下的外公外婆观看") == []


def test_common_words_are_dropped_before_rare_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PLACES", 6)
    for number in range(8):
        article(f"common-{number}", "腹泻")
    article("rare", "胰腺炎")
    assert keys("腹泻，胰腺炎")[:1] == ["rare"]
    assert len(keys("腹泻")) == 5


def test_an_empty_knowledge_base_finds_nothing() -> None:
    assert search("呕吐") == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "猫",
        "吐",
        "。",
        '"',
        "'; DROP TABLE petclinic_article; --",
        '"胰腺" AND *',
        "NEAR(胰腺 炎, 2)",
        "words:胰腺",
        "胰腺 & !炎 | :*",
        "^胰腺 - +",
        "%s %d {x} \\",
        "\0胰腺",
        "＃胰腺",
        "\ud83d胰腺",
        "OR OR OR",
    ],
)
def test_signs_and_operators_are_harmless(query: str) -> None:
    article("one", "胰腺炎", "OR NEAR 都不是指令。")
    assert set(keys(query)) <= {"one"}
    assert (keys(query) == ["one"]) == ("胰腺" in query) or "OR" in query


def test_a_hundred_thousand_characters_are_read_as_far_as_need_be() -> None:
    article("one", "胰腺炎", "胰腺炎会吐。")
    assert keys("胰腺炎" * 33_334) == ["one"]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert keys("".join(chr(0x4E00 + n % 20_000) for n in range(100_000))) == []
    assert all(len(query["sql"]) < 10_000 for query in queries)


@pytest.mark.usefixtures("starter")
def test_a_search_takes_four_queries() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert len(search("狗狗一直吐黄水，没精神")) > 1
    assert len(queries) == 4


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_may_be_asked(query: str) -> None:
    assert isinstance(search(query), list)


def test_another_script_is_found_too() -> None:
    article("one", "Café müde ไข้ 한국어", "Ömer İstanbul")
    assert keys("CAFÉ") == keys("한국어") == keys("ömer istanbul café") == ["one"]
