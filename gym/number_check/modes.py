"""Statement or advice: whether a number claims anything about the records."""

import re

ADVICE = re.compile(
    r"建议(?!的那)|推荐|不妨|试试|试着|尝试|争取|希望|最好|尽量|应该(?!说)|应当|理应|务必|记得|考虑|力争|打算|准备(?!好)|预计|预期|有望|将会|会在|想要|想在|目标是(?=每|下|练|睡|喝|走|做)"
    r"|可以(?!看|说|发|确|理|视|算|认|明|感|得)|需要(?!注意的|说明|指出|关注的|提醒)|不需要|还?要再|再(?=[减降增加添补练做多少来安])|要(?=做|保|睡|喝|吃|控|坚|练|走|补|加|把)|得(?=把|吃|补|多|练|睡|喝)|该(?=练|休|补|吃)"
    r"|每次课|课末|至少(?=睡|喝|练|走|吃|休)|要跟上|先(?=减|做|把|练|吃|喝|来|从)|要(?=\s?[\d一二三四五六七八九十两])|下周|下一?(?:次|期|阶段|个月|个?星期|个?小?目标)|下个?(?:周期|阶段)|下月|接下来|今后|以后|往后|后续|未来|明天|后天|明早|明年|节后|新的一周|将来|下阶段|随后几周"
    r"|如果|假如|若(?!干)|要是|一旦|只要|倘若|万一|即使|哪怕|除非|想(?=减|增|瘦|达)"
    r"|一般|通常|正常(?:范围|来说|值|情况)|理想(?:范围|状态是|的)|健康(?:范围|标准)|安全(?:范围|区间)|健康的?[^，。]{0,3}(?:速度|节奏)|合理的?(?:速度|节奏)|标准(?:是|为|范围)|指南|研究|科学|专家|经验(?:上|来)|普遍|大多数人|成年人|人体|理论上|参考(?:值|范围)|公认|常规"
    r"|每公斤(?:体重)?|每千克|每日|每晚|每餐|每顿|(?<!平均)每天(?!的)|每组|每隔|每月|每个月|每侧"
    r"|继续保持(?=每|现|在)|请|别(?=超|少|再(?!问)|让|急于)|不要|切勿|避免|确保|保证|控制|限制|目标定|定个|设为|设定|设在|(?:把|将)[^，。]{0,8}加到|增加到(?=每)|保持(?=每|充)|维持(?=每)|坚持(?=每)|争取|挑战|冲击|尝试|循序渐进|计划(?=下|从下|在下|把|将)|安排(?=在?下)"
    r"|\brecommend\w*|\bsuggest\w*|\baim\b|\btry\b|\bshould\b|\bcould\b|\bcan\b(?! see)|\bconsider\b|\bnext (?:week|time|month|session|phase|goal|step)|\bkeep (?!it up)|\bmake sure\b|\bensure\b|\bif\b|\blet'?s\b|\blet us\b"
    r"|\bdrink\b|\bsleep\b(?! averaged)|\beat\b|\btomorrow\b|\bneed to\b|\bplan to\b|\bper day\b|\ba day\b|\beach day\b|\bevery day\b|\bdaily\b|\bavoid\b|\bideal\w*|\btypical\w*|\bgenerally\b|\busual\w*|\bnormal(?:ly)? (?:range|is)|\bhealthy (?:range|rate|pace)"
    r"|\bstick (?:to|with)\b|\bstay (?:at|under|within|between)\b|\bgoing forward\b|\bfrom now on\b|\bwill\b|\bmight\b|\bgo for\b|\bbump\b|\bschedule\b(?!d)|\bplease\b|\bmost people\b|\bguideline\w*|\bexperts?\b|\bresearch\b|\bper set\b|\bper kg\b|\beach night\b|\ba night\b|\bup to you\b|\bdon't\b|\bkeep\b"
)
_ADVICE_AFTER = re.compile(
    r"[^，。；,;]{0,14}?(?:的区间|的?范围(?!内称)|就会|为宜|为佳|最佳|最合适|比较?合适|比较?好|就好|就够|就行|即可|最理想|就可以|为好|为目标|更合适|才够|才好|就能到|就到|就达|也够|够了|是(?:比较|较为|相对|个|非常|很)?(?:健康|合理|安全|理想|推荐|科学|合适|适合|常见|正常)的?"
    r"|的?(?:上限|下限|推荐|建议量|建议值|标准|范围内为|热身|间隔)|以内为|为限|起步|内算|后再|之后再|is (?:ideal|plenty|enough|healthy|a healthy|a good|recommended|optimal|safe|normal)|would be|are (?:plenty|enough|ideal))"
)
FACT = re.compile(
    r"本周|这周|这一周|上周|上一周|本期|此次|这次|本次|目前|现在|当前|截至|截止|已经|已(?=[完练减增降瘦走])|(?<=[来去缺休歇上成降升加少高低掉涨长轻重多称练了瘦缩减睡走喝吃跑做到得滑落席课勤息])了|实际|记录显示|数据显示|显示|测得|测出|称得|达到了|反而|昨天|前天|今天|最近|近期|过去|这(?:八|七|\d+|几)天|期间|平均(?=每[天日晚])"
    r"|this week|last week|you(?:'ve| have)? (?:lost|gained|completed|did|trained|had|were|weighed|missed|hit|lifted|slept|walked|averaged|burned|drank|ate|set)|so far|currently|\bnow\b|\bwas\b|\bwere\b|recorded|averaged|completed|\bfell\b|dropped|\brose\b|\bwent\b|\blost\b|\bgained\b|\byesterday\b|\byour (?:average|resting)"
)
_PAST_OF_ADVICE = re.compile(r"(?:本周|上周|目前|现在|当前|现有|这周)的?\s?$")
_IMPERATIVE = re.compile(
    r"[\s\W\d]*(?:保持(?!在)|继续|坚持(?!了)|维持(?!在)|控制|保证|确保|喝|吃|睡(?!眠[\d])|把|将|先|逐步|适当|注意|请|别|不要|尝试|试试|多(?=喝|吃|睡|走|补|做|练)|少(?=吃|喝|坐)|每(?!周(?:大?约|平均)?[下上降升减增掉涨平+-]|次|节|堂|回|场)|补充|摄入|饮水|早睡|步行|走路|热身|拉伸|有氧|keep|drink|eat|sleep|aim|try|add|do\b|take|walk|get\b|stay|schedule|limit|include|stick|maintain|reduce (?!d)|increase (?!d))"
)
_HEADER = re.compile(
    r"[\s#>*\-【\[(「『]*[^，。\d]{0,14}(?:建议|接下来|下周|下阶段|行动|小贴士|提示|提醒|注意事项|下一步|怎么做|怎么练|目标与计划|训练计划|饮食|营养|作息|\bnext\b|advice|recommend\w*|tips|to.?do|going forward|action)[^，。\d]{0,14}[】\]）)」』:：\s]*$"
)
_ANY_HEADER = re.compile(r"[\s#>]*(?:【[^】]{1,20}】|\[[^\]]{1,20}\]|#{1,4} .{1,24}|[^，。,.]{1,24}:)\s*$")


