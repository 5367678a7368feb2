"""Small comparisons behind design decisions, each printed as a ratio."""

import dataclasses
import json
import timeit

from streams import events
from streams.events import Text

ROUNDS = 100_000


@dataclasses.dataclass(frozen=True, slots=True)
class PlainText:
    text: str
    type: str = "text"


def table() -> str:
    struct = timeit.timeit(lambda: events.encode(Text("本周")), number=ROUNDS)
    plain = timeit.timeit(lambda: json.dumps(dataclasses.asdict(PlainText("本周"))).encode(), number=ROUNDS)
    made = timeit.timeit(lambda: Text("本周"), number=ROUNDS)
    made_plain = timeit.timeit(lambda: PlainText("本周"), number=ROUNDS)
    return (
        "| event | msgspec struct | frozen dataclass | ratio |\n|---|---|---|---|\n"
        f"| make, µs | {1e6 * made / ROUNDS:.2f} | {1e6 * made_plain / ROUNDS:.2f} | {made_plain / made:.1f} |\n"
        f"| make and encode, µs | {1e6 * struct / ROUNDS:.2f} | {1e6 * plain / ROUNDS:.2f} | {plain / struct:.1f} |"
    )
