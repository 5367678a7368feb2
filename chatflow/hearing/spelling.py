"""Spelled characters in speech: digits, letters and province characters, however they are said, as runs of units."""

import re
from functools import lru_cache

import msgspec

MOST = 2_000
"""Characters that are looked at: nobody spells longer than that."""

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
NAMES = {
    "北京": "京", "天津": "津", "上海": "沪", "重庆": "渝", "河北": "冀", "河南": "豫", "云南": "云", "辽宁": "辽", "黑龙江": "黑",
    "湖南": "湘", "安徽": "皖", "山东": "鲁", "新疆": "新", "江苏": "苏", "浙江": "浙", "江西": "赣", "湖北": "鄂", "广西": "桂",
    "甘肃": "甘", "山西": "晋", "内蒙古": "蒙", "内蒙": "蒙", "陕西": "陕", "吉林": "吉", "福建": "闽", "贵州": "贵", "广东": "粤",
    "青海": "青", "西藏": "藏", "四川": "川", "宁夏": "宁", "海南": "琼",
}  # fmt: skip
HOMOPHONES = {
    "护": "沪", "户": "沪", "互": "沪", "虎": "沪", "湖": "沪", "沪": "沪", "书": "苏", "酥": "苏", "数": "苏", "着": "浙", "这": "浙",
    "折": "浙", "哲": "浙", "月": "粤", "越": "粤", "岳": "粤", "经": "京", "金": "京", "精": "京", "晚": "皖", "万": "皖", "碗": "皖",
    "玉": "豫", "于": "豫", "鱼": "渝", "余": "渝", "记": "冀", "计": "冀", "季": "冀", "今": "津", "进": "津", "鹿": "鲁", "路": "鲁",
    "卢": "鲁", "饿": "鄂", "恶": "鄂", "干": "赣", "敢": "赣", "香": "湘", "乡": "湘", "民": "闽", "敏": "闽", "穿": "川", "传": "川",
    "桥": "琼", "穷": "琼", "山": "陕", "善": "陕", "贵": "贵", "桂": "桂", "近": "晋", "尽": "晋",
}  # fmt: skip
DIGITS = {
    **{str(number): str(number) for number in range(10)},
    **dict(zip("零一二三四五六七八九", "0123456789", strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", "0123456789", strict=True)),
    "洞": "0", "圈": "0", "幺": "1", "妖": "1", "腰": "1", "两": "2", "俩": "2", "仨": "3", "拐": "7", "勾": "9", "钩": "9",
}  # fmt: skip
SAID_LETTERS = {
    "诶": "A", "欸": "A", "毕": "B", "必": "B", "逼": "B", "碧": "B", "西": "C", "弟": "D", "迪": "D", "低": "D", "地": "D", "衣": "E",
    "伊": "E", "艾弗": "F", "爱抚": "F", "鸡": "G", "寄": "G", "爱去": "H", "爱尺": "H", "艾尺": "H", "诶尺": "H", "杰": "J", "开": "K",
    "凯": "K", "艾勒": "L", "爱了": "L", "爱慕": "M", "艾姆": "M", "恩": "N", "屁": "P", "皮": "P", "阿尔": "R", "爱思": "S", "艾丝": "S",
    "提": "T", "踢": "T", "优": "U", "威": "V", "达不溜": "W", "达不留": "W", "叉": "X", "爱克斯": "X", "歪": "Y", "外": "Y", "贼": "Z",
}  # fmt: skip
ENDINGS = "学警挂港澳领使试超"
COUNTS = {
    "一个": 1,
    "两个": 2,
    "俩": 2,
    "双": 2,
    "三个": 3,
    "仨": 3,
    "四个": 4,
    "五个": 5,
    "2个": 2,
    "3个": 3,
    "4个": 4,
    "5个": 5,
}
FILLERS = (
    "新能源的", "新能源", "绿牌的", "绿牌", "再来个", "再来一个", "后面是", "后边是", "后面", "后边", "然后是", "然后", "接着是", "接着", "再来", "再加", "那个", "这个", "就是", "还有", "字母", "数字", "大写",
    "又一个", "又", "嗯", "呃", "额", "啊", "哦", "呢", "吧", "是", "杠", "点", "再",
)  # fmt: skip
SEPARATORS = " \t\u3000·•.．-－—_、，,。"
CLARIFIER = re.compile(r"(?:就|就是)?[\u4e00-\u9fffA-Za-z]{1,6}?(?:的那个|的|那个)")
"""`上海的`, `英文字母那个`: what stands before a character that is said again, to make it clear."""
_NO_NUMERAL = r"(?:第一个|(?![零〇一二三四五六七八九幺两洞拐勾])[\u4e00-\u9fff ，,])"
_EXPLAINED = re.compile(
    rf"(?:就?是)?{_NO_NUMERAL}{{0,18}}?(?:的那个|的|那个|字母|拼音|首写|开头|读作|叫)(?:第一个)?(?:首?字母|拼音|音)*[\u4e00-\u9fff]?(?:那个)?$"
)
_MEANS = re.compile(r"[ ，,]*([A-Za-z])就?是[\u4e00-\u9fff]{1,8}?(?:的\1|(?=[ ，,]|$))", re.IGNORECASE)
_WORD = re.compile(r"[a-z]*[aeiou][a-z]*(?![a-z0-9])")
"""What may stand between a character and the same one: `L 就是老师的老的首字母 L`, `D 是弟弟的 D`."""


class Unit(msgspec.Struct, frozen=True):
    """One spelled character in its normal form, and where it is said. `sure` is false for a guess by sound."""

    char: str
    start: int
    end: int
    sure: bool = True


@lru_cache(maxsize=32)
def runs(text: str) -> tuple[tuple[Unit, ...], ...]:
    """The spelled runs of a text: units with nothing but separators and fillers between them."""
    text = text[:MOST]
    found: list[tuple[Unit, ...]] = []
    run: list[Unit] = []
    place = 0
    while place < len(text):
        again = _said_again(text, place, run)
        if again:
            place += again
            continue
        units = _units_at(text, place, run)
        if units:
            run += units
            place = units[-1].end
            continue
        skip = _skipped(text, place, run)
        if skip and run:
            place += skip
            continue
        if run:
            found.append(tuple(run))
            run = []
        place += 1
    if run:
        found.append(tuple(run))
    return tuple(found)


def _units_at(text: str, place: int, run: list[Unit]) -> list[Unit]:
    """What is spelled at this place: usually one character, several for `三个8`; none for other words."""
    for words, count in COUNTS.items():
        if text.startswith(words, place):
            after = place + len(words)
            while after < len(text) and text[after] in SEPARATORS:
                after += 1
            char = _char(text[after : after + 1])
            if char and not (after + 1 < len(text) and text[after + 1] == "个"):
                return [Unit(char, place, after + 1)] * count
    for name, province in NAMES.items():
        if text.startswith(name, place) and _begins_plate(text, place + len(name)):
            return [Unit(province, place, place + len(name))]
    word = _WORD.match(text, place)
    if word and len(word[0]) > 2:
        return []
    char = _char(text[place])
    if char:
        return [Unit(char, place, place + 1)]
    if text[place] in PROVINCES and not text.startswith("新能源", place) and _SPELLS_ON.match(text, place + 1):
        return [Unit(text[place], place, place + 1)]
    if text[place] in HOMOPHONES and _begins_plate(text, place + 1):
        return [Unit(HOMOPHONES[text[place]], place, place + 1, sure=False)]
    if run and run[-1].char in PROVINCES:
        for words, letter in SAID_LETTERS.items():
            if text.startswith(words, place):
                return [Unit(letter, place, place + len(words), sure=False)]
    if len(run) >= 5 and text[place] in ENDINGS and not text[place + 1 : place + 2].isalpha():
        return [Unit(text[place], place, place + 1)]
    return []


def _char(character: str) -> str:
    """A digit or a Latin letter in its normal form; "" for anything else."""
    if not character:
        return ""
    if "！" <= character <= "～":
        character = chr(ord(character) - 0xFEE0)
    if character in DIGITS:
        return DIGITS[character]
    upper = character.upper()
    return upper if upper.isascii() and upper.isalpha() else ""


_SPELLS_ON = re.compile(
    rf"[{re.escape(SEPARATORS)}]*(?:[A-Za-zＡ-Ｚａ-ｚ]|$|[{PROVINCES}]|[\u4e00-\u9fff]{{1,3}}的[{PROVINCES}]|{'|'.join(SAID_LETTERS)}|字母|嗯|然后)"
)
"""What may follow a province that begins a plate, rather than stands in a word such as 南京方向."""
PLATE_AHEAD = re.compile(
    r"[ ,，·.\-]*[A-Za-zＡ-Ｚａ-ｚ][ ,，·.\-]*(?:[0-9A-Za-z零〇一二两三四五六七八九幺拐洞勾０-９][ ,，·.\-]*){3}"
)


def _begins_plate(text: str, place: int) -> bool:
    """Whether a letter and at least three more characters follow, so that what stands before is a province."""
    if place < len(text) and text[place] in PROVINCES:
        place += 1
    return PLATE_AHEAD.match(text, place) is not None


def _said_again(text: str, place: int, run: list[Unit]) -> int:
    """How many characters only say again, to make it clear, what was spelled: `沪，上海的沪`; `浙F，浙江的浙`."""
    if not run:
        return 0
    means = _MEANS.match(text, place)
    if means and means[1].upper() in {unit.char for unit in run[-3:]}:
        return means.end() - place
    for known in dict.fromkeys(unit.char for unit in reversed(run[-3:])):
        for end in range(place, min(place + 24, len(text))):
            said = _char(text[end]) or text[end]
            if said == known and _EXPLAINED.fullmatch(text, place, end):
                return end + 1 - place
            if text[end].isascii() and text[end].isalnum() and said != run[-1].char:
                break
    return _counted_again(text, place, run)


def _counted_again(text: str, place: int, run: list[Unit]) -> int:
    """`D D，两个D`: the pair that has just been spelled."""
    start = place
    while start < len(text) and text[start] in SEPARATORS:
        start += 1
    for words, count in COUNTS.items():
        if text.startswith(words, start):
            end = start + len(words)
            char = _char(text[end : end + 1])
            if char.isalpha() and len(run) >= count and all(unit.char == char for unit in run[-count:]):
                return end + 1 - place
    return 0


def _skipped(text: str, place: int, run: list[Unit]) -> int:
    """How many characters of filler stand here; 0 for words that end a run."""
    if text[place] in SEPARATORS:
        return 1
    clarifier = CLARIFIER.match(text, place)
    if clarifier and run:
        after = clarifier.end()
        said = _char(text[after : after + 1]) or (
            text[after : after + 1] if text[after : after + 1] in PROVINCES else ""
        )
        if (said and (said in PROVINCES)) or (said.isalpha() and run[-1].char in PROVINCES):
            return after - place
    for filler in FILLERS:
        if text.startswith(filler, place):
            return len(filler)
    return 0
