"""What the scales and the tape say, read for the member's goal."""

from django.utils.translation import gettext as _

from gym.writer.composition import reading
from gym.writer.words import Facts, day, joined, measure, plain

FLAT_KG = 0.15


def verdict(facts: Facts) -> str:
    """`fast`, `good`, `flat` or `wrong` for the trend, "" where it is not known; the bounds are per cent per week."""
    rate, weight = facts["trend_rate"], facts["trend_weight"]
    if rate is None or not weight or silent(facts):
        return ""
    percent = 100 * rate / weight
    if facts.goal == "fat_loss":
        return _band(-percent, good=0.2, fast=1.0)
    if facts.goal == "muscle_gain":
        return _band(percent, good=0.1, fast=0.5)
    return "good" if abs(percent) < 0.4 else ("fast" if abs(percent) > 1.0 else "moving")


def silent(facts: Facts) -> bool:
    """Whether the weigh-ins of a longer range stopped well before its end."""
    return facts.kind != "weekly" and facts.silent_since("last_weigh_in_date")


def _band(percent: float, *, good: float, fast: float) -> str:
    if percent > fast:
        return "fast"
    if percent >= good:
        return "good"
    return "flat" if percent > -good / 2 else "wrong"


def weight_paragraph(facts: Facts) -> str:
    count = int(facts.number("weigh_ins"))
    if count == 0:
        return _("%(period)s没有称重记录，体重这一项就先不评了。") % {"period": facts.period}
    if count == 1:
        only = _("%(period)s只称了一次体重（%(day)s，%(kg)s 公斤），一个点连不成线，还看不出趋势。") % {
            "period": facts.period,
            "day": day(facts["last_weigh_in_date"]),
            "kg": plain(facts["weight_end"]),
        }
        return only
    return joined(weight_change(facts), trend(facts), judged(facts), _target(facts))


def weight_change(facts: Facts) -> str:
    """From the first weigh-in to the last; there must be two."""
    change = facts.number("weight_change")
    words = {
        "period": facts.period,
        "count": facts["weigh_ins"],
        "start": plain(facts["weight_start"]),
        "end": plain(facts["weight_end"]),
        "change": plain(change),
    }
    if abs(change) < FLAT_KG or words["start"] == words["end"]:
        return _("%(period)s称重 %(count)s 次，体重基本停在 %(end)s 公斤。") % words
    if change < 0:
        return _("%(period)s称重 %(count)s 次，体重从 %(start)s 公斤到 %(end)s 公斤，下降 %(change)s 公斤。") % words
    return _("%(period)s称重 %(count)s 次，体重从 %(start)s 公斤到 %(end)s 公斤，上升 %(change)s 公斤。") % words


def trend(facts: Facts) -> str:
    """The smoothed rate: of the recent weeks in a weekly summary, of the whole range in the others."""
    rate = facts["trend_rate"]
    if rate is None:
        return _("称重次数还太少，先不谈趋势。") if facts.number("weigh_ins") < 3 else ""
    if facts.kind != "weekly":
        return _whole_trend(rate)
    if abs(rate) < 0.05:
        return _("抹掉每天的起伏来看，近期的趋势是平的。")
    words = {"rate": plain(rate)}
    if rate < 0:
        said = _("抹掉每天的起伏来看，近期平均每周下降 %(rate)s 公斤。") % words
    else:
        said = _("抹掉每天的起伏来看，近期平均每周上升 %(rate)s 公斤。") % words
    if rate * facts.number("weight_change") < 0 and abs(facts.number("weight_change")) >= FLAT_KG:
        return joined(said, _("头尾两次的差别多半是日常波动，以趋势为准。"))
    return said


def _whole_trend(rate: float) -> str:
    words = {"rate": plain(rate)}
    if abs(rate) < 0.05:
        return _("抹掉每天的起伏，从头到尾是平的。")
    if rate < 0:
        return _("抹掉每天的起伏，平均下来每周下降 %(rate)s 公斤。") % words
    return _("抹掉每天的起伏，平均下来每周上升 %(rate)s 公斤。") % words


def judged(facts: Facts) -> str:
    match facts.goal, verdict(facts):
        case "fat_loss", "good":
            return facts.pick(
                "judged",
                _("这个速度正合适：掉得下来，也守得住肌肉。"),
                _("不急不躁，正是减脂该有的节奏。"),
                _("方向和快慢都对，照这样走就好。"),
            )
        case "fat_loss", "fast":
            return _("这个速度偏快了，掉的不会全是脂肪，精神和训练质量也容易跟着下滑。")
        case "fat_loss", "flat":
            return facts.pick(
                "judged",
                _("体重进入了平台，这在减脂里很常见，不代表努力白费。"),
                _("秤上的数字暂时不动，先看腰围和体脂，再决定要不要调整。"),
            )
        case "fat_loss", "wrong":
            return _("对减脂来说方向反了，先别急着少吃，多半是饮食记录里漏了几笔。")
        case "muscle_gain", "good":
            return _("涨得不快不慢，对增肌来说正好。")
        case "muscle_gain", "fast":
            return _("涨得偏快，里面难免有不少脂肪，吃的可以收一点。")
        case "muscle_gain", "flat":
            return _("体重没有往上走，说明吃进去的还不够身体用来长肌肉。")
        case "muscle_gain", "wrong":
            return _("增肌期体重反而在掉，热量缺口要先补上。")
        case "rehab", "good":
            return _("体重平稳，恢复期里这就是好消息。")
        case "shaping", "good":
            return _("体重变化不大，塑形看的是围度和体脂，不必盯着秤。")
        case _, "good":
            return _("体重平稳，状态保持得不错。")
        case _, "fast":
            return _("变化偏快，留意一下近期的饮食和睡眠。")
    return ""


