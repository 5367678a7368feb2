"""The table that every part of the facts adds its rows to."""

from typing import Any


class Table:
    """Rows of key, value and unit, in the order in which they were added; a None is not a fact and is left out."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def add(self, key: str, value: str | float | None, unit: str, digits: int = 2) -> None:
        if value is None:
            return
        if unit == "text":
            value = " ".join(str(value).split())  # names are data: a line break in one must not begin a line
        if isinstance(value, float):
            value = round(value, digits) + 0.0  # no -0.0
            if value == int(value):
                value = int(value)
        self.rows.append({"key": key, "value": value, "unit": unit})

    def change(self, name: str, start: float | None, end: float | None, unit: str, change_unit: str = "") -> None:
        """`<name>_start`, `<name>_end` and the signed `<name>_change`."""
        self.add(f"{name}_start", start, unit)
        self.add(f"{name}_end", end, unit)
        if start is not None and end is not None:
            self.add(f"{name}_change", end - start, change_unit or unit)
