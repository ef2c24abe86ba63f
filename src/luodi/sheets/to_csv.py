"""Tables out as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

from luodi.messages import Language
from luodi.sheets.columns import Column
from luodi.sheets.kinds import Written
from luodi.sheets.neutral import neutral


def write_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[Column], language: Language = "zh") -> bytes:
    """A header and a line a row: commas, UTF-8 with the mark by which Excel knows it.

    The same rows give the same bytes, and `read_table` gives the rows back. ValueError for a text that holds NUL or
    half a surrogate pair, and what the column's kind raises for a value that it cannot write.
    """
    written = StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([column.label(language) for column in columns])
    for row in rows:
        writer.writerow([_field(column.written(row.get(column.key), language)) for column in columns])
    if "\0" in written.getvalue():
        raise ValueError("a text holds NUL")
    return written.getvalue().encode("utf-8-sig")


def _field(value: Written | None) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case _:
            return neutral(value)
