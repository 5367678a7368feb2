"""A coach's advice: two or three points, by goal and by what the data shows, without numbers."""

from django.utils.translation import gettext as _

from gym.writer.body import verdict
from gym.writer.targets import standing
from gym.writer.training import neglected
from gym.writer.words import Facts, listed, measure, muscle

MOST = 3


def points(facts: Facts) -> list[str]:
    """The most pressing first."""
    return _first(
        _caution(facts),
        _weight(facts),
        _attendance(facts),
        _balance(facts),
        _lean(facts),
        _habit(facts),
        _by_goal(facts),
    )


def stage_points(facts: Facts) -> list[str]:
    """For the rest of a phase or the next one."""
    return _first(
        _caution(facts),
        _targets(facts),
        _rhythm(facts),
        _lean(facts),
        _weight(facts),
        _onward(facts),
        _balance(facts),
        _by_goal(facts),
    )


def monthly_points(facts: Facts) -> list[str]:
    """Until the next assessment."""
    return _first(
        _caution(facts),
        _unmeasured(facts),
        _weight(facts),
        _lean(facts),
        _attendance(facts),
        _balance(facts),
        _habit(facts),
        _by_goal(facts),
    )


def _first(*found: list[str]) -> list[str]:
    return list(dict.fromkeys(point for points in found for point in points))[:MOST]


def _caution(facts: Facts) -> list[str]:
    if facts.goal != "rehab":
        return []
    return [
        facts.pick(
            "caution",
            _("一切以不疼为前提：动作中出现疼痛就停下，和教练说，必要时请医生或康复师看过再继续。"),
            _("别赶进度，幅度和重量都留有余地；有疼痛、肿胀或麻木就停下来，先请医生或康复师评估。"),
        )
    ]


def _weight(facts: Facts) -> list[str]:
    match facts.goal, verdict(facts):
        case "fat_loss", "fast":
            return [_("把主食和优质蛋白补回来一些，让体重掉得慢一点；要是头晕、乏力或睡不好，先和教练谈谈。")]
        case "fat_loss", "flat":
            return [
                facts.pick(
                    "flat",
                    _("先把饮食如实记上几天，再把每天的步行加长一点，通常平台就松动了。"),
                    _("饮料、酱汁和零食最容易被忽略，先从这里省；力量训练照旧，不要靠加大有氧硬压。"),
                )
            ]
        case "fat_loss", "wrong":
            return [_("把每一餐拍下来给教练看看，外食选清淡的做法，晚上那一顿早些吃。")]
        case "fat_loss", "good":
            return [_("饮食保持现在的样子，不必再往下减；每餐都有蛋白质和蔬菜。")]
        case "muscle_gain", "flat" | "wrong":
            return [_("训练后和睡前各加一份蛋白质，主食也别省，体重动起来肌肉才有材料。")]
        case "muscle_gain", "fast":
            return [_("多出来的热量从油炸和甜食里减，蛋白质和主食不动。")]
    return []


def _attendance(facts: Facts) -> list[str]:
    planned, completed = facts.number("planned"), facts.number("completed")
    if not planned:
        return [_("先约好下一节课，把时间写进日程，哪怕练得短一点，也比等状态来了再练强。")]
    if completed == 0:
        return [_("不用想着把落下的补回来，先完成下一次；如果时间总对不上，请教练一起改改安排。")]
    if completed / planned < 0.7:
        return [
            facts.pick(
                "attendance",
                _("缺课多的那几天，换成离家近、时间短的内容，先把次数稳住。"),
                _("和教练挑出每周最不容易被打断的时段，固定下来，别的都可以让路。"),
            )
        ]
    return []


def _balance(facts: Facts) -> list[str]:
    missing = neglected(facts)
    if not missing:
        return []
    return [_("下次把%(muscles)s排进去，放在体力最好的前半段。") % {"muscles": listed([muscle(m) for m in missing])}]


def _lean(facts: Facts) -> list[str]:
    if (facts["muscle_change"] or 0) < -0.15 and facts.goal != "rehab":
        return [_("力量训练的重量不要随意往下调，每餐都安排一份蛋白质，先把肌肉留住。")]
    return []