def is_advice(text: str, sentence: int, clause: int, at: int, end: int, clause_end: int) -> bool:
    """Whether the number from `at` to `end` is advice, by the words of its own sentence: the last marker before it counts."""
    if _PAST_OF_ADVICE.search(text, max(clause, at - 8), at):
        return False
    if re.search(r"(?:要|需要?|得)(?:至少|大约|约)?\s?$", text[max(clause, at - 5) : at]) and not re.search(
        r"还要|还得|还需", text[clause:at]
    ):
        return True
    own = _last(ADVICE, text, clause, at)
    if own >= 0:
        return (
            _last(FACT, text, own, at) < 0
            or bool(re.search(r"把|将|从", text[own:at]))
            or _comes_first(text, clause, own, at)
        )
    if _last(FACT, text, clause, at) >= 0:
        return False
    if _ADVICE_AFTER.match(text, end, clause_end):
        return True
    order = _IMPERATIVE.match(text, clause, end)  # to the end, so that what it must not precede is seen
    if order and order.end() <= at and _last(FACT, text, sentence, at) < 0:
        return True
    earlier = _last(ADVICE, text, sentence, clause)
    return earlier >= 0 and _last(FACT, text, earlier, at) < 0


def _comes_first(text: str, clause: int, own: int, at: int) -> bool:
    """建议…了 stays advice unless a time of the past follows."""
    return not re.search(r"本周|这周|上周|目前|现在|已经|this week|last week", text[own:at])


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    found = -1
    for match in pattern.finditer(text, start, end):
        found = match.start()
    return found


def has_fact_words(text: str, start: int, end: int) -> bool:
    return FACT.search(text, start, end) is not None


def header(line: str) -> bool | None:
    """True for a heading of advice, False for another heading, None for no heading."""
    if len(line) > 40:
        return None
    if _ANY_HEADER.fullmatch(line):
        return bool(_HEADER.fullmatch(line))
    return None
