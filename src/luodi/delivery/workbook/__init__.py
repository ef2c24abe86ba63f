"""台账 in CSV and Excel, both ways in the same columns: the matters of a plan on a day, and what people fill in."""

from luodi.delivery.workbook.changes import Change, Changes
from luodi.delivery.workbook.read import read_workbook
from luodi.delivery.workbook.written import workbook_csv, workbook_xlsx

__all__ = ["Change", "Changes", "read_workbook", "workbook_csv", "workbook_xlsx"]
