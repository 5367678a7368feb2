"""Text that a voice can read: without Markdown marks, emoji and control characters; the same however it is cut."""

import re

_MARKS = re.compile(
    "[*`#~_|<>\\\\"
    "\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d"
    "\U0001f000-\U0001faff\U000e0000-\U000e0fff]"
)


def speakable(text: str) -> str:
    """A function of each character alone, so chunks may be cut anywhere."""
    return _MARKS.sub("", text)
