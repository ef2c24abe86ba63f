"""Rows in from and out to CSV and Excel: a kind of table is declared once, read whole or refused by row and cell."""

from luodi.sheets.columns import Column
from luodi.sheets.kinds import DATE, DECIMAL, TEXT, CellError, Kind, Option, choice
from luodi.sheets.model import Cell
from luodi.sheets.problem import Place, Problem, Problems, SheetErrors
from luodi.sheets.table import Source, Table, read_table
from luodi.sheets.to_csv import write_csv
from luodi.sheets.to_xlsx import write_xlsx

__all__ = [
    "DATE", "DECIMAL", "TEXT", "Cell", "CellError", "Column", "Kind", "Option", "Place", "Problem", "Problems",
    "SheetErrors", "Source", "Table", "choice", "read_table", "write_csv", "write_xlsx",
]  # fmt: skip
