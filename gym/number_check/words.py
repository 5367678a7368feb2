"""The words around a number: what it is about. One list of patterns per kind of measure."""

import re
from typing import NamedTuple

from gym.number_check.lifts import find as find_lifts

FOREIGN = "foreign"
"""A topic of which the table holds no fact."""


class Topic(NamedTuple):
    name: str
    strong: bool
    start: int
    end: int


_WEIGHT = (
    r"体重|减重|增重|掉秤|称重(?!了?\s?[\d一二两三四五六七八九十]+\s?次)|秤上?|体重秤|\bweigh(?:t|ed|s"
    r"|ing)?(?!-| ?in)\b|\bscales?\b|body ?weight"
)
_FAT_MASS = (
    r"体脂肪量?|脂肪(?:量|重量|含量)?(?!率|比|百分)|体脂(?:量|重)|(?:body )?fat mass|体脂(?!率|百分|%)"
    r"|肥肉|\bfat\b(?! ?(?:percent|%|loss))"
)
_MUSCLE = r"骨骼肌(?:肉)?(?:量)?(?!率)|肌肉(?:量|含量)?(?!率)|肌量|(?:skeletal )?muscle(?: mass)?|\bsmm\b|增肌(?!期)"
_BODY_FAT = (
    r"体脂(?:率|百分比|比例|肪率|肪百分比|含量)?|脂肪(?:率|比例|百分比)|body[ -]?fat(?: percentage"
    r"| %)?|fat (?:percentage|%)|\bbf\b|\bbody fat\b"
)
_VOLUME = (
    r"(?:总|训练|力量)*(?:容量|训练量|负荷量?|吨位|举重量|重量总和|做功)|总重量|总量(?!的)"
    r"|举起的总?重量|(?:total |training |lifting )*(?:volume|tonnage|workload)"
    r"|总共举|一共举|累计举|total weight lifted|lifted a total"
)
_FOREIGN_MASS = (
    r"去脂体重|瘦体重|瘦体|肌酸|骨量|骨矿|骨骼重|蛋白质?|碳水|水分|体水分|细胞|无机盐|糖|盐|油|主食"
    r"|米饭|燕麦|鸡胸|蔬菜|水果|牛肉|补剂|乳清|内脏脂肪"
    r"|protein|carb|lean (?:body )?mass|bone|water|creatine|sugar|fib(?:re|er)|饮食|摄入|热身"
)
_COMPLETION = (
    r"(?:训练|课程|计划|出勤|任务)?(?:完成率|出勤率|到课率|达成率|执行率|完成度|参与率|打卡率|完成比例"
    r"|达标率)|出勤|(?:completion|attendance|adherence|turnout)(?: rate)?"
)
_PROGRESS = (
    r"进度|(?:阶段|体重|减脂|减重|增肌|增重|体脂率?|腰围)*(?:目标)(?:已经?|你|您)*(?:完成|达成|走了"
    r"|实现|推进|走完)(?:了|度|率)?|(?:完成|达成|实现)了?(?:阶段|体重|减重|减脂|增肌|增重)*的?目标的?"
    r"|阶段(?:减重|减脂|增肌|增重|体重|目标|任务)*(?:已经?)?(?:完成|达成|走完|走了|推进)了?(?:度|率)?"
    r"|路程|走完了?|progress|of (?:the|your) (?:\w+ )?(?:target|goal|way)|(?:target"
    r"|goal) (?:is )?(?:\w+ )?(?:reached|complete|done)"
)
_TOTAL = (
    r"总共|一共|共计|合计|总计|累计|总(?:训练)?时[长间]|总的?训练|加起来|加在一起|全周|(?<![一总])共"
    r"|total|in all|altogether|together|combined|in sum"
)
_COMPLETED = (
    r"完成(?!率|度)|全勤|出勤(?!率)|到场|到课|到店|到馆|练(?:了|满|够|过|完|到)|训练了|训练过|上(?:了"
    r"|过|完|满)|参加|打卡|来(?:了|过)|去了|做(?:了|完|满|到)|实际|进行|坚持(?:了|练|下来)|出席|兑现"
    r"|坚持"
    r"|\bcomplet\w+|\bfinish\w*|\battend\w*|\btrained\b|\bdid\b|made it|\bdone\b|showed up|\bgot in\b"
    r"|\blogged\b|\bkept\b|\bhit\b(?! \d+ pr)"
)
_PLANNED = (
    r"计划|安排|预约|预定|预订|排(?:了|定|的|好)|原定|约(?:了|好|定)|应(?:练|到|训|上|完成)|原本"
    r"|定(?:了|下|的)|该练|planned|scheduled|booked|\bplan\b"
)
_MISSED = (
    r"缺席|缺课|缺勤|缺训|缺练|旷课|旷练|爽约|没来|没去|没练|没上|没到|没成行|没有?能?成行|没能?完成"
    r"|没有完成|未完成|未能完成|未出席|未到|错过|落下|落了|漏(?:了|掉|练|课)|请假|取消|放了?鸽子|鸽了"
    r"|缺(?!口|乏|点|少|水)|少(?:来|上|练|去)|没有(?:来|去|练|上)|没赶上|空(?:了|缺)|miss(?:ed|ing"
    r"|es)?\b|skip\w*|absen\w+|no-shows?|did not (?:do|make|complete|happen)|didn't"
)
_WEIGH = (
    r"称重|称体重|称(?:了|过)|上(?:了)?秤|站上?秤|体重记录|体重数据|测体重|量体重|体重(?:测量|称量)"
    r"|过秤|称量|\bweigh(?:ed)?[ -]?(?:ins?\b|yourself)|weighings?|\bweighed\b|on the scales?"
)
_ASSESS = (
    r"体测|体成分|体态评估|评估|测评|测量(?!体重)|身体测试|inbody|\bassess\w*|body scans?|check-?ups?"
    r"|measurements?"
)
_FOREIGN_COUNT = (
    r"心率|心跳|脉搏|呼吸|饮酒|喝酒|外食|聚餐|熬夜|加餐|夜宵|奶茶|推拿|按摩|放松|拉伸课|heart rate"
    r"|pulse|meals?"
)
_REPS = r"每组|重复|\breps?\b|repetitions?|每侧|per set|力竭"
_FOREIGN_LENGTH = (
    r"大腿围?|小腿围?|腿围|臂围|手臂围?|上臂围?|颈围|脖围|身高|肩宽|肩围|步幅|腰臀比|thighs?|calf"
    r"|calves|upper arms?|biceps|neck|height"
)
_FOREIGN_ENERGY = (
    r"摄入|热量|消耗|缺口|盈余|吃(?:了|进|到)?|燃烧|饮食|能量|烧掉|intake|burn\w*|deficit|surplus"
    r"|eat\w*|energy|food"
)
_FOREIGN_TIME = (
    r"睡眠|睡(?:了|够|足|满)?|深睡|午睡|组间|步行|走路|散步|快走|热身|拉伸|冥想|通勤|间隔|久坐|泡脚"
    r"|sleep\w*|slept|walk\w*|between sets|stretch\w*|commut\w*"
)
_AVERAGE = (
    r"平均|每次|每节|每堂|每回|每场|次均|场均|均(?=为|\s?[\d一二三四五六七八九十])|每练?一次|一次平均"
    r"|单次(?!最)|average\w*|\bavg\b|per session|each|a session|per workout|apiece|\bmean\b|人均"
)
_LONGEST = r"最长|最久|时间最长|最耗时|longest"
_REST = (
    r"休息|没练|未训练|没有训练|没训练|不训练|歇|空(?:了|出)|停练|rest(?:ed|ing)?|\boff\b"
    r"|without (?:a )?(?:training|session|workout)"
)
_TRAIN_DAYS = r"训练|练(?:了|满)?|锻炼|运动|active|train\w*|worked out|打卡|到馆|有课"
_RECORDS = (
    r"纪录|新记录|个人(?:最佳|记录|最好)|破(?:了|纪录)?|刷新|突破|最好成绩|\bprs?\b(?!_)|\bpbs?\b"
    r"|personal (?:best|record)s?|records?\b"
)
_WEEK = r"(?<![这本上前下整])一(?:个)?(?:周|星期)(?!内|里|以来|来|次|练)|a week(?= )"
_RATE = (
    r"每周|每星期|每个?礼拜|周均|每周平均|平均每周|周速|/周|per week|a week|weekly|each week"
    r"|every week|减重速度|趋势(?:速率|斜率)|速率|\brate\b"
)
_TREND = r"趋势体重|趋势(?:值|线)?|平滑(?:后|体重)?|均线|trend(?: weight)?|smoothed(?: weight)?"

