"""Tables out as Excel workbooks."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from luodi.files.characters import width
from luodi.messages import Language
from luodi.sheets.columns import Column
from luodi.sheets.kinds import Written
from luodi.sheets.neutral import guarded

_LONGEST = 32_767  # UTF-16 units of a cell: Excel's limit
_ROWS = 1_048_576
_NARROWEST, _WIDEST = 8.0, 48.0  # characters of Latin text
_FIRST_DAY = date(1900, 3, 1)  # Excel counts the days before differently from the calendar
_ENTRY = "#FFF2CC"
_MADE = datetime(2000, 1, 1)  # files know when they were made; this one must not


def write_xlsx(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[Column], language: Language = "zh", pinned: int = 0
) -> bytes:
    """A workbook with one sheet: the header, which stays in sight and filters, and a row a row. The same rows give the
    same bytes. The first `pinned` columns stay in sight too; a column of few values lists them to choose from.

    `read_table` gives the rows back. A number is a number where the file holds all its digits, else text. ValueError
    for more rows or a longer text than Excel has, half a surrogate pair, and what the column's kind raises.
    """
    table = [[column.written(row.get(column.key), language) for column in columns] for row in rows]
    if len(table) >= _ROWS:
        raise ValueError(f"{len(table)} rows are more than a sheet of Excel has")
    stream = io.BytesIO()
    literal = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **literal})
    book.set_properties({"created": _MADE})
    sheet = book.add_worksheet()
    _fill(book, sheet, table, columns, language)
    sheet.freeze_panes(1, pinned)
    book.close()
    return stream.getvalue()


def _fill(
    book: Any, sheet: Any, table: list[list[Written | None]], columns: Sequence[Column], language: Language
) -> None:
    plain = {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1}
    heads = {False: book.add_format(plain), True: book.add_format(plain | {"bg_color": _ENTRY})}
    formats = {
        "text": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
        "number": book.add_format({"valign": "top"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
    }
    quoted = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "quote_prefix": True})
    for index, column in enumerate(columns):
        label = column.label(language)
        values = [row[index] for row in table]
        sheet.set_column(index, index, _width(label, values), formats[column.kind.holds])
        sheet.write_string(0, index, label, heads[column.entry])
        if column.kind.offers and table:
            offered = [getattr(option, language) for option in column.kind.offers]
            # A warning, not a stop: what is read is wider than what is listed.
            listed = {"validate": "list", "source": offered, "error_type": "warning"}
            sheet.data_validation(1, index, len(table), index, listed)
        for number, value in enumerate(values, 1):
            match value:
                case None:
                    pass
                case Decimal() if _is_exact(value):
                    sheet.write_number(number, index, float(value), formats["number"])
                case Decimal():
                    sheet.write_string(number, index, format(value, "f"), formats["text"])
                case date() if value >= _FIRST_DAY:
                    sheet.write_datetime(number, index, value, formats["date"])
                case date():
                    sheet.write_string(number, index, value.isoformat(), formats["text"])
                case _:
                    text = guarded(value)
                    if len(text.encode("utf-16-le")) // 2 > _LONGEST:
                        raise ValueError(f"row {number}, {label}: a text is longer than a cell of Excel holds")
                    sheet.write_string(number, index, text, formats["text"] if value[0].isalnum() else quoted)
    sheet.autofilter(0, 0, max(1, len(table)), len(columns) - 1)


def _is_exact(value: Decimal) -> bool:
    """Whether the double that the file will hold is this number: XlsxWriter writes 16 digits."""
    return Decimal(f"{float(value):.16G}") == value


def _width(label: str, values: list[Written | None]) -> float:
    """Room for the longest line of the first rows and of the label with its filter button."""
    texts = [str(value) for value in values[:1000] if value is not None]
    lines = (width(line) * 2 for text in texts for line in text[:200].split("\n"))
    return min(_WIDEST, max(_NARROWEST, width(label) * 2 + 4, *lines, 0) + 1)
