"""Which option of an inquiry the owner's words choose: by letter, number, title, her own words, an amount, or yes and no."""

import re
from functools import cache
from typing import NamedTuple

from petclinic.consultation import numbers
from petclinic.consultation.catalogue import Choice, Inquiry
from petclinic.consultation.symptoms import mentions
from petclinic.consultation.words import CLAUSE, Words, denied, plain

_LETTERS = re.compile(
    r"(?:我?选择?|选项)?\s*(?P<letters>[a-h](?:[\s、,，和跟及/&+.．]*[a-h]){0,7})\s*(?:[。.吧!！、,，)）]|项|这个)*"
)
_LETTERED = re.compile(r"(?:我?选择?)?\s*[(（]?([a-h])[.．、:：)）\s]+(?=\S)")
_NUMBER = re.compile(r"(?:选|第)?\s*([1-9])\s*(?:个|项|号)?[。.吧!！]?")
_ORDINAL = re.compile(r"第([一二三四五六七八])(?:个|项)?[。吧]?")
UNKNOWN = re.compile(
    r"不知道|不清楚|不确定|不太清楚|没注意|没留意|没有注意|没有留意|忘了|忘记了|说不准|说不好|说不上来|不记得|记不清|记不得|看不出|不晓得|没观察|没看清|不好说|不太确定|没仔细看"
)
_NO = re.compile(
    r"(?:都|也|应该|暂时|目前|好像|倒|并|完全|从来)?(?:没有|没|无|不是|不会|不|否|木有|没得)(?:的|啊|呢|呀|吧|哦|哈|了|过|有|都|什么|这些|这个|发现|看到|见到|看见)*$"
)
_YES = re.compile(
    r"(?:嗯+|是的?|对的?|有的?|会的?|好像有|有一点|有点|是啊|对啊|有啊|确实|有过|能|可以)(?:的|啊|呢|呀|吧|哦|了)*$"
)
ALL_FINE = re.compile(
    r"(?:其他|别的|这些|以上)?(?:都|全|统统|均)(?:没有|没|无|不是|正常|很正常|挺正常|还好|挺好|没事|没问题|没啥|没什么)"
)

PLACES: dict[str, str] = {
    **dict.fromkeys("吐呕", "吐"), **dict.fromkeys("便屎拉泻稀", "便"), **dict.fromkeys("尿", "尿"), **dict.fromkeys("耳", "耳"),
    **dict.fromkeys("眼", "眼"), **dict.fromkeys("鼻嚏咳", "鼻"), **dict.fromkeys("嘴牙舌", "嘴"), **dict.fromkeys("腿脚爪瘸", "腿"), **dict.fromkeys("皮毛痒挠", "皮"),
}  # fmt: skip
_PLACE = re.compile("|".join(PLACES))


class Chosen(NamedTuple):
    """The options by their places in the inquiry, none if only her words count; `sure` if one was really recognised."""

    options: tuple[int, ...] = ()
    sure: bool = True
    unknown: bool = False


def title_of(inquiry: Inquiry, chosen: Chosen) -> str:
    return "、".join(inquiry.options[place].title for place in chosen.options)


def letters(text: str) -> list[int]:
    """`A`, `A、C`, `选B吧` as places, in order; empty where the text is anything else."""
    match = _LETTERS.fullmatch(plain(text[:60]).strip()) if len(text) <= 60 else None
    return [ord(letter) - ord("a") for letter in re.findall("[a-h]", match["letters"])] if match else []


def choose(inquiry: Inquiry, text: str) -> Chosen | None:
    """What a direct answer to this inquiry chooses; None when it does not speak of it at all."""
    text = plain(text).strip()
    if not text:
        return None
    return (
        _by_letter(inquiry, text)
        or _by_title(inquiry, text)
        or _by_words(inquiry, text, brief=False)
        or _by_amount(inquiry, text, direct=True)
        or _unknown(inquiry, text)
        or _by_words(inquiry, text, brief=True)
        or _by_sign(inquiry, text)
        or _by_yes_or_no(inquiry, text)
    )


