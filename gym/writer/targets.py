"""How far a phase has come with each of its targets."""

from collections.abc import Mapping

STILL = 0.05
FAR = 0.5

Progress = Mapping[str, float]
"""`initial`, `current`, `target` and `percent` of one target, as `gym.facts.phase` gives them."""


def standing(progress: Progress) -> str:
    """`reached`, `past` (far beyond it), `wrong` (further away than at first), `still` (hardly moved) or `under way`.

    The bounds are shares of the way from the initial value to the target.
    """
    way = progress["target"] - progress["initial"]
    share = (progress["current"] - progress["initial"]) / way
    if share >= 1:
        return "past" if share > 1 + FAR else "reached"
    if abs(share) < STILL:
        return "still"
    return "wrong" if share < 0 else "under way"