def _habit(facts: Facts) -> list[str]:
    if facts.number("weigh_ins") < 3:
        return [_("挑几个早晨，起床后、早餐前称体重，隔天称就够，下次就能看出趋势了。")]
    return []


def _targets(facts: Facts) -> list[str]:
    """What the phase's targets ask for: why one went the wrong way, how to hold what is reached, what to measure."""
    phase = facts.whole["phase"]
    standings = [standing(progress) for progress in phase["targets"].values()]
    found = []
    if "wrong" in standings:
        found.append(_("走反了的那一项，先和教练一起找原因：吃的、练的、睡的都看一遍，再决定要不要改计划。"))
    if standings and set(standings) <= {"reached", "past"}:
        found.append(_("目标到了先别急着定新的，留一段时间把它守住，守住了再往前走。"))
    if phase["unmeasured"]:
        names = listed([measure(name) for name in phase["unmeasured"]])
        found.append(_("下一次体测把%(measures)s也量上，这样才知道离目标还有多远。") % {"measures": names})
    elif not standings:
        found.append(_("和教练一起定个量得出来的目标，比如腰围或者体脂率，走起来心里更有数。"))
    return found


def _rhythm(facts: Facts) -> list[str]:
    adherence = facts["phase_adherence"]
    if not facts.number("completed"):
        return _attendance(facts)
    if facts.silent_since("last_session_date"):
        return [_("练完顺手记一笔，哪怕只写练了什么，下次回头看才有依据。")]
    if adherence is None:
        return []
    if adherence < 70:
        return [
            facts.pick(
                "rhythm",
                _("次数定得实在一点，宁可少安排也要做得到，先把每周的节奏守住。"),
                _("先找出总是去不成的那个时段，把它换掉，比一再下决心管用。"),
            )
        ]
    if adherence >= 90 and facts.goal != "rehab":
        return [_("训练的次数不用再加，把心思放在动作质量上，重量一点一点往上走。")]
    return []


def _onward(facts: Facts) -> list[str]:
    """What the next phase should weigh, for the goal, when this one is over."""
    if facts.number("phase_days_left"):
        return []
    match facts.goal:
        case "fat_loss":
            return [_("把重心往力量上挪一挪，减下来的才守得住；想接着减，节奏也不必变快。")]
        case "muscle_gain":
            return [_("先轻松练几天，让身体缓过来，再从主要动作开始一点点加重量。")]
        case "shaping":
            return [_("挑最想改变的部位排在前面，别的部位保持就好，围度照旧定期量。")]
        case "rehab":
            return [_("先把动作做得更稳，再谈加量；每次要加之前，请教练或康复师看一眼。")]
    return [_("换个新鲜的项目当主线，兴致在，训练才长久。")]


def _unmeasured(facts: Facts) -> list[str]:
    if facts["body_fat_change"] is None or facts["muscle_change"] is None:
        return [_("下次体测把体脂率和骨骼肌都测上，最好同一台仪器、同一个时间，这样才比得出来。")]
    return []


def _by_goal(facts: Facts) -> list[str]:
    match facts.goal:
        case "fat_loss":
            return [
                facts.pick(
                    "goal",
                    _("睡够觉。睡得少的时候更容易饿，也更难坚持。"),
                    _("力量训练放在前面，有氧放在后面，顺序对了效果更好。"),
                ),
                _("不训练的日子也多走走，把活动量分散到全天。"),
            ]
        case "muscle_gain":
            return [
                _("主要动作做到还留一点余力就停，动作标准了再往上加重量。"),
                _("大重量之后留出恢复的时间，同一块肌肉不要连着猛练。"),
            ]
        case "shaping":
            return [
                _("围度比体重更说明问题，固定在早晨量腰围和臀围，拍张照片做对比。"),
                _("臀腿和肩背的动作多放一点，线条变化会更快看出来。"),
            ]
        case "rehab":
            return [
                _("每次训练前把热身做足，训练后记下身体的感觉，下次带给教练看。"),
                _("恢复看的是稳定，动作轻松完成几次之后再加一点点难度。"),
            ]
    return [
        _("有氧和力量交替着来，心肺和力气一起长。"),
        _("给自己找个小目标，比如多爬几层楼不喘，练起来更有劲。"),
    ]
