"""Number plates in speech: whole, in pieces over several turns, and corrected. Form: GA 36, as `沪A89391`.

The contract counts four characters behind the letter as a plate, too (`沪A8939`), so four are whole when they are said in
one breath; in pieces they wait for more.
"""

import re
from itertools import pairwise

import msgspec

from chatflow.hearing.corrections import corrected
from chatflow.hearing.spelling import ENDINGS, PROVINCES, Unit, runs
from chatflow.hearing.values import Found, Plate, PlatesHeard, Whose

_TAIL = "[A-HJ-NP-Z0-9]"
_VALID = re.compile(rf"[{PROVINCES}][A-Z]{_TAIL}{{3,5}}(?:{_TAIL}|[{ENDINGS}])")
_ELECTRIC = re.compile(r"[A-HJK][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJK]")
_MINE = re.compile(
    r"我(?:是|的|这|开|自己|车|们|家)*(?:第[一二三四五]辆|中间那?辆?|最[前后]面?那?辆?)?(?:的?(?:车牌|牌照|号牌)号?)?[是 ，,：:]*$"
)
_OWN = ("我的", "我车", "我这", "我们", "我家", "本车", "自己", "我开", "咱", "俺")
_OTHER = (
    "对方", "他的", "她的", "他们", "他那", "他车", "她车", "人家", "另一", "另外", "前车", "后车", "前面那", "后面那", "前面的车", "后面的车",
    "那辆", "那台", "那部", "那个车", "他说", "她说", "中间那", "最前面", "最后面", "前头", "后头", "伊的", "别个", "它", "第二辆", "第三辆", "撞我的", "追我的", "蹭我的", "刮我的", "碰我的", "顶我的", "怼我的","大车", "货车", "面包车", "白车", "黑车", "红车", "三轮", "出租车是", "还有一辆", "还有一台",
)  # fmt: skip
_BEHIND = re.compile(r"[，, ]*(?:这)?(?:个|辆)?是?(?:(我的|我自己|我这)|(?:对方|他|她|那个人|前车|后车|另一辆车?)的)")
_PHONE = re.compile(r"电话|手机|联系")
_WRONG = re.compile(r"不对|说错|讲错|错了|应该是|不是")
_TALK_OF_PLATES = ("车牌", "牌照", "牌号", "车号", "号牌", "牌子")


def valid_plate(value: str) -> bool:
    """Whether it has the form of a plate: province, letter, four to six more, without I and O behind the letter."""
    return _VALID.fullmatch(value) is not None


def hear_plates(text: str, *, pending: str = "", expecting: bool = False) -> PlatesHeard:
    """The plates of a text. `pending` is what an earlier turn began; `expecting`: we have just asked for a plate."""
    plates: list[Plate] = []
    begun = ""
    for run in runs(text):
        for part in _by_province(run):
            plate, rest = _read(part, text, plates)
            if plate:
                plates.append(plate)
            elif rest:
                begun = rest
    if not plates and (again := _begun_again(text)):
        return PlatesHeard(plates=(again,))
    if plates:
        return PlatesHeard(plates=tuple(_corrected_at_once(text, plates)))
    talked_of = expecting or any(word in text for word in _TALK_OF_PLATES) or _alone(text, begun) or _breaks_off(text)
    if begun and (talked_of or pending):
        return _short(begun, pending)
    if pending or expecting:
        return _continued(text, pending)
    return PlatesHeard(pending=pending)


def _corrected_at_once(text: str, plates: list[Plate]) -> list[Plate]:
    """The last plate with what the caller corrects right behind it: `沪A12345，不对，最后一位是6`."""
    own = [plate for plate in plates if plate.whose == "own"]
    if len(own) > 1 and _WRONG.search(text, own[0].start, own[-1].start):
        plates = [plate for plate in plates if plate.whose != "own" or plate is own[-1]]
    last = plates[-1]
    end = last.start + len(last.words)
    fixed = correct_plate(text[end:], last.value) if _WRONG.search(text, end) else None
    if fixed is None:
        return plates
    words = text[last.start : end + fixed.start + len(fixed.words)]
    return [*plates[:-1], msgspec.structs.replace(last, value=fixed.value, words=words)]


def _alone(text: str, begun: str) -> bool:
    """Whether the beginning of a plate is all that was said."""
    spelled = sum(unit.end - unit.start for run in runs(text) for unit in run)
    return len(begun) > 1 and spelled * 2 > len(text.strip())


def _begun_again(text: str) -> Plate | None:
    """`粤A，八幺，不是，八七，八七Y四三`: the part behind the letter, broken off and begun again."""
    found = runs(text)
    for first, then in pairwise(found):
        between = text[first[-1].end : then[0].start]
        head = "".join(unit.char for unit in first[:2])
        if len(head) < 2 or head[0] not in PROVINCES or not _WRONG.search(between):
            continue
        tail = "".join(_tail(unit.char) for unit in then)
        stutter = next((size for size in (3, 2, 1) if tail[:size] == tail[size : 2 * size] and len(tail) > 5), 0)
        value = head + tail[stutter:]
        if valid_plate(value):
            start, end = first[0].start, then[-1].end
            whose = _whose(text, start, end, [])
            return Plate(value=value, words=text[start:end], start=start, confidence=0.7, whose=whose)
    return None


def _breaks_off(text: str) -> bool:
    """Whether the text ends with a province and its letter: `中间那个是鲁A`."""
    found = runs(text)
    last = found[-1] if found else ()
    return (
        len(last) >= 2
        and last[0].char in PROVINCES
        and last[1].char.isascii()
        and last[1].char.isalpha()
        and not text[last[-1].end :].strip(" ，,。.啊呃嗯")
    )


