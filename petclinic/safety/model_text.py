"""Red flags in a text that a model writes, while it arrives."""

from collections.abc import Sequence

from petclinic.case import Pet, RaisedFlag, Species
from petclinic.safety.facts import facts
from petclinic.safety.rules import Rule, default_rules
from petclinic.safety.speech import Speech
from petclinic.safety.triage import Hearing

_ENDS = "。！？!?\n；;"


def scan_text(text: str, species: Species, rules: Sequence[Rule] | None = None) -> tuple[RaisedFlag, ...]:
    """The red flags that a model's text states of this case. Advice, conditions and possibilities are none.

    It may raise a tier (`worst(triage.tier, *(flag.tier for flag in scan_text(...)))`), never lower one.
    """
    watch = Watch(species, rules)
    watch.feed(text)
    watch.flush()
    return watch.flags


class Watch:
    """`scan_text` for a text that arrives in pieces: each sentence is looked at once, whatever the pieces are."""

    LONGEST = 400
    """Characters of a sentence that are looked at together."""

    def __init__(self, species: Species, rules: Sequence[Rule] | None = None) -> None:
        self._hearing = Hearing([rule for rule in rules or default_rules() if rule.suits(Pet(), species, young=False)])
        self._rest = ""

    @property
    def flags(self) -> tuple[RaisedFlag, ...]:
        """All that were raised so far, the most urgent first."""
        return self._hearing.flags()

    def feed(self, text: str) -> bool:
        """Take the next piece; True when a sentence was completed, so that `flags` may have grown."""
        completed = False
        for character in text:
            self._rest += character
            if character in _ENDS or len(self._rest) >= self.LONGEST:
                completed = True
                self.flush()
        return completed

    def flush(self) -> None:
        """Look at what is held, at the end of the text."""
        sentence, self._rest = self._rest, ""
        for fact in facts(sentence):
            self._hearing.hear(Speech.of(fact))
