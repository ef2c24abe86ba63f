"""Excel workbooks (ECMA-376 SpreadsheetML, transitional and strict)."""

from __future__ import annotations

import posixpath
import re

from lxml import etree

from luodi.files.archive import Archive, open_zip
from luodi.sheets.model import Book, Sheet
from luodi.sheets.number_format import BUILT_IN, Format, format_of
from luodi.sheets.shared_strings import read_strings
from luodi.sheets.worksheet import NAMESPACES, Room, read_sheet

_S, _STRICT = (f"{{{namespace}}}" for namespace in NAMESPACES)
_RELATIONS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)


def read_workbook(data: bytes, name: str | None) -> Book:
    """The visible sheets of a workbook.

    Raises DocumentError: those of `open_zip`, `Archive.read`, `Archive.xml` and `read_sheet`; `missing-part` for a
    package that is no workbook.
    """
    archive = open_zip(data, name)
    root = _xml(archive, "xl/workbook.xml")
    properties = root.find(f"{_S}workbookPr")
    from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    parts = {
        relation.get("Id"): _path(relation.get("Target", ""))
        for relation in archive.xml("xl/_rels/workbook.xml.rels")
        if relation.get("Type", "").endswith("/worksheet")
    }
    texts = "xl/sharedStrings.xml"
    strings = read_strings(archive.read(texts), name) if texts in archive else []
    formats, room = _formats(archive), Room(name)
    sheets: list[Sheet] = []
    hidden: list[str] = []
    for sheet in root.iter(f"{_S}sheet"):
        part = next((parts[key] for relation in _RELATIONS if (key := sheet.get(relation)) in parts), None)
        title = sheet.get("name", "")
        if part is None:
            continue
        if sheet.get("state", "visible") == "visible":
            sheets.append(read_sheet(archive.read(part), title, strings, formats, from_1904, room))
        else:
            hidden.append(title)
    return Book(tuple(sheets), tuple(hidden))


def _path(target: str) -> str:
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")


def _xml(archive: Archive, path: str) -> etree._Element:
    root = archive.xml(path)
    for element in root.iter(f"{_STRICT}*"):
        element.tag = _S + etree.QName(element).localname
    return root


def _formats(archive: Archive) -> list[Format]:
    """The number format of every cell style."""
    if "xl/styles.xml" not in archive:
        return []
    root = _xml(archive, "xl/styles.xml")
    codes = BUILT_IN | {_number(f.get("numFmtId")): f.get("formatCode", "") for f in root.iter(f"{_S}numFmt")}
    styles = root.find(f"{_S}cellXfs")
    return [format_of(codes.get(_number(xf.get("numFmtId")), "")) for xf in (styles if styles is not None else ())]


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,9}", text) else 0
