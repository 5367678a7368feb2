"""The report of a consultation by rules: what it may be and why, what to check, what to do, in the API's shape."""

from collections.abc import Sequence
from typing import Any

from petclinic.case import Case, Source, Triage, Understanding, worst
from petclinic.writer.complaint import Complaint, Suspicion, chief, suspicions
from petclinic.writer.schema import Advice, Diagnosis, OtherDiagnosis, Report, Result, Review, VetOrder, wire
from petclinic.writer.summary import complaint_sentence, story
from petclinic.writer.urgency import SEVERITY, see_a_vet
from petclinic.writer.words import clause, listed, sentence, tidy, with_answers

_ONLY_A_GUESS = "以上是按主人的描述推测的，没有当面检查，最终以兽医诊断为准。"


def report(case: Case, understanding: Understanding, triage: Triage, sources: Sequence[Source]) -> dict[str, Any]:
    """`result.diagnosis.suspected` is a suspicion only; `basis` says what it rests on."""
    case = with_answers(case, understanding)
    about, found = chief(understanding), suspicions(case, understanding)
    return wire(
        Report(
            review=Review(chief_complaint=complaint_sentence(case), symptoms=story(case, understanding)),
            result=Result(
                diagnosis=_diagnosis(found[0], triage, sources),
                other_suspected_diagnosis=tuple(_other(suspicion) for suspicion in found[1:4] if suspicion.score > 0),
                essential_check_items="\n".join(about.essential),
                recommend_check_items="\n".join(about.recommended),
            ),
            advice=_advice(about, triage),
            vet_order=VetOrder(
                vet_advise=about.vet_advise + see_a_vet(case, worst(triage.tier, about.least)),
                follow_up=sentence(about.follow_up),
            ),
            supplements=tuple(map(sentence, about.supplements)),
        )
    )


def _diagnosis(first: Suspicion, triage: Triage, sources: Sequence[Source]) -> Diagnosis:
    return Diagnosis(
        suspected=first.cause.name,
        description=sentence(first.cause.description),
        basis=_basis(first) + _flagged(triage) + _read(sources) + _ONLY_A_GUESS,
        severity_of_the_illness=SEVERITY[triage.tier],
    )


def _other(suspicion: Suspicion) -> OtherDiagnosis:
    return OtherDiagnosis(
        suspected=suspicion.cause.name, description=sentence(suspicion.cause.description), basis=_basis(suspicion)
    )


def _basis(suspicion: Suspicion) -> str:
    """What in this case speaks for it, and honestly so when that is nothing."""
    reasons = []
    if suspicion.seen:
        reasons.append(f"情况里提到了{listed(f'“{clue}”' for clue in suspicion.seen[:4])}")
    if suspicion.typical_age:
        reasons.append("年龄也正好在容易得的阶段" if suspicion.seen else "年龄在容易得的阶段")
    if not reasons:
        return "目前掌握的情况还不多，这只是同类情况里比较常见的一种可能。"
    return sentence("，".join(reasons))


def _flagged(triage: Triage) -> str:
    names = [tidy(flag.name, 20) for flag in triage.flags if flag.name]
    return f"另外出现了{listed(dict.fromkeys(names))}，要优先处理。" if names else ""


def _read(sources: Sequence[Source]) -> str:
    titles = dict.fromkeys(tidy(source.title, 40) for source in sources if source.title)
    return f"参考资料有{'、'.join(f'《{title}》' for title in list(titles)[:3])}。" if titles else ""


def _advice(about: Complaint, triage: Triage) -> Advice:
    told = [clause(tidy(flag.advice, 200)) for flag in triage.flags if flag.tier in ("red", "orange") and flag.advice]
    first = "".join(map(sentence, dict.fromkeys(told)))
    if triage.tier == "red":
        initial = f"{first}现在先不要在家处理，直接去急诊。{sentence(about.avoid)}"
    else:
        initial = first + sentence(about.initial) + sentence(about.avoid)
    return Advice(
        initial_treatment=initial,
        persistent_aggravation=sentence(about.persistent) + f"出现{about.watch}时，直接去急诊。",
        intensive_treatment=sentence(about.intensive),
    )
