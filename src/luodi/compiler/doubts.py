"""What text recognition was not certain of, as findings: a scan is never read without saying so."""

from __future__ import annotations

from collections.abc import Iterator

from luodi.documents import Document
from luodi.plan import Finding, finding

_AROUND = 8  # characters of the sentence before and behind that are quoted


def doubt_findings(document: Document) -> Iterator[Finding]:
    """`low-confidence` for doubtful characters of the text, `unread-place` for print that could not be read at all."""
    for doubt in document.doubts:
        percent = f"{doubt.confidence:.0%}"
        if doubt.anchor is None:
            yield finding("unread-place", "warning", None, page=doubt.page)
            continue
        start, end = doubt.anchor.start, doubt.anchor.end
        around = document.text[max(0, start - _AROUND) : end + _AROUND].replace("\n", " ").replace("\t", " ").strip()
        quote = document.quote(doubt.anchor)
        yield finding(
            "low-confidence", "warning", doubt.anchor, quote=quote, around=around, page=doubt.page, certain=percent
        )
