"""The outcomes as a table for people: a CSV file that Excel opens as it is meant."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from luodi.batch.outcome import Outcome
from luodi.messages import Language, say

SUMMARY = "summary.csv"

COLUMNS = ("document", "sha256", "title", "tasks", "targets", "errors", "warnings", "infos", "seconds", "failure")


def summary_csv(outcomes: Iterable[Outcome], language: Language) -> bytes:
    """A header and a row a document, UTF-8 with the mark by which Excel knows it."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow([say(f"batch.column.{column}", language) for column in COLUMNS])
    for outcome in outcomes:
        writer.writerow([_harmless(cell) for cell in _row(outcome, language)])
    return written.getvalue().encode("utf-8-sig", "replace")


def _row(outcome: Outcome, language: Language) -> list[str]:
    named = [outcome.path, outcome.sha256]
    if outcome.failure is not None:
        return [*named, *[""] * 6, f"{outcome.seconds:.3f}", outcome.sentence(language) or ""]
    counts = (outcome.tasks, outcome.targets, outcome.errors, outcome.warnings, outcome.infos)
    return [*named, outcome.title or "", *map(str, counts), f"{outcome.seconds:.3f}", ""]


def _harmless(cell: str) -> str:
    """The cell as text: Excel takes what begins with these signs for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
