"""Tables as text: CSV (RFC 4180) and what Excel saves beside it, with tabs or semicolons."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice

from luodi.files.characters import is_blank
from luodi.files.encoding import decode
from luodi.files.error import DocumentError
from luodi.sheets.columns import Column
from luodi.sheets.header import WITHIN, find_header
from luodi.sheets.model import LARGEST_CELLS, Cell, Row, Sheet
from luodi.sheets.problem import Place, Problem, SheetErrors

_DELIMITERS = (",", "\t", ";")


def read_separated(data: bytes, name: str, columns: Sequence[Column]) -> Sheet:
    """The table in a text file.

    The delimiter is the first of comma, tab and semicolon with which a row is the header; if none is, the one that
    finds the most labels, so that the problem can be named. Raises SheetErrors at a place where the text breaks the
    rules of CSV, DocumentError as `decode` does and `too-large`.
    """
    text = decode(data, name)
    if "\0" in text:
        place = Place(text.count("\n", 0, text.index("\0")) + 1, lines=True)
        raise SheetErrors(name, (Problem("sheets.nul", place),))
    return Sheet(None, tuple(_rows(text, _delimiter(text, name, columns), name)))


def _delimiter(text: str, name: str, columns: Sequence[Column]) -> str:
    best, most = _DELIMITERS[0], 0
    for delimiter in _DELIMITERS:
        header = find_header(_head(text, delimiter, name), columns)
        if header is not None and header.fits:
            return delimiter
        if header is not None and len(header.cells) > most:
            best, most = delimiter, len(header.cells)
    return best


def _head(text: str, delimiter: str, name: str) -> Iterator[Row]:
    """The first rows, up to one that is not CSV with this delimiter."""
    try:
        yield from islice(_rows(text, delimiter, name), WITHIN)
    except SheetErrors:
        return


def _rows(text: str, delimiter: str, name: str) -> Iterator[Row]:
    """The records that are not blank. The line of a record is its first."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    left = LARGEST_CELLS
    line = 1
    try:
        for record in reader:
            cells = tuple(
                Cell(line, column, "text", field)
                for column, field in enumerate(record)
                if field and not is_blank(field)
            )
            left -= len(cells)
            if left < 0:
                raise DocumentError("too-large", name=name)
            if cells:
                yield Row(line, cells, width=len(record))
            line = reader.line_num + 1
    except csv.Error as error:
        key = "sheets.long-field" if "field limit" in str(error) else "sheets.quotes"
        raise SheetErrors(name, (Problem(key, Place(line, lines=True)),)) from error
