"""The first line of a model that looks at a picture: `[OK]`, or `[UNFIT:no_animal]` and its like."""

import re

REASONS = ("no_animal", "no_target", "unclear")
LINE = re.compile(r"\s*\[(?:OK|UNFIT:(?P<reason>[a-z_]+))\][ \t]*\r?\n?", re.IGNORECASE)
LONGEST = 40


class Verdict:
    """Takes the line off, however the text is cut; a model that gives none is taken to have seen what it tells.

    `unfit` is the reason, once known.
    """

    def __init__(self) -> None:
        self.unfit = ""
        self._held: str | None = ""

    def feed(self, text: str) -> str:
        """What follows the line."""
        if self._held is None:
            return text
        self._held += text
        start = self._held.lstrip()
        if "\n" not in start and "]" not in start and start[:1] in ("", "[") and len(start) < LONGEST:
            return ""
        return self._decide()

    def flush(self) -> str:
        return "" if self._held is None else self._decide()

    def _decide(self) -> str:
        held, self._held = self._held or "", None
        found = LINE.match(held)
        if found is None:
            return held
        reason = (found["reason"] or "").lower()
        if reason:
            self.unfit = reason if reason in REASONS else "unclear"
        return held[found.end() :]
