"""Up, down, from, to: what the words next to a number say that it did."""

import re
from typing import NamedTuple

_DOWN = (
    r"(?:往|掉|降|减)?下来(?=了|\s?$)|"
    r"下降|下滑|下跌|下调|减少|减轻|减掉|减去|减脂|减重|减低|降低|降下|掉秤|掉|瘦|缩小|缩减|缩水|缩短"
    r"|缩|回落|跌|降|减|收紧|收窄|收(?=了|掉|\s?$)"
    r"|(?<![至最不多缺])少|轻(?=了|\s?(?:约|近|大约)?\s?$)|(?<![最降减])低(?=了|出|于|\s?(?:约|近"
    r"|大约)?\s?$)|短(?=了|\s?$)|(?<![最缩])小(?=了|\s?$)|窄了?|细了?|慢(?=了)|往下走|向下"
    r"|\blost|\blos(?:e|ing|s)\b|\bdown\b|\bdropp?(?:ed|ing|s)?\b|\bdecreas\w*|\bfell\b|\bfall(?:en"
    r"|ing|s)?\b|\breduc\w*|\blower\w*|\bless\b|\bfewer\b|\bshed\b"
    r"|\btrimm\w*|\bshrunk|\bshrank|\bcut\b|\blighter\b|\bsmaller\b|\bdeclin\w*|\bslimm?\w*"
    r"|\bshorter\b|↓|▼|⬇️?|📉|\bminus\b"
)
_UP = (
    r"上升|上涨|上浮|上扬|上调|增加|增长|增多|增重|增肌|增大|增高|增|提高|提升|升高|升|涨"
    r"|(?<![时最增成全身周专])长(?=了|出|胖|\s?(?:约|近|大约)?\s?$)"
    r"|(?<![最至不差很许太好诸众])多(?!久|少|数|半)|(?<![体超载负举减增加称比严沉注自起看])重(?=了"
    r"|\s?$)|(?<![最身提增升])高(?=了|出|于|\s?(?:约|近|大约)?\s?$)"
    r"|(?<![最增扩])大(?=了|\s?$)|粗了?|胖了?|宽了?|回升|反弹|扩大|加(?=了)|快(?=了)|往上走|向上"
    r"|\bgain\w*|\bup\b(?! ?to \d+ ?%)|\bincreas\w*|\br[io]se[sn]?\b|\brising\b|\bmore\b|\bhigher\b"
    r"|\bput on\b|\badded\b|\badd\b|\bheavier\b|\bgrew\b|\bgrow\w*|\bclimb\w*|\bimprov\w*"
    r"|\bbigger\b|\blarger\b|\blonger\b|\bplus\b|\bextra\b|↑|▲|⬆️?|📈"
)
_STILL = r"变化|变动|改变|相差|差距|差异|差值?|波动|浮动|变了|动了|幅度|±|走了|走过了?|推进了|\bchang\w*|\bdifference|\bdelta\b|Δ"
_SUBJECTS = (
    r"体脂肪?量?|体脂率?|脂肪|肌肉量?|骨骼肌|体重|腰围|臀围|胸围|代谢|训练|完成|举|抬|搬|动|容量|时长|组数|次数|练"
    r"|来|上课?|称|缺席?|休息|做"
    r"|weight|body|fat|muscle|mass|training|your|the"
)
_FILLER = (
    r"(?:了|掉|去|出|过|的?幅度|幅|约|大约|大概|近|将近|接近|超过|不到|至少|最多|差不多|整整|足足|有"
    r"|只有?|仅仅?|共|累计|一共|达到?|为|是|:|\s|整|上|刚好|正好|几乎|也|又|快|一下子|≈|~"
    rf"|by|about|around|roughly|nearly|almost|over|just|only|an?\b|total of|of|another|exactly|{_SUBJECTS}){{0,5}}"
)
_CHANGE_ENDS = re.compile(
    rf"(?:(?P<down>{_DOWN})|(?P<up>{_UP})|(?P<still>{_STILL}))(?:{_FILLER}|(?<=[降少低加升长涨])\($)$"
)
_TO_ENDS = re.compile(
    rf"(?:(?:(?P<down>{_DOWN})|(?P<up>{_UP})|(?P<still>变|回|走|来|缩|到达|达|went|moved|now))(?:了|回|高|低)?\s?)?"
    r"(?:(?<!不)到了?|至|(?<!完)成了?|为|到达|达到了?|→|-+>|=>|➔|➜|\bto)\s?(?:了|约|大约|接近|近|the|about"
    r"|around|nearly|只有|仅|现在的?|目前的?|本周的?|这周的?|如今的?|今天的?|\s){0,3}$"
)
_FROM_ENDS = re.compile(
    r"(?:从|由|自|\bfrom)\s?(?:你|您|的|上周|上一?期|上次|之前|原来|原先|期初|周初|阶段初?|初期|入会时?|起步时?|月初|刚开始|起始|最初|初始"
    r"|一开始|开始时?|前一周|上一周|约|大约|体重|体脂率?|腰围|臀围|胸围|骨骼肌|肌肉量?|代谢|an?|the"
    r"|your|about|last week's?|starting|initial|\s){0,5}$"
)
_VERB_BEFORE = re.compile(
    r"(?P<down>\bfell|\bfalling|\bdropp?(?:ed|ing)|\bdown|\bdecreas(?:ed|ing)|\bdeclin(?:ed|ing)|\bshrank|\breduced)"
    r"(?: \w+ly)? ?$|(?P<up>\brose|\brising|\bup|\bincreas(?:ed|ing)|\bgrew|\bgrowing|\bclimb(?:ed|ing)|\bimproved)(?: \w+ly)? ?$"
)
_TAIL = re.compile(
    rf"\s?(?:的(?:(?P<down>{_DOWN}|降幅|减幅|跌幅)|(?P<up>{_UP}|涨幅|增幅|进步)|(?P<still>{_STILL}))"
    r"|的(?:体重|体脂|脂肪|肌肉|腰围|围度)(?:(?P<down4>掉|降|减|瘦|缩)|(?P<up4>涨|增|长))"
    r"|(?P<down2>降幅|减幅|跌幅)|(?P<up2>涨幅|增幅)"
    r"|(?:of )?(?:(?:weight|fat|body fat|muscle|waist|bodyweight) )?(?:(?P<down3>down|lower|less"
    r"|lighter|fewer|smaller|shorter|drop|decrease|loss|reduction|lost)|(?P<up3>up|more|higher|heavier"
    r"|bigger|larger|longer|increase|gain|gained|rise))\b(?! (?:to|by|from \d)))"
)
_NOT = re.compile(
    r"(?:没有?能?|未能?|并未|并不|并没有?|不是|无|(?<!分)别|\bnot|n't|\bno|never|不要|不会|没再)(?:再"
    r"|继续|明显|出现|有|任何|真正|\s|been|any){0,2}$"
)
_INSIDE = re.compile(r"(?P<down>fewer|less)|(?P<up>more|extra|additional)")


