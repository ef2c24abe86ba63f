"""The parts of a WordprocessingML package and the elements that count in them (ECMA-376 parts 1, 2 and 3).

Strict documents are turned to the transitional names as they are read, so that one set of names serves both.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from luodi.documents.model import DocumentError
from luodi.files.archive import Archive

Element = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": W[1:-1],
    "http://purl.oclc.org/ooxml/officeDocument/math": M[1:-1],
    "http://purl.oclc.org/ooxml/officeDocument/relationships": R[1:-1],
}
_UNDERSTOOD = (  # namespaces whose text is found here: shapes, groups, canvases, VML and Word's own extensions
    "http://schemas.microsoft.com/office/word/",
    "http://schemas.microsoft.com/office/drawing/2010/main",
    "http://www.wps.cn/",
    "urn:schemas-microsoft-com:",
    *(uri for pair in _STRICT.items() for uri in pair),
)
_THROUGH = {
    W + name for name in ("sdtContent", "smartTag", "customXml", "ins", "moveTo", "hyperlink", "dir", "bdo", "rubyBase")
} | {M + "oMathPara"}
_GONE = {W + name for name in ("del", "moveFrom")}
_PLACEHOLDER = f"{W}sdtPr/{W}showingPlcHdr"
_GALLERY = f"{W}sdtPr/{W}docPartObj/{W}docPartGallery"


class Package:
    """A Word file: its main part, and the parts related to it."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.main = _main_path(archive)
        self.document = _transitional(archive.xml(self.main))
        if self.document.tag != W + "document":
            raise DocumentError("not-word", name=archive.name or "-")
        self._related = list(_relationships(archive, self.main))

    def related(self, kind: str) -> Element | None:
        """The root of the first part related to the main part as `kind` (`styles`, `footnotes`), None without one."""
        return next((self._part(path) for _, type_, path in self._related if type_.endswith("/" + kind)), None)

    def by_id(self, relationship: str | None) -> Element | None:
        """The root of the part that a relationship of the main part points to."""
        return next((self._part(path) for id_, _, path in self._related if id_ == relationship), None)

    def _part(self, path: str) -> Element | None:
        return _transitional(self._archive.xml(path)) if path in self._archive else None


def _main_path(archive: Archive) -> str:
    for _, kind, path in _relationships(archive, ""):
        if kind.endswith("/officeDocument") and path in archive:
            return path
    if "[Content_Types].xml" in archive:
        for override in archive.xml("[Content_Types].xml"):
            content = override.get("ContentType", "").lower()
            path = override.get("PartName", "")
            if content.endswith(".main+xml") and "word" in content and path in archive:
                return path
    if "word/document.xml" in archive:
        return "word/document.xml"
    raise DocumentError("not-word", name=archive.name or "-")


def _relationships(archive: Archive, part: str) -> Iterator[tuple[str, str, str]]:
    """(id, type, path) of the internal relationships of a part, or of the package for an empty path."""
    folder, base = posixpath.split(part)
    path = posixpath.join(folder, "_rels", base + ".rels")
    if path not in archive:
        return
    for relation in archive.xml(path):
        if relation.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
            yield relation.get("Id", ""), relation.get("Type", ""), target.lstrip("/")


def _transitional(root: Element) -> Element:
    if not any(uri in _STRICT for uri in root.nsmap.values()):
        return root
    names: dict[str, str] = {}

    def renamed(name: str) -> str:
        if name not in names:
            uri, brace, local = name[1:].partition("}")
            names[name] = f"{{{_STRICT[uri]}}}{local}" if brace and uri in _STRICT else name
        return names[name]

    for element in root.iter(etree.Element):
        element.tag = renamed(str(element.tag))
        for key, value in element.attrib.items():
            if renamed(str(key)) != key:
                del element.attrib[key]
                element.set(renamed(str(key)), value)
    return root


def content(parent: Element) -> Iterator[Element]:
    """The children of an element as they are printed.

    Insertions, content controls, smart tags, links and the like are looked through, deletions are left out, of
    alternatives the first understood one counts. A content control that holds no text of its own (`scaffold`) comes
    as itself.
    """
    stack = list(reversed(parent))
    while stack:
        element = stack.pop()
        if element.tag in _THROUGH:
            stack.extend(reversed(element))
        elif element.tag == _MC + "AlternateContent":
            stack.extend(reversed(_alternative(element)))
        elif element.tag == W + "sdt" and not scaffold(element):
            stack.extend(reversed(child(element, "sdtContent", element)))
        elif element.tag not in _GONE:
            yield element


def scaffold(sdt: Element) -> bool:
    """Whether a content control is a table of contents or still shows its prompt."""
    gallery = sdt.find(_GALLERY)
    return sdt.find(_PLACEHOLDER) is not None or (gallery is not None and value(gallery) == "Table of Contents")


def text_boxes(drawing: Element) -> Iterator[Element]:
    """The outermost `w:txbxContent` of a drawing, of alternatives only those of the understood one."""
    stack = [drawing]
    while stack:
        element = stack.pop()
        if element.tag == W + "txbxContent":
            yield element
        elif element.tag == _MC + "AlternateContent":
            stack.extend(reversed(_alternative(element)))
        else:
            stack.extend(reversed(element))


def _alternative(alternate: Element) -> list[Element]:
    for branch in alternate:
        required = branch.get("Requires", "").split()
        if branch.tag == _MC + "Fallback" or (
            branch.tag == _MC + "Choice"
            and all((branch.nsmap.get(prefix) or "").startswith(_UNDERSTOOD) for prefix in required)
        ):
            return list(branch)
    return []


def child(element: Element | None, name: str, default: Element | None = None) -> Element:
    """The first child with a WordprocessingML name, else the default, else an empty element."""
    found = element.find(W + name) if element is not None else None
    if found is not None:
        return found
    return default if default is not None else _NOTHING


_NOTHING = etree.Element("nothing")


def value(element: Element | None, name: str = "val") -> str | None:
    """An attribute in the WordprocessingML namespace."""
    return None if element is None else element.get(W + name)


def number(element: Element | None, name: str = "val") -> int | None:
    """An attribute as an integer, None where it is absent or no integer of nine digits at most."""
    text = (value(element, name) or "").strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def switch(properties: Element | None, name: str) -> bool | None:
    """An on/off property: None where it is not stated, True where it is stated without a value."""
    element = properties.find(W + name) if properties is not None else None
    return None if element is None else (value(element) or "true") not in ("0", "false", "off")
