"""When a spoken number agrees with a value: the value, rounded to the digits spoken, gives the number."""

from gym.number_check.amounts import Mention

_EPSILON = 1e-6
LOOSE_SHARE = 0.05
"""How far a 约 may be off, as a share of the number, where its last digit allows less."""

TOO_FAR = 0.45
"""Half an hour does not round to an hour: the share of a whole number that no rounding excuses."""


def agrees(mention: Mention, value: float, slack: float) -> bool:
    """Whether the size of `value` is what was said; signs are somebody else's business. `slack` as of a Fact."""
    size = abs(value)
    half = max(mention.half, slack) + _EPSILON * max(1.0, size)
    low, high = mention.low, mention.high
    if low != high:
        return low - half <= size <= high + half
    loose = max(2 * mention.half - _EPSILON, min(mention.over / 2, LOOSE_SHARE * low))
    exact = mention.dim in {"count", "records", "weeks", "days"}
    match mention.about:
        case "about" | "near":
            loose = half if exact else max(half, loose)
            return low - loose <= size <= low + (half if mention.about == "near" else loose)
        case "more":
            return low - _EPSILON <= size <= low + mention.over + _EPSILON
        case "over":
            return low + _EPSILON < size <= max(low + mention.over, 1.15 * low) + _EPSILON
        case "least":
            return low - half <= size <= max(low + mention.over, 1.15 * low) + _EPSILON
        case "under":
            return min(low - mention.over, 0.85 * low) - _EPSILON <= size < low - _EPSILON
        case "most":
            return min(low - mention.over, 0.85 * low) - _EPSILON <= size <= low + half
    return low - half <= size <= low + half and (
        mention.half < mention.unit.size / 2 or abs(size - low) <= TOO_FAR * low
    )
