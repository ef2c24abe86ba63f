"""One document being compiled: what was read of it as a whole, and what every part adds to."""

from __future__ import annotations

from luodi.compiler.doubts import doubt_findings
from luodi.compiler.frame import Frame
from luodi.compiler.metadata import Metadata, words_of
from luodi.compiler.outline import Outline
from luodi.compiler.responsibility import governing_rule
from luodi.documents import Anchor, Document
from luodi.plan import Finding, Mark, document_id, record_id
from luodi.plan.identity import Kind


class Compilation:
    """The document with its frame, outline and metadata; the findings and marks so far; ids by kind and path.

    `titles` are the places and words of the titles, `rule` the document's own sentence on who leads.
    """

    def __init__(self, document: Document, meta: Metadata, elements: Frame, outline: Outline) -> None:
        self.document = document
        self.text = document.text
        self.meta = meta
        self.frame = elements
        self.outline = outline
        self.titles = [(document.blocks[title[0]].anchor.start, words_of(document, title)) for title in elements.titles]
        self.id = document_id(meta.number, meta.title, meta.issuers, meta.issued)
        self.findings: list[Finding] = [*doubt_findings(document)]
        self.marks: list[Mark] = list(meta.marks)
        self.rule = governing_rule(self.text)
        self._given: dict[tuple[Kind, str], int] = {}

    @property
    def named_years(self) -> tuple[str, str] | None:
        """The first and the last day of the years that the title names, None if it names none."""
        period = self.meta.period if self.meta.titled_period else None
        return (period.start, period.end) if period is not None and period.start and period.end else None

    def quote(self, anchor: Anchor) -> str:
        """The characters that stand at an anchor."""
        return self.text[anchor.start : anchor.end]

    def new_id(self, kind: Kind, path: str) -> str:
        """The id of the next record of a kind under a path."""
        occurrence = self._given[kind, path] = self._given.get((kind, path), 0) + 1
        return record_id(self.id, kind, path, occurrence)