def overhear(inquiry: Inquiry, text: str, place: str = "") -> tuple[Chosen, str] | None:
    """What a text that was not asked for says about this inquiry, and the clause that says it.

    `place` is what the talk is about (one of `PLACES`) until the text names another.
    """
    if inquiry.direct:
        return None
    if words := _said(inquiry, text, False, place):
        return Chosen(_picked(inquiry, words)), _clause_at(text, words[0][0])
    if amount := _amount(inquiry, text, False, place):
        return amount
    if inquiry.symptom and (sign := _by_sign(inquiry, text)):
        said = [mention for mention in mentions(text) if mention.name == inquiry.symptom]
        return sign, _clause_at(text, said[-1].start)
    return None


def _by_letter(inquiry: Inquiry, text: str) -> Chosen | None:
    places = letters(text)
    if not places and (match := _LETTERED.match(text)):
        places = [ord(match[1]) - ord("a")]
    if not places and inquiry.reads != "times" and (match := _NUMBER.fullmatch(text)):
        places = [int(match[1]) - 1]
    if not places and (match := _ORDINAL.fullmatch(text)):
        places = ["一二三四五六七八".index(match[1])]
    valid = tuple(dict.fromkeys(place for place in places if place < len(inquiry.options)))
    if not valid:
        return None
    return Chosen(valid, unknown=all(inquiry.options[place].unknown for place in valid))


def _by_title(inquiry: Inquiry, text: str) -> Chosen | None:
    titles = {place: plain(option.title) for place, option in enumerate(inquiry.options)}
    found = [place for place, title in titles.items() if title == text or (len(title) > 2 and title in text)]
    longest = [p for p in found if not any(p != q and titles[p] in titles[q] for q in found)]
    said = tuple(place for place in longest if denied(text, text.find(titles[place])) not in {"no", "not"})
    return Chosen(said, unknown=all(inquiry.options[place].unknown for place in said)) if said else None


@cache
def _words(slot_id: int, options: tuple[Choice, ...], brief: bool) -> Words[int]:
    del slot_id
    found: dict[str, int] = {}
    for place, option in enumerate(options):
        for word in (*option.says, *option.brief) if brief else option.says:
            found.setdefault(plain(word), place)
    return Words(found)


def _said(inquiry: Inquiry, text: str, brief: bool, place: str | None = None) -> list[tuple[int, int, int]]:
    """Words for an option that are not denied: (start, length, option), the places they speak of fitting `near`."""
    found = []
    for item in _words(inquiry.id, inquiry.options, brief).find(text):
        if place is not None and inquiry.near and _place_before(text, item.end, place) not in inquiry.near:
            continue
        start = max(text.rfind(mark, 0, item.start) for mark in "，。！？；,.!?;\n ") + 1
        if denied(text, item.start, start) or _not_so_after(text, item.end):
            continue
        found.append((item.start, item.end - item.start, item.value))
    return found


def _not_so_after(text: str, at: int) -> bool:
    return text.startswith(("没有", "倒没有", "都没有"), at)


def _picked(inquiry: Inquiry, said: list[tuple[int, int, int]]) -> tuple[int, ...]:
    """All options said where many may hold (without the 'none of it'), else the gravest: options go from mild to grave."""
    places = sorted({place for _, _, place in said})
    if len(places) > 1:
        places = [
            place for place in places if not (inquiry.options[place].no or inquiry.options[place].unknown)
        ] or places
    return tuple(places) if inquiry.many else tuple(places[-1:])


def _by_words(inquiry: Inquiry, text: str, brief: bool) -> Chosen | None:
    said = _said(inquiry, text, brief)
    if not said:
        return None
    if brief:
        said = [max(said, key=lambda item: (item[1], -item[0]))]
    places = _picked(inquiry, said)
    return Chosen(places, unknown=all(inquiry.options[place].unknown for place in places))


def _by_amount(inquiry: Inquiry, text: str, direct: bool) -> Chosen | None:
    found = _amount(inquiry, text, direct)
    return found[0] if found else None