class Move(NamedTuple):
    """`kind`: change, to, from or empty; `sign` -1, 0 or 1; `negated` where the text denies it."""

    kind: str = ""
    sign: int = 0
    negated: bool = False


def move(lead: str, span: str, tail: str) -> Move:
    """`lead` is the text before the number back to the last one or the clause's beginning, `tail` what follows."""
    lead = lead[-48:]
    if found := _FROM_ENDS.search(lead):
        verb = _VERB_BEFORE.search(lead[: found.start()])
        return Move("from", _sign(verb) if verb else 0)
    if found := _TO_ENDS.search(lead):
        return Move("to", _sign(found), _denied(lead, found))
    if (found := _CHANGE_ENDS.search(lead)) and lead[found.start() - 1 : found.start()] != "最":
        return Move("change", _sign(found), _denied(lead, found))
    if found := _TAIL.match(tail[:40]):
        return Move("change", _sign(found), bool(_NOT.search(lead)))
    if found := _INSIDE.search(span):
        return Move("change", _sign(found))
    return Move()


def _sign(found: re.Match[str]) -> int:
    for name, part in found.groupdict().items():
        if part:
            return -1 if name.startswith("down") else 1 if name.startswith("up") else 0
    return 0


def _denied(lead: str, found: re.Match[str]) -> bool:
    return bool(_NOT.search(lead[: found.start()]))
