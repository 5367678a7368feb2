"""How urgently a vet should see the animal, in one sentence by tier: the end of whatever is written about a case."""

from petclinic.case import Case, Tier
from petclinic.writer.schema import Severity
from petclinic.writer.words import called, pick

SEVERITY: dict[Tier, Severity] = {"green": "Slight", "yellow": "Medium", "orange": "MediumHigh", "red": "Severe"}


def see_a_vet(case: Case, tier: Tier) -> str:
    """Always says when, and always that lasting or worsening symptoms belong to a vet."""
    name = called(case.pet)
    return pick(case, f"vet {tier}", *_SAID[tier]) % {"name": name}


_SAID: dict[Tier, tuple[str, ...]] = {
    "red": (
        "这种情况不能等，请现在就带%(name)s去最近的、能看急诊的动物医院，路上先打个电话说明情况；即使看着缓和了，只要症状持续或加重，都要由兽医当面检查。",
        "请马上带%(name)s去急诊，出门前给医院打个电话好让他们先准备；哪怕路上好像好一点，也不要掉头回家，症状持续或加重都得由兽医处理。",
    ),
    "orange": (
        "建议今天就带%(name)s去看兽医，不要拖到明天；如果症状持续或加重，请马上去急诊。",
        "今天之内请让兽医看一看%(name)s；还没出门之前症状就持续或加重的，直接去急诊。",
    ),
    "yellow": (
        "建议这一两天内带%(name)s去看兽医；如果症状持续或加重，请当天就去。",
        "这一两天抽时间带%(name)s去医院检查一下比较稳妥，症状持续或加重的话请提前去看兽医。",
    ),
    "green": (
        "目前可以先在家观察；如果症状持续或加重，请及时带%(name)s去看兽医。",
        "现在还不必着急，先在家照看着；要是症状持续不好转或加重，就带%(name)s去看兽医。",
    ),
}
