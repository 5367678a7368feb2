"""The table of stage codes as an answer needs it: a value that is stored with the stream."""

import msgspec

from chatflow.models import StageCode


class Row(msgspec.Struct, frozen=True):
    label: str = ""
    ends_call: bool = False
    hands_over: bool = False
    folds_into: str = ""


Table = dict[str, Row]


def table() -> Table:
    """All codes that staff know."""
    return {row.code: Row(row.label, row.ends_call, row.hands_over, row.folds_into) for row in StageCode.objects.all()}


def folded(rows: Table, code: str) -> str:
    """The code that callers see."""
    row = rows.get(code)
    return row.folds_into if row and row.folds_into else code


def label(rows: Table, code: str) -> str:
    row = rows.get(code)
    return row.label if row else ""
