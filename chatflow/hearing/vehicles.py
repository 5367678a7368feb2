"""How many vehicles there are, whether they can move, and what is broken."""

import re

from chatflow.hearing.numbers import NUMERAL, number
from chatflow.hearing.said import Said
from chatflow.hearing.values import Found

_COUNTED = re.compile(
    rf"(?<![第零一二两三四五六七八九十百\d])(?:(?P<n>{NUMERAL})(?:辆|台|部|架|个(?=车(?![道位门灯轮牌窗库间厢祸])))(?:小|轿|货|汽|机动|电动|私家)?车?"
    rf"|(?P<pair>[俩仨])车|(?:(?:一共|总共)(?:是|有)?(?={NUMERAL}个(?!人))|(?={NUMERAL}车))(?P<all>{NUMERAL})(?:个|车)(?:(?<=个)|追尾|相撞|连环|事故|连撞|撞|刮|碰|蹭|擦|剐))"
)
_COUNTED_OTHERS = re.compile(
    r"(?:撞|追尾|刮|碰|蹭|剐)(?:到|了|上|着|倒)*(?:前面|路边|旁边|停着的?|的)*$|(?:和|跟|与|被|前面|后面|对面|还有|另外|另|又|有)(?:的|是|停着|路边)*$"
)
_OTHERS_TOO = re.compile(r"(?:还|加上|连|一共|总共|总计|涉及|我们?|这边|是|就|双方|一起)*(?:是|有)*$")
_ALONE = re.compile(
    r"(?:就|只有|只|(?<!还)是|才)(?:有|是)?我(?:自己(?!叫|打|来|报|联系|一个人在|在车)|们)?(?:的)?(?:这)?(?:一|1)?(?:辆|台|个|部)?(?:车|人|自己)(?!和|跟)|单车(?:事故|碰撞)|单方(?:事故|面)?|我自己(?:不小心)?(?:开车)?(?:撞|刮|蹭|擦|碰|开|翻|弄|倒车)|自己(?:一个人)?(?:撞|刮|蹭|擦|翻|冲)|没有(?:别的|其他|第三方|对方)(?:的)?车?"
    r"|(?:撞|刮|蹭|擦|碰|剐|冲)(?:到|了|上|在|着|进|坏|断|倒){0,3}(?:一个|一棵|一根|一|路边|的|个|那个|道路|中间){0,4}(?:护栏|栏杆|隔离|树|墙|柱子|石墩|石头|电线杆|电杆|杆子|路灯|马路牙|路沿|路肩|花坛|绿化带|桩|升降杆|道闸|大门|桥墩|减速带|路牌|限高|台阶|沟|消防栓|广告牌|水泥墩|铁门|狗|猫|动物|野猪)"
    r"|(?:开|掉|滑|翻|冲)(?:到|进|下)?(?:了)?(?:沟|河|水|坑|田)(?:里|下)|侧翻了?$|爆胎"
)
_OTHER = re.compile(
    r"跟前车|前车|后车|(?:前|后|对|旁)(?:面|边|头)的?(?:那|这)?(?:个|辆)?(?:小|大)?(?:货|轿|出租|公交|大巴|面包|电动|摩托)?车|对方|(?:被|给|让)(?:人|别人|人家)?(?:家)?(?:追尾|撞|刮|碰|蹭|剐)|(?:和|跟|与|被|撞了|撞到|撞上|刮了|刮到|蹭了|蹭到|碰到|碰了|追尾)(?:了)?(?:一)?(?:辆|个|台)?(?:大|小|白色的?|黑色的?|红色的?|别人的?|人家的?)?"
    r"(?:货车|轿车|出租车|公交车?|大巴|面包车|电动车|电瓶车|摩托车?|自行车|三轮车|单车|卡车|小车|车子|车|大货|渣土车|外卖车|骑电动车|骑车)|追尾|对撞|两车|双方|别人的?车|人家的?车|电动车|电瓶车|自行车|三轮车|摩托车"
)
_NOT_OTHER = re.compile(r"没有?(?:撞|碰|刮|跟|和|对方|别的)|不是(?:追尾|被)")
_BARE = re.compile(
    rf"(?:就|一共|总共|是|有|大概|嗯|,|应该|涉及|的话|只有)*(?P<n>{NUMERAL})(?:辆|台|部|个)?车?(?:吧|啊|呢|的|了|,|。|车)*$"
)
_CANNOT = re.compile(
    r"(?<!人)(?:动不了|[开走]不成|开不了|开不走|走不了|跑不了|移不了|挪不了|挪不动|开不动|开不出来|走不动|动弹不得|(?<!打)不能(?:开|动|走|移|挪|行驶|启动)|没法(?:开|动|走|移|挪)|没办法(?:开|动|走|移|挪)|无法(?:开|动|移|行驶|启动|走)|(?:开|动|走)勿(?:动|了|脱)|[郁动]唔到|唔[郁动]得|不好(?:开|动)|(?:都|已经|也)?不(?:会)?动了|趴窝|抛锚|熄火了?(?:打不着)?|打不着|打不着火|发动不(?:了|起来)|启动不了|点不着火|不可以(?:开|动|移)|动不得"
    r"|轮子(?:都)?(?:掉|飞|歪|断|撞歪|卡)了?|车轮(?:都)?(?:掉|歪|断)|轮胎(?:都)?(?:爆|掉|瘪|没气)|爆胎|(?:要|需要|得|叫|喊|派|等|安排|来|帮我叫|必须)(?:个|辆|一辆|了)?(?:拖车|救援车|清障车|道路救援)|半轴断|传动轴|卡住(?:了)?动|散架|报废|侧翻|翻了|四轮朝天|开不动)"
)
_CAN = re.compile(
    r"(?<!不)(?<!没)(?:还|都|也|可以|是)?(?:能|可以|可)(?:正常|勉强|慢慢|继续|自己|够|稍微|直接)*(?:的)?(?:开(?!票|发票|单|具|证明|始)|动(?!车)|走(?!保险|理赔|流程)|移|挪|行驶|跑|启动)|(?:已经|都|就|把车|车)?(?:开|移|挪|停|靠)(?:到|在|去)(?:了)?(?:路边|边上|旁边|应急车道|应急|安全|停车|一边|辅路|服务区|最右)|靠边(?:停)?(?:了|好|停)|(?:开|挪|移)走了|挪开了|移开了|开得?动|开得走|不影响(?:行驶|开|驾驶)|不用拖车|不需要拖车|没有?(?:必要)?(?:叫)?拖车|动得了|开着没(?:有)?(?:问题|事)|能动"
)
_ASKS = re.compile(r"能不能|可不可以|能否|是不是|要不要|吗|么\b|\?")
_IF = re.compile(r"如果|要是|万一|假如|差点|差一点")
_NO_NEED = re.compile(r"不用|不需要|不必|没有?必要|不要")
_BARE_CAN = re.compile(
    r"(?:嗯|哦|都|还|应该|车|是|,|现在|勉强)*(?P<yes>能的?|可以的?|没问题|行|对|是的|好的|会|可)(?:啊|吧|呢|呀|的|了|,|。)*$"
)
_BARE_CANNOT = re.compile(
    r"(?:嗯|哦|都|应该|车|,|现在|好像|恐怕)*(?P<no>不能|不行|不可以|不太行|没法|不了|不能了|够呛|不大行|动不|没有)(?:啊|吧|呢|呀|的|了|,|。)*$"
)
_MINE = re.compile(r"(?:人|我|腿|手|脚|他|她|身体|脖子)(?:也|都|现在)*$")
_SIDE = r"(?:(?:左|右|前|后|车|整个|侧|两边|主驾|副驾|驾驶|驾驶座|副驾驶|乘客)(?:左|右|前|后|侧|边|面|部|头|座|位)?(?:的)?){0,3}"
_PART = (
    r"(?:保险杠|前杠|后杠|杠|大灯|车灯|尾灯|雾灯|转向灯|刹车灯|灯|车门|门把手|门|后视镜|倒车镜|反光镜|挡风玻璃|风挡|车窗|玻璃|天窗|引擎盖|发动机盖|机盖|前盖|后备箱盖?|后盖|尾门|叶子板|翼子板|挡泥板|轮胎|轮毂|轮子|车轮|轮圈|底盘|油箱|水箱|中网|格栅|车牌架|车牌|车头|车尾|车屁股|屁股|车身|车漆|油漆|漆面?|安全?气囊|气囊|"
    r"雷达|排气管|悬挂|半轴|车顶|顶棚|脚踏|裙边|侧裙|发动机|方向盘|水管|散热器|前脸|防撞梁|前面|后面|左边|右边|侧面|车子?|电瓶|雨刮器?|钣金)"
)
_BROKEN = r"(?:掉了?一?[块点]?|碎|裂|破|坏|凹|瘪|变形|断|歪|刮花|刮|划|擦|蹭|剐|撞烂|撞坏|撞扁|撞瘪|撞凹|撞|烂|脱落|掉漆|弹出|弹开|爆|漏水|漏|松|翘|扁|没了|飞了?|花了?|坑|洞|开裂|散|报废|痕|损坏|受损|损|陷|塌|错位|打不开|关不上)(?:了|掉|到|进去|开|一道|一块|一点|得|的|很|比较|挺|有点|厉害|严重|出来|下来|下去|痕迹?|漆|花|裂|破|坏|碎|烂|伤|变形|瘪|凹|起来|一个坑|个坑|个洞|大坑|半边|一下|几道|全|都)*"
_DAMAGE = re.compile(
    rf"{_SIDE}(?P<part>{_PART})(?:上|里|处|那里|那边|边|那个地方|这边|这里)?(?P<how>(?:[^,。!?\n没不人]|不是){{0,6}}?{_BROKEN})?|(?:刮|蹭|擦|撞|剐|碰|划|掉|碎|裂|坏)(?:到|了|着|花|坏|碎|掉|破|断|伤|瘪|凹){{0,3}}(?:一块|一点|个|一个|我的?|车的?|对方的?|的)?{_SIDE}(?:{_PART.replace('|前面|后面|左边|右边|侧面|车子?', '')})"
)
_SIMPLE = re.compile(
    r"(?:就|只|有)?(?:是)?(?:一点|一些|轻微|小|点|几道|一道)的?(?:刮擦|刮痕|划痕|剐蹭|擦痕|擦伤|刮蹭|蹭|掉漆|凹陷|漆)|掉了?(?:一)?(?:块|点)?漆|刮花了?|不严重|挺严重的?|撞得?(?:很|挺|比较)(?:厉害|严重)|面目全非|没(?:有)?什么(?:大)?(?:损失|损坏|痕迹|问题|事)|没(?:有)?(?:坏|损坏|痕迹|损失)"
)
_BARE_PART = {
    "漆",
    "漆面",
    "车漆",
    "油漆",
    "门",
    "杠",
    "灯",
    "车",
    "车子",
    "前面",
    "后面",
    "左边",
    "右边",
    "侧面",
    "车身",
    "车牌",
    "方向盘",
    "屁股",
    "车头",
    "车尾",
    "玻璃",
    "雷达",
    "底盘",
    "电瓶",
    "发动机",
    "油箱",
    "轮胎",
}


