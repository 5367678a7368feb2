"""What a caller wants with her words besides what they tell, and whether they mean anything at all."""

import re
from typing import cast

from chatflow.hearing.said import LONGEST, Said
from chatflow.hearing.values import Intent

_P = r"[啊呀呢吧的哦嘛哈了喔噢哎诶唉嗯咧滴嘞噻,。!?\s]*"
_OPEN = rf"(?:{_P}|那个|这个|那|就|我说|对不起|不好意思|抱歉|你好|您好|喂|哎|请|麻烦)*"

_SOMEWHERE: dict[str, str] = {
    "person": r"(?<!不用)(?<!不要)(?<!不需要)(?<!别)转(?:接|到|给)?(?:一下|个)?(?:你们)?(?:到|给)?(?:人工(?!智能)|真人|活人|客服)|让(?:你们?)?(?:的)?(?:个)?(?:客服|人工|真人|领导|工作人员)(?:来)?(?:接|跟|和|听|说)|人工(?:客服|服务|坐席|接听|台|电话)|(?:要|找|接|换|叫|给我|来)(?:一?个|一下|你们?的?)*(?:真人|活人|人工(?!智能|费)|客服|领导|经理|主管|负责人|工作人员|坐席|话务员|人来?(?:跟|和|给|接|处理|说|听|讲))"
    r"|(?:不想|不要|不愿意?|懒得|别让我|不)(?:再)?(?:跟|和|同|对)(?:你|一?个|这个|你们这)*(?:机器人?|电脑|ai|语音|系统|智能)|(?:跟|和|对)(?:机器人?|ai)说不清|有没有真人|有(?:没有)?(?:真人|人工(?!智能|费)|人)(?:吗|客服|服务|能接|接)|找(?:个)?人(?:跟|和)我(?:说|讲|谈|聊)|听得?懂人话",
    "identity": r"你(?:到底|究竟)?(?:是不是|是个?|不是)(?:一?个)?(?:机器人?|ai|真人|人工智能|活人|电脑|智能|录音)|是(?:真人|机器人?)(?:还是|吗|么)|(?:机器人?|真人|ai)(?:吗|么|吧)[?]?$",
    "repeat": r"(?:再|重新|重复)(?:说|讲|问|念|来)?(?:一)?(?:遍|次(?!出))|再说一下|没(?:有)?听(?:清|明白|懂|见|到|清楚)|听不(?:清|见|懂|到|清楚|明白)|你(?:刚才|刚刚)?(?:说|讲|问)(?:的)?(?:啥|什么|的是什么)(?![时地])|(?:声音|信号)(?:太|有点)?(?:小|差|不好|断)|什么意思|大(?:点)?声|说慢点|(?:刚才|你)问(?:的)?(?:啥|什么)",
    "not_ready": r"(?:等|稍等|等等)(?:我)?(?:一?下(?!子就)|一?会儿?|等|片刻)|稍等|(?:等|容)我(?:一?下|先|停|看|找|拿|靠|挂|问|打完|缓)|(?:现在|这会儿?|暂时|目前)(?:还)?(?:不太?方便|没空|没时间|没办法(?:说|讲|接)|不能说|走不开|在忙)|不(?:太)?方便(?:说|讲|接|通|电话)?|(?:在|正)(?:接(?:着)?(?:另一?个|别的|个)?|打(?:着)?另一?个|打(?:着)?(?=电话(?:$|[,。])))电话|先(?:停|靠边|挪|把车)(?:一下|停|挪|开)?(?:一下)?(?:车|到|好)|(?:过|待|晚|回头|一)(?:一)?会儿?(?:再|我再)?(?:说|打|讲|联系|弄|拍|回)|晚点(?:再|说)|还没(?:有)?(?:准备好|弄好|好|拍|停好)|别急|(?<!说)慢点|回头再说|先别(?:说|问)|在忙",
    "goodbye": r"(?<!别)(?:再见|拜拜|拜了|再会|挂(?:了|电话|断)(?!之后|的)|(?:没|没有)(?:什么|啥)?(?:别的|其他的?)(?:什么)?(?:事|问题)(?:了|儿)?|(?:先|就)(?:这样|到这)(?:吧|了|啊|子)?(?=[,。!?]|$|谢|再|拜|挂)|回见|bye)",
    "finished": r"^(?:好|行|可以)了?[,]?(?:你|您)(?:说|问|讲|继续)|(?:都|已经|我|全部|全)?(?:拍|弄|停|传|上传|找|搞|填|发|挪|处理|准备|放|摆|扫|弄|照|办)(?:照片|图片|三角牌|车)?(?:好|完|上去|过去|过)了(?!吗|没)|拍完|传完|(?:都|全)(?:拍|传|弄|发)了(?=[,。!?]|$)|找到了|完事了?|搞定|可以了(?=[,。!?]|$)|准备好了|(?<![不])好了(?=[,。!?]|$)|照片(?:发|传)了|弄妥",
    "correction": r"不对(?!吗|啊你)|说错|讲错|搞错|弄错|口误|记错|听错|错了|不是[^,。!?]{1,12}(?:,|而|应该|我说的)*(?:是|叫)(?!不是|的)[^,。!?吗]|(?<!是不)是[^,。!?]{1,8}不是[^,。!?吗的]|应该是|(?:改|更正|纠正)(?:一下|成|为)|我(?:说|讲)的(?:不)?是|不是这(?:个|样)",
    "unknown": r"(?<!你)不(?:太|大|怎么)?(?:知道|清楚|晓得|了解|确定|记得|认识)(?!吗)|没(?:有)?(?:看|注意|记|留意)(?:清|到|见|住|清楚)?(?=[,。!?了是对那车他的到清呢啊]|$|牌|号)|记不(?:得|清|住|起)|说不(?:清|准|好|上来)|忘(?:了|记)(?!拿)|想不起|不认得|搞不清|弄不清|看不(?:清|出)|哪知道|谁知道|我哪(?:儿)?知道",
}
_WHOLE: dict[str, str] = {
    "repeat": r"(?:喂+|你好|您好|在吗|在不在|有人吗|听得?(?:到|见)(?:吗|我说话吗)|能听(?:到|见)(?:吗|我说话吗)|说话呀?)+[?]?|(?:什么|啥|啊|嗯|哈|咋|诶|哎|你说啥|你说什么|你说|您说|说什么|说啥|怎么|嗯嗯)[啊呀呢了]?\s*[?]|(?:什么|啥|你说啥|你说什么|您说什么|说什么|说啥|你说的啥|啥意思)[啊呀呢]?",
    "yes": r"(?:(?:现在|这回|这下|这次|其他|别的|其余|剩下的|后面)*(?:全|都|全都|都是|全部|全部都|也|就)?(?:是)?(?:对|没错|正确|没有?问题)(?:的|了)?|对着(?:呢|咧)?|没毛病|一点儿?不差|确认|啱|系(?:啊|呀)?|冇错|对头|对|是|没错|嗯|好|可以|行|中|要得|没问题|知道了|明白|明白了|ok|okay|好嘞|可不|确实|正确|当然|有的?|能|要|收到|是这样|就是|应该是|同意|yes|必须|需要|会|晓得了|就这个|就是这个|是我)",
    "no": r"(?:不是|没有|不对|不用|不|没|不要|不行|不可以|不需要|不能|别|不了|没呢|不必|否|没有没有|不是不是|不会|没得|还没有?|没事|不同意|no|冇|木有)",
    "unknown": r"(?:不好说|没注意|不懂|没看|没看见|没看到|没记|没留意)",
    "finished": r"(?:好|好了|完了|行了|可以了|ok了|都好了|弄好了)了",
    "goodbye": r"(?:就这样|先这样|没了|没事了|谢谢再见|挂了|先挂了?)(?:谢谢)?",
}
_NO_PERSON = re.compile(
    r"(?:不用|不要|不需要|不想|别|无需|不必|不)(?:给我|帮我|再|找|转|接|到|叫|要|来|换|你们|麻烦|是)*(?:个)?(?:人工|真人|客服|领导)"
)
_KEEP_ON = re.compile(
    r"(?:不要|别|不能|先别|千万别|没|不)(?:给我|再|急着|着急|忙着)*挂|挂了(?:吗|怎么|没)|怎么(?:就)?挂|刚才挂|挂号|挂了[个挡档]|挂[挡档]|(?:还|没)有(?:别的|其他的?)事"
)
_GO_ON = re.compile(r"你(?:继续|接着)|继续(?:问|说)|接着问|你问吧|好了你|(?:^|[,。好])你(?:说|问)吧?$")
_REPEATED = r"(?:{0}{1}(?:{0}|{1})*)"
_PARTS = {name: re.compile(pattern) for name, pattern in _SOMEWHERE.items()}
_WHOLES = {name: re.compile(rf"{_OPEN}{pattern}(?:{_P}{pattern}|{_P})*") for name, pattern in _WHOLE.items()}
_FIRST = {
    "yes": re.compile(
        rf"{_OPEN}(?:对(?!方|面|不|着|向|了|于|吗|讲)|是的|没错|好的|好(?=[,。!])|嗯(?=[,。!]|是|对|好)|可以(?=[,。!])|行(?=[,。!])|是(?=[,。!])|有的)"
    ),
    "no": re.compile(
        rf"{_OPEN}(?:不是(?=[,。!的啊不]|$|我说|这)|没有(?=[,。!的啊]|没)|不对|不用|不要(?=[,。!])|没(?=[,。!])|不(?=[,。!])|不需要|不可以|不行)"
    ),
}
_LONE = re.compile(
    rf"(?:{_P}|呃|额|唔|那个|这个|就是|然后|这|那|喂|hello|哼|嘿|呵|嗨|咳|噗|哇|呜|嘘|哒|啦|啦啦|呐|咦|嘶|哟|呦|丫|嘞|吖|咯|嗷|呗)*"
)
_MEANT = re.compile(
    r"[我你他她它们是有没不在了的人车撞伤这那哪什么怎吗路保险手机电话名叫姓谁几多少点分钟年月日号时间上下前后左右好对行能可以要会去来到开走停看说听拍照片等转事故报案医院疼痛火烟油交警工谢请帮快慢大小两三四五六七八九十百再见拜打问给把被跟和就还都也很太天气今明昨早晚区市县街道桥高速店场站吃喝睡钱元赔修坏掉碎救命啥咋莫得中冇唔系咩仲未先生女士老婆公孩]"
)
_SOUNDS = "哗呲啦呜呃嗯啊哇咕嘟嘀嗒滋咔嚓轰嗡哔噗唰嘶咿哦呀哎唉额嘛么呐哟喔咚咣哐吱叽咯哩哪那个呵哈呼喂咦嗨吼"
"""What a line that breaks up sounds like."""
_SHORT = re.compile(r"(?:嗯+|对|是|好|行|有|没|能|不|喂|哦|噢)")
_NOISE = re.compile(r"[\W_]*", re.ASCII)
_LETTERS = re.compile(r"[a-z]+")
_ENGLISH = re.compile(
    r"(?:yes|no|ok|okay|help|hello|hi|bye|human|agent|sorry|what|police|car|hurt|fire|accident|please|thank|the|is|my|i|not|can|you|sos|stop)"
)


