"""Calls as CSV and XLSX: one row for each call, what is known of it in columns, nothing that a spreadsheet runs."""

from collections.abc import Callable
from typing import Any

from import_export.fields import Field
from import_export.formats import base_formats
from import_export.resources import ModelResource
from unfold.contrib.import_export.forms import ExportForm

from chatflow.models import CallSession

FORMULA = tuple("=+-@\t＝＋－＠")
"""With these a spreadsheet begins to reckon."""


def harmless(cell: Any) -> str:
    """A cell as text: no formula, and no control character, which no spreadsheet takes."""
    text = "".join(letter for letter in str(cell) if letter.isprintable() or letter in " \n\t\u3000\u200d")
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text


class Harmless(base_formats.TablibFormat):  # type: ignore[misc]  # import_export has no types
    """The library takes the first `=` away, which leaves `==1`, `+1` and `@SUM(1)`."""

    def _escape_formulae(self, dataset: Any) -> None:
        for _row in range(len(dataset)):
            dataset.append([harmless(cell) for cell in dataset.lpop()])


class CSV(Harmless, base_formats.CSV):  # type: ignore[misc]
    def export_data(self, dataset: Any, **kwargs: Any) -> str:
        """With a byte order mark: without one, spreadsheets guess another encoding."""
        return f"\ufeff{super().export_data(dataset, **kwargs)}"


class XLSX(Harmless, base_formats.XLSX):  # type: ignore[misc]
    pass


FORMATS = [CSV, XLSX]
KEYS = (
    *("sfrs", "ssrs", "sfbk", "wxqk", "sgsj", "sgdd", "cls", "hphm1", "hphm2", "hphm3", "hphm4"),
    *("clss", "nfyd", "xm", "sjhm", "bxgs"),
)
FIELDS = ("session_id", "owner", "stage", "handled", "injured", "turns_taken", "created_at", "touched_at")


def _value(key: str) -> Callable[[CallSession], str]:
    return lambda call: next((one.value for one in call.variables.all() if one.key == key), "")


_columns: dict[str, Any] = {key: Field(column_name=key, dehydrate_method=_value(key), readonly=True) for key in KEYS}
_meta = type("Meta", (), {"model": CallSession, "fields": (*FIELDS, *KEYS), "export_order": (*FIELDS, *KEYS)})
CallResource = type("CallResource", (ModelResource,), {**_columns, "Meta": _meta})

__all__ = ["FORMATS", "CallResource", "ExportForm"]
