"""What a change of fat, muscle and waist between two assessments means for the member's goal."""

from django.utils.translation import gettext as _

from gym.writer.words import Facts

FAT_KG, MUSCLE_KG, WAIST_CM = 0.3, 0.2, 1.0


def reading(facts: Facts) -> str:
    """One sentence, or "" where fat or muscle were not measured twice."""
    fat, muscle = _direction(_fat_kg(facts), FAT_KG), _direction(facts["muscle_change"], MUSCLE_KG)
    if fat is None or muscle is None:
        return ""
    if fat < 0:
        return _leaner(facts, muscle)
    if fat > 0:
        return _fatter(facts, muscle)
    return _same_fat(facts, muscle)


def _fat_kg(facts: Facts) -> float | None:
    """The change of fat mass, or of per cent points where the mass is not known; their bounds are alike."""
    mass: float | None = facts["fat_mass_change"]
    return facts["body_fat_change"] if mass is None else mass


def _direction(change: float | None, bound: float) -> int | None:
    if change is None:
        return None
    return 0 if abs(change) < bound else (1 if change > 0 else -1)


def _leaner(facts: Facts, muscle: int) -> str:
    if muscle < 0:
        return _("脂肪在减，肌肉也跟着少了一点，蛋白质和力量训练要跟上。")
    if muscle > 0:
        return facts.pick(
            "composition",
            _("脂肪少了，肌肉反而多了，这是最理想的一种变化。"),
            _("一边减脂一边长肌肉，练得对，吃得也对。"),
        )
    return facts.pick(
        "composition",
        _("减掉的主要是脂肪，肌肉守住了，这比秤上的数字更值得高兴。"),
        _("少的是脂肪，留下的是肌肉，方向完全对。"),
        _("肌肉基本都在，减下去的是该减的那部分。"),
    )


def _fatter(facts: Facts, muscle: int) -> str:
    if muscle > 0 and facts.goal == "muscle_gain":
        return _("增肌期里脂肪跟着长一点很正常，盯着别让它长得比肌肉快就行。")
    if muscle > 0:
        return _("肌肉和脂肪一起涨，热量可以略收一收。")
    if facts.goal == "rehab":
        return _("脂肪多了一点，恢复期活动少，这很常见，先不急着管它。")
    return facts.pick(
        "composition",
        _("多出来的主要是脂肪，先从零食和饮料查起，力量训练别停。"),
        _("脂肪往上走了一点，多半出在吃的上面，和教练把这段时间的饮食过一遍。"),
    )


def _same_fat(facts: Facts, muscle: int) -> str:
    waist = facts["waist_change"]
    if muscle > 0:
        return _("脂肪没有跟着长，多出来的是肌肉，很扎实。")
    if muscle < 0:
        return _("脂肪没怎么变，肌肉少了一点，先看看是不是练得少了，或者吃得太省。")
    if waist is not None and waist <= -WAIST_CM:
        return _("脂肪和肌肉都没怎么变，腰围却收了，体态在变好。")
    if facts.goal == "rehab":
        return _("身体成分很稳，恢复期里这样就好。")
    return _("身体成分基本没变，稳住了，也说明该换一换训练的内容了。")
