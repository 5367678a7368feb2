"""Where the accident happened, in the caller's own words without those around them."""

import re
from collections import deque

from chatflow.hearing.said import Said
from chatflow.hearing.spelling import runs
from chatflow.hearing.values import Found

_END = (
    r"(?:(?:路|街|巷|桥|弄|坡|隧道|高架)(?:口|头)|路口|街口|交口|交汇处?|互通|枢纽|大院|检查站|码头|物流园|校区|岔路|路段|段(?![时子])|环路|辅路|支路|(?<!过)马路|公路|十字(?=$|[,。])|[内外]环|(?<![马公上让半一带迷探开])路(?!上|过|边|人|滑|面)|街道?|大街|大道|(?<![街知道一几两长车])道(?=$|[,。0-9]|路)|胡同|弄|巷子?|高架桥?|高速公路|高速|国道|省道|县道|快速路|立交桥?|隧道|大桥|天桥|桥(?:上|下)?|匝道|出口|入口|收费站|服务区"
    r"|交叉口|十字路口|丁字路口|红绿灯|转盘|环岛|小区|花园|公寓|停车场|停车位|地下车库|车库|地库|广场|商场|超市|大厦|中心|医院|学校|小学|中学|大学|幼儿园|地铁站|火车站|高铁站|汽车站|公交站|加油站|机场|车站|站|酒店|宾馆|饭店"
    r"|公园|工业园|产业园|园区|村口?|镇|乡|开发区|(?<!小)新?区|(?<!超)市|县|省|派出所|银行|市场|门口|附近|对面|旁边|隔壁|方向|公里处|公里|km|k\d{1,4}(?:(?:\+|加)\d{1,3}米?)?(?:处|公里)?|桩号|\d+号(?!线|车|楼)|号线|号楼|单元|家门口|楼下|匝道口|高架口|道口|口子|拐弯处|拐角)"
)
_MORE = (
    r"(?:[东西南北前后左右里外上下](?:大门|门|口|侧|边|面|段|行|向|方向|角|头)?(?![面])|b\d|负[一二三\d]层?|地下[一二三\d]层|[一二三四五六七八九\d]{1,3}号(?:口|门(?!口)|楼)?|[a-h]区|[a-h]\d{0,3}口|入口|出口|里面?(?=$|[,。])"
    r"|(?:的)?(?:底下|下面|面(?=$|[,。]|底)|上面|里面|边上|外面|拐角|这头|那头)|(?:再)?(?:往|向|朝)(?:[东南西北前后里外]边?|[^,。]{1,6}?(?:方向|那边))(?:走|开|一点|一些|去)*(?:大概|大约|差不多)?(?:[零一二两三四五六七八九十百\d]+(?:米|公里|里地?))?"
    r"|(?:再)?过(?:来|去)?一?点|(?:再)?过(?:来|去|了)?(?:大概|大约|差不多)?[零一二两三四五六七八九十百几\d]+(?:来|多)?(?:米|公里|里地?))"
)
_SUFFIX = re.compile(rf"{_END}{_MORE}{{0,2}}")
_TAIL = re.compile(
    r"的?(?:这里|这边|这儿|那里|那边|那儿|这个地方|那个地方|这个位置|这块|那块|这一块|这头|位置|地方|附近这)|(?:的时候|正?等红灯|等着?|发生|出了|出事|追尾|撞|被|让(?=一|人|后|别)|刮|蹭|碰|剐|擦|抛锚|翻车|翻了|侧翻|停着|停车(?!场|位)|停(?!车)|堵|掉头|变道|直行|左转|右转|拐弯(?!处)|转弯|倒车|跟(?!前|[^,。]{1,8}(?:路|街|道|巷|弄)(?:的|那个|这个|那|这)?(?:路口|交叉口|交汇处?|交口|口))|和(?=前|后|一(?!环)|别|对|他|货|电|大|小|个|人家|另)|与(?=前|后|一|别|他|对|另)|有[一两个辆人车]|车|我|你|吧|吗|呢|啊|呀|了|哦|的?事故|两[辆车]|三[辆车]|开着|行驶|出的|上出|上发|上追|上面?撞|上被|上刮)"
)
_LEAD = re.compile(
    r"(?:(?:出事|事故|发生|具体)?(?:地点|位置|地址|地方)(?:是|在|就在|就是|呢)*|(?:就|是|人|车|现在|目前|正|还|我|好像|大概|应该|差不多|发生|停)*[在喺](?!开|等|路上|保险|你们|打|哪)|位于|刚刚?(?:上|下|出|过|进)了?|(?:开|走|跑|行驶)(?:到|至|在)了?|路过|经过|到了|这里是|这边是|我这是|这是|从|靠近|发生于)(?:了|是|在|就|这个|那个|那|大概|,)*"
)
_OPENING = re.compile(
    r"(?:我要报案|报案|报警|喂|你好|您好|我们?|现在|目前|就是|就|是|在|人在|车在|那个|这个|大概|应该|好像|好的|对|哦|啊|嗯|不是|不对|地点|位置|那|呢| |差不多|刚才|刚刚|今天|昨天|昨晚|早上|上午|中午|下午|晚上|[一二三四五六七八九十\d]{1,3}点半?钟?|,)*"
)
_VAGUE = re.compile(
    r"(?:在|的|一个|这个|那个|我们?|自己|一条|条|个)*(?:路上|马路上?|路边|马路边|路|医院|学校|公司|家里?|车里|车上|外面|里面|高速|高速上|高架上?下?|(?:应急)?车道|快速路|地库|(?:地下)?车库|护栏|桥上|隧道里?|匝道上?|这里|这边|那边|那里|路口|红绿灯|附近|旁边|对面|门口|方向|前面|后面|站|市|区|街|街上|停车场|现场|原地|公里|左边|右边|楼下|银行|保险公司|城市|超市|小区|加油站)(?:上|里|边|外)?(?:头|面)?"
)
_CLEARER = re.compile(r"停车场|小区|高速|加油站|超市|楼下|学校|医院|路口|公司")
_OTHER = re.compile(
    r"保险|理赔|查勘|不知道|不清楚|去.{0,12}的?路上|往.{0,8}的路上|要去|去医院|想去|我要|给我|需要|过来(?![零一二两三四五六七八九十百几\d大差])|哪|什么|怎么|吗|电话|手机|买的|4s|修理|修车|没有|是不是|拖到|送到|送去|送医|上次|住在|我叫|姓|车牌|派人|不用|能不能|可以|不可以|照片|方向盘|中心思想|知道|市民|区别|道歉|道理|味道|路怒"
)
_REFUSED = re.compile(
    r"不知|不清|不晓|不太清|等|看看|看一下|什么|怎么|吗|没|有|不|是的|对的|好|再说|你|撞|追尾|拍|谁|哪|说|嗯|我|他|她|车|人|能|行|可以|谢|喂|听|点|伤|分钟|刚|昨|今|保险|电话|转|帮|中间|车牌|那辆|再见|拜拜|的[\u4e00-\u9fff]$"
)
_HERE = re.compile(
    r"(?:这|那)(?:里|边|儿|块|一块|一带|一片)(?:吧|啊|呢|的)*$|(?:吧|啊|呢|呀|的|了|上)+$|附近(?:吧|啊)?$"
)
_NOT_THERE = re.compile(r"不是[^,。是]*|不对|说错")
_NAME_GOES_ON = re.compile(
    r"(?![上下]$)[^,。我你他她您吗呢吧啊呀了的是在被跟和与把给有没不就说撞追碰刮蹭停开走堵等掉变]{1,8}"
)
"""The rest of a clause that may still belong to the name: `番禺大道北南村|万博`, `万科金域蓝湾|东门`."""