def hear_vehicle_count(text: str, *, expecting: bool = False) -> Found | None:
    """How many vehicles are in it, in digits; only another one named is `2` with 0.7. `expecting`: a bare number counts."""
    said = Said.of(text)
    told = [
        (value, match)
        for match in _COUNTED.finditer(said.text)
        if (value := number(match["n"] or match["all"] or match["pair"])) and value < 100
    ]
    whole = [(value, match) for value, match in told if not _of_others(said.text, match)]
    alone = _ALONE.search(said.text)
    if whole and not (alone and whole[-1][0] == 1):
        value, match = max(
            whole, key=lambda pair: pair[1].start() if re.search("不对|说错|应该是", said.text) else pair[0]
        )
        if value == 1 and not re.search(r"就|只|单|一共", said.text[: match.start()]) and _OTHER.search(said.text):
            return said.found("2", *match.span(), 0.6)
        return said.found(str(value), *match.span(), 0.95 if value > 1 or not told else 0.7)
    if alone and not (_hit(said.text, alone)):
        return said.found("1", *alone.span(), 0.9)
    if told:
        value, match = max(told, key=lambda pair: pair[0])
        return said.found(str(value + 1), *match.span(), 0.7)
    bare = _BARE.match(said.text) if expecting else None
    if bare and (value := number(bare["n"])) and value < 100:
        return said.found(str(value), *bare.span("n"), 0.9)
    other = _OTHER.search(said.text)
    if other and not _NOT_OTHER.search(said.text) and not _IF.search(said.text[: other.start()]):
        return said.found("2", *other.span(), 0.7)
    return None


