"""The summary of a consultation by rules, in the form of the contract, told as a good vet dictates a record."""

import re
from collections.abc import Sequence

from petclinic.case import Case, Pet, Source, Tier, Triage, Understanding, worst
from petclinic.writer.answers import Told, tell
from petclinic.writer.complaint import chief, suspicions
from petclinic.writer.urgency import see_a_vet
from petclinic.writer.words import (
    LONGEST_COMPLAINT,
    SPECIES,
    UNKNOWN,
    age,
    called,
    clause,
    listed,
    pick,
    sentence,
    tidy,
    weight,
    with_answers,
)

DIAGNOSES = ("骨折", "外伤", "中毒", "误食")
"""What a sign may be called and a vet must find: told as a sign it would be a verdict."""


def consultation_summary(
    case: Case, understanding: Understanding, triage: Triage, sources: Sequence[Source], emergency: str = ""
) -> str:
    """The whole text, ending in a line break. `emergency` is said before everything else."""
    case = with_answers(case, understanding)
    first = [line.strip() for line in emergency.splitlines() if line.strip()]
    body = [
        *([*first, ""] if first else []),
        "【病情小结】",
        "",
        "**基本信息:**",
        *_basics(case.pet, understanding),
        "",
        "**主诉:**",
        complaint_sentence(case),
        "",
        "**病情记录:**",
        *record(case, understanding, triage, sources),
    ]
    return "\n".join(body) + "\n"


def lines(text: str) -> list[str]:
    """The pieces of the stream: each ends after its line break, a blank line is a piece of its own."""
    return text.splitlines(keepends=True)


def complaint_sentence(case: Case) -> str:
    """The owner's own words as one clean sentence."""
    return sentence(tidy(case.complaint, LONGEST_COMPLAINT)) or UNKNOWN


def record(case: Case, understanding: Understanding, triage: Triage, sources: Sequence[Source] = ()) -> list[str]:
    """What happened; what the pictures showed; what it may be; what to do and when to see a vet: a line for each."""
    told, pictured, unknown = tell(understanding), _pictures(case), _unknown(understanding)
    if not (pictured or triage.flags or _anything(case, understanding, told)):
        return [_nothing_known(case, understanding), unknown + _until_then(case, understanding, triage.tier)]
    said = [_story(case, understanding, told), pictured, _alarming(triage), _connection(case, understanding, sources)]
    return [*filter(None, said), unknown + _until_then(case, understanding, triage.tier)]


def _unknown(understanding: Understanding) -> str:
    """What would make the record more exact, while it has not been asked."""
    left = [tidy(label, 12) for label in understanding.unknown if label][:4]
    return f"{listed(left)}还不清楚，补充之后判断会更准。" if left and not understanding.enough else ""


def story(case: Case, understanding: Understanding) -> str:
    """Only what happened and how the animal is."""
    case = with_answers(case, understanding)
    return _story(case, understanding, tell(understanding))


def _basics(pet: Pet, understanding: Understanding) -> list[str]:
    told = {answer.slot: answer.option or answer.words for answer in understanding.answers}
    years = age(pet.age_months) or _known(told.get("age", ""))
    values = {
        "宠物昵称": tidy(pet.name, 20),
        "宠物种类": SPECIES[pet.species],
        "品种": tidy(pet.breed, 20),
        "年龄": years,
        "体重": weight(pet.weight_kg),
    }
    return [f"- {label}: {sentence(value) or UNKNOWN}" for label, value in values.items()]


def _known(said: str) -> str:
    return "" if re.search("不清楚|不知道|不确定|记不清|无", said) else tidy(said, 20)


def _nothing_known(case: Case, understanding: Understanding) -> str:
    """The sentence of the platform's document, with its commas."""
    about = chief(understanding)
    return f"{called(case.pet)}出现{about.sign}的情况,目前具体原因不明,可能与{about.link}有关。"


def _anything(case: Case, understanding: Understanding, told: Told) -> bool:
    """Whether there is more to tell than the complaint itself."""
    if told.clauses or told.unsure or understanding.denied or _history(case.pet):
        return True
    clues = any(suspicion.seen for suspicion in suspicions(case, understanding))
    return clues or bool(_signs(understanding, told, skip=chief(understanding).sign))


def _story(case: Case, understanding: Understanding, told: Told) -> str:
    onset, course = "".join(told.of("onset")[:1]), told.of("course")
    opening = _opening(case, understanding, onset, bool(told.clauses))
    happened = clause(opening + "，".join([*told.of("detail"), *course]))
    signs = _signs(understanding, told, skip=happened)
    if signs:
        happened += f"；同时还有{listed(signs)}"
    parts = [happened, _state(case, told), _denied(understanding, told, happened), _background(case, told)]
    if told.unsure:
        parts.append(f"{listed(dict.fromkeys(told.unsure))}的情况，主人暂时还说不准")
    return "".join(sentence(part) for part in parts if part)


