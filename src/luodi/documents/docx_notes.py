"""Marks of footnotes and endnotes as Word numbers them (ECMA-376 part 1, 17.11)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from luodi.documents.docx_numbering import number_form
from luodi.documents.docx_package import Element, W, child, content, number, value
from luodi.documents.list_numbers import format_number

NoteKind = Literal["footnote", "endnote"]

_KINDS: tuple[tuple[NoteKind, str], ...] = (("footnote", "decimal"), ("endnote", "lowerRoman"))
_UNPRINTED = {
    W + "del", W + "moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}  # fmt: skip


def note_marks(document: Element, settings: Element | None) -> dict[tuple[NoteKind, str], str | None]:
    """The number of every note by kind and id, None for one whose mark is typed (customMarkFollows).

    Format and restart by section are followed. Numbers that restart on every page run on, since pages are not known.
    """
    marks: dict[tuple[NoteKind, str], str | None] = {}
    for kind, usual in _KINDS:
        count: int | None = None
        for references, section in _sections(document, kind):
            form, start, restart = _numbering(kind, usual, section, settings)
            if count is None or restart == "eachSect":
                count = start
            for reference in references:
                key = value(reference, "id") or ""
                if (value(reference, "customMarkFollows") or "0") not in ("0", "false", "off"):
                    marks.setdefault((kind, key), None)
                elif (kind, key) not in marks:
                    marks[kind, key] = format_number(count, form)
                    count += 1
    return marks


def _sections(document: Element, kind: NoteKind) -> Iterator[tuple[list[Element], Element | None]]:
    """The printed references of each section with its properties, which stand in the last paragraph of the section."""
    references: list[Element] = []
    ended: Element | None = None
    for element in document.iter(W + kind + "Reference", W + "sectPr", W + "p"):
        if element.tag == W + "p" and ended is not None:
            yield references, ended
            references, ended = [], None
        elif element.tag == W + "sectPr":
            ended = element
        elif element.tag != W + "p" and not any(above.tag in _UNPRINTED for above in element.iterancestors()):
            references.append(element)
    yield references, ended


def _numbering(kind: NoteKind, usual: str, section: Element | None, settings: Element | None) -> tuple[str, int, str]:
    form, start, restart = usual, 1, "continuous"
    for properties in (child(settings, kind + "Pr"), child(section, kind + "Pr")):
        for part in content(properties):
            if part.tag == W + "numFmt":
                form = number_form(part)
        first = number(child(properties, "numStart"))
        start = start if first is None else first
        restart = value(child(properties, "numRestart")) or restart
    return form, start, restart


def notes_by_id(part: Element | None, kind: NoteKind) -> dict[str, Element]:
    """The notes of a part by id, separators left out."""
    if part is None:
        return {}
    return {
        key: note
        for note in part.iterchildren(W + kind)
        if (key := value(note, "id")) is not None and value(note, "type") in (None, "normal")
    }
