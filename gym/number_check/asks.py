"""What the words ask to compute: the difference to a target, what remains, a share, a sum."""

import re

from gym.number_check.amounts import Mention
from gym.number_check.text import Clause, Sentence
from gym.number_check.words import topics

PHASE = re.compile(
    r"阶段|周期|(?<=[肌脂复刺备形基能])期|[一二三四五六]期|训练期|累计|至今|以来|起步|出发|开营|计划走到"
    r"|第\s?[\d一二三四五六七八九十]+\s?(?:个星期|周)|\bphase\b|\bblock\b|\bprogram(?:me)?\b"
    r"|\bweek \d+ of"
)
_PHASE_ONLY = re.compile(
    r"阶段(?:里|中|内|累计|至今|以来|总|一共|共|计划|安排|的?训练|已)|本阶段|整个阶段|(?:of|in) (?:the"
    r"|this|your) (?:phase|block|program)|phase sessions|with [^,]{0,12} done in it"
)
_TARGET_ENDS = re.compile(r"(?:目标|target|goal)(?P<gap>[^，。；,;\d]{0,12})$")
_TARGET_AFTER = re.compile(r"\s?的?(?:体重|阶段|最终|终极|长期|本阶段|减重|增重|\w*)?(?:目标|target|goal)")
_GAP = re.compile(
    r"差|还有|还要|还需|还剩|剩|只剩|低|高|多|少|超|再|轻|(?<!体)重|距|缺|away|to go|left|from|below|above"
    r"|remain"
)
_REMAIN = re.compile(
    r"还差|只差|仅差|就差|差(?!不多|异)|相差|还有|还剩|只剩|剩下?|剩余|余下|距离?|离(?!开)|还需要?"
    r"|还要|还得|再(?=[减降瘦增加涨升掉长添补练完上])|尚需|尚有|尚余|缺口|to go|\bleft\b|remain\w*"
    r"|away from|short of|until|more to"
)
_COMPARE_TARGET = re.compile(
    r"(?:比|较|离|距离?|与|和|跟|到|低于|高于|超过|under|over|above|below|from|to"
    r"|of)[^，。；,;]{0,8}(?:目标|target|goal)"
)
_COMPARE_PLAN = re.compile(
    r"(?:比|较|离|与|和|跟|than|below|above|short of)[^，。；,;]{0,6}(?:计划|安排|预定|原定|planned"
    r"|plan)"
)
_COMPARE_START = re.compile(
    r"(?:比|较|相比)[^，。；,;]{0,6}(?:起始|初始|期初|周初|刚开始|开始|起步|最初|一开始|刚来"
    r"|入会|月初|阶段初|第一次|首次|start|beginning)"
)
_COMPARE_AVERAGE = re.compile(r"(?:比|较|than|above|below)[^，。；,;]{0,6}(?:平均|average|avg)")
_START_WORDS = re.compile(
    r"起始|初始|期初|周初|阶段初|初期|起步|起点|开始(?:时|是|的|为)|一开始|原来|原先|最初|起初|首次|第一次|\bbegan|\bbegun|start(?:ing"
    r"|ed)?\b|initial(?:ly)?|beginning|first"
)
_END_WORDS = re.compile(
    r"现在|目前|当前|如今|最新|最后|最终(?!目标)|期末|终点|现为|眼下|今天|截至|最近一次|末次|收于|收在|还是|仍[是为然]|依旧|依然"
    r"|\bnow\b|current(?:ly)?|latest|\bend(?:ed|ing|s)?\b|final|today"
)
_SHARE = re.compile(r"占|比例|比重|份额|share|accounts? for|made up|of (?:your|the|all)")
_SUM = re.compile(
    r"加起来|加在一起|合起来|合计|合共|总计|总共|一共|共(?!\d+周)|两周|combined|together|in total"
    r"|altogether"
)
_HEADING_FOR = re.compile(
    r"(?:能|会|可以?|才|就)(?:到|达到|降到|涨到|减到|增到|瘦到)\s?$|(?:way to|reach|towards?|hit)\s$"
)
_SINCE_AFTER = re.compile(r"\s?since (?:the (?:start|beginning)|you (?:started|began)|starting)")
_DENIED_BOUND = re.compile(
    r"(?:没有?|未|不曾|并非|\bno|not)[^，。]{0,12}(?:超过|多于|少于|低于|高于|不到|回到|破|涨到|降到|掉到|高到|over|above|below)\s?$"
)
_HISTORY = re.compile(
    r"[\d一二三四五六七八九十两俩几半]个?月前|年前|去年|曾经|小时候|刚来(?:时|那)|years? ago|months? ago"
)
_GOAL_AFTER = re.compile(r"\s?(?:from|short of|off|away from) (?:your|the)(?: \w+)? (?:goal|target)")
_LEFT = re.compile(r"(?:(?!done|complet|finish|,)[^。]){0,24}?\b(?:left|to go|remain(?:ing)?|still to come)\b")
_ALL_DONE = re.compile(
    r"[^，。；,;\d]{0,8}(?:全部完成|全都完成|全完成|都完成了?|均完成|全勤|一次不落|一节不落|一次没缺"
    r"|一次都没缺|无一缺席|一个不落|满勤|all (?:done|completed))|(?:[^，。；,;\d]{0,4}，)?(?:一次不落"
    r"|一节不落|一次没落|一节没落|全勤|你全部完成|无一缺席|and not one missed)"
)
_OUT_OF = re.compile(
    r"\s?(?:训练|课|安排|计划|的){0,2}(?:里|中|之中|当中|里面)"
    r"|\s?(?:的)?(?:训练|课)?(?:你|您|已经?|只|就|才|共|一共| )*(?:完成|做完|练|上|缺|来"
    r")[了过完席课]*\s?[\d一二两三四五六七八九十]{1,3}\s?[次节堂]"
)
_CHANGED_SINCE = re.compile(
    r"已[减增瘦降长涨掉]|一共[减增瘦降长涨掉]|累计|至今|以来|总共[减增瘦降长涨掉]|so far|in all"
)
_AHEAD = re.compile(
    r"(?:过去|最近|近|前|后|头|上一?个|前一?个|头尾|首尾|前后|未来|接下来|这|那|last|past|next|first|recent|每隔?|隔)的?\s?$"
)
_AFTER = re.compile(r"\s?(?:后|前|内(?!脏)|之后|之前|以后|以前|左右后|一次|1次|ago|later|before|after)")
_GOAL = re.compile(r"目标|target|goal")
_GOAL_NEXT = re.compile(r"要到|奔着|冲到|目标(?:定在|设在|为|是)")
_GOAL_REACHED = re.compile(r"就(?:到|能到|达到?|完成)[^，。]{0,4}目标")
_AWAY = re.compile(r"(?:距离?|离)\s?$")
_AWAY_AFTER = re.compile(r"\s?(?:还|只|仅|就)?(?:差|有|剩|远|要|得)")
_FINAL = re.compile(r"最终|终极|长期目标|final|ultimate")
_STAGE = re.compile(r"阶段|phase|stage")
_LEFT_BEHIND = re.compile(r"\s?(?:to go|left|remain|away|short)")
_LEFT_BEFORE = re.compile(r"(?:剩下?|余下)的$")
_ASSUMED = re.compile(r"(?:按|照|以|假设|如果)[^，。]{0,4}每周?[^，。\d]{0,3}$")
_OTHERS = re.compile(r"(?:其余|其他|剩下|剩余)的?\s?$")
_PRICE = re.compile(r"元|块钱|¥|￥|\$")
_NEAR = (
    ("remain", _REMAIN),
    ("share", _SHARE),
    ("is_start", _START_WORDS),
    ("is_end", _END_WORDS),
    ("window", _AHEAD),
    ("others", _OTHERS),
)
_IN_CLAUSE = (
    ("plan", _COMPARE_PLAN),
    ("start", _COMPARE_START),
    ("average", _COMPARE_AVERAGE),
    ("sum", _SUM),
    ("since", _CHANGED_SINCE),
    ("denied_bound", _DENIED_BOUND),
    ("history", _HISTORY),
    ("assumed", _ASSUMED),
)
_BEHIND = (("all", _ALL_DONE), ("out_of", _OUT_OF), ("after", _AFTER))
_BODY = {"mass", "percent", "length", "energy"}


