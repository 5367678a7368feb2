"""Whether a sentence names a prescription drug, and whether it doses one. Texts are in normal form."""

import re

from petclinic.safety.words import lists, one_of

_NAMES = lists("drugs")
DRUG = re.compile(
    rf"{one_of(_NAMES['chinese'])}|{one_of(_NAMES['stems'])}|(?<![a-z]){one_of(_NAMES['english'])}s?(?![a-z])"
)
_OTHER_THINGS = re.compile(one_of(_NAMES["other_things"]))

_CHINESE_NUMBER = "零一二两三四五六七八九十半几"
_NUMBER = rf"(?:\d+(?:[.,/]\d+)?|[{_CHINESE_NUMBER}]+|[二三四]分之一|¼|½)"
_MASS = "毫克|微克|毫升|公克|克|mg|ug|μg|mcg|ml|cc|g|iu|万?单位"
_PIECES = "片|粒|颗|丸|支|袋|包|滴|瓶盖|勺|tablets?|pills?|capsules?|drops?"
AMOUNT = re.compile(rf"{_NUMBER} ?(?:[-–—~到至,] ?{_NUMBER} ?)?个?(?:{_MASS}|{_PIECES})(?![a-z])")

_DAY = "每日|每天|一天|一日|1日|1天|每晚|每早|日"
_HOW_MANY = f"[{_CHINESE_NUMBER}1-9]"
FREQUENCY = re.compile(
    rf"(?:{_DAY}) ?{_HOW_MANY} ?(?:[-~到至] ?{_HOW_MANY} ?)?(?:次|回|顿|片|粒)"
    rf"|每隔? ?(?:\d{{1,2}}|{_HOW_MANY}{{1,3}}) ?(?:[-~到至] ?\d{{1,2}} ?)?个?(?:小时|天)"
    r"|(?<![a-z])(?:q\d{1,2}h|bid|tid|qid|sid|qd|eod|prn)(?![a-z])"
    rf"|早晚各|疗程|日服|顿服|连(?:用|吃|服|续用|续吃|续服) ?(?:\d+|{_HOW_MANY}+) ?(?:[-~到至] ?\d+ ?)?(?:天|周|日)"
    r"|(?:once|twice|three times) (?:a|per|daily)|every \d+ hours?"
)
_BY_MASS = "mg|毫克|ug|μg|微克|ml|毫升|iu|单位|片|粒"
PER_WEIGHT = re.compile(
    rf"(?:{_BY_MASS}) ?(?:/|每|per) ?(?:kg|公斤|千克|斤)"
    rf"|(?:/|每|按) ?(?:kg|公斤|千克)(?:体重)?[^,。]{{0,8}}?{_NUMBER} ?(?:mg|毫克|ug|μg|微克|iu|单位|片|粒)"
)
UNNAMED = re.compile(
    rf"(?:每次|一次|口服|服用|注射|皮下|剂量|用量)[^,。!?\n]{{0,8}}?{_NUMBER} ?(?:mg|毫克|片|粒|丸|iu|单位)"
    rf"|{_NUMBER} ?(?:mg|毫克|片|粒|丸|iu|单位)[^,。!?\n]{{0,4}}(?:口服|服用|注射|皮下)"
)
_GIVEN = re.compile(r"剂量|用量|每次|一次|一回|每回|口服|服用|内服|注射|皮下|首次|首日|维持")
_CLAUSE = re.compile(r"[^,:。!?\n、]+")


def names_drug(text: str) -> bool:
    return DRUG.search(text) is not None


def doses(text: str) -> bool:
    """Whether it gives an amount or a frequency that is not of water, food, weight or watching."""
    return any(_amounts(clause) or _frequents(clause) for clause in _CLAUSE.findall(text))


def doses_further(text: str) -> bool:
    """Whether it goes on dosing what an earlier sentence named: a frequency, or an amount to be given."""
    return any(
        _frequents(clause) or (_amounts(clause) and _GIVEN.search(clause) is not None)
        for clause in _CLAUSE.findall(text)
    )


def _amounts(clause: str) -> bool:
    return any(
        names_drug(clause) or not _OTHER_THINGS.search(clause, max(0, found.start() - 6), found.end() + 4)
        for found in AMOUNT.finditer(clause)
    )


def _frequents(clause: str) -> bool:
    return FREQUENCY.search(clause) is not None and (names_drug(clause) or not _OTHER_THINGS.search(clause))


def doses_unnamed(text: str) -> bool:
    """Whether it says how many pills or milligrams to take of something that the sentence does not name."""
    return UNNAMED.search(text) is not None and not _OTHER_THINGS.search(text)


def doses_by_weight(text: str) -> bool:
    """Whether it gives so much for each kilogram; water and food are given so, too, and are no drug."""
    return any(not _OTHER_THINGS.search(text, max(0, found.start() - 24), found.start()) or names_drug(text)
               for found in PER_WEIGHT.finditer(text))  # fmt: skip
