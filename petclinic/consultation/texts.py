"""The texts of a case as they are read: bounded, one form of each character, the pet's name out of the way."""

import re

from petclinic.case import Case, Turn
from petclinic.consultation.words import plain

LONGEST = 2_000
"""Characters read of one text; the rest of it is passed over."""
MOST = 20_000
"""Characters read of a case, the newest turns first."""
MOST_TURNS = 400
MOST_WORDS = 200
"""Characters of one answer as it is quoted."""

_COMMON = re.compile(r"[猫狗喵汪犬]")


class Texts:
    """What was said, ready to be read; every character keeps its place, so a part of it is found in her own words."""

    def __init__(self, case: Case) -> None:
        name = plain(case.pet.name.strip())
        self.complaint = _masked(plain(case.complaint[:LONGEST]), name)
        self._sources = [(self.complaint, case.complaint)]
        self.turns: list[Turn] = []
        left = MOST - len(self.complaint)
        for turn in reversed(case.turns[-MOST_TURNS:]):
            content = plain(turn.content[:LONGEST])
            left -= len(content)
            if left < 0:
                break
            if turn.role == "user":
                content = _masked(content, name)
                self._sources.append((content, turn.content))
            self.turns.append(Turn(role=turn.role, content=content))
        self.turns.reverse()

    @property
    def said(self) -> tuple[str, ...]:
        """The complaint and every reply of the owner, in order."""
        return (self.complaint, *(turn.content for turn in self.turns if turn.role == "user"))

    def own_words(self, words: str) -> str:
        """The owner's own characters for a part of what was read, cut at `MOST_WORDS`."""
        for read_as, said in (*self._sources[1:], self._sources[0]):
            if (at := read_as.find(words)) >= 0:
                return said[at : at + min(len(words), MOST_WORDS)]
        return words[:MOST_WORDS]


def _masked(text: str, name: str) -> str:
    """A pet may be called 可乐 or 葡萄: its name is no word of the talk, unless something ate it."""
    if len(name) < 2 or name not in text or _COMMON.search(name):
        return text
    return re.sub(rf"(?<!吃)(?<!吃了)(?<!吞了)(?<!偷吃){re.escape(name)}", "□" * len(name), text)