def _opening(case: Case, understanding: Understanding, onset: str, much: bool) -> str:
    about, name = chief(understanding), called(case.pet)
    if not much:
        return f"{name}出现{about.sign}的情况，"
    what = f"{name}{about.verb}{onset}了" if onset.startswith("已经") else f"{name}{onset}{about.verb}"
    if onset and not re.match("在|断|从|这|已", onset):
        what = f"{name}{about.verb}（{onset}）"
    return pick(case, "opening", f"{what}，", f"据主人说，{what}，", f"主人发现{what}。", f"主人来问诊，是因为{what}。")


def _signs(understanding: Understanding, told: Told, skip: str) -> list[str]:
    """Present signs that nothing else in the text has told."""
    about = chief(understanding)
    known = [*told.shown, *about.symptoms, about.name, about.sign, *DIAGNOSES]
    return [
        sign
        for sign in dict.fromkeys(tidy(sign, 20) for sign in understanding.present)
        if re.search("[一-鿿]", sign) and sign not in known and sign not in skip and sign not in about.verb
    ]


def _state(case: Case, told: Told) -> str:
    state = told.of("state")
    if not state:
        return ""
    first = "" if state[0].startswith(("它", "叫它")) else pick(case, "state", "", "现在", "它")
    return f"{first}{'，'.join(state)}"


def _denied(understanding: Understanding, told: Told, said: str) -> str:
    denied = [tidy(sign, 20) for sign in understanding.denied if re.search("[一-鿿]", sign)]
    left = [
        sign
        for sign in dict.fromkeys(denied)
        if sign not in told.shown and f"没有{sign}" not in said and not sign.startswith(("不", "没"))
    ]
    return f"主人没有看到{listed(left, '或')}" if left else ""


def _background(case: Case, told: Told) -> str:
    return "，".join([*told.of("background"), *_history(case.pet)])


def _history(pet: Pet) -> list[str]:
    found = []
    if diseases := clause(tidy(pet.diseases)):
        found.append(f"档案里记着的既往情况是{diseases}")
    if allergies := [tidy(name, 20) for name in pet.allergies if tidy(name, 20)]:
        found.append(f"已知对{listed(allergies)}过敏")
    if pet.vaccinated is False:
        found.append("档案里还没有疫苗记录")
    return found


def _pictures(case: Case) -> str:
    seen = [clause(tidy(finding.text, 200)) for finding in case.findings if tidy(finding.text)]
    return sentence("图片方面，" + "；".join(dict.fromkeys(seen))) if seen else ""


def _alarming(triage: Triage) -> str:
    """The red flags that count most, by name."""
    names = [tidy(flag.name, 20) for flag in triage.flags if flag.tier in ("red", "orange") and flag.name]
    return f"其中要特别当心的是{listed(dict.fromkeys(names))}。" if names else ""


def _connection(case: Case, understanding: Understanding, sources: Sequence[Source]) -> str:
    """What it may be: two causes at most, never as a fact."""
    found = [suspicion for suspicion in suspicions(case, understanding) if suspicion.score > 0]
    if found and found[0].seen:
        found = [suspicion for suspicion in found if suspicion.seen or suspicion.typical_age]
    told = _suspected(case, [suspicion.cause.name for suspicion in found[:2]], chief(understanding).link)
    titles = [tidy(source.title, 40) for source in sources if source.title][:2]
    read = f"（参考了{'、'.join(f'《{title}》' for title in dict.fromkeys(titles))}）" if titles else ""
    return f"{told}{read}。"


def _suspected(case: Case, names: list[str], otherwise: str) -> str:
    if len(names) < 2:
        return f"从目前了解到的情况看，可能与{''.join(names) or otherwise}有关，要等兽医检查之后才能确定"
    first, second = names
    return pick(
        case,
        "connection",
        f"从目前了解到的情况看，可能与{first}有关，也不能排除{second}，要等兽医检查之后才能确定",
        f"这些表现可能与{first}有关，{second}也有可能，隔着屏幕没法确认，还需要检查",
        f"初步考虑可能是{first}，也要想到{second}；没有当面检查，还不能下结论",
    )


def _until_then(case: Case, understanding: Understanding, tier: Tier) -> str:
    about = chief(understanding)
    if tier == "red":
        return sentence(about.avoid) + see_a_vet(case, tier)
    tier = worst(tier, about.least)
    alarm = f"一旦出现{about.watch}，就不要再等，直接去急诊"
    return "".join(map(sentence, (about.home, about.avoid, alarm))) + see_a_vet(case, tier)
