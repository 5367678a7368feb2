"""`python -m chatflow.hearing.alarm.training`: learn the weights of the second ear from its sentences.

Logistic regression by AdaGrad, pure Python, the same result each time; half a minute.
"""

import hashlib
import json
import math
import random
from collections import Counter
from collections.abc import Iterable

import msgspec

from chatflow.hearing.alarm import FOLDER, grams
from chatflow.hearing.said import Said

ROUNDS = 15
STEP = 0.3
SHRINK = 1e-3
RARE = 3
"""A piece that stands in fewer sentences than this teaches nothing."""
LEAST = 30
"""Hundredths: a smaller weight is left out."""

BETWEEN = ("", ",")
"""What stands between two sentences of one turn: recognisers write no more."""


class Sentence(msgspec.Struct, frozen=True):
    say: str
    urgent: bool


def sentences() -> list[Sentence]:
    with (FOLDER / "sentences.jsonl").open(encoding="utf-8") as lines:
        return [msgspec.json.decode(line, type=Sentence) for line in lines]


def fingerprint() -> str:
    """Which sentences the weights were learned from."""
    return hashlib.sha256((FOLDER / "sentences.jsonl").read_bytes()).hexdigest()[:16]


def among_others(examples: list[Sentence]) -> Iterable[Sentence]:
    """Each sentence by itself, and before and behind a harmless one: what else is told takes no danger away."""
    chance = random.Random(1)
    harmless = [sentence.say for sentence in examples if not sentence.urgent]
    for sentence in examples:
        yield sentence
        yield Sentence(f"{chance.choice(harmless)}{chance.choice(BETWEEN)}{sentence.say}", sentence.urgent)
        yield Sentence(f"{sentence.say}{chance.choice(BETWEEN)}{chance.choice(harmless)}", sentence.urgent)


def learn(examples: list[Sentence]) -> dict[str, int]:
    """The weights that tell these sentences apart, in hundredths."""
    read = [(grams(Said.of(sentence.say).text), sentence.urgent) for sentence in among_others(examples)]
    counts = Counter(gram for found, _urgent in read for gram in found)
    rows = [(sorted(gram for gram in found if counts[gram] >= RARE), urgent) for found, urgent in read]
    weight: dict[str, float] = dict.fromkeys((gram for row, _urgent in rows for gram in row), 0.0)
    moved = dict.fromkeys(weight, 1e-8)
    bias = 0.0
    order = random.Random(0)
    for _round in range(ROUNDS):
        order.shuffle(rows)
        for row, urgent in rows:
            odds = bias + sum(weight[gram] for gram in row)
            error = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))) - urgent
            for gram in row:
                slope = error + SHRINK * weight[gram]
                moved[gram] += slope * slope
                weight[gram] -= STEP * slope / math.sqrt(moved[gram])
            bias -= 0.01 * error
    kept = {gram: round(value * 100) for gram, value in sorted(weight.items()) if abs(value) * 100 >= LEAST}
    return {"": round(bias * 100), **kept}


def main() -> None:
    learned = {"sentences": fingerprint(), "weights": learn(sentences())}
    text = json.dumps(learned, ensure_ascii=False, indent=0)
    (FOLDER / "weights.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
