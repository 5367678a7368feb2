"""Lists that people take along as CSV and XLSX: nothing in them that a spreadsheet runs."""

from typing import Any

from import_export.formats import base_formats

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
