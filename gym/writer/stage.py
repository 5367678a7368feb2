"""A phase looked back on: what was planned, what became of it, and what the next one should weigh."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from gym.writer.advice import stage_points
from gym.writer.body import judged, measures_paragraph, silent, trend, weight_change
from gym.writer.targets import Progress, standing
from gym.writer.training import balance, length, records_paragraph, training_paragraph
from gym.writer.words import Facts, amount, day, joined, listed, measure, numbered

MOST_TARGETS = 3
LONG_BREAK_DAYS = 8


def stage_summary(table: Mapping[str, Any]) -> str:
    """The whole text in the active language; `table` is what `gym.facts.stage.stage_facts` returns."""
    facts = Facts(table)
    said = [
        _opening(facts),
        _plan(facts),
        _body(facts),
        _weights(facts),
        _training(facts),
        joined(records_paragraph(facts), _best_week(facts)),
    ]
    heading = _("接下来：") if facts.number("phase_days_left") else _("下一阶段：")
    return "\n".join([*filter(None, said), heading, *numbered(stage_points(facts)), _closing(facts)])


def _opening(facts: Facts) -> str:
    words = {
        "name": facts["member_name"],
        "phase": facts["phase_name"],
        "end": day(facts["end_date"]),
        "week": facts["phase_week"],
        "weeks": facts["phase_weeks"],
    }
    if not facts.number("phase_days_left"):
        return _("%(name)s，你好！“%(phase)s”到 %(end)s就走完了，我们一起回头看看。") % words
    if facts["phase_week"] == 1:
        return _("%(name)s，你好！“%(phase)s”才刚开始（共 %(weeks)s 周），现在下结论还早，先对一对起点。") % words
    return _("%(name)s，你好！“%(phase)s”现在是第 %(week)s 周（共 %(weeks)s 周），停下来看看走到了哪里。") % words


def _plan(facts: Facts) -> str:
    phase = facts.whole["phase"]
    often = ""
    if phase["sessions_per_week"]:
        often = _("当初定的是每周练 %(count)s 次。") % {"count": facts["phase_sessions_per_week"]}
    if not phase["targets"] and not phase["unmeasured"]:
        return joined(often, _("这个阶段没有定下可以量的目标，就从变化本身来看。"))
    targets = [_target(facts, name, phase["targets"][name]) for name in list(phase["targets"])[:MOST_TARGETS]]
    missing = ""
    if phase["unmeasured"]:
        names = listed([measure(name) for name in phase["unmeasured"]])
        missing = _("%(measures)s定了目标，但没有可以对照的测量，先不评。") % {"measures": names}
    return joined(often, *targets, missing)


def _target(facts: Facts, name: str, progress: Progress) -> str:
    words = {
        "measure": measure(name),
        "initial": amount(name, progress["initial"]),
        "current": amount(name, progress["current"]),
        "target": amount(name, progress["target"]),
        "percent": progress["percent"],
    }
    match standing(progress):
        case "reached":
            return facts.pick(
                name,
                _("%(measure)s的目标是 %(target)s，现在 %(current)s，已经达到。") % words,
                _("%(measure)s的目标是 %(target)s，现在 %(current)s，已经到了，走得漂亮。") % words,
            )
        case "past":
            return _("%(measure)s的目标是 %(target)s，现在 %(current)s，已经走过了，不用再往前赶。") % words
        case "wrong":
            return _("%(measure)s的目标是 %(target)s，起点 %(initial)s，现在 %(current)s，离目标反而远了。") % words
        case "still":
            return _("%(measure)s的目标是 %(target)s，起点 %(initial)s，现在 %(current)s，还在起点附近。") % words
    done = _("%(measure)s的目标是 %(target)s，起点 %(initial)s，现在 %(current)s，完成了 %(percent)s%%。") % words
    return joined(done, _pace(facts, progress["percent"]) if name == "weight" else "")


def _pace(facts: Facts, percent: float) -> str:
    if not facts.number("phase_days_left"):
        if percent >= 70:
            return _("离目标只剩最后一小段。")
        return _("没有走到也不算白走，这里就是下一阶段的起点。")
    if facts["phase_week"] in (1, facts["phase_weeks"]):
        return ""
    elapsed = 100 * facts.number("phase_week") / facts.number("phase_weeks")
    if percent >= elapsed + 5:
        return _("走在了计划前面。")
    if percent <= elapsed - 15:
        return _("比计划慢一些，还来得及。")
    return _("和计划大致同步。")


def _body(facts: Facts) -> str:
    count = int(facts.number("assessments"))
    words = {"count": count, "first": day(facts["first_assessment_date"]), "last": day(facts["assessment_date"])}
    if count == 2:
        lead = _("对照 %(first)s和 %(last)s的体测来看。") % words
    else:
        lead = _("这个阶段做了 %(count)s 次体测，对照 %(first)s和 %(last)s的来看。") % words
    measured = measures_paragraph(facts)
    return joined(lead, measured or _("体脂、肌肉和围度没有前后都量到的，身体成分的变化就先不评。"))


def _weights(facts: Facts) -> str:
    count = int(facts.number("weigh_ins"))
    if count < 2:
        if facts["assessment_weight_change"] is None:
            return _("这个阶段几乎没有称重，体重的走势说不上来。")
        words = {
            "start": amount("weight", facts["assessment_weight_start"]),
            "end": amount("weight", facts["assessment_weight_end"]),
        }
        if words["start"] == words["end"]:
            return _("平时几乎没有称重，体测时的体重前后都是 %(end)s。") % words
        return _("平时几乎没有称重，体重只有体测时的数字：先是 %(start)s，后来 %(end)s。") % words
    if silent(facts):
        since = _("最近一次称重停在 %(day)s，之后的变化看不到。") % {"day": day(facts["last_weigh_in_date"])}
        return joined(weight_change(facts), trend(facts), since)
    return joined(weight_change(facts), trend(facts), judged(facts))


def _training(facts: Facts) -> str:
    if not facts.number("completed"):
        return training_paragraph(facts)
    kept = _kept(facts)
    if not kept:
        return training_paragraph(facts)
    return joined(kept, _steadiness(facts), length(facts), balance(facts))


def _kept(facts: Facts) -> str:
    adherence = facts["phase_adherence"]
    if adherence is None:
        return ""
    words = {"due": facts["phase_sessions_due"], "done": facts["phase_sessions_done"], "percent": adherence}
    if facts.number("phase_days_left"):
        said = _("按计划到现在该练 %(due)s 次，实际练了 %(done)s 次，完成 %(percent)s%%。") % words
    else:
        said = _("整个阶段计划练 %(due)s 次，实际练了 %(done)s 次，完成 %(percent)s%%。") % words
    if facts.silent_since("last_session_date"):
        since = _("训练记录停在 %(day)s，之后没有了；如果其实练了，补记一下，账才算得清。")
        return joined(said, since % {"day": day(facts["last_session_date"])})
    if adherence > 120:
        return joined(said, _("比计划还多，有余力是好事，也记得留出恢复的时间。"))
    if adherence >= 90:
        return joined(
            said,
            facts.pick(
                "kept",
                _("说到做到，这个阶段的底子就是这么来的。"),
                _("计划几乎没有打折扣，很了不起。"),
                _("能把计划执行成这样，变化是迟早的事。"),
            ),
        )
    if adherence < 60:
        return joined(said, _("和计划差得有点多，先看看是安排太满，还是生活里有别的事挤着。"))
    return said


def _steadiness(facts: Facts) -> str:
    if facts.silent_since("last_session_date"):
        return ""
    past, kept = facts["phase_weeks_past"], facts["phase_weeks_kept"]
    said = ""
    if past and past > 1:
        words = {"past": past, "kept": kept}
        if kept == past:
            said = _("过去 %(past)s 周，周周都练够了次数，这份稳定最难得。") % words
        elif kept:
            said = _("过去 %(past)s 周里，有 %(kept)s 周练够了次数。") % words
        else:
            said = _("过去 %(past)s 周里，还没有哪周练够次数。") % words
    pause = facts["longest_break_days"]
    if pause and pause >= LONG_BREAK_DAYS:
        return joined(said, _("中间最长停了 %(days)s 天，停下又回来，这一点很可贵。") % {"days": pause})
    return said


def _best_week(facts: Facts) -> str:
    """Worth a word when it had more than the plan, or when hardly any week had as much as the plan."""
    best = facts.number("best_week_sessions")
    if best < 2 or (best <= facts.number("phase_sessions_per_week") and facts.number("phase_weeks_kept") > 1):
        return ""
    words = {"day": day(facts["best_week_start"]), "count": facts["best_week_sessions"]}
    return facts.pick(
        "best week",
        _("练得最满的那周从 %(day)s开始，练了 %(count)s 次。") % words,
        _("从 %(day)s开始的那周最像样，练了 %(count)s 次，记住那时候的节奏。") % words,
    )


def _closing(facts: Facts) -> str:
    if not facts.number("phase_days_left"):
        return facts.pick(
            "closing",
            _("这个阶段辛苦了，歇一歇，我们再出发。"),
            _("走过的每一步都算数，下个阶段见。"),
            _("先给自己鼓个掌，再和教练坐下来定下一步。"),
        )
    return facts.pick(
        "closing",
        _("剩下的路照着节奏走，有问题随时找教练。"),
        _("阶段还长，不急着要结果，把每次练好就行。"),
        _("下一次回头看的时候，希望你会谢谢现在的自己。"),
    )
