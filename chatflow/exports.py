"""Calls as CSV and XLSX: one row for each call, what is known of it in columns."""

from collections.abc import Callable
from typing import Any

from import_export.fields import Field
from import_export.resources import ModelResource
from unfold.contrib.import_export.forms import ExportForm

from chatflow.models import CallSession

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

__all__ = ["CallResource", "ExportForm"]
