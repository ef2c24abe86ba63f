"""Document → Plan: the frame, the outline, then tasks, figures and deadlines, each tied to its characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from luodi.compiler.compilation import Compilation
from luodi.compiler.figure_records import commitment, fact, read_figures, targets
from luodi.compiler.figures import context_of
from luodi.compiler.frame import Frame, frame
from luodi.compiler.heads import heads
from luodi.compiler.metadata import metadata
from luodi.compiler.outline import Outline, outline
from luodi.compiler.passages import Passage, passages
from luodi.compiler.task_list import tasks
from luodi.documents import Anchor, Document
from luodi.plan import Correction, Footnote, Plan, PlanDocument, Project, Provision, apply, review

_PROJECT = re.compile(r"^(?!重点|重大|实施|主要|各)[^，。；：]{2,30}(?:工程|行动|计划|专项)$")


def compile(document: Document, *, corrections: Iterable[Correction] = ()) -> Plan:
    """The plan of a document. Readable text without anything of a plan gives an empty plan with one error finding."""
    marks = heads(document)
    elements = frame(document, marks)
    body = {i for i, element in enumerate(elements.elements) if element == "body"}
    breaks = {
        i for i, element in enumerate(elements.elements) if element in ("title", "annex") and i > min(body, default=0)
    }
    found = outline(document, marks, body, breaks)
    meta = metadata(document, elements, tuple(_goals(document, elements, found)))
    plan = _plan(Compilation(document, meta, elements, found))
    plan = apply(plan, corrections) if corrections else plan
    return review(plan)


def _plan(c: Compilation) -> Plan:
    """The plan without corrections and checks."""
    read = list(passages(c))
    provisions = _provisions(c, read)
    tasks_ = tasks(c, read)
    figures = read_figures(c, read)
    facts = tuple(fact(c, figure, passage) for passage, of in figures for figure in of if figure.kind == "fact")
    return Plan(
        targets=targets(c, figures, facts, tasks_),
        commitments=tuple(
            commitment(c, figure, passage)
            for passage, of in figures
            for figure in of
            if figure.kind not in ("target", "fact")
        ),
        facts=facts,
        provisions=provisions,
        tasks=tasks_,
        projects=tuple(_projects(c, read)),
        document=_document(c),
        findings=tuple(c.findings),
    )


def _goals(document: Document, elements: Frame, found: Outline) -> Iterator[Anchor]:
    """The text of the sections that set goals, and of the preamble, which may."""
    yield from (block.anchor for block in elements.of(document, "preamble"))
    for node in found.nodes:
        if context_of(node.headings) == "goal":
            yield from node.ranges


def _provisions(c: Compilation, passages: Sequence[Passage]) -> tuple[Provision, ...]:
    ids = {passage.path: c.new_id("provision", passage.path) for passage in passages}
    return tuple(
        Provision(
            id=ids[p.path], path=p.path, heading=p.heading, text=c.quote(p.anchor),
            parent=ids.get(p.parent) if p.parent else None, anchor=p.anchor,
        )
        for p in passages
    )  # fmt: skip


def _projects(c: Compilation, passages: Sequence[Passage]) -> Iterator[Project]:
    for passage in passages:
        node = passage.node
        if node is not None and node.heading is not None and passage.heading and _PROJECT.match(passage.heading):
            yield Project(
                id=c.new_id("project", passage.path),
                path=passage.path,
                name=passage.heading,
                anchor=node.heading,
            )


def _document(c: Compilation) -> PlanDocument:
    meta, document = c.meta, c.document
    at = {index: place for place, index in document.notes.items()}
    footnotes = tuple(
        Footnote(mark=block.mark or "", text=document.quote(block.anchor), at=at.get(index), anchor=block.anchor)
        for index, block in enumerate(document.blocks)
        if block.kind == "footnote"
    )
    return PlanDocument(
        id=c.id, title=meta.title, issuers=meta.issuers, number=meta.number, issued=meta.issued, period=meta.period,
        level=meta.level, region=meta.region, addressees=meta.addressees, urgency=meta.urgency,
        approved_by=meta.approved_by, basis=meta.basis, parent=meta.parent, disclosure=meta.disclosure,
        marks=tuple(sorted(c.marks, key=lambda mark: (mark.anchor.start, mark.field))),
        text=document.text, segments=document.segments, footnotes=footnotes, furniture=document.furniture, source=document.source,
    )  # fmt: skip
