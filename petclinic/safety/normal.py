"""One spelling of what people type, character for character, so that a place in it is a place in the original."""

import re
import unicodedata
from functools import lru_cache

_TRADITIONAL = str.maketrans(
    "貓嘔氣喘癱瘓腫脹瀉尿屎軟體溫燒條個隻沒無為麼嗎會過開頭齒齦蒼發紅黃藍點斷續難產熱暈倒車禍樓門鐘時間從來現還這樣"
    "給誤藥鼠線針電磁鐵襪絲帶鮮吃飯餓見聽說問對應該點兩幾歲狗寵醫獸險緊傷裡裏後邊壓視線類葡蔥異撐鬆腳",
    "猫呕气喘瘫痪肿胀泻尿屎软体温烧条个只没无为么吗会过开头齿龈苍发红黄蓝点断续难产热晕倒车祸楼门钟时间从来现还这样"
    "给误药鼠线针电磁铁袜丝带鲜吃饭饿见听说问对应该点两几岁狗宠医兽险紧伤里里后边压视线类葡葱异撑松脚",
)
_BREAKS = str.maketrans({"~": ",", "…": "。", ";": "。", "\r": "\n", "\u3000": " ", "\t": " "})
_SPACE = re.compile(r"(?<![0-9a-z ]) | (?![0-9a-z ])")
_DOT = re.compile(r"(?<![0-9a-z])\.|\.(?![0-9a-z])")


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """Width and case of one character; what would become several stays as it is."""
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain if len(plain) == 1 else character


def normal(text: str) -> str:
    """The same length as `text`: half width, lower case, simplified; 。!? and line ends close a sentence.

    A space between Chinese characters is how many people type a comma, so it becomes one.
    """
    folded = "".join(map(_folded, text)).translate(_BREAKS).translate(_TRADITIONAL)
    return _SPACE.sub(",", _DOT.sub("。", folded))
