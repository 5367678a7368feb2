"""Texts of strangers made fit to be shown: no control or direction signs, an end, no dose without a vet."""

import re
import unicodedata
from typing import Any

LONGEST = 10_000
_JOINERS = "\u200d"
_UNITS = "毫克|微克|毫升|国际单位|万单位|单位|片|粒|支|滴|袋|包|mg|MG|μg|ug|mcg|ml|mL|ML|IU|iu|g|克"
_AMOUNT = rf"(?:\d+(?:[.．]\d+)?|[一二两三四五六七八九十半几]+(?:分之[一二三四])?)\s*(?:{_UNITS})(?![A-Za-z])"
_ALWAYS = re.compile(
    r"\d\s*(?:毫克|微克|国际单位|万单位|mg|μg|ug|mcg|iu)(?![a-z])|"
    rf"{_AMOUNT}\s*(?:/|每)\s*(?:kg|公斤|千克|次|日|天|只|斤)|每(?:公斤|千克|kg|斤)(?:体重)?.{{0,6}}?{_AMOUNT}",
    re.IGNORECASE,
)
_DRUG = re.compile(
    "西林|霉素|沙星|头孢|硝唑|康唑|泼尼松|地塞米松|洛芬|昔康|昔布|呋塞米|西咪|雷尼替丁|奥美拉唑|替丁|止吐宁|马罗匹坦|"
    "加巴喷丁|曲马多|胰岛素|肝素|阿托品|伊维菌素|吡喹酮|多西环素|恩诺|美洛|速诺|甲氧氯普胺|胃复安|昂丹司琼|蒙脱石|"
    "乙酰氨基酚|阿司匹林|注射|针剂|口服药|药片|胶囊|眼药水|滴眼液|消炎药|抗生素|止痛药|止泻药|用药|喂药|服药"
)
_HISTORY = re.compile("主人|喂了|喂过|吃了|吃过|用了|用过|误食|吞了|打过|打了")
_NO_DOSE = "（这一句写了药和剂量，没有兽医签署，不在这里显示；用什么药、用多少，请由兽医当面决定。）"


def shown(value: Any) -> str:
    """Anything from a stored report as text; what is no text or number is empty."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(char for char in text[: LONGEST + 1] if _printable(char))
    return text if len(text) <= LONGEST else text[:LONGEST] + "……"


def line(value: Any, longest: int) -> str:
    """On one line, and no longer than this: for titles, names and captions."""
    text = " ".join(shown(value).split())
    return text if len(text) <= longest else text[:longest] + "……"


def _printable(char: str) -> bool:
    return char in "\n\t" + _JOINERS or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def without_doses(text: str) -> str:
    """Sentences that tell a drug's dose are replaced by one that says so. What the owner has done already stays."""
    parts = re.split(r"(?<=[。！？；;!?\n])", text)
    return "".join(_judged(part) for part in parts).replace(_NO_DOSE * 2, _NO_DOSE)


def _judged(part: str) -> str:
    if not _tells_dose(part):
        return part
    return _NO_DOSE + ("\n" if part.endswith("\n") else "")


def _tells_dose(part: str) -> bool:
    if _HISTORY.search(part):
        return False
    return bool(_ALWAYS.search(part) or (_DRUG.search(part) and re.search(_AMOUNT, part)))