def hear_intents(text: str) -> frozenset[Intent]:
    """All that the words want at once; an empty set where they only tell something."""
    raw = _raw(text)
    if not raw:
        return frozenset()
    found = {name for name, pattern in _PARTS.items() if pattern.search(raw)}
    found |= {name for name, pattern in _WHOLES.items() if pattern.fullmatch(raw)}
    found |= {name for name, pattern in _FIRST.items() if pattern.match(raw)}
    if "person" in found and _NO_PERSON.search(raw) and not re.search(r"(?:机器|ai|电脑|语音)", raw):
        found.discard("person")
    if "goodbye" in found and _KEEP_ON.search(raw):
        found.discard("goodbye")
    if "finished" in found and re.search(
        r"(?:还没|没有?|没)[^,。]{0,4}(?:好|完|拍|传)|等[^,。]{0,8}(?:好|完)了|好了吗|之前", raw
    ):
        found.discard("finished")
    if "not_ready" in found and _GO_ON.search(raw):
        found.discard("not_ready")
    if "finished" in found and raw.startswith("好了"):
        found.discard("yes")
    if "repeat" in found:
        found -= {"yes", "no"}
    if re.search(r"不知道|不清楚|不好意思", raw):
        found.discard("no")
    return frozenset(cast(set[Intent], found))


def understandable(text: str) -> bool:
    """Whether the words mean anything, even off topic; noise, lone fillers and stray characters do not."""
    raw = _raw(text)
    if re.search(r"\d", raw):
        return True
    if _SHORT.fullmatch(raw.strip(",。!? ")) and raw.strip(",。!? ") not in {"哦", "噢"}:
        return len(raw.strip(",。!? ")) <= 2
    if _LONE.fullmatch(raw):
        return bool(re.fullmatch(r"(?:喂|嗯|啊|哈)[,。!?]*", raw.strip())) and "嗯" not in raw[1:]
    han = re.findall(r"[\u4e00-\u9fff]", raw)
    if len(han) >= 4 and all(character in _SOUNDS for character in han):
        return False
    if not han:
        return any(_ENGLISH.fullmatch(word) for word in _LETTERS.findall(raw))
    return _MEANT.search(raw) is not None


def _raw(text: str) -> str:
    """The normal form with its fillers: `嗯` alone is an answer."""
    shown = text[:LONGEST].strip()
    fillers = re.sub(r"嗯", "\ue000", shown)
    return Said.of(fillers).text.replace("\ue000", "嗯").strip()
