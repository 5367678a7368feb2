"""What an owner reads first when it is urgent, in plain words."""

from petclinic.case import RaisedFlag, Tier, Triage

_LABELS: dict[Tier, str] = {"red": "立即就医", "orange": "今天就医", "yellow": "近日就医", "green": "在家观察"}
_ADVICE: dict[Tier, str] = {
    "red": "这属于急症，请现在就带它去最近的、能急诊的宠物医院，不要等。",
    "orange": "请今天之内带它去看医生；路上或等候时一旦变重，直接去急诊。",
    "yellow": "请在这两三天里约个时间带它看看；要是加重或没精神，就当天去。",
    "green": "目前没有听出紧急的情况，可以先在家留意吃喝、精神和大小便；有变化随时再问。",
}
_GO: dict[Tier, str] = {
    "red": "请现在就带它去最近的宠物医院。",
    "orange": "请今天之内带它去看医生，别拖到明天。",
}
_JUDGED: dict[Tier, str] = {"red": "属于急症", "orange": "不适合在家等"}
_PHONE: dict[Tier, str] = {
    "red": "急诊电话 {phone}，出门前先打一个，让医院做好准备。",
    "orange": "拿不准能不能等，可以先打 {phone} 问一问。",
}
_SEEN = "您提到「{words}」，{name}{judged}，"
_SEEN_BRIEFLY = "您说的情况是{name}，{judged}，"
_ALSO = "您还提到{names}，到了医院请一起告诉医生。"
_MOST_NAMED = 3
_LONGEST_QUOTE = 36


def tier_label(tier: Tier) -> str:
    """A tier in two words, as the records say it."""
    return _LABELS[tier]


def tier_advice(tier: Tier) -> str:
    """What a tier means for the owner, one sentence or two."""
    return _ADVICE[tier]


def emergency_line(triage: Triage, phone: str = "") -> str:
    """The first lines of everything that is shown for a red or orange case; empty otherwise.

    What was seen, where to go and when, what to do until then, the emergency `phone` (a setting), what else was told.
    """
    flags = [flag for flag in triage.flags if flag.tier in _GO]
    if triage.tier not in _GO or not flags:
        return ""
    first = flags[0]
    lines = [_seen(first) + _GO[first.tier] + first.advice]
    if phone:
        lines.append(_PHONE[first.tier].format(phone=phone))
    if len(flags) > 1:
        names = "、".join(flag.name for flag in flags[1 : 1 + _MOST_NAMED])
        lines.append(_ALSO.format(names=names))
    return "\n".join(lines)


def _seen(flag: RaisedFlag) -> str:
    judged = _JUDGED[flag.tier]
    if flag.words and len(flag.words) <= _LONGEST_QUOTE:
        return _SEEN.format(words=flag.words, name=flag.name, judged=judged)
    return _SEEN_BRIEFLY.format(name=flag.name, judged=judged)