def _by_province(run: tuple[Unit, ...]) -> list[tuple[Unit, ...]]:
    """A run in parts that each begin with a province; what stands before the first is left out."""
    starts = [index for index, unit in enumerate(run) if unit.char in PROVINCES]
    starts = [index for index in starts if index + 1 >= len(run) or run[index + 1].char not in PROVINCES]
    return [run[start:end] for start, end in pairwise([*starts, len(run)])]


def _read(part: tuple[Unit, ...], text: str, before: list[Plate]) -> tuple[Plate | None, str]:
    """A whole plate at the start of a part, or what has begun there."""
    if len(part) < 2 or not part[1].char.isalpha() or not part[1].char.isascii():
        return None, part[0].char if len(part) == 1 else ""
    tail = "".join(_tail(unit.char) for unit in part[2:])
    length = _length(tail)
    if length < 4:
        return None, part[0].char + part[1].char + tail[:3]
    used = part[: 2 + length]
    sure = all(unit.sure for unit in used)
    start, end = used[0].start, used[-1].end
    plate = Plate(
        value=part[0].char + part[1].char + tail[:length],
        words=text[start:end],
        start=start,
        confidence=(1.0 if length > 4 else 0.7) if sure else 0.6,
        whose=_whose(text, start, end, before),
    )
    return (plate, "") if valid_plate(plate.value) else (None, "")


def _tail(char: str) -> str:
    return {"O": "0", "I": "1"}.get(char, char)


def _length(tail: str) -> int:
    """How many characters behind the letter belong to the plate."""
    ends = next((index for index, char in enumerate(tail) if char in ENDINGS), -1)
    if 4 <= ends <= 5:
        return ends + 1
    if len(tail) >= 6 and _ELECTRIC.fullmatch(tail[:6]):
        return 6
    return min(len(tail), 5)


def _whose(text: str, start: int, end: int, before: list[Plate]) -> Whose:
    """The nearest word before the plate (behind the last one) that says whose car it is on; else right behind it."""
    since = before[-1].start + len(before[-1].words) if before else 0
    lead = text[since:start]
    mine = _MINE.search(lead[-16:])
    if mine:
        return "other" if re.search(r"[撞追碰顶蹭刮怼]$", lead[-16:][: mine.start()]) else "own"
    own = max(_end_of(word, lead) for word in _OWN)
    other = max(_end_of(word, lead) for word in _OTHER)
    if own < 0 and other < 0:
        behind = _BEHIND.match(text, end)
        return "" if not behind else "own" if behind[1] else "other"
    return "own" if own > other else "other"  # `撞我的` ends as `我的` does


def _end_of(word: str, text: str) -> int:
    """Where the word ends that stands last in the text; -1 for none."""
    start = text.rfind(word)
    return start if start < 0 else start + len(word)


# --- in pieces


def _short(begun: str, pending: str) -> PlatesHeard:
    return PlatesHeard(pending=begun if len(begun) > 1 or not pending else begun + pending.lstrip(PROVINCES))


def _continued(text: str, pending: str) -> PlatesHeard:
    """Bare characters that go on with a plate, or begin one without its province."""
    if _PHONE.search(text):
        return PlatesHeard(pending=pending)
    units = [unit for run in runs(text) for unit in run if unit.char not in PROVINCES]
    said = "".join(unit.char for unit in units)
    if not said or (not pending and not _begins(said)):
        return PlatesHeard(pending=pending)
    whole = pending + said if len(pending) < 2 else pending + "".join(_tail(char) for char in said)
    if whole[0] not in PROVINCES or len(whole) < 2 or not whole[1].isalpha():
        return PlatesHeard(pending=whole[:7] if whole[0].isalpha() and whole[0] not in PROVINCES else pending)
    tail = whole[2:]
    length = _length(tail)
    waits = length == 5 and tail[0] in "DF" and len(tail) == 5 and tail[1:].isdigit()
    if length < 5 or waits:
        return PlatesHeard(pending=whole[:8])
    value = whole[: 2 + length]
    if not valid_plate(value):
        return PlatesHeard(pending=pending)
    start, end = units[0].start, units[-1].end
    plate = Plate(value=value, words=text[start:end], start=start, confidence=0.9)
    return PlatesHeard(plates=(plate,))


def _begins(said: str) -> bool:
    """Whether characters without a province look like the rest of a plate (`A89391`)."""
    return said[0].isascii() and said[0].isalpha() and 5 <= len(said) <= 7


def correct_plate(text: str, plate: str) -> Found | None:
    """What a plate becomes after `最后一位是6不是9`, `后三位是936`, `沪改成苏`; None for words that do not correct it."""
    found = _tail_again(text, plate) or corrected(text, plate)
    return found if found and valid_plate(found.value) and found.value != plate else None


def _tail_again(text: str, plate: str) -> Found | None:
    """The whole plate behind its letter said once more: `不对，是六G八零二，不是三零二`."""
    for run in runs(text):
        tail = "".join(_tail(unit.char) for unit in run)
        close = len(tail) == len(plate) - 2 and sum(a != b for a, b in zip(tail, plate[2:], strict=True)) <= 2
        if close:
            start, end = run[0].start, run[-1].end
            return Found(value=plate[:2] + tail, words=text[start:end], start=start, confidence=0.9)
    return None


def spoken_plate(value: str) -> str:
    """For a voice that reads digit by digit: `沪A，8、9、3、9、1`."""
    head, tail = value[:2], value[2:]
    return f"{head}，{'、'.join(tail)}" if tail else head
