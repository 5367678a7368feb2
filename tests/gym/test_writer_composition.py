"""What fat, muscle and waist together mean for each goal."""

import re
from collections.abc import Iterator

import pytest
from django.utils import translation

from gym.writer.composition import reading
from gym.writer.words import Facts
from tests.gym.test_writer_siblings import stage_table


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.mark.parametrize(
    ("goal", "fat", "muscle", "waist", "said"),
    [
        ("fat_loss", -1.5, 0.0, None, "肌肉守住了|留下的是肌肉|肌肉基本都在"),
        ("fat_loss", -1.5, 0.6, None, "最理想|一边减脂"),
        ("fat_loss", -1.5, -0.6, None, "肌肉也跟着少了"),
        ("muscle_gain", 0.5, 0.8, None, "增肌期里"),
        ("fat_loss", 0.5, 0.8, None, "一起涨"),
        ("rehab", 0.8, 0.0, None, "先不急着管它"),
        ("shaping", 0.8, -0.5, None, "零食|吃的上面"),
        ("muscle_gain", 0.0, 0.8, None, "多出来的是肌肉"),
        ("fitness", 0.1, -0.8, None, "肌肉少了一点"),
        ("shaping", 0.1, 0.1, -2.0, "腰围却收了"),
        ("rehab", 0.1, 0.1, None, "身体成分很稳"),
        ("fitness", 0.1, 0.1, 0.5, "换一换训练的内容"),
        ("fitness", None, 0.1, None, "^$"),
        ("fitness", 0.1, None, None, "^$"),
    ],
)
def test_fat_muscle_and_waist_are_read_for_the_goal(
    goal: str, fat: float | None, muscle: float | None, waist: float | None, said: str
) -> None:
    changes = (("fat_mass_change", fat), ("muscle_change", muscle), ("waist_change", waist))
    assert re.search(said, reading(Facts(stage_table(*changes, goal=goal))))


def test_per_cent_points_stand_in_for_a_fat_mass_that_is_not_known() -> None:
    rows = (("body_fat_change", -0.8), ("muscle_change", -0.5))
    assert "肌肉也跟着少了" in reading(Facts(stage_table(*rows)))
