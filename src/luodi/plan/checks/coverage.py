"""Is there a plan in the text, and does the plan hold the whole text?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from luodi.documents import Anchor
from luodi.plan.checks.finding import finding, shortened
from luodi.plan.model import Finding, Plan


def nothing_of_a_plan(plan: Plan) -> Iterator[Finding]:
    """The text holds no task, target, commitment or project."""
    if not (plan.tasks or plan.targets or plan.commitments or plan.projects):
        yield finding("nothing-of-a-plan", "error", None)


def uncovered_text(plan: Plan) -> Iterator[Finding]:
    """Readable text that no provision, element of the document or footnote covers: a maximal run is one finding."""
    end = 0
    text = plan.document.text
    for start, stop in (*sorted(_held(plan)), (len(text), len(text))):
        if start > end and any(character.isalnum() for character in text[end:start]):
            yield _uncovered(text, end, start)
        end = max(end, stop)


def _held(plan: Plan) -> Iterator[tuple[int, int]]:
    document = plan.document
    for anchor in chain(
        (provision.anchor for provision in plan.provisions),
        (task.anchor for task in plan.tasks),
        (mark.anchor for mark in document.marks),
        (basis.anchor for basis in document.basis),
        (note.anchor for note in document.footnotes),
    ):
        yield anchor.start, anchor.end


def _uncovered(text: str, start: int, end: int) -> Finding:
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    quote = " ".join(text[start:end].split())
    return finding("uncovered-text", "warning", Anchor(start, end), quote=shortened(quote), length=len(quote))
