"""Footnotes of a web page: two anchors that point at each other, the mark in the text and the one before the note.

Word and LibreOffice write footnotes so (`_ftnref1` and `_ftn1`, `sdfootnote1anc` and `sdfootnote1sym`).
"""

from __future__ import annotations

from luodi.documents.html_zone import Element

_MARK = 6  # characters


def find_notes(root: Element) -> tuple[dict[Element, str], dict[Element, str]]:
    """Anchors in the text and anchors at notes, both with the mark (`1`, `注`), in document order."""
    named: dict[str, Element] = {}
    order: dict[Element, int] = {}
    for index, anchor in enumerate(root.iter("a")):
        order[anchor] = index
        for name in (anchor.get("id"), anchor.get("name")):
            if name:
                named.setdefault(name, anchor)
    marks: dict[Element, str] = {}
    notes: dict[Element, str] = {}
    for anchor in order:
        note = named.get((anchor.get("href") or "").removeprefix("#"))
        if note is None or note in notes or order[note] <= order[anchor]:
            continue
        back = (note.get("href") or "").removeprefix("#")
        mark = "".join("".join(anchor.itertext()).split()).strip("[]［］〔〕【】()（）")
        if back and named.get(back) is anchor and 0 < len(mark) <= _MARK:
            marks[anchor] = notes[note] = mark
    return marks, notes