def _target(facts: Facts) -> str:
    if facts["target_weight"] is None or facts.goal not in {"fat_loss", "muscle_gain", "shaping"}:
        return ""
    target, end = facts.number("target_weight"), facts.number("weight_end")
    reached = end <= target if facts.goal != "muscle_gain" else end >= target
    if reached:
        return _("目标体重 %(kg)s 公斤已经到了，接下来重点是守住。") % {"kg": plain(target)}
    if verdict(facts) == "good":
        return _("目标体重 %(kg)s 公斤，一步一步来。") % {"kg": plain(target)}
    return _("目标体重是 %(kg)s 公斤。") % {"kg": plain(target)}


def measures_paragraph(facts: Facts) -> str:
    """Body fat, muscle and waist, where the range brought a change; between assessments also what else moved."""
    if facts.kind == "weekly":
        return joined(_fat(facts), _muscle(facts), _waist(facts), _composition(facts))
    measured = joined(_fat(facts), _fat_mass(facts), _muscle(facts), _waist(facts), *_girths(facts), _visceral(facts))
    return joined(measured, reading(facts))


def _fat(facts: Facts) -> str:
    change = facts["body_fat_change"]
    if change is None:
        return ""
    words = {
        "start": plain(facts["body_fat_start"]),
        "end": plain(facts["body_fat_end"]),
        "change": plain(change),
    }
    if abs(change) < 0.1:
        return _("体脂率维持在 %(end)s%%。") % words
    if change < 0:
        return _("体脂率从 %(start)s%% 到 %(end)s%%，下降 %(change)s 个百分点。") % words
    return _("体脂率从 %(start)s%% 到 %(end)s%%，上升 %(change)s 个百分点。") % words


def _muscle(facts: Facts) -> str:
    change = facts["muscle_change"]
    if change is None:
        return ""
    words = {"end": plain(facts["muscle_end"]), "change": plain(change)}
    if abs(change) < 0.1:
        return _("骨骼肌保持在 %(end)s 公斤。") % words
    if change > 0:
        return _("骨骼肌增加 %(change)s 公斤，现在是 %(end)s 公斤。") % words
    return _("骨骼肌减少 %(change)s 公斤，现在是 %(end)s 公斤。") % words


def _waist(facts: Facts) -> str:
    change = facts["waist_change"]
    if change is None or abs(change) < 0.3:
        return ""
    words = {"end": plain(facts["waist_end"]), "change": plain(change)}
    if change < 0:
        return _("腰围收了 %(change)s 厘米，到 %(end)s 厘米。") % words
    return _("腰围多了 %(change)s 厘米，到 %(end)s 厘米。") % words


def _fat_mass(facts: Facts) -> str:
    change = facts["fat_mass_change"]
    if change is None or abs(change) < 0.1:
        return ""
    words = {"change": plain(change)}
    return (_("体脂肪少了 %(change)s 公斤。") if change < 0 else _("体脂肪多了 %(change)s 公斤。")) % words


def _girths(facts: Facts) -> list[str]:
    """Hip and chest, for the goals that look at them."""
    wanted = {"shaping": ("hip", "chest"), "muscle_gain": ("chest",)}.get(facts.goal, ())
    said = []
    for name in wanted:
        change = facts[f"{name}_change"]
        if change is not None and abs(change) >= 0.3:
            words = {"measure": measure(name), "change": plain(change), "end": plain(facts[f"{name}_end"])}
            sentence = (
                _("%(measure)s减少 %(change)s 厘米，现在 %(end)s 厘米。")
                if change < 0
                else _("%(measure)s增加 %(change)s 厘米，现在 %(end)s 厘米。")
            )
            said.append(sentence % words)
    return said


def _visceral(facts: Facts) -> str:
    change = facts["visceral_fat_change"]
    if change is None or abs(change) < 0.5:
        return ""
    words = {"start": plain(facts["visceral_fat_start"]), "end": plain(facts["visceral_fat_end"])}
    if change < 0:
        return _("内脏脂肪从 %(start)s 级降到 %(end)s 级。") % words
    return _("内脏脂肪从 %(start)s 级升到 %(end)s 级。") % words


def _composition(facts: Facts) -> str:
    fat, lean = facts["body_fat_change"], facts["muscle_change"]
    if fat is None or lean is None:
        return ""
    if fat < -0.1 and lean > -0.15:
        return _("减掉的主要是脂肪，肌肉守住了，这比秤上的数字更值得高兴。")
    if fat < -0.1 and lean <= -0.15:
        return _("脂肪在减，肌肉也跟着少了一点，蛋白质和力量训练要跟上。")
    if fat > 0.3 and lean > 0.1:
        return _("肌肉和脂肪一起涨，热量可以略收一收。")
    if fat > 0.3:
        return _("体脂往上走了一点，先从零食和饮料查起。")
    return ""
