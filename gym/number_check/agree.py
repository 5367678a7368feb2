"""When a spoken number agrees with a value: the rounding rule, and what about, over and under allow."""

from gym.number_check.scan import Mention

EPSILON = 1e-6
_ROUGHEST = {"time": 0.34, "mass": 0.45}


def agrees(mention: Mention, value: float, slack: float = 0.005) -> bool:
    """Rounding the value to the spoken digits gives the number, or its looser words allow it. Signs do not count."""
    value = abs(value)
    if mention.half >= 0.25 and abs(value - mention.low) > _ROUGHEST.get(mention.dim, 1.0) * max(value, mention.high):
        return False  # half an hour does not round to an hour, nor half a kilogram to one
    if mention.high > mention.low:
        return mention.low - mention.half - slack <= value <= mention.high + mention.half + slack
    if _near(mention, value, slack):
        return True
    spoken, place = mention.low, mention.over
    match mention.about:
        case "about":
            return abs(value - spoken) <= max(0.6 * mention.half * 2, 0.05 * spoken)
        case "near":
            return spoken - max(place, 0.12 * spoken) <= value < spoken + slack
        case "over" | "least":
            return spoken - slack <= value <= spoken + max(place, 0.15 * spoken)
        case "more":
            return spoken - slack <= value < spoken + place
        case "under" | "most":
            return spoken - max(place, 0.15 * spoken) <= value <= spoken + slack
    return False


def _near(mention: Mention, value: float, slack: float) -> bool:
    return abs(value - mention.low) <= mention.half + (slack if slack <= 0.1 else min(slack, mention.half)) + EPSILON


def both_ends(mention: Mention, values: list[float]) -> bool:
    """A spoken range whose two ends are two of the values."""

    def has(spoken: float) -> bool:
        return any(abs(abs(value) - spoken) <= mention.half + EPSILON for value in values)

    return mention.high > mention.low and has(mention.low) and has(mention.high)