_MUSCLE_WORDS = {
    "chest": r"胸(?:部|肌|大肌|背)?|\bchest\b|\bpecs?\b",
    "back": r"背(?:部|阔肌|肌|阔)?|\bback\b|\blats?\b",
    "legs": r"腿(?:部|臀)?|下肢|臀腿|股四|\blegs?\b|\bquads?\b|lower body",
    "shoulders": r"肩(?:部|膀)?|三角肌|\bshoulders?\b|\bdelts?\b",
    "arms": r"手臂|臂(?:部)?|胳膊|二头(?:肌)?|三头(?:肌)?|肱[二三]头肌?|\barms?\b|\bbiceps\b|\btriceps\b",
    "core": r"核心(?:肌群)?|腹(?:部|肌)?|\bcore\b|\babs\b|\babdomin\w+",
}


class _Word(NamedTuple):
    pattern: re.Pattern[str]
    name: str
    strong: bool


def _words(*entries: tuple[str, str]) -> list[_Word]:
    """A name that ends in ~ is a weak word."""
    return [_Word(re.compile(pattern, re.ASCII), name.rstrip("~"), not name.endswith("~")) for name, pattern in entries]


_SETS_WORDS = tuple((f"sets_{name}", pattern) for name, pattern in _MUSCLE_WORDS.items())
_BY_DIM: dict[str, list[_Word]] = {
    "mass": _words(
        ("trend", _TREND),
        ("weight", _WEIGHT),
        ("fat_mass", _FAT_MASS),
        ("muscle", _MUSCLE),
        ("volume", _VOLUME),
        ("rate", _RATE),
        ("week~", _WEEK),
        (FOREIGN, _FOREIGN_MASS),
    ),
    "percent": _words(
        ("body_fat", _BODY_FAT),
        ("completion", _COMPLETION),
        ("progress", _PROGRESS),
        ("missed", r"缺席率|缺勤率|缺课率|miss rate"),
        ("weight~", _WEIGHT),
        ("muscle~", _MUSCLE),
        ("fat_mass~", r"脂肪量|fat mass"),
        ("volume~", _VOLUME),
        ("sets~", r"组数|\bsets\b"),
        ("total~", r"时长|训练时间"),
        ("waist~", r"腰围?|waist"),
        ("hip~", r"臀围?|hips?"),
        ("chest~", r"胸围|chest"),
        ("bmr~", r"基础代谢|bmr"),
        ("completion~", r"完成|计划|\bcompleted?\b|\battended|\bplan(?:ned)?\b|\bdid\b|sessions"),
        *((f"{n}~", p) for n, p in _SETS_WORDS),
        (
            FOREIGN,
            (
                r"水分率?|体水分|肌肉率|骨骼肌率|蛋白质?|强度|心率|1rm|最大重量|最大心率|碳水|热量|电解质|身体年龄"
                r"|water|protein|intensity|heart rate|muscle percentage"
            ),
        ),
    ),
    "length": _words(
        ("waist", r"腰围|腰部?|waist(?:line)?"),
        ("chest", r"胸围|胸部?|chest|bust"),
        ("hip", r"臀围|臀部?|hips?"),
        (FOREIGN, _FOREIGN_LENGTH),
    ),
    "energy": _words(
        (
            "bmr",
            (
                r"基础代谢(?:率|量)?|基代|静息代谢|代谢(?:率)?|\bbmr\b|basal metaboli\w+(?: rate)?"
                r"|metaboli\w+(?: rate)?|resting"
            ),
        ),
        (FOREIGN, _FOREIGN_ENERGY),
    ),
    "time": _words(
        ("longest", _LONGEST),
        ("average", _AVERAGE),
        ("total", _TOTAL),
        ("shortest", r"最短|shortest"),
        ("time~", r"时长|训练时间|练了|训练|时间|trained|training"),
        (FOREIGN, _FOREIGN_TIME),
    ),
    "count": _words(
        ("missed", _MISSED),
        ("completed", _COMPLETED),
        ("planned", _PLANNED),
        ("weigh", _WEIGH),
        ("assess", _ASSESS),
        ("records", _RECORDS),
        ("reps", _REPS),
        ("per_week", r"每周|每星期|每个?礼拜|周均|频率|per week|a week|weekly|each week|every week"),
        ("session~", r"训练|课|锻炼|健身|运动|练|sessions?|workouts?|training|class(?:es)?|trained"),
        (FOREIGN, _FOREIGN_COUNT),
    ),
    "sets": _words(
        *_SETS_WORDS,
        (
            "total",
            (
                r"总组数|总共|一共|共计|合计|总计|正式组(?:数)?|全部|(?<![一总])共|总(?=\d)|total|in all"
                r"|altogether|working"
            ),
        ),
        ("total~", r"组数|训练|\bsets?\b|完成|做了|练了|did|completed"),
        (FOREIGN, r"热身组?|warm-?ups?|拉伸"),
    ),
    "days": _words(
        ("rest", _REST),
        ("train~", _TRAIN_DAYS),
        (FOREIGN, r"连续|连着|打卡|间隔|隔|streak|in a row|consecutive|经期|生理期|戒"),
    ),
    "weeks": _words((FOREIGN, r"连续|连着|in a row|consecutive|坚持|streak")),
    "records": _words(("records", _RECORDS)),
}
_BY_DIM["rate"] = _BY_DIM["mass"]
_WITH_LIFTS = {"mass", "count", "sets", "percent", "rate"}
DATE_WORDS = _words(
    ("weigh", _WEIGH + "|" + _WEIGHT),
    ("assess", _ASSESS),
    ("longest", _LONGEST),
    ("phase", r"阶段|周期|\bphase\b|增肌期|减脂期|恢复期|冲刺期|储备期"),
    ("record", _RECORDS),
    ("session", r"训练|课|练|session|workout|trained|缺席|缺课|没来"),
    ("range", r"报告|本周|这周|周报|总结|统计|期间|range|report|period|小结"),
)


def topics(text: str, start: int, end: int, dim: str) -> list[Topic]:
    """The topics named between `start` and `end`, in order; of two that overlap only the longer one."""
    return _found(text, start, end, _BY_DIM.get(dim, []), lifts=dim in _WITH_LIFTS)


def date_topics(text: str, start: int, end: int) -> list[Topic]:
    return _found(text, start, end, DATE_WORDS, lifts=True)


def _found(text: str, start: int, end: int, words: list[_Word], *, lifts: bool) -> list[Topic]:
    found = [
        Topic(word.name, word.strong, *match.span())
        for word in words
        for match in word.pattern.finditer(text, start, end)
        if match.end() > match.start()
    ]
    if lifts:
        found += [Topic(name, True, begin, stop) for name, begin, stop in find_lifts(text, start, end)]
    found.sort(key=lambda topic: (topic.start - topic.end, not topic.strong))
    kept: list[Topic] = []
    for topic in found:
        if all(topic.end <= other.start or topic.start >= other.end for other in kept):
            kept.append(topic)
    return sorted(kept, key=lambda topic: topic.start)
