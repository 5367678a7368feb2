"""A person's name in speech, in her own words: `王建国`, `李女士`, `姓陈` gives `陈`."""

import re

from chatflow.hearing.values import Found

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白"
    "江阎闫薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戚莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单"
    "季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤时穆农司卓古吉缪简车项闵郁佟惠亓国朴井逄乌党冼楼和符佘容鞠晏柏桑宫荆练敖巩笪麻芮桂卞栾滑冷雍屠池仇党甄连芦麦褚娄窦戎涂辜"
)
COMPOUND = ("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "令狐", "慕容", "司徒", "夏侯", "公孙")
TITLES = ("先生", "女士", "小姐", "师傅", "老师", "太太", "阿姨", "大哥", "大姐", "总")
NO_NAMES = (
    "司机", "车主", "什么", "你们", "我们", "救护", "交警", "警察", "保险", "对方", "那个", "这个", "一个", "人来", "拖车", "报警", "不出", "医生",
    "朋友", "老婆", "老公", "没有", "没人", "不到", "于是", "时候", "方便", "安全", "高速", "路上", "车上", "成都", "向左", "向右", "关系", "包括",
    "白色", "黑色", "金色", "和他", "全责", "连环", "单位", "任何", "谢谢", "平安", "责任", "就行", "就好", "易碎", "安排", "文件", "石头", "古城", "路口", "高架", "马上", "马路", "何时", "张嘴",
)  # fmt: skip
_HAN = "[\u4e00-\u9fff]"
_SURNAME = rf"(?:{'|'.join(COMPOUND)}|[{SURNAMES}])"
_END = r"(?=$|[\s，,。.！!？?、；;]|的|啊|吧|呢|哈|吗|电话|手机|号|身份|是|就|，)"
_TITLE = "|".join(TITLES)
_SAID = re.compile(
    rf"(?:我(?:的名字)?(?:就)?(?:叫|名字叫|名字是)|名字(?:是|叫)|姓名(?:是|叫)?|(?:[他她]|我(?:老婆|老公|爱人|爸|妈|先生|太太))?叫做?|司机(?:叫|是)|车主(?:叫|是)|联系人(?:叫|是)?|我是)"
    rf"[ ，,]*({_SURNAME}{_HAN}{{1,2}}?){_END}"
)
_NAMED = re.compile(
    rf"(?:[我俺](?:的名字|名字)?(?:就)?叫|^叫|(?<=[ ，,])叫|名字(?:是|叫)|姓名(?:是|叫)?|全名(?:是|叫)?|姓{_HAN}[ ，,]*(?:名字)?叫)[ ，,]*({_HAN}{{2,3}}?)(?!的){_END}"
)
"""Any name, where the words leave no doubt that it is one."""
_TITLED = re.compile(rf"((?:(?<=[ ，,。是叫姓我找])|^){_SURNAME}(?:{_TITLE})|(?<=叫我)[老小]{_SURNAME})")
_SURNAMED = re.compile(rf"(?:免贵|我|本人)?姓[ ，,]*({_SURNAME})(?!{_HAN}*名)")
_GIVEN = re.compile(rf"姓[ ，,]*({_SURNAME})[ ，,]*(?:全名|名字?)?(?:叫|是)[ ，,]*({_HAN}{{1,2}}){_END}")
"""`姓王，叫海涛`"""
_CALLED = re.compile(rf"姓[ ，,]*{_SURNAME}[ ，,]*(?:全名|名字)?(?:叫|是)[ ，,]*({_SURNAME}?{_HAN}{{1,3}}?){_END}")
_BARE = re.compile(
    rf"(?:嗯|呃|啊|哦|那个|好的?|就?叫|是|[ ，,])*({_SURNAME}{_HAN}{{1,2}}|[老小]{_SURNAME})[ ，,。.]*(?:啊|吧|哈|呢)?(?:[ ，,].*)?\Z"
)
_ONLY_HAN = re.compile(rf"(?:嗯|呃|啊|哦|那个|叫|是|[ ，,])*({_HAN}{{2,5}})(?:啊|吧)?[ ，,。.]*")
_NO_ANSWER = re.compile(
    r"[零一二三四五六七八九幺两十]|等|知道|不知|什么|谁|怎|保险|平安|人保|太平|公司|转|人工|喂|听|看|好|行|可以|再|慢|谢|晚上|上午|下午|路|高速|方便|先生|女士|师傅|刚|快|问|干|哪|几|伤|疼|能|开|动|要|有人|没|不|救|命|疯|烦|催"
)
_NEVER = re.compile(r"[的吗呢啊吧嘛你我他她这那]")
_CORRECTED = re.compile(
    rf"(?:名字|姓名|姓)(?:不对|错了?|弄错)[ ，,了]*(?:应该)?(?:是|叫)[ ，,]*({_SURNAME}{_HAN}{{1,2}}?){_END}"
)
_NO_GIVEN_NAME = re.compile(r"[的车牌祸辆停过烟是在了吗呢啊吧嘛哦味你我他她这那就都很没不去说两被撞点对道上下路]")
_OF_ANOTHER = re.compile(r"(?:对方|[他她伊])[^,，。 我]{0,3}[ ，,]?(?:只?知道)?(?:姓|叫|名字|是)?[^我]{0,2}$")


def hear_name(text: str, *, expecting: bool = False, asked: bool = False) -> Found | None:
    """The caller's name. A bare name counts only where one is `expecting`ed, an unusual one only when just `asked` for."""
    text = text[:500]
    for full in _fuller(text):
        if _is_name(full.value, text, full.start):
            return full
    patterns: list[tuple[re.Pattern[str], float]] = [
        (_CORRECTED, 1.0),
        (_NAMED, 1.0),
        (_CALLED, 1.0),
        (_SAID, 1.0),
        (_TITLED, 0.9),
        (_SURNAMED, 0.9),
    ]
    if expecting:
        patterns.append((_BARE, 0.8))
    for pattern, confidence in patterns:
        for match in pattern.finditer(text):
            name = match[1]
            sure = pattern in (_NAMED, _CALLED, _CORRECTED)
            if _is_name(name, text, match.start(1), hers=expecting, sure=sure):
                return Found(value=name, words=name, start=match.start(1), confidence=confidence)
    return _unusual(text) if asked else None


def _unusual(text: str) -> Found | None:
    """A short answer to `怎么称呼`, whatever it is, where nothing speaks against a name: it is read back."""
    found = _ONLY_HAN.fullmatch(text)
    if found is None or _NO_ANSWER.search(found[1]) or _NO_GIVEN_NAME.search(found[1]):
        return None
    return Found(value=found[1], words=found[1], start=found.start(1), confidence=0.6)


def _fuller(text: str) -> list[Found]:
    """The full name where the surname is told before it: `姓沈 沈国强`, `姓张 弓长张 张弛`, `姓王叫海涛`."""
    found = []
    for told in _SURNAMED.finditer(text):
        name = re.compile(rf"(?:^|[\s，,。、叫是])({told[1]}{_HAN}{{1,2}}){_END}").search(text, told.end())
        if name:
            found.append(Found(value=name[1], words=name[1], start=name.start(1), confidence=1.0))
    for told in _GIVEN.finditer(text):
        if not told[2].startswith(told[1]):
            found.append(Found(value=told[1] + told[2], words=told[0], start=told.start(), confidence=0.9))
    return found


def _is_name(name: str, text: str, start: int, *, hers: bool = False, sure: bool = False) -> bool:
    """`hers`: we have asked for it, so that `她叫倪静` tells whom to ask for. `sure`: the words say that it is a name."""
    if (_NEVER.search(name) if sure else _NO_GIVEN_NAME.search(name, 1)) or any(
        word in name or text.startswith(word, start) for word in NO_NAMES
    ):
        return False
    return hers or _OF_ANOTHER.search(text, max(0, start - 10), start) is None
