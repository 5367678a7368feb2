"""Statement or advice: whether a number claims anything about the records."""

import re

_ADVICE = re.compile(
    r"建议(?!的那)|推荐|不妨|试试|试着|尝试|争取|希望|最好(?!成绩|的|水平|纪录|记录)|尽量|应该(?!说)"
    r"|应当|理应|务必|记得|考虑|力争|打算|准备(?!好)|预计|预期|有望|将会|会在|想(?=要|在|把|让)"
    r"|目标是?[^，。\d]{0,8}(?:减到|降到|涨到|增到|练到|做到)|目标是(?=每|下|练|睡|喝|走|做)|可以(?!看|说|发|确|理|视|算|认|明|感|得)|(?<!不)需要(?!注意的"
    r"|说明|指出|关注的|提醒|多久)|不需要"
    r"|别忘|补充(?!了)|要不是|否则|(?<!相)等(?=[^，。]{0,6}(?:再|才|够|到))|(?<!首)先(?=从|完成|把|练|做|试|养|走|保证|恢复|回到)|还?要再|(?<!不)再(?=[减降瘦增加涨升掉长添补练做多少来安])|要(?=做|保|睡|喝|吃|控|坚|练|走|补|加"
    r"|把)|得(?=把|吃|补|多|睡|喝)|该(?=练|休|补|吃)"
    r"|下周|下一?(?:次|期|阶段|个月|个?星期|个?小?目标)|下个?(?:周期|阶段)|下月|下一?步|接下来|今后"
    r"|以后|往后|后续|未来|明天|后天|明早|明年|节后|新的一周|将来|随后几周"
    r"|如果|假如|若(?!干)|要是|一旦|只要|倘若|万一|即使|哪怕|除非|想(?=减|增|瘦|达)|继续(?:保持)?(?=每"
    r"|按|以)|请(?!假)|别(?=超|少于|多于|低于|高于|一下|急于|一口气|一天)|不要|切勿|避免|确保|保证"
    r"|控制(?!得)|限制"
    r"|目标定|定个|设为|设定|设在|增加到(?=每)|保持(?=每|充)|维持(?=每)|坚持(?=每)|挑战|冲击|循序渐进"
    r"|计划(?=下|从下|在下|把|将)|安排(?=在?下)|小目标"
    r"|\brecommend\w*|\bsuggest\w*|\baim\b|\btry\b|\bshould\b|\bcould\b|\bcan\b(?! see)|\bconsider\b"
    r"|\bnext (?:week|time|month|session|phase|goal|step)|\bkeep (?!it up)|\bmake sure\b|\bensure\b"
    r"|\bif\b"
    r"|\blet'?s\b|\blet us\b|\bdrink\b|\bsleep\b(?! averaged)|\beat\b|\btomorrow\b|\bneed to\b"
    r"|\bplan to\b|\bavoid\b|\bideal\w*|\bstick (?:to|with)\b|\bstay (?:at|under|within|between)\b"
    r"|\bgoing forward\b|\bfrom now on\b|\bwill\b|\bmight\b|\bgo for\b|\bbump\b|\bschedule\b(?!d)"
    r"|\bplease\b|\bguideline\w*|\bexperts?\b|\bresearch\b|\bdon't\b|\bchallenge\b|\bhope\b"
    r"|\bhopefully\b"
)
_HABIT = re.compile(
    r"一般|通常|多数人|女性|男性|同龄|健康的(?=体)|很多人|新手|初学者|普通人|健身者|正常(?:范围|来说|值|情况)|理想(?:范围|状态是|的)|健康的[^，。]{0,6}(?:速度|节奏|范围)|(?:安全|合理|科学)的[^，。]{0,6}(?:速度|节奏|范围)|健康(?:范围|标准)|安全(?:范围|区间)"
    r"|标准(?:是|为|范围)|指南|研究|科学|专家|经验(?:上|来)|普遍|大多数人|女性|男性|同龄|健康的(?=体)|成年人|人体|理论上"
    r"|参考(?:值|范围)|一(?:个月|年)|三个月|半年|公认|常规|每(?=增加|增|减|掉|多|少|长|涨|瘦|降)|每公斤(?:体重)?|每千克|每日|每晚|每餐|每顿|每天(?!的)|每组|每隔"
    r"|每个?月|每侧|往往|之间?歇|组间"
    r"|\bper day\b|\ba day\b|\beach day\b|\bevery day\b|\bdaily\b|\btypical\w*|\bgenerally\b"
    r"|\busual\w*|\bnormal(?:ly)? (?:range|is)|\bhealthy (?:range|rate|pace)|\bmost (?:people|lifters|trainees|beginners|men|women|adults)\b|\bbeginners\b"
    r"|\bper set\b|\bper kg\b|\beach night\b|\ba night\b|\bup to you\b"
)
_ADVICE_AFTER = re.compile(
    r"(?:(?!超过|高于|低于|接近|达到|已|略|之间)[^，。；,;]){0,14}?(?:为宜|为佳|最佳|最稳|最好|约?等于|最合适|比较?合适|比较?好|就好|就够|就行|即可|最理想|就可以"
    r"|为好|为目标|更合适|才够|才好|就能到|就到|就达|也够|够了"
    r"|(?:是|都是|都算|算是?)(?:比较|较为|相对|个|非常|很)?(?:健康|合理|安全|理想|推荐|科学|合适|适合|常见|正常)的?"
    r"|的?小目标|的?(?:上限|下限|推荐|建议量|建议值|热身|间隔)|为限|(?<!从)起步(?=$|，|。)|后再|之后再|is (?:ideal|plenty|enough"
    r"|healthy|a healthy|a good|recommended|optimal|safe|normal)|would be|are (?:plenty|enough|ideal)"
    r"|a (?:day|night)\b|per (?:day|night|kg)\b|each (?:day|night)\b|every (?:day|night)\b|daily\b)"
)
_FACT = re.compile(
    r"本周|这周|这一周|上周|上一周|本期|此次|这次|本次|目前|现在|当前|截至|截止|已经|已(?=[完练减增降瘦走])"
    r"|(?<=[成降升加少高低掉涨长轻重多称练瘦缩减睡走喝吃跑做到得滑落席课勤息来上])了|实际|记录显示"
    r"|数据显示|显示|测得|测出|称得|达到了|反而|昨天|前天|今天|最近|近期|过去|这(?:八|七|\d+|几)天"
    r"|期间|(?:平均|均)(?=每[天日晚]|睡)|每[天日晚]的?平均"
    r"|this week|last week|you(?:'ve| have)? (?:lost|gained|completed|did|trained|had|were|weighed"
    r"|missed|hit|lifted|slept|walked|averaged|burned|drank|ate|set|managed|logged|kept)|so far"
    r"|currently"
    r"|\bnow\b|\bwas\b|\bwere\b|recorded|averaged|completed|\bfell\b|dropped|\brose\b|\bwent\b"
    r"|\blost\b|\bgained\b|\byesterday\b|\byour (?:average|resting)"
)
_EXPLICIT = re.compile(r"本周|这周|上周|目前|现在|已经|已(?=[完练减增降瘦走])|this week|last week|so far|currently")
_YOURS = re.compile(r"你|您|your\b|you\b")
_OWNED = re.compile(r"(?:本周|上周|目前|现在|当前|现有|这周)的?\s?$")
_IMPERATIVE = re.compile(
    r"[\s\W\d]*(?:保持(?!在|了|着|住)|继续|坚持(?=每|喝|睡|走)|维持(?!在|了|着)|喝(?!了)|吃(?!了)"
    r"|睡(?!眠|了)|把|将|先|逐步|适当|注意|尝试|多(?=喝|吃|睡|走|补|做|练)|少(?=吃|喝|坐)|每(?=天|日"
    r"|晚|餐|隔|组|顿)|补充|摄入(?!了)|饮水|早睡"
    r"|步行(?!了)|快走|热身|拉伸|keep|drink|eat|sleep|aim|try|add|do\b|take|walk|get\b|stay|schedule"
    r"|limit|include|stick|maintain)"
)
_COMMAND = re.compile(
    r"[\s\W\d]*(?:(?:继续)?保持(?=每)|继续(?!下|上|掉|涨|减|增)|坚持(?=每)|尽量|注意|尝试|逐步|适当|确保|控制|补充|早睡|rest(?= \d| for| at| between)|keep|aim|try|stick|maintain|make sure)"
)
_PRESCRIBED = re.compile(
    r"[^。；;]{0,16}(?:每组|组间|间歇|per set|between (?:heavy )?sets)|\s?(?:内|以内|之内)[^，。]{0,4}(?:补|吃|喝)"
)
_WEEKLY = re.compile(r"(?:每周|每星期|每个?礼拜|一周|weekly|a week|per week)[^，。,]{0,8}$")
_ADVICE_HEADER = re.compile(
    r"[^，。\d]{0,14}(?:建议|接下来|下周|下阶段|行动|小贴士|提示|提醒|注意事项|下一步|怎么做|怎么练"
    r"|目标与计划|训练计划|饮食|营养|作息|\bnext\b|advice|recommend\w*|tips|to.?do|going forward"
    r"|action|plan)[^。]{0,14}"
)
_HEADER = re.compile(r"[\s#>]*(?:【[^】]{1,20}】|\[[^\]]{1,20}\]|#{1,4} .{1,24}|[^，。,.]{1,24}:)\s*")


