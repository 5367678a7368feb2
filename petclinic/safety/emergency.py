from petclinic.case import Tier, Triage


def emergency_line(t: Triage, phone: str = "") -> str:
    return "请马上去医院。" if t.tier == "red" else ""


def tier_advice(t: Tier) -> str:
    return "如果症状持续或加重，请及时就医。"


def tier_label(t: Tier) -> str:
    return t