def _of_others(text: str, match: re.Match[str]) -> bool:
    """`撞了两辆车`, `和一辆货车`: ours is not among them."""
    if match["all"]:
        return False
    before = text[max(0, match.start() - 12) : match.start()]
    if re.search(r"(?:一共|总共|共|我们|涉及|就|总计)(?:是|有)?$", before):
        return False
    found = _COUNTED_OTHERS.search(before)
    if found is None:
        return False
    return not found[0].startswith(("有", "另外有")) or "还有" in before[-3:]


def _hit(text: str, alone: re.Match[str]) -> bool:
    """A car hit us first, or was hit on the way into the railing."""
    other = _OTHER.search(text)
    return (
        other is not None and not alone[0].startswith(("就", "只", "单", "没有", "才")) and not _NOT_OTHER.search(text)
    )


def hear_movable(text: str, *, expecting: bool = False) -> Found | None:
    """`能` or `不能`: whether the cars can move. `expecting`: a bare yes or no counts."""
    said = Said.of(text)
    signs = [("不能", match) for match in _CANNOT.finditer(said.text) if _is_told(said.text, match, cannot=True)]
    signs += [("能", match) for match in _CAN.finditer(said.text) if _is_told(said.text, match)]
    if signs and "车" not in said.text and re.search("疼|痛|伤|晕", said.text):
        return None  # it is a person who cannot move
    if signs:
        value, match = _weightiest(signs, said.text)
        return said.found(value, *match.span(), 0.9)
    if not expecting:
        return None
    cannot, can = _BARE_CANNOT.match(said.text), _BARE_CAN.match(said.text)
    if cannot:
        return said.found("不能", *cannot.span("no"), 0.9)
    return said.found("能", *can.span("yes"), 0.9) if can else None