def _amount(inquiry: Inquiry, text: str, direct: bool, place: str = "") -> tuple[Chosen, str] | None:
    """The option whose range holds the amount told: of counts the last, of times the longest ago."""
    if inquiry.reads == "times":
        counts = [a for a in numbers.times(text) if direct or _counts(inquiry, text, a, place)]
        if not counts and direct and (match := re.fullmatch(r"(?:大概|大约|差不多)?(\d{1,3})(?:多)?", text)):
            counts = [numbers.Amount(0, len(text), float(match[1]))]
        for option, choice in enumerate(inquiry.options):
            if counts and choice.times and choice.times[0] <= int(counts[-1].value) <= choice.times[1]:
                return Chosen((option,)), _clause_at(text, counts[-1].start)
    if inquiry.reads == "hours":
        times = [a for a in numbers.hours(text) if direct or _since(text, a)]
        ago = max(times, key=lambda amount: amount.value, default=None)
        for option, choice in enumerate(inquiry.options):
            if ago and choice.hours and choice.hours[0] <= ago.value < choice.hours[1]:
                return Chosen((option,)), _clause_at(text, ago.start)
    return None


def _counts(inquiry: Inquiry, text: str, amount: numbers.Amount, place: str) -> bool:
    """Whether a count tells how often this happened, and not how often a medicine was given."""
    before = text[max(0, amount.start - 8) : amount.start]
    if re.search(r"药|喂|针|疫苗|医院|驱虫|洗澡|饭|散步|遛", before):
        return False
    return _place_before(text, amount.start, place) in inquiry.near


def _since(text: str, amount: numbers.Amount) -> bool:
    """Whether a time tells since when: 三天了, or 昨天 in a clause that says what began or what is wrong."""
    if not amount.sure:
        return False
    clause = _clause_at(text, amount.start)
    if re.search(r"疫苗|驱虫|洗澡|买的|接回|搬家|医院|换粮|换了|喂了|绝育|打针", clause):
        return False
    return bool(re.search(r"开始|出现|发现|到现在|一直|就|前|了", clause)) or bool(mentions(clause))


def _place_before(text: str, at: int, place: str) -> str:
    last = None
    for last in _PLACE.finditer(text, max(0, at - 30), at):
        pass
    return PLACES[last[0]] if last else place


def _clause_at(text: str, at: int) -> str:
    for clause in CLAUSE.finditer(text, max(0, text.rfind("\n", 0, at))):
        if clause.start() <= at < clause.end():
            return clause[0]
    return text[at : at + 40]


def _by_sign(inquiry: Inquiry, text: str) -> Chosen | None:
    """The option that follows from what the text says of the inquiry's sign; several or none fit: only her words."""
    said = [mention for mention in mentions(text) if mention.name == inquiry.symptom] if inquiry.symptom else []
    if not said or said[-1].how in {"asked", "suspected"}:
        return None
    there = said[-1].how in {"", "over"}
    fit = [
        place
        for place, option in enumerate(inquiry.options)
        if inquiry.symptom in (option.present if there else option.denied)
    ]
    return Chosen(tuple(fit) if len(fit) == 1 else ())


def _unknown(inquiry: Inquiry, text: str) -> Chosen | None:
    if not UNKNOWN.search(text) or len(text) > 20:
        return None
    return Chosen(tuple(place for place, option in enumerate(inquiry.options) if option.unknown)[:1], unknown=True)


def _by_yes_or_no(inquiry: Inquiry, text: str) -> Chosen | None:
    first = CLAUSE.match(text)
    if not first:
        return None
    if _NO.match(first[0]) or ALL_FINE.match(first[0]):
        return Chosen(tuple(place for place, option in enumerate(inquiry.options) if option.no)[:1])
    if _YES.match(first[0]):
        yes = [place for place, option in enumerate(inquiry.options) if option.yes]
        rest = [place for place, option in enumerate(inquiry.options) if not option.no and not option.unknown]
        return Chosen(tuple(yes[:1] or (rest if len(rest) == 1 else ())))
    return None
