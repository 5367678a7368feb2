"""The last look at a model's text before an owner reads it: no doses, nothing that talks her out of the vet."""

import re
from typing import Literal

from petclinic.case import Tier
from petclinic.safety.calming import calms
from petclinic.safety.drugs import doses, doses_by_weight, doses_further, doses_unnamed, names_drug
from petclinic.safety.normal import normal

LONGEST_HELD = 200
"""Characters that are held back while no sentence ends."""
NEUTRAL = "用什么药、用多少，要由医生看过之后决定。"
"""Stands for sentences that dosed a drug; for several in a row, once."""

_ENDS = "。！？!?\n"
_CLOSERS = "。！？!?”’\"'」』）)】*"
_INDENT = re.compile(r"^(?:[\s>]*(?:[-*•·●]|\d{1,2}[.、．)）]|#{1,6}|[（(]\d{1,2}[)）])?\s*)")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_SOFT_ENDS = "，,；;、 "
CARRIED = 40
"""Characters of a sentence's earlier part that are looked at again with its next part."""
REMEMBERED = 2
"""For so many sentences after one that names a drug, a bare dose is a dose of it."""

Kind = Literal["dose", "calming"]


class Guard:
    """Holds each sentence until it ends, then lets it through, replaces it (a dosed drug) or drops it (calming down).

    What comes out is the same however the text is cut into pieces, and every character that is not in a replaced or
    dropped sentence comes out once, in order. `tier` may be set while the text runs: it holds from the next sentence.
    `signed`: a vet has signed the record, doses are hers. `replaced` is for the log: (kind, sentence) in order.
    """

    def __init__(self, tier: Tier, signed: bool = False) -> None:
        self.tier: Tier = tier
        self.signed = signed
        self.replaced: list[tuple[Kind, str]] = []
        self._held = ""
        self._carried = ""
        self._drug_was = REMEMBERED + 1  # sentences since one named a drug
        self._closing: Kind | None = None  # after a replaced sentence, its closing marks go, too
        self._neutral_stands = False

    def feed(self, text: str) -> str:
        """What may be shown by now."""
        return "".join(self._take(character) for character in text)

    def flush(self) -> str:
        """The rest, at the end of the text."""
        return self._release(ended=True) if self._held else ""

    def _take(self, character: str) -> str:
        if self._closing and character in _CLOSERS:
            return ""
        self._closing = None
        self._held += character
        if character in _ENDS:
            return self._release(ended=True)
        if len(self._held) < LONGEST_HELD:
            return ""
        return self._release_part()

    def _release_part(self) -> str:
        """A sentence that is too long: let go up to its last comma, and keep an eye on what went."""
        cut = max(self._held.rfind(mark) for mark in _SOFT_ENDS) + 1
        rest = self._held[cut:] if cut > LONGEST_HELD // 2 else ""
        self._held = self._held[: len(self._held) - len(rest)]
        shown = self._release(ended=False)
        self._held = rest
        return shown

    def _release(self, ended: bool) -> str:
        part, self._held = self._held, ""
        kind = self._judge(self._carried + part)
        self._remember(part, ended)
        if kind is None:
            self._neutral_stands = self._neutral_stands and not part.strip()
            return part
        self.replaced.append((kind, part))
        self._closing = kind if ended and not part.endswith("\n") else None
        return self._instead(kind, part)

    def _judge(self, sentence: str) -> Kind | None:
        text = normal(_INVISIBLE.sub("", sentence))
        if not self.signed:
            further = self._drug_was < REMEMBERED and doses_further(text)
            if further or doses_by_weight(text) or doses_unnamed(text) or (names_drug(text) and doses(text)):
                return "dose"
        return "calming" if self.tier in ("red", "orange") and calms(text) else None

    def _remember(self, part: str, ended: bool) -> None:
        text = normal(_INVISIBLE.sub("", self._carried + part))
        if names_drug(text):
            self._drug_was = -1 if ended else 0
        if ended and part.strip():
            self._drug_was += 1
        self._carried = "" if ended else (self._carried + part)[-CARRIED:]

    def _instead(self, kind: Kind, part: str) -> str:
        """What stands in its place: line breaks stay, a list's mark stays with the neutral sentence."""
        line = "\n" if part.endswith("\n") else ""
        if kind == "calming" or self._neutral_stands:
            return line
        self._neutral_stands = True
        indent = _INDENT.match(part)
        return f"{indent.group() if indent else ''}{NEUTRAL}{line}"
