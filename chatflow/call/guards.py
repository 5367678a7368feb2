"""Whether a condition of the flow holds, what is still missing, and which codes may follow."""

from chatflow.call.flow import Flow, Guard, SlotSpec
from chatflow.call.values import Call


def holds(guard: Guard, flow: Flow, call: Call) -> bool:
    value = call.value(guard.slot) if guard.slot else ""
    if guard.equals is not None and value != guard.equals:
        return False
    if guard.at_least is not None and not (value.isdecimal() and int(value) >= guard.at_least):
        return False
    if guard.filled is not None and bool(value) != guard.filled:
        return False
    if guard.confirmed is not None and call.memory.confirmed != guard.confirmed:
        return False
    return guard.collected is None or (not missing(flow, call)) == guard.collected


def matters(spec: SlotSpec, flow: Flow, call: Call) -> bool:
    return all(holds(guard, flow, call) for guard in spec.when)


def missing(flow: Flow, call: Call) -> list[SlotSpec]:
    """What is still to be asked, in the flow's order: matters, is not known, and has not been skipped."""
    skipped = call.memory.skipped
    return [
        spec
        for spec in flow.slots
        if spec.key not in call.slots and spec.key not in skipped and matters(spec, flow, call)
    ]


def allows(flow: Flow, call: Call, code: str) -> bool:
    """Whether this (folded) code may follow the call's stage; staying is always allowed."""
    if code == call.stage:
        return True
    stage = flow.stages.get(call.stage)
    followers = stage.next if stage else ()
    return any(
        follower.code == code and all(holds(guard, flow, call) for guard in follower.when) for follower in followers
    )