def asks(text: str, sentence: Sentence, clause: Clause, mention: Mention, lead: str, tail: str) -> set[str]:
    """Names of what is asked; `lead` is the text since the number before, `tail` that up to the next."""
    upto, own = text[sentence.start : mention.start], text[clause.start : mention.start]
    found = {name for name, pattern in _NEAR if pattern.search(lead)}
    found |= {name for name, pattern in _IN_CLAUSE if pattern.search(own)}
    found |= {name for name, pattern in (("phase", PHASE), ("phase_only", _PHASE_ONLY)) if pattern.search(upto)}
    found |= {name for name, pattern in _BEHIND if pattern.match(text, mention.end, sentence.end)}
    found |= _of_target(upto, own, mention, lead, tail)
    if _SINCE_AFTER.match(tail):
        found.add("since")
    counted = mention.dim in {"count", "weeks", "days"} and _LEFT.match(text, mention.end, clause.end)
    if counted or _LEFT_BEHIND.match(tail) or _LEFT_BEFORE.search(lead):
        found.add("remain")
    if _PRICE.search(text, clause.start, clause.end):
        found.add("price")
    if _GOAL_AFTER.match(text, mention.end, clause.end):
        found.add("to_target")
    around = own + text[mention.end : min(clause.end, mention.end + 24)] if mention.dim == "mass" else own
    if _FINAL.search(around):
        found.add("final")
    elif _STAGE.search(around):
        found.add("stage")
    if any(topic.name == "rate" for topic in topics(lead, 0, len(lead), "rate")):
        found.add("weekly")
    return found


def _of_target(upto: str, own: str, mention: Mention, lead: str, tail: str) -> set[str]:
    """`target` where the number is one, `to_target` where it is the way to one."""
    found = set()
    if target := _TARGET_ENDS.search(lead):
        gap = _GAP.search(target["gap"]) is not None
        found.add("to_target" if gap else "target")
        if not gap and _GAP.search(lead[: target.start()]):
            found.add("to_target")
    if (
        _TARGET_AFTER.match(tail)
        or _GOAL_NEXT.search(lead)
        or (_AWAY.search(lead) and _AWAY_AFTER.match(tail))
        or (mention.dim in _BODY and _HEADING_FOR.search(lead))
    ):
        found.add("target")
    if _GOAL_REACHED.search(tail) or (_GOAL.search(upto) and (_REMAIN.search(lead) or _COMPARE_TARGET.search(own))):
        found.add("to_target")
    return found