def hear_place(text: str, *, expecting: bool = False) -> Found | None:
    """The place in the caller's words (`延安高架虹桥出口`); `expecting`: we have just asked for it, so a bare name counts."""
    said = Said.of(_without_plates(text))
    spans = [span for begin, end in said.clauses() if (span := _place(said.text, begin, end, expecting))]
    spans = _joined(said.text, spans)
    if len(spans) > 1 and _NOT_THERE.search(said.text[: spans[-1][0]]):
        spans = spans[-1:]
    if spans:
        start, end, sure = max(spans, key=lambda span: (span[2], span[1] - span[0]))
        return said.words(start, end, sure)
    return _bare(said) if expecting else None


_GOES_ON = re.compile(r",(?:就|大概|再|还)?(?:往|向|朝|靠近|靠|离|过了|快到|刚过|近)?$")


def _joined(text: str, spans: list[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """Neighbouring clauses that name one place: `独墅湖大道隧道口，往园区方向`."""
    found: list[tuple[int, int, float]] = []
    for start, end, sure in spans:
        if found and _GOES_ON.fullmatch(text, found[-1][1], start):
            begin, _end, before = found.pop()
            found.append((begin, end, max(before, sure)))
        else:
            found.append((start, end, sure))
    return found


def _without_plates(text: str) -> str:
    """The text in its length, number plates and phone numbers as commas: `新A81K26` names no kilometre."""
    for run in runs(text):
        if len(run) >= 6:
            start, end = run[0].start, run[-1].end
            text = text[:start] + "," * (end - start) + text[end:]
    return text


def _place(text: str, begin: int, end: int, expecting: bool) -> tuple[int, int, float] | None:
    """Where a clause names a place, and how sure that is."""
    end = min(end, begin + 120)
    start, led = _start(text, begin, end)
    tail = _TAIL.search(text, start + 1, end)
    while tail and _part_of_name(text, start, tail):
        tail = _TAIL.search(text, tail.end(), end)
    limit = tail.start() if tail else end
    last = next(iter(deque(_SUFFIX.finditer(text, start, limit), maxlen=1)), None)
    if last is None or last.end() - start > 40 or _OTHER.search(text, begin, last.end()):
        return None
    stop = last.end()
    loose = re.compile(r"(?:的)?(?:地下车库|里面|里|上|下面?|旁边|附近)").match(text, stop, limit)
    stop = loose.end() if loose and loose[0] not in {"上"} and loose.end() <= limit else stop
    rest = text[stop:limit]
    if (led or expecting) and rest and not _VAGUE.fullmatch(text[start:stop]) and _NAME_GOES_ON.fullmatch(rest):
        stop = limit
    name = text[start:stop]
    if _too_vague(name, expecting) or stop - start < 2:
        return None
    if not led and not expecting and not _alone(text, start, stop, limit, tail is not None):
        return None
    return start, stop, 0.9 if led or expecting else 0.7


def _start(text: str, begin: int, end: int) -> tuple[int, bool]:
    """Where the place itself begins, after the last words that lead to it."""
    suffix = _SUFFIX.search(text, begin, end)
    leads = [lead.end() for lead in _LEAD.finditer(text, begin, end)]
    before = [at for at in leads if suffix is None or at <= suffix.end()]
    if before:
        return before[-1], True
    opening = _OPENING.match(text, begin, end)
    return (opening.end() if opening else begin), False


def _part_of_name(text: str, start: int, tail: re.Match[str]) -> bool:
    """`停车场` and `车库`, `火车站`, `汽车城` are no ends of a place."""
    near = text[max(start, tail.start() - 3) : tail.end() + 2]
    return (
        tail[0][0] in "车停"
        and re.search(
            r"停车[场位区库]|车库|网约车|出租车|候车|洗车|上客|落客|车站|汽车|火车|动车|车城|车公庙|马车|车墩|风车|车道",
            near,
        )
        is not None
    )


def _too_vague(name: str, expecting: bool) -> bool:
    if not _VAGUE.fullmatch(name):
        return False
    return not (expecting and _CLEARER.search(name))


def _alone(text: str, start: int, stop: int, limit: int, tail: bool) -> bool:
    """A clause that is a place and nothing else, or a place before what happened there."""
    name = text[start:stop]
    if re.search(r"[我你他说要想买打把给送]|让(?!胡)|报案|没|不", name) or len(name) < 3:
        return False
    return stop >= limit - 2 and (tail or stop >= len(text) - 3 or limit - stop <= 2)


def _bare(said: Said) -> Found | None:
    spans = said.clauses()
    if not spans:
        return None
    begin, end = spans[-1] if len(spans) > 1 and _REFUSED.search(said.text[slice(*spans[0])]) else spans[0]
    lead = _LEAD.match(said.text, begin, end)
    opening = lead or _OPENING.match(said.text, begin, end)
    start = opening.end() if opening else begin
    ending = _HERE.search(said.text, start, end)
    stop = ending.start() if ending else end
    name = said.text[start:stop]
    if not 2 <= len(name) <= 16 or _REFUSED.search(name) or _VAGUE.fullmatch(name):
        return None
    if not re.fullmatch(r"[\u4e00-\u9fff0-9a-z+-]+", name) or not re.search(r"[\u4e00-\u9fff]{2}|k\d", name):
        return None
    if re.fullmatch(r"[零一二两三四五六七八九十\d]+[个辆位]?", name):
        return None
    return said.words(start, stop, 0.6)
