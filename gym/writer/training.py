"""What the training log says: kept and missed, length, balance, records, the phase."""

from django.utils.translation import gettext as _

from gym.writer.words import MUSCLES, Facts, day, joined, listed, muscle, one_line, plain


def training_paragraph(facts: Facts) -> str:
    if not facts.number("planned"):
        return _("%(period)s没有训练记录。如果其实练了，补记一下，分析才不会委屈你。") % {"period": facts.period}
    return joined(_kept(facts), length(facts), balance(facts), _compared(facts))


def _kept(facts: Facts) -> str:
    planned, completed = int(facts.number("planned")), int(facts.number("completed"))
    words = {"period": facts.period, "planned": planned, "completed": completed, "missed": facts["missed"] or 0}
    if planned == 1:
        if completed:
            return _("%(period)s安排的一次训练完成了。") % words
        return _("%(period)s安排的一次训练没有成行。") % words
    if completed == 0:
        return _("%(period)s安排的 %(planned)s 次训练都没有成行。") % words
    if completed == planned:
        return facts.pick(
            "kept",
            _("%(period)s安排的 %(planned)s 次训练全部完成，很扎实。") % words,
            _("%(period)s %(planned)s 次训练，一次不落。") % words,
        )
    if completed / planned >= 0.7:
        return _("%(period)s安排了 %(planned)s 次训练，完成 %(completed)s 次，出勤不错。") % words
    return _("%(period)s安排了 %(planned)s 次训练，完成了 %(completed)s 次，缺得有点多。") % words


def length(facts: Facts) -> str:
    if facts["avg_session_minutes"] is None:
        return ""
    words = {"hours": plain(facts["training_hours"]), "minutes": facts["avg_session_minutes"]}
    total = _("合计 %(hours)s 小时，平均每次 %(minutes)s 分钟。") % words
    if facts.number("completed") < 2:
        total = _("这一次练了 %(minutes)s 分钟。") % words
        return total
    longest = _("最长的一次是 %(day)s的“%(name)s”，%(minutes)s 分钟。") % {
        "day": day(facts["longest_session_date"]),
        "name": facts["longest_session_name"],
        "minutes": facts["longest_session_minutes"],
    }
    return joined(total, longest)


def worked(facts: Facts) -> list[str]:
    """Muscle groups by sets, most first."""
    groups = [name for name in MUSCLES if facts[f"sets_{name}"]]
    return sorted(groups, key=lambda name: (-facts[f"sets_{name}"], MUSCLES.index(name)))


def neglected(facts: Facts) -> list[str]:
    """Of the large groups, those without a set, once there is enough training to speak of balance."""
    if facts.number("sets_total") < 12 or facts.goal == "rehab":
        return []
    return [name for name in ("chest", "back", "legs") if not facts[f"sets_{name}"]]


def balance(facts: Facts) -> str:
    groups = worked(facts)
    if not groups:
        return ""
    most = _("正式组共 %(total)s 组，%(muscle)s练得最多（%(sets)s 组）。") % {
        "total": facts["sets_total"],
        "muscle": muscle(groups[0]),
        "sets": plain(facts[f"sets_{groups[0]}"]),
    }
    missing = neglected(facts)
    if not missing:
        return most
    names = listed([muscle(name) for name in missing])
    if facts.kind == "weekly":
        return joined(most, _("%(muscles)s这次没有练到。") % {"muscles": names})
    return joined(most, _("%(muscles)s一直没有练到。") % {"muscles": names})


def _compared(facts: Facts) -> str:
    before, now = facts["completed_prev"], facts.number("completed")
    if not before or not now:
        return ""
    words = {"before": before}
    if now > before:
        return _("上一个同样长的时段完成 %(before)s 次，这次更多。") % words
    if now < before:
        return _("上一个同样长的时段完成 %(before)s 次，这次少了些。") % words
    return ""


def records_paragraph(facts: Facts) -> str:
    records = facts.whole["records"][:2]
    if not records:
        return ""
    said = [
        _("%(exercise)s %(weight)s 公斤做了 %(reps)s 次")
        % {"exercise": one_line(record["exercise"]), "weight": plain(record["weight"]), "reps": record["reps"]}
        for record in records
    ]
    if len(said) == 1:
        return _("值得记一笔：%(record)s，是你到目前为止的最好成绩。") % {"record": said[0]}
    return _("值得记一笔：%(first)s，%(second)s，都是你到目前为止的最好成绩。") % {
        "first": said[0],
        "second": said[1],
    }


def phase_paragraph(facts: Facts) -> str:
    return joined(phase_begun(facts), _progress(facts))


def phase_begun(facts: Facts) -> str:
    phase = facts.whole["phase"]
    if not phase:
        return ""
    return _("你在“%(name)s”的第 %(week)s 周（共 %(weeks)s 周），阶段里已完成训练 %(done)s 次。") % {
        "name": one_line(phase["name"]),
        "week": phase["week"],
        "weeks": phase["weeks"],
        "done": phase["sessions_done"],
    }


def _progress(facts: Facts) -> str:
    percent = facts["phase_weight_percent"]
    phase = facts.whole["phase"]
    if percent is None:
        return ""
    elapsed = 100 * phase["week"] / phase["weeks"]
    words = {"percent": percent}
    if percent >= 100:
        return _("体重目标已经完成 %(percent)s%%。") % words
    if phase["week"] >= phase["weeks"]:
        return _("阶段到了最后，体重目标完成 %(percent)s%%。") % words
    if percent >= elapsed + 5:
        return _("体重目标完成 %(percent)s%%，走在了计划前面。") % words
    if percent <= elapsed - 15:
        return _("体重目标完成 %(percent)s%%，比计划慢一些，还来得及。") % words
    return _("体重目标完成 %(percent)s%%，和计划大致同步。") % words
