"""Values that plain arithmetic gives from the facts."""

from gym.number_check.facts import Fact


def computed(value: float, dim: str, *facts: Fact | None, role: str = "level", slack: float = 0.005) -> Fact | None:
    """A derived fact; None where a part of it is not known."""
    known = [fact for fact in facts if fact]
    keys = tuple(dict.fromkeys(key for fact in known for key in fact.keys))
    return Fact(keys, dim, "", role, value, slack=max([slack, *(f.slack for f in known)]))


def difference(first: Fact | None, second: Fact | None, dim: str = "", role: str = "change") -> Fact | None:
    if first is None or second is None:
        return None
    return computed(first.value - second.value, dim or first.dim, first, second, role=role)


def ratio(first: Fact | None, second: Fact | None, role: str = "level") -> Fact | None:
    """`first` in per cent of `second`."""
    if first is None or second is None or not second.value:
        return None
    return computed(100 * first.value / second.value, "percent", first, second, role=role)
