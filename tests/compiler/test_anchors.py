"""Every claim leads back to its characters: from the plan to the text, and from the text to the source."""

from __future__ import annotations

import pytest

from .conftest import FORMATS, IDS, SOURCES, document_of, plan_of


def squeezed(text: str) -> str:
    return "".join(text.split())


def quotes(plan):
    """Every (quote, anchor) of a plan."""
    for provision in plan.provisions:
        yield provision.text, provision.anchor
    for record in (*plan.targets, *plan.facts, *plan.commitments):
        yield record.sentence, record.anchor
    for project in plan.projects:
        yield project.name, project.anchor
    for task in plan.tasks:
        for due in task.dues:
            yield due.written, due.anchor
        for assignment in task.assignments:
            yield assignment.written, assignment.anchor
        for clause in task.clauses:
            yield clause.text, clause.anchor
            for part in (*clause.assignments, *clause.dues):
                yield part.written, part.anchor
    for note in plan.document.footnotes:
        yield note.text, note.anchor


@pytest.mark.parametrize(("document", "path"), SOURCES, ids=IDS)
def test_quotes_stand_where_their_anchors_say(document, path):
    plan = plan_of(path)
    text = plan.document.text
    for quote, anchor in quotes(plan):
        assert text[anchor.start : anchor.end] == quote


@pytest.mark.parametrize(("document", "path"), SOURCES, ids=IDS)
def test_provisions_do_not_overlap_and_hold_their_own_text_only(document, path):
    end = 0
    for provision in plan_of(path).provisions:
        assert provision.anchor.start >= end
        end = provision.anchor.end


TEXTS = [(d, p) for d, p in SOURCES if p.suffix == ".txt"]


@pytest.mark.parametrize(("document", "path"), TEXTS, ids=[p.name for _, p in TEXTS])
def test_segments_of_a_text_file_lead_to_the_same_characters(document, path):
    data = path.read_bytes()
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        source = data.decode("gb18030")
    read = document_of(path)
    covered = 0
    for segment in read.segments:
        assert squeezed(source[segment.source_start : segment.source_end]) == squeezed(
            read.text[segment.start : segment.end]
        )
        covered += len(squeezed(read.text[segment.start : segment.end]))
    assert covered == len(squeezed(read.text))  # a text file has no characters of luodi's own


PAGED = [(e["document"], p) for e, (_, p) in zip(FORMATS, SOURCES[2:], strict=True) if p.suffix in (".pdf", ".ofd")]


@pytest.mark.parametrize(("document", "path"), PAGED, ids=[p.name for _, p in PAGED])
def test_segments_of_a_paged_file_have_a_page_and_a_box(document, path):
    read = document_of(path)
    assert read.source.pages
    for segment in read.segments:
        assert 1 <= segment.page <= read.source.pages
        left, top, right, bottom = segment.box
        assert left < right
        assert top < bottom


PDFS = [(d, p) for d, p in SOURCES if p.suffix == ".pdf"]


@pytest.mark.parametrize(("document", "path"), PDFS, ids=[p.name for _, p in PDFS])
def test_the_box_of_a_segment_holds_its_characters(document, path):
    """Asked of pdfium itself: every character of the segment lies on the page inside the box."""
    import pypdfium2

    read = document_of(path)
    pdf = pypdfium2.PdfDocument(path)
    pages = [pdf[i] for i in range(len(pdf))]
    texts = [page.get_textpage() for page in pages]
    for segment in read.segments:
        page = pages[segment.page - 1]
        left, top, right, bottom = segment.box
        height = page.get_height()
        found = texts[segment.page - 1].get_text_bounded(left - 2, height - bottom - 2, right + 2, height - top + 2)
        for character in squeezed(read.text[segment.start : segment.end]):
            assert character in found
    pdf.close()


@pytest.mark.parametrize(("document", "path"), SOURCES, ids=IDS)
def test_no_text_is_left_uncovered(document, path):
    assert not [finding for finding in plan_of(path).findings if finding.code == "uncovered-text"]
