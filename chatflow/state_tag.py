"""Takes `<state>1002</state>` out of a model's text, wherever the chunks are cut.

The tag is `<state>`, four ASCII digits, and `</state>`, in upper or lower case, with white space around the digits if
need be, at most 64 bytes; so much white space may stand before it. Everything else, a broken tag too, is text: no
character is lost. Nothing is held back that could no longer be a tag.
"""

import re

import msgspec

MOST_BYTES = 64
BLANK = " \t\r\n\v\f\u3000\u00a0\ufeff\u200b"


def _prefixes(parts: list[str]) -> str:
    """A pattern of everything that the parts, one after the other, may begin with."""
    pattern = ""
    for part in reversed(parts):
        pattern = f"(?:{part}{pattern})?" if not part.endswith("*") else f"{part}{pattern}"
    return pattern


_PARTS = [*"<state>", r"[ \t\r\n]*", *[r"[0-9]"] * 4, r"[ \t\r\n]*", *"</state>"]
TAG = re.compile(r"<state>[ \t\r\n]*([0-9]{4})[ \t\r\n]*</state>", re.IGNORECASE | re.ASCII)
BEGUN = re.compile(_prefixes(_PARTS), re.IGNORECASE | re.ASCII)


class Tag(msgspec.Struct, frozen=True):
    """A code that the model proposes; `first` when no text stood before it."""

    code: str
    first: bool


class StateTagDecoder:
    """`decode` takes chunks and gives text and tags in order; `flush` gives the rest at the end."""

    def __init__(self) -> None:
        self._held = ""
        self._begun = False

    def decode(self, chunk: str) -> list[str | Tag]:
        """What is certain of the text so far. White space before a first tag goes with the tag."""
        if self._begun and not self._held and "<" not in chunk:
            return [chunk] if chunk else []
        return self._take(self._held + chunk, more=True)

    def flush(self) -> list[str | Tag]:
        """The rest: a tag that was begun and never closed is text."""
        return self._take(self._held, more=False)

    def _take(self, buffer: str, *, more: bool) -> list[str | Tag]:
        taken: list[str | Tag] = []
        start = 0  # of what has not been given yet
        self._held = ""
        place = self._after_blank(buffer)
        if more and not self._begun and place == len(buffer):
            self._held = buffer
            return taken
        while (at := buffer.find("<", place)) >= 0:
            leads = not self._begun and at == place and not taken
            end, code = match(buffer, at)
            if not code and not (more and end == len(buffer)):
                self._begun = True
                place = at + 1
                continue
            if not leads and at > start:
                taken.append(buffer[start:at])
            if not code:
                self._held = buffer[start if leads else at :]
                self._begun = not leads
                return taken
            taken.append(Tag(code, first=leads))
            self._begun = True
            start = place = end
        if start < len(buffer):
            taken.append(buffer[start:])
            self._begun = True
        return taken

    def _after_blank(self, buffer: str) -> int:
        """Where a first tag may begin; 0 once the text has begun, or when there is more white space than allowed."""
        if self._begun:
            return 0
        length = len(buffer) - len(buffer.lstrip(BLANK))
        if len(buffer[:length].encode()) <= MOST_BYTES:
            return length
        self._begun = True
        return 0


def match(buffer: str, at: int) -> tuple[int, str]:
    """The end and the code of a tag that begins at `at`.

    Without a code: the end is the buffer's when what is there may still become a tag, else `at`.
    """
    found = TAG.match(buffer, at, at + MOST_BYTES)
    if found:
        return found.end(), found[1]
    rest = buffer[at : at + MOST_BYTES]
    begun = BEGUN.fullmatch(rest)
    return (len(buffer), "") if begun and len(rest) < MOST_BYTES else (at, "")
