from collections.abc import Sequence
from typing import Any

from petclinic.case import Case, RaisedFlag, Species, Tier, Triage


def triage(case: Case, rules: Sequence[Any]) -> Triage:
    if any("抽搐" in s for s in case.said_by_owner):
        return Triage(tier="red", flags=(RaisedFlag(key="seizure", name="抽搐", tier="red", words="抽搐"),))
    return Triage()


def scan_text(text: str, species: Species) -> tuple[RaisedFlag, ...]:
    return ()


class Guard:
    def __init__(self, tier: Tier, signed: bool = False) -> None:
        self.replaced: list[Any] = []

    def feed(self, text: str) -> str:
        return text

    def flush(self) -> str:
        return ""
