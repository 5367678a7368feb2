"""python -m tests.chatflow.fuzz_state_tag [CASES]: random texts in random chunks against a decoder that sees it all."""

import random
import re
import sys

from chatflow.state_tag import BLANK, MOST_BYTES, StateTagDecoder, Tag

WORDS = ["<state>", "</state>", "1002", "0000", "10", "<", ">", "/", "st", "ATE", " ", "\n", "\u3000", "好", "🚗", "x"]
TAG = re.compile(r"(?ai)<state>[ \t\r\n]*([0-9]{4})[ \t\r\n]*</state>")


def reference(text: str) -> list[str | Tag]:
    """What the decoder must give, written over the whole text at once."""
    items: list[str | Tag] = []
    start = 0
    for found in TAG.finditer(text):
        if found.end() - found.start() > MOST_BYTES:
            continue
        before = text[start : found.start()]
        first = not start and not before.strip(BLANK) and len(before.encode()) <= MOST_BYTES
        if before and not first:
            items.append(before)
        items.append(Tag(found[1], first and not items))
        start = found.end()
    return items + ([text[start:]] if text[start:] else [])


def fuzz(cases: int, seed: int) -> int:
    """The number of tags in `cases` random texts; an `AssertionError` names the first that differs."""
    chance = random.Random(seed)
    tags = 0
    for _case in range(cases):
        words = [
            "<state>1002</state>" if chance.random() < 0.2 else chance.choice(WORDS) * chance.choice((1, 1, 1, 30))
            for _word in range(chance.randrange(9))
        ]
        text = "".join(words)
        decoder = StateTagDecoder()
        items: list[str | Tag] = []
        place = 0
        while place < len(text):
            end = place + chance.choice((1, 1, 2, 3, 5, 8, 40))
            for item in decoder.decode(text[place:end]):
                _add(items, item)
            place = end
        for item in decoder.flush():
            _add(items, item)
        assert items == reference(text), repr(text)
        tags += sum(isinstance(item, Tag) for item in items)
    return tags


def _add(items: list[str | Tag], item: str | Tag) -> None:
    if isinstance(item, str) and items and isinstance(items[-1], str):
        items[-1] += item
    else:
        items.append(item)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    found = fuzz(wanted, seed=20_250_331)
    print(f"{wanted} cases, {found} tags, no difference")  # noqa: T201