def _weightiest(signs: list[tuple[str, re.Match[str]]], text: str) -> tuple[str, re.Match[str]]:
    """One car that cannot move counts most, but the caller may correct herself."""
    last = max(signs, key=lambda sign: sign[1].start())
    if re.search(r"不对|说错|现在|后来|又|重新|其实|应该", text[: last[1].start()]):
        return last
    return min(signs, key=lambda sign: (sign[0] != "不能", sign[1].start()))


def _is_told(text: str, match: re.Match[str], *, cannot: bool = False) -> bool:
    before = text[max(0, match.start() - 8) : match.start()]
    around = text[max(0, match.start() - 2) : match.end() + 6]
    if re.search(r"能不|可不|不$|没$|不太$|不大$", before[-2:]) and not match[0].startswith(("不", "没")):
        return False
    if cannot and (
        _NO_NEED.search(before + match[0][:3]) or (_MINE.search(before) and not before.endswith(("我", "我现在")))
    ):
        return bool(re.match(r"不能|没法", match[0])) and not _NO_NEED.search(before) and not _MINE.search(before)
    if _IF.search(before):
        return False
    return not re.search(r"能不能|可不可以|能否|吗|\?", around) or bool(re.search(r"(?:不能|不了).*不能", around))


def hear_damage(text: str, *, expecting: bool = False) -> Found | None:
    """What is broken, in the caller's words, over neighbouring clauses; `expecting`: 轻微刮擦 or a bare part counts, too."""
    said = Said.of(text)
    found: list[tuple[int, int]] = []
    for match in _DAMAGE.finditer(said.text):
        if (
            not match["part"]
            or match["how"]
            or match["part"] not in _BARE_PART
            or (expecting and match["part"] != "车")
        ):
            if _spared(said.text, match):
                continue
            found.append((match.start(), match.end()))
    if not found:
        light = _SIMPLE.search(said.text)
        known = light and (expecting or re.search("漆|刮|痕|剐|擦", light[0]))
        return said.words(*light.span(), 0.7) if light and known else None
    start, end = found[0]
    for begin, last in found[1:]:
        if begin - end > 6:
            break
        end = last
    return said.words(start, end, 0.9)


def _spared(text: str, match: re.Match[str]) -> bool:
    """`玻璃没碎`, `没撞到保险杠`; a car that only hit something tells no damage."""
    if re.search(r"哪里|哪儿|什么", match[0]):
        return True  # our question said back
    if re.search(r"没有?(?:伤到|撞到|碰到|碰|坏|刮)?$|如果|差点$", text[max(0, match.start() - 5) : match.start()]):
        return True
    if re.match(r"(?:都|也|倒)?(?:没有?|不)(?!了)", text[match.end() : match.end() + 4]) and not match["how"]:
        return True
    part, how = match["part"] or "", match["how"] or ""
    vague = part in {"车", "车子", "前面", "后面", "左边", "右边", "侧面"}
    if vague and re.search(
        r"撞(?!坏|烂|凹|瘪|扁|变形)|追尾|蹭(?!掉|破|花)|擦(?!伤|破|花)|碰|刮(?!花|掉|破|痕|坏)|打不|爆|剐|飞|人|漏(?!水)",
        how,
    ):
        return True
    return bool(re.search(r"打开|开着", how)) or text[match.start() : match.end()] in {"门口"}
