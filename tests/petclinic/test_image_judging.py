"""What is too small, dark, bright or blurred to judge by is told, each with a tip; the rest passes."""

import pytest
from PIL import Image

from petclinic.images import TIPS, clean, unfit_for_judging
from tests.petclinic import pictures
from tests.petclinic.pictures import saved

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")
"""As the module itself does; pytest puts its own filters in front of that."""

SHARP = {
    "fur": pictures.fur(),
    "a black cat": pictures.fur((40, 37, 35), 35),
    "a white cat": pictures.fur((225, 222, 218), 14),
    "a smooth thing": pictures.disc(),
    "a tick on smooth skin": pictures.disc(0.04),
    "a lone edge": pictures.lone_edge(),
}


def verdict(image: Image.Image) -> str:
    return unfit_for_judging(clean(saved(image, quality=90)))


@pytest.mark.parametrize("name", SHARP)
def test_a_sharp_picture_passes(name: str) -> None:
    assert not verdict(SHARP[name])
    assert not verdict(pictures.noisy(SHARP[name], 4))


@pytest.mark.parametrize("name", SHARP)
def test_a_little_softness_passes(name: str) -> None:
    assert not verdict(pictures.blurred(SHARP[name], 3))


@pytest.mark.parametrize("name", SHARP)
@pytest.mark.parametrize("noise", [0, 4])
def test_a_blurred_picture_does_not(name: str, noise: int) -> None:
    image = pictures.blurred(SHARP[name], 10)
    assert verdict(pictures.noisy(image, noise) if noise else image) in ("blurred", "dark")


@pytest.mark.parametrize("light", [0.02, 0.1, 0.25])
def test_a_dark_picture_does_not(light: float) -> None:
    assert verdict(pictures.fur().point(lambda value: value * light)) == "dark"


def test_a_burnt_out_picture_does_not() -> None:
    assert verdict(pictures.fur().point(lambda value: min(255, value * 4))) == "bright"
    assert verdict(Image.new("RGB", (800, 600), "white")) == "bright"


def test_a_picture_of_nothing_does_not() -> None:
    assert verdict(Image.new("RGB", (800, 600), "gray")) == "blurred"
    assert verdict(Image.radial_gradient("L").resize((800, 600))) == "blurred"


def test_a_dim_picture_passes_as_long_as_something_is_lit() -> None:
    dim = pictures.fur().point(lambda value: value * 0.4)
    assert not verdict(dim)


@pytest.mark.parametrize("size", [(199, 2000), (2000, 199), (64, 64), (1, 1), (8000, 3)])
def test_a_small_picture_does_not(size: tuple[int, int]) -> None:
    assert verdict(pictures.fur().resize(size)) == "too_small"


def test_a_picture_of_200_pixels_passes() -> None:
    assert not verdict(pictures.fur().resize((267, 200)))


def test_the_size_of_the_file_does_not_change_the_verdict() -> None:
    values = [clean(saved(pictures.fur().resize(size))).sharpness for size in ((2400, 1800), (1600, 1200), (800, 600))]
    assert max(values) < 1.3 * min(values)


def test_each_reason_has_a_tip_of_its_own() -> None:
    assert set(TIPS) == {"too_small", "blurred", "dark", "bright"}
    assert len(set(TIPS.values())) == 4
    assert all("请" in tip for tip in TIPS.values())