def is_advice(text: str, sentence: int, clause: int, at: int, end: int, clause_end: int) -> bool:
    """Whether the number from `at` to `end` advises or plans, by the words of its own sentence."""
    if _OWNED.search(text, max(clause, at - 8), at):
        return False
    advised = _last(_ADVICE, text, clause, at)
    if advised >= 0:
        return _EXPLICIT.search(text, advised, at) is None or re.search(r"把|将|从", text[advised:at]) is not None
    if _FACT.search(text, clause, at):
        return False
    if _COMMAND.match(text, clause, at) or _PRESCRIBED.match(text, end):
        return True
    if _HABIT.search(text, clause, at) or _ADVICE_AFTER.match(text, end, clause_end):
        return True
    advised = _last(_ADVICE, text, sentence, clause)
    told = _FACT.search(text, max(sentence, advised), at) is not None
    if told:
        return False
    return (
        advised >= 0
        or (_HABIT.search(text, sentence, clause) is not None and _YOURS.search(text, clause, at) is None)
        or _IMPERATIVE.match(text, clause, at) is not None
        or _IMPERATIVE.match(text, sentence, at) is not None
    )


def is_weekly_habit(text: str, clause: int, at: int) -> bool:
    """每周 3 次 outside of any account of a plan."""
    return _WEEKLY.search(text, clause, at) is not None and not re.search(
        r"计划|安排|你|您|阶段|平均|your|planned", text[clause : at + 24].partition("。")[0]
    )


def mentions_advice(text: str) -> bool:
    return _ADVICE.search(text) is not None


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    found = -1
    for match in pattern.finditer(text, start, end):
        found = match.start()
    return found


def has_fact_words(text: str, start: int, end: int) -> bool:
    return _FACT.search(text, start, end) is not None


def header(line: str) -> bool | None:
    """True for a heading of advice, False for another heading, None for no heading."""
    if len(line) > 40 or not _HEADER.fullmatch(line):
        return None
    return _ADVICE_HEADER.search(line) is not None
