"""The insurer's name in the caller's words."""

import re

from chatflow.hearing.values import Found

NAMES = (
    "中国人民财产保险", "中国人民保险", "人民财产保险", "人民保险", "中国人保", "人保财险", "人保", "中国平安", "平安财险", "平安产险", "太平洋产险",
    "中国太平洋", "太平洋", "太保", "中国人寿财险", "人寿财险", "中国人寿", "国寿财险", "国寿财", "国寿", "人寿", "PICC", "picc", "中华联合", "中华财险", "大地财险", "中国大地",
    "阳光财险", "阳光产险", "天安财险", "天安", "华安财险", "华安", "永安财险", "永安", "安盛天平", "安盛", "天平", "安邦", "大家财险", "众安", "众诚",
    "英大泰和", "英大", "紫金财险", "紫金保险", "华泰", "永诚", "都邦", "渤海财险", "鼎和", "国任", "浙商财险", "安诚", "长安责任", "亚太财险", "太平财险", "中国太平", "中银保险",
    "国泰财险", "泰康", "利宝", "珠峰", "富德", "安华农险", "安华农业", "安华", "锦泰", "诚泰", "泰山财险", "恒邦", "北部湾财险", "前海财险", "三星财险", "现代财险", "京东安联",
)  # fmt: skip
ORDINARY = (
    "平安",
    "大地",
    "阳光",
    "太平",
    "安心",
    "现代",
    "三星",
    "长安",
    "渤海",
    "泰山",
    "中华",
    "大家",
    "浙商",
    "国泰",
    "中银",
    "亚太",
    "前海",
    "安联",
    "紫金",
)
"""Short forms that are ordinary words, too."""
_SUFFIX = "(?:财产保险|财产|财险|产险|车险|保险公司|保险)?"
_NAMED = re.compile("(?:" + "|".join(sorted(NAMES, key=len, reverse=True)) + ")" + _SUFFIX)
_PLAIN = re.compile("(?:" + "|".join(ORDINARY) + ")" + _SUFFIX)
_NEAR = re.compile(r"保险|车险|投保|交强险|商业险|保的|上的|买的|承保|理赔")
_ANY = re.compile(r"(?:在|是|叫|买的是?|保的是?|上的是?)([\u4e00-\u9fff]{2,6}?)(?:财产)?(?:保险|财险|产险)(?:公司)?")
_NONE = re.compile(r"没(?:有)?(?:买|上|保)|脱保|过期|忘了?是?哪|不(?:知道|清楚|记得)|哪家|什么保险|记不")
_NO_INSURERS = (
    "哪家",
    "哪儿",
    "哪里",
    "什么",
    "自己",
    "对方",
    "我的",
    "这个",
    "那个",
    "他们",
    "报了",
    "一家",
    "单位",
    "公司",
)


_OTHERS = re.compile(r"(?:对方|对面|[他她伊](?:的|是|在|那)|人家|后车|前车)[^,，。我]{0,6}$")
"""Before the insurer of another car."""
_CHANGED = re.compile(r"不对|不是|说错|换成|换了|改|等一下|等下|去年|以前")
_ONLY = re.compile(
    r"(?:嗯|呃|啊|哦|那个|这个|好像|应该|可能|是|在|就|我|我的|我们|车|保险|买|的|上|好|对|叫|中国|[ ，,。、]){0,12}"
)
"""What may stand before a bare name."""


def _others(text: str, start: int) -> bool:
    return _OTHERS.search(text, max(0, start - 12), start) is not None


def hear_insurer(text: str, *, expecting: bool = False) -> Found | None:
    """The insurer. Short forms that are ordinary words count only when asked for, or beside words of insurance."""
    text = text[:500]
    named = [match for match in _NAMED.finditer(text) if not _others(text, match.start())]
    named = [match for match in named if expecting or match[0] != "人寿"]
    if named:
        return _found(named[-1 if _CHANGED.search(text, named[0].end()) else 0], 0)
    near = expecting or _NEAR.search(text)
    for match in _PLAIN.finditer(text) if near else ():
        if _others(text, match.start()):
            continue
        whole = len(match[0]) > 2
        if whole or _stands_alone(text, match, expecting):
            return _found(match, 0)
    if _NONE.search(text):
        return None
    other = _ANY.search(text)
    if other and not any(word in other[1] for word in _NO_INSURERS):
        return _found(other, 1, 0.8)
    if expecting:
        bare = re.fullmatch(
            r"(?:嗯|呃|啊|哦|是|[ ，,])*([\u4e00-\u9fff]{2,8}(?:保险|财险|产险)(?:公司)?)(?:的|吧|啊)?[。. ]*", text
        )
        if bare and not any(word in bare[1] for word in _NO_INSURERS):
            return _found(bare, 1, 0.8)
    return None


def _stands_alone(text: str, match: re.Match[str], expecting: bool) -> bool:
    """Whether an ordinary word means the insurer here: `平安的`, `在平安买的`, not `人平安`."""
    before, behind = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 3]
    if before.endswith(("人", "都", "很", "一路", "保", "安全")) or behind.startswith(
        ("无事", "没事", "就好", "大道", "路", "街", "南", "北")
    ):
        return False
    return (
        (expecting and _ONLY.fullmatch(text, 0, match.start()) is not None)
        or behind.startswith(("的", "买", "上", "保", "投", "那", "公司"))
        or before.endswith(("在", "是", "买", "叫"))
    )


def _found(match: re.Match[str], group: int, confidence: float = 1.0) -> Found:
    words = match[group]
    for suffix in ("公司",):
        words = words.removesuffix(suffix) or words
    return Found(value=words, words=words, start=match.start(group), confidence=confidence)
