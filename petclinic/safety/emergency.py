"""What stands first in an urgent answer, and how urgency is said."""

from django.utils.translation import gettext as _

from petclinic.case import RaisedFlag, Tier, Triage

LONGEST_QUOTE = 36


def emergency_line(triage: Triage, phone: str = "") -> str:
    """One or two sentences for red and orange, from the owner's own words; nothing for the rest."""
    flags = [flag for flag in triage.flags if flag.tier == triage.tier]
    if triage.tier not in ("red", "orange") or not flags:
        return ""
    call = f"，出发前先打 {phone}" if phone else ""
    seen = "、".join(dict.fromkeys(flag.name for flag in flags[:3]))
    if triage.tier == "red":
        first, what = "【请马上就医】", f"{seen}属于急症，请现在就带它去最近的、能看急诊的动物医院{call}。"
    else:
        first, what = "【今天就要看医生】", f"{seen}不宜再等，请今天带它去看兽医{call}。"
    return f"{first}{_told(flags[0])}{what}{flags[0].advice}"


def _told(flag: RaisedFlag) -> str:
    words = flag.words.strip("。！!？?，, ")
    return f"您说“{words}”，" if 0 < len(words) <= LONGEST_QUOTE else ""


def tier_label(tier: Tier) -> str:
    return {"red": _("立即就医"), "orange": _("今天就医"), "yellow": _("近日就医"), "green": _("在家观察")}[tier]


def tier_advice(tier: Tier) -> str:
    """The sentence that an answer for owners ends with."""
    return {
        "red": "请现在就带它去能看急诊的动物医院，不要等。",
        "orange": "请今天就带它去看兽医；路上或等待时如果加重，直接去急诊。",
        "yellow": "建议这一两天内带它去看兽医；如果症状持续或加重，请当天就去。",
        "green": "如果症状持续或加重，请及时带它去看兽医。",
    }[tier]
